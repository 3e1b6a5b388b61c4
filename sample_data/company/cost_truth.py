"""What is true of cost: spend by month, CAC by fit however it is shared, payback and LTV to CAC."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from company import after_sale, sharing, spend
from company.after_sale import GROSS_MARGIN, MONTH_ENDS, Seen
from company.calendar import LAST_DAY, PERIODS, Period
from company.deals import Deal
from company.figures import GROUPS
from company.leads import Lead, Marketing
from company.revenue import Payer
from company.spend import Cost

COMPARED = (*GROUPS, "all")
Figures = dict[str, float]


def won(deals: Sequence[Deal], costs: Sequence[Cost], period: Period) -> list[Deal]:
    """New customers of the period, of the months whose spend is known."""
    first = sharing.later(min(cost.month for cost in costs))
    return [
        d
        for d in sharing.new_customers(deals)
        if d.closed_on and d.closed_on in period and d.closed_on >= first
    ]


def per_group(deals: Sequence[Deal]) -> dict[str, list[Deal]]:
    return {name: [d for d in deals if name in (d.judged, "all")] for name in COMPARED}


def cac(borne: Figures, customers: dict[str, list[Deal]]) -> Figures:
    """USD per new customer, by group."""
    return {name: borne.get(name, 0.0) / len(some) for name, some in customers.items()}


def first_margins(everyone: Sequence[Payer]) -> dict[str, float]:
    """What each account that pays brings a month at the first month-end with any, in USD."""
    found = {}
    for who in everyone:
        first = next((who.mrr(day) for day in MONTH_ENDS if who.mrr(day) > 0), None)
        if first:
            found[who.name] = GROSS_MARGIN * first
    return found


def brings(customers: dict[str, list[Deal]], margins: dict[str, float]) -> Figures:
    """Mean margin a month of the new customers whose MRR is known."""
    found = {}
    for name, some in customers.items():
        known = [margins[d.cluster] for d in some if d.named and d.cluster in margins]
        found[name] = sum(known) / len(known)
    return found


def ratio(figures: Figures) -> float:
    return figures["fit"] / figures["not_fit"]


def figures(
    deals: Sequence[Deal],
    leads: Sequence[Lead],
    costs: Sequence[Cost],
    everyone: Sequence[Payer],
    period: Period,
) -> dict[str, Figures]:
    """Name of a figure -> group (and ratio of fit to not fit) -> value."""
    customers = per_group(won(deals, costs, period))
    margin = brings(customers, first_margins(everyone))
    started = after_sale.by_group([Seen(who, who.starts) for who in everyone])
    found: dict[str, Figures] = {}
    for allocation, share in sharing.ALLOCATIONS.items():
        borne = sharing.borne(share(costs, deals, leads), period)
        per_customer = cac(borne, customers)
        found[f"cac {allocation}"] = per_customer
        found[f"cac_payback {allocation}"] = {
            name: per_customer[name] / margin[name] for name in COMPARED
        }
        found[f"nobody {allocation}"] = {"all": borne.get(sharing.NOBODY, 0.0) / borne["all"]}
    found["margin"] = margin
    found["ltv_to_cac"] = {
        name: after_sale.lifetime(started[name]) / found["cac worked"][name] for name in COMPARED
    }
    return {name: by | ({"ratio": ratio(by)} if "fit" in by else {}) for name, by in found.items()}


def months(costs: Sequence[Cost]) -> list[dict[str, object]]:
    """Spend by month, to the cent, in USD: by category, and what of it is for new business."""
    found = []
    for month in spend.BOOKS:
        these = [cost for cost in costs if cost.month == month]
        by: Counter[str] = Counter()
        for cost in these:
            by[cost.category] += cost.cents
        found.append(
            {
                "month": str(month),
                "usd": dollars(sum(cost.cents for cost in these)),
                "new_usd": dollars(sum(cost.cents for cost in these if cost.for_new)),
                **{category: dollars(cents) for category, cents in sorted(by.items())},
            }
        )
    return found


def dollars(cents: int) -> str:
    """As a text: a float would not be to the cent."""
    return f"{cents // 100}.{cents % 100:02d}"


def counts(market: Marketing, deals: Sequence[Deal], costs: Sequence[Cost]) -> dict[str, object]:
    """Counts over the good rows."""
    return {
        "spend_rows": len(costs),
        "spend_paid_by": Counter(cost.paid_by for cost in costs),
        "spend_purpose": Counter(cost.purpose or "blank" for cost in costs),
        "spend_category": Counter(cost.category for cost in costs),
        "spend_on_accounts": sum(cost.account is not None for cost in costs),
        "spend_on_campaigns": sum(cost.campaign is not None for cost in costs),
        "refunds": sum(cost.cents < 0 for cost in costs),
        "campaigns": len(market.campaigns),
        "deals_with_campaign": sum(d.campaign is not None for d in deals),
        "leads": len(market.leads),
        "leads_without_account": sum(lead.account is None for lead in market.leads),
        "leads_with_deal": sum(lead.deal is not None for lead in market.leads),
        "leads_mql": sum(lead.mql_on is not None for lead in market.leads),
        "leads_sql": sum(lead.sql_on is not None for lead in market.leads),
        "lead_source": Counter(lead.campaign.channel for lead in market.leads),
        "lead_group": Counter(lead.group for lead in market.leads),
    }


def truth(
    deals: Sequence[Deal],
    market: Marketing,
    costs: Sequence[Cost],
    everyone: Sequence[Payer],
    elsewhere: dict,
) -> dict[str, object]:
    """The part `cost` of truth.json. `elsewhere`: see replications."""
    found: dict[str, object] = {}
    for name, period in PERIODS.items():
        customers = per_group(won(deals, costs, period))
        realised = figures(deals, market.leads, costs, everyone, period)
        found[name] = {
            "customers": {group: len(some) for group, some in customers.items()},
            "spend_usd": dollars(
                sum(c.cents for c in costs if c.for_new and sharing.later(c.month) in period)
            ),
            "realised": {
                figure: {group: round(value, 4) for group, value in by.items()}
                for figure, by in realised.items()
            },
            **({"expected": elsewhere[name]} if name in elsewhere else {}),
        }
    return {
        "lag_months": sharing.LAG,
        "from_month": str(min(cost.month for cost in costs)),
        "to_month": str(date(LAST_DAY.year, LAST_DAY.month, 1)),
        "counts": counts(market, deals, costs),
        "months": months(costs),
        "periods": found,
    }
