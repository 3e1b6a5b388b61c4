"""Numbers as people read them: shares, money, days, differences and likely ranges.

How they are written follows the reader's region; the examples are in the plain form.
"""

from __future__ import annotations

from icp_metrics.kpis import Unit
from icp_metrics.statistics.estimate import Difference, Estimate
from icp_metrics.wording import region

_NOUNS = ("days", "months", "points")
"""Units that stand behind a figure as a word: of a range, the first figure goes without."""


def value(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A value as on a card: `31.4%`, `$28.1k`, `58 days`; an en dash where unknown."""
    if number is None:
        return "–"
    if unit == "share":
        return percent(number)
    if unit == "money":
        return money(number, currency)
    if unit == "days":
        return f"{digits(number)} {'day' if f'{number:.0f}' in ('1', '-1') else 'days'}"
    if unit == "months":
        return f"{digits(number, 1)} months"
    return digits(number, 2 if unit == "ratio" else 0)


def digits(number: float, places: int = 0) -> str:
    """A bare number, digits grouped: `1,234`; with decimal places `1,234.5`."""
    return region.current().number(number, places)


def significant(number: float) -> str:
    """A figure of a calculation below a thousand, to six digits that matter: `0.000428`."""
    text = f"{number:.6g}"
    return text if "e" in text else region.current().local(text)


def percent(share: float, places: int = 1) -> str:
    """A share: `31.4%`; without decimal places `31%`."""
    here = region.current()
    return f"{here.number(100 * share, places)}{here.percent}"


def money(number: float, currency: str | None) -> str:
    """An amount, compact: `$28.1k`, `CHF 1.2m`; without a currency the figure alone."""
    size = abs(number)
    for limit, by, letter in ((999_950_000, 1e9, "b"), (999_950, 1e6, "m"), (999.5, 1e3, "k")):
        if size >= limit:
            text = f"{digits(size / by, 1)}{letter}"
            break
    else:
        text = digits(size)
    return _amount(number, text, currency)


def brief(words: str) -> str:
    """A figure as short as a card needs it: `2.2–12.2 mo`."""
    return words.replace(" months", " mo").replace(" to ", "–")


def full_money(number: float, currency: str | None) -> str:
    """An amount to the cent, as in tables: `$28,140.25`."""
    return _amount(number, digits(abs(number), 2), currency)


def _amount(number: float, size: str, currency: str | None) -> str:
    before, after = currency_marks(currency)
    return f"{region.current().minus if number < 0 else ''}{before}{size}{after}"


def currency_marks(currency: str | None) -> tuple[str, str]:
    """What stands before an amount and after it: `$`, `€` or `CHF ` and nothing; both are empty
    where the currency is not known."""
    return region.current().around(currency)


def difference(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A signed difference: `+8.8 pp` for shares, `+$9.1k`, `-13 days`."""
    if number is None:
        return "–"
    sign = "+" if number > 0 else region.current().minus if number < 0 else "±"
    if unit == "share":
        return f"{sign}{digits(abs(100 * number), 1)} pp"
    if unit == "points":
        return f"{sign}{digits(abs(number))} points"
    return sign + value(abs(number), unit, currency)


def interval(
    of: Estimate | Difference, unit: Unit, currency: str | None = None, *, signed: bool = False
) -> str:
    """`27.1% to 35.6%`, `50 to 59 days`, or `` where there is none."""
    if of.low is None or of.high is None:
        return ""
    say = difference if signed else value
    return span(say(of.low, unit, currency), say(of.high, unit, currency), unit)


def span(low: str, high: str, unit: Unit) -> str:
    """Two values as a range, a word behind them said once: `50 to 59 days`."""
    return f"{low.rpartition(' ')[0] or low if unit in _NOUNS else low} to {high}"


def counted(number: int, nouns: str) -> str:
    """`533 deals`, `1 deal`."""
    return f"{digits(number)} {nouns.removesuffix('s') if number == 1 else nouns}"
