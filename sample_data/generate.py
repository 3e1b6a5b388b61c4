"""Write the demo company: its exports and what is true of it. Deterministic to the byte.

`python sample_data/generate.py` writes `exports/`, `truth.json` and `TRUTH.md`;
`--replications` first recomputes `replications.json` (needed when an effect changes).

To add a part: a module in `company/` that takes the `Company` and a random generator of its own
(`stream`), and one call in `write_exports`. Streams are numbered, so a new part does
not change the files of the others.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from company import billing_truth, cost_truth, headline_truth, late_faults, voice_truth
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
    Row,
    account_rows,
    accounts_file,
    deal_rows,
    write,
)
from company.faults import Fault, delay, spoil_accounts, spoil_deals, uneventful
from company.invoices import Line, invoice_lines
from company.leads import Marketing, marketing
from company.market import Company, company
from company.marketing_exports import (
    CAMPAIGN_COLUMNS,
    CAMPAIGNS_FILE,
    FACEBOOK_COLUMNS,
    FACEBOOK_FILE,
    GOOGLE_COLUMNS,
    GOOGLE_FILE,
    LEAD_COLUMNS,
    LEADS_FILE,
    MEMBER_COLUMNS,
    MEMBERS_FILE,
    campaign_rows,
    facebook_rows,
    google_rows,
    lead_rows,
    member_rows,
)
from company.replications import replications
from company.revenue import payers
from company.spend import Cost, spend
from company.support import Ticket, help_desk
from company.truth import truth
from company.truth_page import page
from company.usage import Used, usage
from company.voice import Asked, survey
from company.voice_exports import (
    CSAT_COLUMNS,
    CSAT_FILE,
    NPS_COLUMNS,
    NPS_FILE,
    TICKET_COLUMNS,
    TICKETS_FILE,
    USAGE_COLUMNS,
    USAGE_FILE,
    csat_rows,
    nps_rows,
    ticket_rows,
    usage_rows,
)
from company.workbook import FINANCE_COLUMNS, FINANCE_FILE, finance_rows, write_workbook

HERE = Path(__file__).parent
EXPORTS = HERE / "exports"
SEED = 27
STREAMS = (  # append only
    "company",
    "faults",
    "stages",
    "billing",
    "invoices",
    "billing_faults",
    "marketing",
    "spend",
    "late_faults",
    "usage",
    "survey",
    "traffic",
    "help_desk",
    "voice_faults",
)


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


def write_marketing(market: Marketing, costs: list[Cost]) -> tuple[dict[str, int], list[Fault]]:
    """Leads, campaigns and spend, as `write_crm`."""
    rng = stream("traffic")
    return write_late(
        stream("late_faults"),
        (
            (CAMPAIGNS_FILE, CAMPAIGN_COLUMNS, campaign_rows(market.campaigns)),
            (MEMBERS_FILE, MEMBER_COLUMNS, member_rows(rng, market.leads)),
            (LEADS_FILE, LEAD_COLUMNS, lead_rows(market.leads)),
            (GOOGLE_FILE, GOOGLE_COLUMNS, google_rows(rng, costs)),
            (FACEBOOK_FILE, FACEBOOK_COLUMNS, facebook_rows(rng, costs)),
            (FINANCE_FILE, FINANCE_COLUMNS, finance_rows(costs)),
        ),
    )


def write_voice(voice: Voice) -> tuple[dict[str, int], list[Fault]]:
    """Answers, tickets and use, as `write_crm`."""
    return write_late(
        stream("voice_faults"),
        (
            (NPS_FILE, NPS_COLUMNS, nps_rows(voice.answers)),
            (TICKETS_FILE, TICKET_COLUMNS, ticket_rows(voice.tickets)),
            (CSAT_FILE, CSAT_COLUMNS, csat_rows(voice.tickets)),
            (USAGE_FILE, USAGE_COLUMNS, usage_rows(voice.use)),
        ),
    )


def write_late(
    rng: np.random.Generator, files: Sequence[tuple[str, list[str], list[Row]]]
) -> tuple[dict[str, int], list[Fault]]:
    """Files with the rows that no program should take; a workbook ends with its total."""
    records, faults = {}, []
    for name, columns, rows in files:
        if name in late_faults.SPOILED:
            rows, bad = late_faults.spoil(rng, name, rows)
            faults += bad
        if name.endswith(".xlsx"):
            write_workbook(EXPORTS / name, rows)
        else:
            write(EXPORTS / name, columns, rows)
        records[name] = len(rows) + late_faults.TOTALS.get(name, 0)
    return records, faults


@dataclass(frozen=True)
class Voice:
    """What customers say and do."""

    answers: list[Asked]
    tickets: list[Ticket]
    use: list[Used]


@dataclass(frozen=True)
class Written:
    """What the exports were written from: data rows per file, and the bad rows among them."""

    company: Company
    customers: list[Customer]
    lines: list[Line]
    market: Marketing
    costs: list[Cost]
    voice: Voice
    records: dict[str, int]
    faults: list[Fault]


def write_exports() -> Written:
    """Every file of `exports/`."""
    EXPORTS.mkdir(exist_ok=True)
    whole = company(stream("company"))
    market = marketing(stream("marketing"), whole)
    records, faults = write_crm(whole)
    records |= write_stages(whole)
    customers = billing(stream("billing"), whole)
    lines = invoice_lines(stream("invoices"), customers)
    costs = spend(stream("spend"), whole, market.campaigns)
    voice = Voice(
        survey(stream("survey"), customers),
        help_desk(stream("help_desk"), payers(customers)),
        usage(stream("usage"), customers),
    )
    for more, bad in (
        write_billing(customers, lines),
        write_marketing(market, costs),
        write_voice(voice),
    ):
        records |= more
        faults += bad
    return Written(whole, customers, lines, market, costs, voice, records, faults)


def as_json(document: object) -> str:
    """Indented; what holds no other object or list is on one line."""
    text = json.dumps(document, indent=1)
    return re.sub(r"\{[^{}\[\]]*\}", lambda found: " ".join(found[0].split()), text) + "\n"


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
    voice = made.voice
    facts["voice"] = voice_truth.truth(voice.answers, voice.tickets, voice.use, elsewhere["voice"])
    facts["cost"] = cost_truth.truth(
        made.company.deals, made.market, made.costs, payers(made.customers), elsewhere["cost"]
    )
    facts["headline"] = headline_truth.truth(facts)
    (HERE / "truth.json").write_text(as_json(facts), encoding="utf-8", newline="\n")
    (HERE / "TRUTH.md").write_text(page(facts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
