"""Write the demo company: its CRM exports and what is true of it. Deterministic to the byte.

`python sample_data/generate.py` writes `exports/`, `truth.json` and `TRUTH.md`;
`--replications` first recomputes `replications.json` (a minute; needed when an effect changes).

To add a part (billing, surveys, spend): a module in `company/` that takes the `Company` and a
random generator of its own (`stream`), and one call in `main`. Streams are numbered, so a new part
does not change the files of the others.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from company.calendar import SNAPSHOTS
from company.exports import (
    ACCOUNT_COLUMNS,
    DEAL_COLUMNS,
    DEALS_FILE,
    account_rows,
    accounts_file,
    deal_rows,
    write,
)
from company.faults import Fault, delay, spoil_accounts, spoil_deals, uneventful
from company.market import Company, company
from company.replications import replications
from company.truth import truth
from company.truth_page import page

HERE = Path(__file__).parent
EXPORTS = HERE / "exports"
SEED = 27
STREAMS = ("company", "faults")  # append only


def stream(name: str) -> np.random.Generator:
    """The random numbers of one part."""
    return np.random.default_rng([SEED, 1 + STREAMS.index(name)])


def write_crm(whole: Company) -> tuple[dict[str, int], list[Fault]]:
    """The CRM's files; the data rows of each, and the bad rows among them."""
    records, faults = {}, []
    calm = uneventful(whole.accounts)
    delay(calm[0])
    for day in SNAPSHOTS:
        rows, bad = spoil_accounts(whole.accounts, calm, day, account_rows(whole.accounts, day))
        write(EXPORTS / accounts_file(day), ACCOUNT_COLUMNS, rows)
        records[accounts_file(day)] = len(rows)
        faults += bad
    rows, bad = spoil_deals(stream("faults"), deal_rows(whole.deals))
    write(EXPORTS / DEALS_FILE, DEAL_COLUMNS, rows)
    records[DEALS_FILE] = len(rows)
    return records, faults + bad


def as_json(document: object) -> str:
    return json.dumps(document, indent=1) + "\n"


def main() -> None:
    EXPORTS.mkdir(exist_ok=True)
    remembered = HERE / "replications.json"
    if "--replications" in sys.argv:
        remembered.write_text(as_json(replications(SEED)), encoding="utf-8", newline="\n")
    whole = company(stream("company"))
    records, faults = write_crm(whole)
    elsewhere = json.loads(remembered.read_text(encoding="utf-8"))
    facts = truth(whole, seed=SEED, records=records, faults=faults, elsewhere=elsewhere)
    (HERE / "truth.json").write_text(as_json(facts), encoding="utf-8", newline="\n")
    (HERE / "TRUTH.md").write_text(page(facts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
