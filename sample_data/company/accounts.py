"""Accounts: who they are, how their attributes change, and what the CRM knows of them.

An attribute has a true value at every day. The CRM may have a blank in its place: for ever, or
until a later export fills it. A blank attribute of an account never changes, so what is filled
later is what was true all along (and reading it back is right).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from company.names import domain

REGIONS = {
    "North": ("SE", "DK", "FI", "NO"),
    "South": ("ES", "IT", "PT"),
    "East": ("PL", "CZ", "RO"),
    "West": ("FR", "NL", "BE"),
}
# Employees: upper bounds included. The labels are those of `--by employees:200,1000,5000`.
BANDS = {"1-200": 200, "201-1000": 1000, "1001-5000": 5000, "5001+": 40_000}


def band_of(employees: int) -> str:
    return next(label for label, upper in BANDS.items() if employees <= upper)


@dataclass(frozen=True)
class Traits:
    """The attributes that profiles and strata read; None is unknown to the CRM."""

    industry: str | None
    country: str | None
    funding_stage: str | None
    sales_led: bool | None
    tech_stack: tuple[str, ...] | None
    employees: int | None


@dataclass(eq=False)
class Account:
    """One company in the CRM.

    states: (first day, true traits), oldest first; the first also holds before its day.
    blank: attribute -> first snapshot that shows it, or None for never.
    first_seen: the first export that has the account.
    pull: how readily the account answers, on the logit of winning: the account's random effect.
    activity: how many deals it attracts, relative to the others.
    """

    account_id: str
    name: str
    region: str
    owner: str
    created_at: datetime
    founded_on: date | None
    annual_revenue: int | None
    legal_structure: str | None
    pull: float
    activity: float
    first_seen: date
    states: list[tuple[date, Traits]]
    blank: dict[str, date | None] = field(default_factory=dict)
    first_won_on: date | None = None
    adopted: bool = False

    @property
    def website(self) -> str:
        return domain(self.name)

    def true_on(self, day: date) -> Traits:
        """The traits as they really were on `day`."""
        return next((t for since, t in reversed(self.states) if since <= day), self.states[0][1])

    def known_on(self, day: date) -> Traits:
        """What the store can know of `day` by now: blanks filled later are read back."""
        never = {name: None for name, filled in self.blank.items() if filled is None}
        return replace(self.true_on(day), **never)

    def exported_on(self, day: date) -> Traits:
        """What the export of `day` shows."""
        hidden = {n: None for n, filled in self.blank.items() if filled is None or filled > day}
        return replace(self.true_on(day), **hidden)

    def change(self, day: date, **values: object) -> None:
        """From `day`, a snapshot, the account has other traits."""
        self.states.append((day, replace(self.states[-1][1], **values)))

    def can_change(self, name: str) -> bool:
        return name not in self.blank
