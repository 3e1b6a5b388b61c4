"""Customers of the billing system: whose they are in the CRM, and how that can be told."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from company.accounts import Account
from company.names import DIGITS
from company.plans import currency_of
from company.subscriptions import Subscription

# How an account's customer is found: the CRM knows its id, else by domain, else by name.
FOUND_BY = {"key": 0.55, "domain": 0.31, "name": 0.12, "": 0.02}
MAIL_HOST = "post.example"  # nobody's domain: it tells nothing


@dataclass(eq=False)
class Customer:
    """A customer of the billing system. found_by: key, domain, name, or "" where nothing tells.

    invoiced_only: billed by hand; its course is on invoices and in no subscription.
    """

    account: Account | None
    name: str
    email: str
    found_by: str
    currency: str
    customer_id: str = ""
    invoiced_only: bool = False
    subscriptions: list[Subscription] = field(default_factory=list)

    @property
    def payer(self) -> str:
        """What the store knows the customer as."""
        if self.account and self.found_by:
            return self.account.account_id[:15]
        return f"stripe:{self.customer_id}"

    @property
    def known(self) -> Account | None:
        """The account the store finds."""
        return self.account if self.found_by else None


def token(rng: np.random.Generator) -> str:
    return "".join(DIGITS[i] for i in rng.integers(len(DIGITS), size=12))


def customer(rng: np.random.Generator, account: Account) -> Customer:
    found_by = str(rng.choice(list(FOUND_BY), p=list(FOUND_BY.values())))
    name, email = account.name, f"billing@{account.website}"
    if found_by == "name" or (found_by == "key" and rng.random() < 0.5):
        email = f"{account.website.split('.')[0]}@{MAIL_HOST}"
        name = name.upper() if rng.random() < 0.5 else name
    if found_by == "key" and rng.random() < 0.3:
        name = f"{name} Holding"
    if found_by == "":
        found_by, name, email = nameless(rng)
    return Customer(account, name, email, found_by, currency_of(rng, account))


def nameless(rng: np.random.Generator) -> tuple[str, str, str]:
    """found_by, name and email of a customer whose account nothing tells."""
    return "", f"Account {rng.integers(1000, 9999)}", f"ap{rng.integers(100)}@{MAIL_HOST}"
