"""Textbook tests as people read them: what a line is about, and its figures in their units."""

from __future__ import annotations

from icp_metrics.compare.textbook import Line
from icp_metrics.kpis import Unit
from icp_metrics.wording.codes import GROUP_WORDS
from icp_metrics.wording.numbers import difference, value

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


def small_p(p: float | None) -> str:
    """`0.023`, `< 0.001`; empty where there is none."""
    if p is None:
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _say(number: float | None, line: Line, unit: Unit, currency: str | None) -> str:
    if number is None:
        return "–"
    if line.scale == "money":
        return value(number, "money", currency)
    if line.scale == "difference":
        return difference(number, unit, currency)
    if line.scale in ("days", "apart"):
        return f"{number:{'+' if line.scale == 'apart' else ''},.1f} days"
    if line.scale == "years":
        return f"{number:,.2f} years"
    if line.scale == "times":
        return f"{number:.2f}x"
    if line.scale == "chi2":
        return f"{number:.2f}"
    if line.scale == "count":
        return f"{number:,.0f}"
    return value(number, "share" if line.scale == "share" else unit, currency)
