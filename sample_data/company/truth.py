"""Everything that is true of the demo company, as one document: `truth.json`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from company import changes, cohort, cycle, figures, outcomes
from company.accounts import Account
from company.billing_exports import SUBSCRIPTIONS_FILE
from company.billing_faults import DELETED_SUBSCRIPTIONS
from company.calendar import LAST_DAY, PERIODS, SNAPSHOTS, quarters
from company.exports import DEALS_FILE
from company.faults import DELETED_ACCOUNTS, DELETED_DEALS, Fault
from company.late_faults import LEFT_OUT
from company.market import Company
from company.profile import ATTRIBUTES

REVERSED = "South"


def truth(
    company: Company, *, seed: int, records: dict[str, int], faults: list[Fault], elsewhere: dict
) -> dict[str, object]:
    """The document. `records`: data rows per file; `elsewhere`: see replications."""
    deals = company.deals
    # A deal without account has no region in the store: it is not counted there.
    there = [d for d in deals if d.account.region == REVERSED and d.named]
    return {
        "seed": seed,
        "data_through": str(LAST_DAY),
        "periods": {n: {"starts": str(p.starts), "ends": str(p.ends)} for n, p in PERIODS.items()},
        "effects": effects(),
        "files": [file_counts(name, count, faults) for name, count in records.items()],
        "bad_rows": [asdict(fault) for fault in faults],
        "opportunities": opportunities(company),
        "accounts": accounts(company.accounts),
        "win_rate": {name: figures.win_rate(deals, p) for name, p in PERIODS.items()},
        "win_rate_by_creation": cohort.cohorts(deals, PERIODS),
        "reversal": {
            "region": REVERSED,
            "win_rate": {name: figures.win_rate(there, p) for name, p in PERIODS.items()},
            "bands": figures.by_band(there, PERIODS["all_time"]),
        },
        "win_rate_today": {
            name: figures.win_rate_today(deals, p)
            | {"expected": elsewhere[name]["gap_today"], "gap_sold": elsewhere[name]["gap_sold"]}
            for name, p in PERIODS.items()
        },
        "deal_size": {name: figures.deal_size(deals, p) for name, p in PERIODS.items()},
        "cycle_length": {n: cycle.days_to_win(deals, p) for n, p in PERIODS.items()},
        "quarters": [quarter(company, q) for q in quarters()],
    }


def effects() -> dict[str, object]:
    return {
        "win_logit": {
            "base": outcomes.BASE,
            "fit": outcomes.FIT_ON_LOGIT,
            "employees": outcomes.BAND_ON_LOGIT,
            "region": outcomes.REGION_ON_LOGIT,
        },
        "amount": {
            "median": outcomes.AMOUNT,
            "sigma": outcomes.AMOUNT_SPREAD,
            "fit_times": outcomes.FIT_ON_AMOUNT,
        },
        "days": {
            "median_won": outcomes.DAYS_WON,
            "median_lost": outcomes.DAYS_LOST,
            "sigma_won": outcomes.SPREAD_WON,
            "sigma_lost": outcomes.SPREAD_LOST,
            "employees_times": outcomes.BAND_ON_DAYS,
            "fit_times_won": outcomes.FIT_ON_DAYS_WON,
        },
        "adoption": {"per_export": changes.ADOPTS, "also_sales_led": changes.ADOPTS_SALES_LED},
    }


def file_counts(name: str, records: int, faults: list[Fault]) -> dict[str, object]:
    rejected = sum(fault.file == name for fault in faults)
    deleted = {
        f"accounts_{LAST_DAY}.csv": DELETED_ACCOUNTS,
        DEALS_FILE: DELETED_DEALS,
        SUBSCRIPTIONS_FILE: DELETED_SUBSCRIPTIONS,
        **LEFT_OUT,
    }
    left_out = deleted.get(name, 0)
    accepted = records - rejected - left_out
    counts = {"records": records, "accepted": accepted, "rejected": rejected, "left_out": left_out}
    return {"file": name, **counts}


def opportunities(company: Company) -> dict[str, object]:
    """Counts over the good rows."""
    deals = company.deals
    return {
        "rows": len(deals),
        "status": Counter(d.status for d in deals),
        "kind": Counter(d.kind for d in deals),
        "new_business_status": Counter(d.status for d in deals if d.kind == "new"),
        "type_blank": Counter(d.kind for d in deals if not d.typed),
        "without_account": sum(not d.named for d in deals),
        "amount_blank": sum(d.amount is None for d in deals),
        "amount_zero": sum(d.amount == 0 for d in deals),
        "won_amount": sum(d.amount or 0 for d in deals if d.status == "won"),
        "open_with_past_close": sum(bool(d.guess and d.guess <= LAST_DAY) for d in deals),
        "new_business_judged_later": sum(d.judged_later for d in deals if d.kind == "new"),
    }


def accounts(everyone: list[Account]) -> dict[str, object]:
    """Counts over the accounts of the store after the last load."""
    last = [a.exported_on(LAST_DAY) for a in everyone]
    filled = [n for a in everyone for n, d in a.blank.items() if d]
    lower = Counter(a.account_id[:15].lower() for a in everyone)
    return {
        "rows": len(everyone),
        "seen_by": {str(s): sum(a.first_seen <= s for a in everyone) for s in SNAPSHOTS},
        "blank_today": {n: sum(getattr(t, n) is None for t in last) for n in BLANKABLE},
        "with_blank_today": sum(any(d is None for d in a.blank.values()) for a in everyone),
        "filled_later": Counter(filled),
        "accounts_filled_later": sum(any(a.blank.values()) for a in everyone),
        "accounts_changed": sum(len(a.states) > 1 for a in everyone),
        "customers": sum(a.first_won_on is not None for a in everyone),
        "adopted": sum(a.adopted for a in everyone),
        "became_fit": sum(became_fit(a) for a in everyone),
        "ids_differing_in_case_only": sum(n for n in lower.values() if n > 1),
    }


BLANKABLE = (*ATTRIBUTES, "employees")


def became_fit(account: Account) -> bool:
    first, last = (figures.judge(account.known_on(d)) for d in (account.first_seen, LAST_DAY))
    return first == "not_fit" and last == "fit"


def quarter(company: Company, period: figures.Period) -> dict[str, object]:
    closed = figures.closed_new(company.deals, period)
    groups = figures.groups(closed, figures.as_sold, None)
    return {"starts": str(period.starts), "ends": str(period.ends), "groups": groups}
