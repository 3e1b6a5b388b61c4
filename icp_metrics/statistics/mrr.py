"""Monthly recurring revenue of a price: what an amount for an interval is per month.

A year is 12 months, a quarter 3; a week is 12/52 of a month, a day 12/365. Source: Stripe, Billing
metric definitions (annual / 12, quarterly / 3, weekly * 52 / 12, daily * 365 / 12).

Checked against Stripe's worked example, and by hand.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction

INTERVALS: dict[str, Fraction] = {
    "day": Fraction(12, 365),
    "daily": Fraction(12, 365),
    "week": Fraction(12, 52),
    "weekly": Fraction(12, 52),
    "month": Fraction(1),
    "monthly": Fraction(1),
    "quarter": Fraction(3),
    "quarterly": Fraction(3),
    "half-year": Fraction(6),
    "semi-annual": Fraction(6),
    "year": Fraction(12),
    "yearly": Fraction(12),
    "annual": Fraction(12),
    "annually": Fraction(12),
}
"""The words for an interval, without case, and its months; `6 months` is understood too."""

_COUNTED = re.compile(r"(?:every )?(?:([1-9][0-9]{0,3})[ -])?(day|week|month|quarter|year)s?")
# Money has up to 18 digits; with this many in between, only the last rounding shows.
_DIGITS = 60


def months_of(interval: str, count: int = 1) -> Fraction:
    """How many months `count` intervals are: ("year", 1) -> 12, ("week", 1) -> 12/52.

    Raises ValueError, naming the words known, for another word or a count below 1.
    """
    if count < 1:
        raise ValueError(f"an interval cannot count {count}; it is 1 or more")
    word = " ".join(interval.lower().split())
    counted = _COUNTED.fullmatch(word)
    if counted:
        return int(counted[1] or 1) * count * INTERVALS[counted[2]]
    if word not in INTERVALS:
        raise ValueError(f"'{interval}' is no interval; known are {', '.join(INTERVALS)}")
    return count * INTERVALS[word]


def monthly(amount: Decimal, interval: str, count: int = 1) -> Decimal:
    """What `amount` for `count` intervals is per month, in its currency, to 60 digits.

    Raises ValueError like `months_of`.
    """
    months = months_of(interval, count)
    with localcontext(prec=_DIGITS):
        return amount * months.denominator / months.numerator
