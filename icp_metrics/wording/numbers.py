"""Numbers as people read them: shares, money, days, differences and likely ranges."""

from __future__ import annotations

from icp_metrics.kpis import Unit
from icp_metrics.statistics.estimate import Difference, Estimate


def value(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A value as on a card: `31.4%`, `$28.1k`, `58 days`; an en dash where unknown."""
    if number is None:
        return "–"
    if unit == "share":
        return f"{100 * number:.1f}%"
    if unit == "money":
        return money(number, currency)
    if unit == "days":
        return f"{number:,.0f} {'day' if f'{number:.0f}' in ('1', '-1') else 'days'}"
    if unit == "months":
        return f"{number:.1f} months"
    return f"{number:,.2f}" if unit == "ratio" else f"{number:,.0f}"


def money(number: float, currency: str | None) -> str:
    """An amount, compact: `$28.1k`, `EUR 1.2m`; without a currency the figure alone."""
    sign = "-" if number < 0 else ""
    size = abs(number)
    for limit, by, letter in ((999_950_000, 1e9, "b"), (999_950, 1e6, "m"), (999.5, 1e3, "k")):
        if size >= limit:
            text = f"{size / by:.1f}{letter}"
            break
    else:
        text = f"{size:.0f}"
    return f"{sign}{currency_mark(currency)}{text}"


def brief(words: str) -> str:
    """A figure as short as a card needs it: `2.2–12.2 mo`."""
    return words.replace(" months", " mo").replace(" to ", "–")


def full_money(number: float, currency: str | None) -> str:
    """An amount to the cent, as in tables: `$28,140.25`."""
    return f"{'-' if number < 0 else ''}{currency_mark(currency)}{abs(number):,.2f}"


def currency_mark(currency: str | None) -> str:
    """`$`, `€`, `CHF `; nothing where the currency is not known."""
    marks = {"USD": "$", "EUR": "€", "GBP": "£"}
    return "" if currency is None else marks.get(currency, f"{currency} ")


def difference(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A signed difference: `+8.8 pp` for shares, `+$9.1k`, `-13 days`."""
    if number is None:
        return "–"
    sign = "+" if number > 0 else "-" if number < 0 else "±"
    if unit == "share":
        return f"{sign}{abs(100 * number):.1f} pp"
    if unit == "points":
        return f"{sign}{abs(number):.0f} points"
    return sign + value(abs(number), unit, currency)


def interval(
    of: Estimate | Difference, unit: Unit, currency: str | None = None, *, signed: bool = False
) -> str:
    """`27.1% to 35.6%`, `50 to 59 days`, or `` where there is none."""
    if of.low is None or of.high is None:
        return ""
    say = difference if signed else value
    low = say(of.low, unit, currency)
    if unit in ("days", "months", "points"):
        low = low.split()[0]
    return f"{low} to {say(of.high, unit, currency)}"


def counted(number: int, nouns: str) -> str:
    """`533 deals`, `1 deal`."""
    return f"{number:,} {nouns.removesuffix('s') if number == 1 else nouns}"
