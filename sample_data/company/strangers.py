"""Customers that the CRM's won deals do not account for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from company.billed import Customer, customer
from company.calendar import FIRST_DAY, LAST_DAY
from company.market import Company
from company.names import domain
from company.plans import Plan, plan
from company.purchases import band_on
from company.subscriptions import Change, Span, State, Subscription, course, seats_plus
from company.tenure import some_day

STRANGERS, ONLY_INVOICED = 18, 8  # customers not in the CRM; those of them without subscription
HAND_BILLED_FROM = date(2025, 8, 1)  # after the first month of the lines: their age is known
TRIERS = 40


def strangers(rng: np.random.Generator, names: list[str]) -> list[Customer]:
    """Customers that no CRM account is behind; the first few are billed by hand, by the year."""
    found = []
    for number, name in enumerate(names):
        by_hand = number < ONLY_INVOICED
        currency = "EUR" if rng.random() < 0.5 else "USD"
        sold = plan("1-200", 12 if by_hand else 1, currency)
        latest = LAST_DAY - timedelta(days=30)
        starts = some_day(rng, HAND_BILLED_FROM if by_hand else FIRST_DAY, latest)
        state = State("active", sold.unit, int(rng.integers(5, 60)))
        changes: list[Change] = []
        if not by_hand:
            day = some_day(rng, starts, LAST_DAY)
            changes.append((day, seats_plus(int(rng.integers(1, 9)))))
        who = Customer(None, name, f"billing@{domain(name)}", "", currency, "", by_hand)
        who.subscriptions.append(Subscription(sold, course(starts, state, changes, None)))
        found.append(who)
    return found


def triers(rng: np.random.Generator, company: Company) -> list[Customer]:
    """Accounts that never bought but tried the product: they never pay."""
    never = [a for a in company.accounts if not a.first_won_on]
    found = []
    for at in sorted(rng.choice(len(never), size=TRIERS, replace=False)):
        account = never[at]
        who = replace(customer(rng, account), found_by="domain", name=account.name)
        who.email = f"it@{account.website}"
        born = max(FIRST_DAY, account.created_at.date())
        starts = some_day(rng, born, LAST_DAY)
        sold: Plan = plan(band_on(account, starts), 1, who.currency)
        ends = starts + timedelta(days=int(rng.integers(14, 31)))
        spans = [Span(starts, ends if ends <= LAST_DAY else None, State("trialing", sold.unit, 5))]
        who.subscriptions.append(Subscription(sold, spans))
        found.append(who)
    return found
