"""Figures of a KPI as numbers of a spreadsheet: full value, format by unit, nothing too early."""

from __future__ import annotations

from icp_metrics import wording
from icp_metrics.explain.workbook.cells import Number
from icp_metrics.kpis import Unit
from icp_metrics.statistics.estimate import Difference, Estimate

_SHOWN: dict[Unit, str] = {
    "share": "0.0%",
    "points": "0",
    "days": '#,##0" days"',
    "months": '0.0" months"',
    "ratio": "0.00",
    "count": "#,##0",
}
_BEHIND: dict[Unit, str] = {"points": '" points"', "share": '" pp"'}
Q = "0.000"
TIMES = '0.00"x"'

Cell = Number | str | None


def figure(value: float | None, unit: Unit, currency: str | None = None) -> Number | None:
    """A value: a share as a fraction that shows as a percentage, money in full."""
    if value is None:
        return None
    return Number(value, _money(currency) if unit == "money" else _SHOWN[unit])


def difference(value: float | None, unit: Unit, currency: str | None = None) -> Number | None:
    """A difference with its sign; of shares in percentage points, not as a fraction."""
    if value is None:
        return None
    plain = _money(currency) if unit == "money" else _SHOWN[unit]
    if unit == "share":
        value, plain = 100 * value, "0.0"
    plain += _BEHIND.get(unit, "")
    return Number(value, f"+{plain};-{plain};{plain}")


def interval(of: Estimate | Difference, unit: Unit, currency: str | None) -> list[Cell]:
    """A value with the ends of its likely range; of a difference with signs."""
    say = difference if isinstance(of, Difference) else figure
    return [say(v, unit, currency) for v in (of.value, of.low, of.high)]


def _money(currency: str | None) -> str:
    before, after = (_quoted(mark) for mark in wording.currency_marks(currency))
    return f"{before}#,##0{after}"


def _quoted(mark: str) -> str:
    # A quotation mark would end the text of a format.
    return f'"{mark}"' if (mark := mark.replace('"', "")) else ""
