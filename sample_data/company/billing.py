"""Billing: everyone who has a customer id, and what they subscribe to.

Whoever has won deals in the CRM is billed from a few days after the first of them. Billing has ids
of its own; the CRM knows some of them, others have to be found by domain or name, and a few match
nothing. Some customers never were in the CRM, and some tried the product and never paid.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from company.accounts import Account
from company.billed import Customer, customer, nameless, token
from company.deals import Deal
from company.market import Company
from company.names import unused_names
from company.purchases import side_subscription, subscription
from company.strangers import STRANGERS, strangers, triers
from company.subscriptions import Subscription

SECOND_CUSTOMER = 0.25  # share of second subscriptions that are under another customer id
COMES_BACK = 0.08


def billing(rng: np.random.Generator, company: Company) -> list[Customer]:
    """All customers, in order of their first day."""
    deals: dict[str, list[Deal]] = {}
    for deal in company.deals:
        deals.setdefault(deal.account.account_id, []).append(deal)
    customers: list[Customer] = []
    for account in company.accounts:
        if account.first_won_on:
            customers += customers_of(rng, account, deals[account.account_id])
    names = unused_names({a.name for a in company.accounts})
    customers += strangers(rng, names[:STRANGERS])
    customers += triers(rng, company)
    customers.sort(key=lambda c: (c.subscriptions[0].starts, c.name))
    for who in customers:
        who.customer_id = f"cus_{token(rng)}"
        for each in who.subscriptions:
            each.subscription_id = f"sub_{token(rng)}"
    return customers


def customers_of(rng: np.random.Generator, account: Account, deals: list[Deal]) -> list[Customer]:
    """The one customer of an account, or two where a second purchase got an id of its own."""
    first = customer(rng, account)
    wins = sorted(
        (d.closed_on, d.amount or 0.0) for d in deals if d.kind == "new" and d.status == "won"
    )
    renewals = [d for d in deals if d.kind == "renewal"]
    grown = [d for d in deals if d.kind == "expansion" and d.status == "won"]
    others: list[Subscription] = []
    if not any(d.named for d in deals if d.status == "won" and d.closed_on == wins[0][0]):
        # Nobody told the CRM whose deal it was; billing's customer is as hard to place.
        first.found_by, first.name, first.email = nameless(rng)
    starts, amount = wins.pop(0)
    while True:
        main = subscription(rng, account, first.currency, starts, amount, renewals, grown)
        if main is None:
            break
        first.subscriptions.append(main)
        while wins and (main.ends is None or wins[0][0] < main.ends - timedelta(days=60)):
            side = side_subscription(rng, account, first.currency, *wins.pop(0), main.ends)
            others += [side] if side else []
        if main.ends is None:
            break
        renewals, grown = [], []
        if wins:
            starts, amount = max(wins[0][0], main.ends), wins.pop(0)[1]
        elif rng.random() < COMES_BACK:
            starts = main.ends + timedelta(days=int(rng.integers(60, 200)))
        else:
            break
    if not first.subscriptions:
        return []
    if others and rng.random() < SECOND_CUSTOMER:
        name, email, found_by = f"{first.name} B", first.email, ""
        if first.found_by:
            name, email = f"{account.name} Divisions", f"invoices@{account.website}"
            found_by = "domain"
        second = Customer(account, name, email, found_by, first.currency, subscriptions=others)
        return [first, second]
    first.subscriptions += others
    return [first]
