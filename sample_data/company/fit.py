"""Whether an account fits on a day: as the store can tell, and in truth."""

from __future__ import annotations

from datetime import date

from company.accounts import Account
from company.profile import judge


def judged_on(account: Account, day: date) -> str:
    """`fit`, `not_fit` or `unknown`, by what the store can know of the day by now."""
    return judge(account.known_on(day))


def fits_on(account: Account, day: date) -> bool:
    """Where the record cannot tell, the truth still can: it decides what happens."""
    judged = judged_on(account, day)
    return (judge(account.true_on(day)) if judged == "unknown" else judged) == "fit"
