"""Write the demo company: its CRM exports and what is true of it. Deterministic to the byte.

`python sample_data/generate.py` writes `exports/`, `truth.json` and `TRUTH.md`;
`--replications` first recomputes `replications.json` (needed when an effect changes).

To add a part (surveys, spend): a module in `company/` that takes the `Company` and a random
generator of its own (`stream`), and one call in `main`. Streams are numbered, so a new part does
not change the files of the others.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from company import billing_truth
from company.billed import Customer
from company.billing import billing
from company.billing_exports import (
    HISTORY_COLUMNS,
    HISTORY_FILE,
    KEY_COLUMNS,
    KEYS_FILE,
    LINE_COLUMNS,
    LINES_FILE,
    RATE_COLUMNS,
    RATES_FILE,
    SUBSCRIPTION_COLUMNS,
    SUBSCRIPTIONS_FILE,
    history_rows,
    key_rows,
    line_rows,
    rate_rows,
    subscription_rows,
)
from company.billing_faults import SPOILED, spoil
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
from company.invoices import Line, invoice_lines
from company.market import Company, company
from company.replications import replications
from company.truth import truth
from company.truth_page import page

HERE = Path(__file__).parent
EXPORTS = HERE / "exports"
SEED = 27
STREAMS = ("company", "faults", "stages", "billing", "invoices", "billing_faults")  # append only


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


def write_stages(whole: Company) -> dict[str, int]:
    """The CRM's stage history; its data rows."""
    rows = history_rows(stream("stages"), whole.deals)
    write(EXPORTS / HISTORY_FILE, HISTORY_COLUMNS, rows)
    return {HISTORY_FILE: len(rows)}


def write_billing(
    customers: list[Customer], lines: list[Line]
) -> tuple[dict[str, int], list[Fault]]:
    """The files of billing, as `write_crm`."""
    rng = stream("billing_faults")
    records, faults = {}, []
    for name, columns, rows in (
        (KEYS_FILE, KEY_COLUMNS, key_rows(customers)),
        (RATES_FILE, RATE_COLUMNS, rate_rows()),
        (SUBSCRIPTIONS_FILE, SUBSCRIPTION_COLUMNS, subscription_rows(customers)),
        (LINES_FILE, LINE_COLUMNS, line_rows(lines)),
    ):
        if name in SPOILED:
            rows, bad = spoil(rng, name, rows)
            faults += bad
        write(EXPORTS / name, columns, rows)
        records[name] = len(rows)
    return records, faults


@dataclass(frozen=True)
class Written:
    """What the exports were written from: data rows per file, and the bad rows among them."""

    company: Company
    customers: list[Customer]
    lines: list[Line]
    records: dict[str, int]
    faults: list[Fault]


def write_exports() -> Written:
    """Every file of `exports/`."""
    EXPORTS.mkdir(exist_ok=True)
    whole = company(stream("company"))
    records, faults = write_crm(whole)
    records |= write_stages(whole)
    customers = billing(stream("billing"), whole)
    lines = invoice_lines(stream("invoices"), customers)
    billed, bad = write_billing(customers, lines)
    return Written(whole, customers, lines, records | billed, faults + bad)


def as_json(document: object) -> str:
    return json.dumps(document, indent=1) + "\n"


def main() -> None:
    remembered = HERE / "replications.json"
    if "--replications" in sys.argv:
        remembered.write_text(as_json(replications(SEED)), encoding="utf-8", newline="\n")
    elsewhere = json.loads(remembered.read_text(encoding="utf-8"))
    made = write_exports()
    facts = truth(
        made.company, seed=SEED, records=made.records, faults=made.faults, elsewhere=elsewhere
    )
    facts["billing"] = billing_truth.truth(made.customers, made.lines, elsewhere["revenue"])
    (HERE / "truth.json").write_text(as_json(facts), encoding="utf-8", newline="\n")
    (HERE / "TRUTH.md").write_text(page(facts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
