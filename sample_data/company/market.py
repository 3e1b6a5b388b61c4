"""Who is offered a deal when, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from company import births, changes
from company.accounts import Account
from company.calendar import FIRST_DAY, LAST_DAY, SNAPSHOTS, Period, to_workday, workdays
from company.customers import later_deals
from company.deals import Deal
from company.fit import fits_on, judged_on
from company.names import COMPETITORS, OWNERS, record_ids
from company.outcomes import (
    AMOUNT_SPREAD,
    chance,
    days_to_close,
    guessed_close,
    typical_amount,
)

NEW_DEALS_PER_DAY = (4.7, 5.7)  # on the first and the last workday, first deals included
FIRST_DEAL = 0.8  # share of new accounts that enter the CRM because of a deal
FOCUS = (1.1, 1.9)  # how many times more deals an account that fits attracts: rising
CUSTOMER = 0.12  # a customer's other divisions still buy for the first time, less often
UNNAMED = 0.025  # share of new-business deals whose account nobody entered
UNTYPED = 0.06  # share of deals whose Type nobody entered, where the history tells it
SOURCES = {"Inbound": 0.34, "Outbound": 0.30, "Partner": 0.14, "Event": 0.12, "Referral": 0.10}
REASONS = {"Price": 0.28, "No decision": 0.27, "Timing": 0.2, "Missing feature": 0.15, "": 0.1}
OPEN_STAGES = ("Prospecting", "Qualification", "Proposal", "Negotiation")


@dataclass(frozen=True)
class Company:
    """Everything that is true: the parts exported later (billing, surveys) start from here."""

    accounts: list[Account]
    deals: list[Deal]


def company(rng: np.random.Generator) -> Company:
    everyone = births.accounts(rng)
    deals = new_business(rng, everyone)
    deals += [d for a in everyone if a.first_won_on for d in later_deals(rng, a, deal_with)]
    for deal in deals:
        describe(rng, deal)
    leave_types_blank(rng, deals)
    deals.sort(key=lambda d: d.created_at)
    for deal, deal_id in zip(deals, record_ids(rng, "006", len(deals)), strict=True):
        deal.deal_id = deal_id
    return Company(everyone, deals)


def new_business(rng: np.random.Generator, everyone: list[Account]) -> list[Deal]:
    """Day by day: the first deal of new accounts, then whoever is drawn."""
    firsts: dict[date, list[Account]] = {}
    for account in everyone:
        born = account.created_at.date()
        if born >= FIRST_DAY and rng.random() < FIRST_DEAL:
            day = min(to_workday(born + timedelta(days=int(rng.integers(8)))), LAST_DAY)
            firsts.setdefault(day, []).append(account)
    deals: list[Deal] = []
    starts = [FIRST_DAY, *SNAPSHOTS]
    ends = [*SNAPSHOTS, LAST_DAY + timedelta(days=1)]
    for period in map(Period, starts, ends):
        if period.starts in SNAPSHOTS:
            for account in everyone:
                changes.apply(rng, account, period.starts)
        appeal = np.array([attraction(account, period.starts) for account in everyone])
        born = np.array([a.created_at.date().toordinal() for a in everyone])
        for day in workdays(period.starts, period.ends):
            chosen = firsts.get(day, [])
            wanted = rng.poisson(between(NEW_DEALS_PER_DAY, day)) - len(chosen)
            weights = np.where(born <= day.toordinal(), appeal, 0)
            size = max(wanted, 0)
            drawn = rng.choice(len(everyone), size, replace=False, p=weights / weights.sum())
            for who in [*chosen, *(everyone[i] for i in drawn)]:
                deals.append(new_deal(rng, who, day))
    return deals


def between(ends: tuple[float, float], day: date) -> float:
    """A value that moves evenly from the first day's to the last day's."""
    return ends[0] + (ends[1] - ends[0]) * (day - FIRST_DAY) / (LAST_DAY - FIRST_DAY)


def attraction(account: Account, day: date) -> float:
    fits = judged_on(account, day) == "fit"
    customer = account.first_won_on is not None and account.first_won_on < day
    focus = between(FOCUS, day) if fits else 1
    return account.activity * focus * (CUSTOMER if customer else 1)


def deal_with(rng: np.random.Generator, account: Account, day: date, *, kind: str) -> Deal:
    """A deal created on `day`, still open."""
    return Deal(
        account=account,
        kind=kind,
        created_at=births.moment(rng, day),
        fit=fits_on(account, day),
        judged=judged_on(account, day),
        employees=account.true_on(day).employees or 0,
        owner=account.owner if rng.random() < 0.9 else str(rng.choice(OWNERS)),
        source=str(rng.choice(list(SOURCES), p=list(SOURCES.values()))),
    )


def new_deal(rng: np.random.Generator, account: Account, day: date) -> Deal:
    deal = deal_with(rng, account, max(day, account.created_at.date()), kind="new")
    if rng.random() < UNNAMED:
        deal.named, deal.judged = False, "unknown"
    won = bool(rng.random() < chance(account, fit=deal.fit, employees=deal.employees))
    closed_on = to_workday(deal.created_on + timedelta(days=days_to_close(rng, deal, won=won)))
    if closed_on <= LAST_DAY:
        deal.status, deal.closed_on = "won" if won else "lost", closed_on
        if won:
            account.first_won_on = min(account.first_won_on or closed_on, closed_on)
    typical = typical_amount(fit=deal.fit, employees=deal.employees)
    deal.amount = round(float(typical * rng.lognormal(0, AMOUNT_SPREAD)), -1)
    return deal


def describe(rng: np.random.Generator, deal: Deal) -> None:
    """The fields that say nothing about the chance to win."""
    if deal.status == "open":
        deal.guess = guessed_close(rng, deal.created_on)
        deal.stage = str(rng.choice(OPEN_STAGES))
    else:
        deal.stage = f"Closed {deal.status.title()}"
    if deal.status == "lost":
        deal.loss_reason = str(rng.choice(list(REASONS), p=list(REASONS.values())))
    if rng.random() < 0.45:
        deal.competitor = str(rng.choice(COMPETITORS))
    draw = rng.random()
    if deal.status != "won" and draw < 0.05:
        deal.amount = None if draw < 0.035 else 0.0  # missing and zero are different things


def leave_types_blank(rng: np.random.Generator, deals: list[Deal]) -> None:
    """Blank some types, only where the record tells the kind: new without an earlier win."""
    wins: dict[str, list[date]] = {}
    for deal in deals:
        if deal.status == "won" and deal.named and deal.closed_on:
            wins.setdefault(deal.account.account_id, []).append(deal.closed_on)
    for deal in deals:
        others = list(wins.get(deal.account.account_id, ()))
        if deal.status == "won" and deal.named and deal.closed_on:
            others.remove(deal.closed_on)
        earlier = any(day < deal.created_on for day in others)
        tells = {"new": not others, "expansion": earlier, "renewal": False}[deal.kind]
        if deal.named and tells and rng.random() < UNTYPED:
            deal.typed = False
