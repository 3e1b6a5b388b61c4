"""What is sold: a plan by size of the customer, paid by the month, the quarter or the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from company.accounts import Account
from company.rates import NEWEST

# Price of a seat per month in USD.
PRICES = {"Team": 19.0, "Business": 34.0, "Scale": 52.0}
PLAN_OF_BAND = {"1-200": "Team", "201-1000": "Business", "1001-5000": "Business", "5001+": "Scale"}
# Months between invoices. What is paid by the quarter or the year is agreed for a term of 365
# days; what is paid by the month can be left any day.
CADENCE = {1: 0.24, 3: 0.16, 12: 0.60}
PAYS_IN_EURO = {"North": 0.1, "South": 0.9, "East": 0.2, "West": 0.8}


@dataclass(frozen=True)
class Plan:
    """A plan as one customer has it. `unit`: cents of `currency` per seat and invoice."""

    name: str
    months: int
    currency: str
    unit: int

    @property
    def has_term(self) -> bool:
        return self.months > 1

    def seats(self, annual_usd: float) -> int:
        """As many as come closest to an annual amount."""
        per_year = self.unit / 100 * 12 / self.months * NEWEST[self.currency]
        return max(1, round(annual_usd / per_year))


def currency_of(rng: np.random.Generator, account: Account) -> str:
    return "EUR" if rng.random() < PAYS_IN_EURO[account.region] else "USD"


def cadence(rng: np.random.Generator) -> int:
    return int(rng.choice(list(CADENCE), p=list(CADENCE.values())))


def plan(band: str, months: int, currency: str) -> Plan:
    name = PLAN_OF_BAND[band]
    return Plan(name, months, currency, round(PRICES[name] * 100 * months / NEWEST[currency]))
