"""The sparkline of a scorecard's line: both groups by quarter, as a picture of a few hundred bytes.

Drawn as SVG: ten charts of a charting library on the first screen cost more than all its figures.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape

from icp_metrics import wording
from icp_metrics.charts.look import Look
from icp_metrics.compare.row import Row

WIDTH, HEIGHT, EDGE = 130, 44, 5
_At = Callable[[int, float], tuple[float, float]]
_DASH = {"fit": "", "not_fit": ' stroke-dasharray="4 3"'}


def sparkline(rows: Sequence[Row], look: Look, *, target: float | None = None) -> str:
    """An `<img>` with a line per group over the rows' periods; `` where fewer than two are shown.

    The dot at its end is hollow where the period is incomplete. `target` in the KPI's unit: a
    faint line across. A value that is too early to show leaves a gap.
    """
    series = {g: [_value(r, g) for r in rows] for g in ("not_fit", "fit")}
    known = [v for values in series.values() for v in values if v is not None]
    if any(sum(v is not None for v in values) < 2 for values in series.values()):
        return ""
    low, high = min([*known, *_one(target)]), max([*known, *_one(target)])
    span = (high - low) or 1.0

    def at(i: int, value: float) -> tuple[float, float]:
        x = EDGE + i * (WIDTH - 2 * EDGE) / (len(rows) - 1)
        return x, HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE)

    drawn = []
    if target is not None:
        y = at(0, target)[1]
        drawn.append(_line(f"M0 {y:.1f}H{WIDTH}", look.faint, ' stroke-dasharray="1 3"', 1))
    for group, values in series.items():
        drawn.append(_line(_path(values, at), look.of(group), _DASH[group], 2))
        i = max(i for i, v in enumerate(values) if v is not None)
        x, y = at(i, values[i] or 0.0)
        fill = look.of(group) if rows[i].period.complete else look.paper
        drawn.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{fill}" stroke="{look.of(group)}" '
            'stroke-width="1.5"/>'
        )
    said = escape(_takeaway(rows, series), quote=True)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f"{''.join(drawn)}</svg>"
    )
    held = b64encode(picture.encode()).decode()
    # Its size is told beside it, so that nothing moves when it is there.
    return (
        f'<img alt="{said}" title="{said}" width="{WIDTH}" height="{HEIGHT}" '
        f'src="data:image/svg+xml;base64,{held}"/>'
    )


def _one(target: float | None) -> list[float]:
    return [] if target is None else [target]


def _value(row: Row, group: str) -> float | None:
    estimate = row.groups[group].estimate
    return estimate.value if wording.shown(estimate) else None


def _line(path: str, colour: str, dash: str, width: int) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>'


def _path(values: Sequence[float | None], at: _At) -> str:
    """Moves to the first value and after each gap, and draws on to the others."""
    said, pen = [], "M"
    for i, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x, y = at(i, value)
        said.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(said)


def _takeaway(rows: Sequence[Row], series: dict[str, list[float | None]]) -> str:
    """`Win rate by quarter. In ICP: 36.1% to 39.2%. Outside ICP: 28.0% to 29.1%.`"""
    unit = rows[0].kpi.unit
    said = [f"{wording.title(rows[-1])} by quarter, from the first to the last shown"]
    for group in ("fit", "not_fit"):
        known = [v for v in series[group] if v is not None]
        first, last = (wording.value(known[i], unit, rows[-1].currency) for i in (0, -1))
        said.append(f"{wording.GROUP_WORDS[group]}: {first} to {last}")
    return ". ".join(said) + "."
