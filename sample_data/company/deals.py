"""A deal as the CRM keeps it, and as it truly is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from company.accounts import Account
from company.campaigns import Campaign


@dataclass(eq=False)
class Deal:
    """One deal with one account.

    kind: new, expansion or renewal, truly; the CRM leaves `typed` False where Type is blank.
    named: whether the CRM knows the account of the deal.
    fit: whether the account truly fitted when the deal was created; judged: what the store can
    tell (`unknown` where attributes are blank or the account is).
    employees: at the day of creation, in truth.
    campaign: what it came from, as far as somebody entered it.
    """

    account: Account
    kind: str
    created_at: datetime
    fit: bool
    judged: str
    employees: int
    owner: str
    source: str
    named: bool = True
    typed: bool = True
    status: str = "open"
    closed_on: date | None = None
    guess: date | None = None
    stage: str = ""
    amount: float | None = None
    loss_reason: str = ""
    competitor: str = ""
    deal_id: str = ""
    campaign: Campaign | None = None

    @property
    def created_on(self) -> date:
        return self.created_at.date()

    @property
    def closed(self) -> bool:
        return self.status != "open"

    @property
    def cluster(self) -> str:
        """What the store clusters by: the account, or the deal itself if it has none."""
        return (self.account.account_id if self.named else self.deal_id)[:15]

    @property
    def judged_later(self) -> bool:
        """Judged with attributes first seen after the deal was created."""
        return self.named and self.created_on < self.account.first_seen

    @property
    def filled_later(self) -> bool:
        """Judged with an attribute that was blank at the time and filled by a later export."""
        fills = self.account.blank.items()
        read = ("industry", "country", "tech_stack", "funding_stage", "sales_led")
        return self.named and any(d and self.created_on < d for name, d in fills if name in read)
