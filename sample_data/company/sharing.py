"""Who bore what was spent on new business: the plain route, cost by cost.

What is spent in a month is shared over the deals of new business created in it, lost ones
included. People, tools and overhead: in equal parts. A program: to the account it was spent on;
else over the deals of its campaign (the deal's own, or its lead's); else over those that came
through its channel (of a campaign, of a lead, or the deal's source); else over nobody.

Three other ways: `leads`, the same over the leads created in the month (what falls to one without
account falls to nobody); `pipeline`, everything over the month's deals by their amounts; `tagged`,
only what names an account or a campaign, the latter over the accounts that the campaign reached in
the month, else over those it reached at any time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from company.accounts import Account
from company.calendar import Period
from company.deals import Deal
from company.fit import judged_on
from company.leads import Lead
from company.spend import Cost

LAG = 3  # months from the day something is spent to the customers it wins
NOBODY = "nobody"


@dataclass(frozen=True)
class Receiver:
    """A deal or a lead that shares cost. `group`: its fit when it was created, or nobody.

    who: its account, if any.
    """

    month: date
    group: str
    campaigns: frozenset[str]
    channels: frozenset[str]
    weight: float = 1.0
    who: Account | None = None


Receivers = dict[date, list[Receiver]]
Share = tuple[date, str, float]
"""The month it is held to win customers in, who bore it, and how many cents."""


def month_of(day: date) -> date:
    return day.replace(day=1)


def later(month: date, months: int = LAG) -> date:
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def by_month(some: Iterable[Receiver]) -> Receivers:
    found: Receivers = {}
    for each in some:
        found.setdefault(each.month, []).append(each)
    return found


def worked(deals: Sequence[Deal], leads: Sequence[Lead]) -> Receivers:
    """The deals of new business, with all that they or their leads came from."""
    of_deal: dict[int, list[Lead]] = {}
    for lead in leads:
        if lead.deal:
            of_deal.setdefault(id(lead.deal), []).append(lead)
    found = []
    for deal in deals:
        if deal.kind != "new":
            continue
        mine = of_deal.get(id(deal), [])
        came = [c for c in (deal.campaign, *(lead.campaign for lead in mine)) if c]
        channels = {deal.source, *(c.channel for c in came)}
        found.append(
            Receiver(
                month_of(deal.created_on),
                deal.judged,
                frozenset(c.name for c in came),
                frozenset(channels),
                deal.amount or 0.0,
                deal.account if deal.named else None,
            )
        )
    return by_month(found)


def created_leads(leads: Sequence[Lead]) -> Receivers:
    return by_month(
        Receiver(
            month_of(lead.created_on),
            lead.group if lead.account else NOBODY,
            frozenset([lead.campaign.name]),
            frozenset([lead.campaign.channel]),
            who=lead.account,
        )
        for lead in leads
    )


def in_scope(cost: Cost, there: Sequence[Receiver]) -> list[Receiver]:
    """Over whom a cost is shared that was spent on no account."""
    if cost.category != "program":
        return list(there)
    of_campaign = [r for r in there if cost.campaign and cost.campaign.name in r.campaigns]
    return of_campaign or [r for r in there if cost.channel in r.channels]


def shares(costs: Sequence[Cost], receivers: Receivers) -> list[Share]:
    """Every cost of new business, in equal parts."""
    found: list[Share] = []
    for cost in costs:
        if not cost.for_new:
            continue
        month = later(cost.month)
        if cost.account:
            found.append((month, judged_on(cost.account, cost.month), cost.cents))
            continue
        scope = in_scope(cost, receivers.get(cost.month, []))
        found += [(month, each.group, cost.cents / len(scope)) for each in scope]
        if not scope:
            found.append((month, NOBODY, cost.cents))
    return found


def by_amount(costs: Sequence[Cost], receivers: Receivers) -> list[Share]:
    """Every cost of new business, by the amounts of the month's deals."""
    found: list[Share] = []
    for cost in costs:
        if cost.for_new:
            there = receivers.get(cost.month, [])
            whole = sum(each.weight for each in there)
            month = later(cost.month)
            found += [(month, r.group, cost.cents * r.weight / whole) for r in there]
            if not whole:
                found.append((month, NOBODY, cost.cents))
    return found


def tagged(costs: Sequence[Cost], some: Sequence[Receivers]) -> list[Share]:
    """What names an account or a campaign; `some`: deals, and leads, that campaigns reached."""
    reached: dict[tuple[str, date | None], dict[object, Account | None]] = {}
    for receivers in some:
        for each in (r for there in receivers.values() for r in there):
            # One without account counts by itself.
            who = each.who.account_id if each.who else id(each)
            for name in each.campaigns:
                for month in (each.month, None):
                    reached.setdefault((name, month), {})[who] = each.who
    found: list[Share] = []
    for cost in costs:
        if not cost.for_new:
            continue
        month = later(cost.month)
        name = cost.campaign.name if cost.campaign else ""
        accounts = list(
            [cost.account]
            if cost.account
            else (reached.get((name, cost.month)) or reached.get((name, None), {})).values()
        )
        for account in accounts:
            group = judged_on(account, cost.month) if account else NOBODY
            found.append((month, group, cost.cents / len(accounts)))
        if not accounts:
            found.append((month, NOBODY, cost.cents))
    return found


def borne(some: Sequence[Share], period: Period) -> dict[str, float]:
    """USD by group of what is held to win customers in the period; `all` with nobody's."""
    found: Counter[str] = Counter()
    for month, group, cents in some:
        if month in period:
            found[group] += cents / 100
            found["all"] += cents / 100
    return dict(found)


def new_customers(deals: Sequence[Deal]) -> list[Deal]:
    """The first won deal of new business of each account; one without account is its own."""
    first: dict[str, Deal] = {}
    won = [d for d in deals if d.kind == "new" and d.status == "won"]
    for deal in sorted(won, key=lambda d: (str(d.closed_on), d.deal_id[:15])):
        first.setdefault(deal.cluster, deal)
    return list(first.values())


ALLOCATIONS: dict[str, Callable[[Sequence[Cost], Sequence[Deal], Sequence[Lead]], list[Share]]] = {
    "worked": lambda costs, deals, leads: shares(costs, worked(deals, leads)),
    "tagged": lambda costs, deals, leads: tagged(
        costs, [worked(deals, leads), created_leads(leads)]
    ),
    "leads": lambda costs, deals, leads: shares(costs, created_leads(leads)),
    "pipeline": lambda costs, deals, leads: by_amount(costs, worked(deals, leads)),
}
