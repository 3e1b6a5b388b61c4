"""Textbook tests as people read them: what a line is about, and its figures in their units."""

from __future__ import annotations

import re

from icp_metrics.compare.textbook import Line
from icp_metrics.kpis import Unit
from icp_metrics.wording import region
from icp_metrics.wording.codes import GROUP_WORDS
from icp_metrics.wording.numbers import difference, digits, value

_FIGURE = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+(?=%))(%?)(?![\w])")
"""A number in the plain form that another region may write in another way."""

TEXTBOOK = "Textbook tests, for reference; the answer does not rest on them"

TEXTBOOK_WHY = (
    "A statistics package finds these figures. They take every row for somebody else's: several "
    "deals or answers of one account make them too sure. The answer on this page rests on the "
    "likely range, which leaves out one class of accounts at a time."
)

ABOUT = {
    "fit": GROUP_WORDS["fit"],
    "not_fit": GROUP_WORDS["not_fit"],
    "gap": "Both compared",
    "strata": "At like mix",
    "planning": "For planning",
    "family": "Many comparisons",
}
"""What a line is about."""


def line_value(line: Line, unit: Unit, currency: str | None) -> str:
    """Its figure: `31.4%`, `+8.8 pp`, `1.84x`, `11.83`; empty where it is p alone."""
    return "" if line.scale == "p" else _say(line.value, line, unit, currency)


def line_range(line: Line, unit: Unit, currency: str | None) -> str:
    """Its limits: `27.1% to 35.6%`; one alone as `from` or `up to`; empty without any."""
    low, high = (_say(end, line, unit, currency) for end in (line.low, line.high))
    if line.low is not None and line.high is not None:
        return f"{low.removesuffix(' days')} to {high}"
    if line.low is not None:
        return f"from {low}"
    return "" if line.high is None else f"up to {high}"


def made_of(words: str) -> str:
    """What compare says a figure is made of, or how it is called, its numbers as the reader's
    region writes them: compare writes them in the plain form."""
    return _FIGURE.sub(_local, words)


def _local(found: re.Match[str]) -> str:
    here = region.current()
    return f"{here.local(found[1])}{here.percent if found[2] else ''}"


def small_p(p: float | None) -> str:
    """`0.023`, `< 0.001`; empty where there is none."""
    if p is None:
        return ""
    return f"< {digits(0.001, 3)}" if p < 0.001 else digits(p, 3)


def _say(number: float | None, line: Line, unit: Unit, currency: str | None) -> str:
    if number is None:
        return "–"
    if line.scale == "money":
        return value(number, "money", currency)
    if line.scale == "difference":
        return difference(number, unit, currency)
    if line.scale in ("days", "apart"):
        sign = "+" if line.scale == "apart" and number >= 0 else ""
        return f"{sign}{digits(number, 1)} days"
    if line.scale == "years":
        return f"{digits(number, 2)} years"
    if line.scale == "times":
        return f"{digits(number, 2)}x"
    if line.scale == "chi2":
        return digits(number, 2)
    if line.scale == "count":
        return digits(number)
    return value(number, "share" if line.scale == "share" else unit, currency)
