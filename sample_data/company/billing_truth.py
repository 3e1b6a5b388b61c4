"""What is true of billing: counts, revenue and the figures after the sale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from company import after_sale, plans, revenue, tenure
from company.billed import Customer
from company.calendar import LAST_DAY, PERIODS, SNAPSHOTS, Period
from company.customers import EXPANDS, EXPANSIONS_PER_YEAR, RENEWS, TERM
from company.invoices import Line
from company.rates import NEWEST
from company.subscriptions import PAID


def by_fit(values: dict[bool, float]) -> dict[str, float]:
    return {"fit": values[True], "not_fit": values[False]}


def effects() -> dict[str, object]:
    """What happens after the sale, by fit at the time."""
    leaves = {fit: round(tenure.monthly_hazard(fit=fit), 6) for fit in (True, False)}
    return {
        "term_days": TERM,
        "renews": by_fit(RENEWS),
        "leaves_per_month": by_fit(leaves),
        "with_a_term_leaves_early": tenure.LEAVES_EARLY,
        "adds_seats_per_month": by_fit(tenure.ADDS_SEATS),
        "drops_seats_per_month": by_fit(tenure.DROPS_SEATS),
        "drops_employees_times": tenure.BAND_ON_DROPS,
        "expansion_deals_per_year": by_fit(EXPANSIONS_PER_YEAR),
        "expansion_deals_won": by_fit(EXPANDS),
        "payment_fails_per_term": by_fit(tenure.PAYMENT_FAILS),
        "cadence": {str(months): share for months, share in plans.CADENCE.items()},
        "gross_margin": after_sale.GROSS_MARGIN,
    }


def counts(customers: Sequence[Customer], lines: Sequence[Line]) -> dict[str, object]:
    """Counts over the good rows."""
    exported = [c for c in customers if not c.invoiced_only]
    spans = [s for c in exported for each in c.subscriptions for s in each.spans]
    return {
        "customers": len(customers),
        "found_by": Counter(c.found_by or "nothing" for c in customers),
        "invoiced_only": sum(c.invoiced_only for c in customers),
        "subscriptions": sum(len(c.subscriptions) for c in exported),
        "spans": len(spans),
        "span_status": Counter(s.state.status for s in spans),
        "span_currency": Counter(
            each.plan.currency for c in exported for each in c.subscriptions for _ in each.spans
        ),
        "cadence": Counter(str(each.plan.months) for c in exported for each in c.subscriptions),
        "lines": len(lines),
        "line_kind": Counter(line.kind for line in lines),
        "line_status": Counter(line.status for line in lines),
        "euro_in_usd": NEWEST["EUR"],
    }


def book(customers: Sequence[Customer], day: date) -> dict[str, object]:
    """What is paid on a day: payers, and MRR in each currency and in USD."""
    own: Counter[str] = Counter()
    for customer in customers:
        for each in customer.subscriptions:
            for span in each.spans:
                runs = span.starts <= day and (span.ends is None or day < span.ends)
                if runs and span.state.status in PAID:
                    own[each.plan.currency] += (
                        span.state.unit * span.state.quantity / (100 * each.plan.months)
                    )
    return {
        "day": str(day),
        "mrr": {currency: round(mrr, 2) for currency, mrr in sorted(own.items())},
        "mrr_usd": round(sum(mrr * NEWEST[currency] for currency, mrr in own.items()), 2),
    }


def movements(everyone: Sequence[revenue.Payer]) -> list[dict[str, object]]:
    """MRR and payers at the end of each quarter."""
    found = []
    for day in SNAPSHOTS:
        paying = [who.mrr(day) for who in everyone if who.mrr(day) > 0]
        found.append({"day": str(day), "payers": len(paying), "mrr_usd": round(sum(paying), 2)})
    return found


def truth(
    customers: Sequence[Customer], lines: Sequence[Line], elsewhere: dict
) -> dict[str, object]:
    """The part `billing` of truth.json. `elsewhere`: see replications."""
    everyone = revenue.payers(customers)
    kpis: dict[str, object] = {}
    for kpi, some in after_sale.seen(everyone, PERIODS["default"]).items():
        value = after_sale.VALUES[kpi]
        realised = after_sale.compared(kpi, some)
        kpis[kpi] = {
            "groups": {
                name: {"n": len(group), "realised": round(value(group), 6)}
                for name, group in after_sale.by_group(some).items()
            },
            **{
                name: round(realised[name], 6)
                for name in ("gap", "ratio", "like_for_like")
                if name in realised
            },
            "expected": elsewhere[kpi],
        }
    started = after_sale.seen(everyone, PERIODS["default"])["cltv"]
    return {
        "effects": effects(),
        "counts": counts(customers, lines),
        "payers": len(everyone),
        "last_day": book(customers, LAST_DAY),
        "quarter_ends": movements(everyone),
        "kpis": kpis,
        "to_date": {name: brought(started, PERIODS[name]) for name in ("default", "all_time")},
    }


def brought(started: Sequence[after_sale.Seen], period: Period) -> dict[str, object]:
    """What customers who came to the age of the horizon in a period had brought by then."""
    return {
        name: {"n": len(group), "realised": round(after_sale.to_date(group), 4)}
        for name, group in after_sale.by_group(after_sale.came_of_age(started, period)).items()
    }
