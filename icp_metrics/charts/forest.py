"""The forest plot: the difference of all and in each segment, with likely ranges and accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, figure, gap_format, whiskers
from icp_metrics.charts.named import name_lines, short, whole
from icp_metrics.compare.row import Row

_HEIGHT = 40
_TOTAL, _HIDDEN = "all", "too early"
_SYMBOLS = {_TOTAL: "diamond", "better": "circle", "worse": "square", _HIDDEN: "circle"}


def forest(total: Row, segments: Sequence[Row], look: Look) -> Figure:
    """One line per segment in the order given, that of all on top as a diamond.

    A segment that cannot be judged yet has no mark; its accounts say why. Filled marks are decided.
    Each mark carries its attribute and label, for a click.
    """
    rows = [total, *segments]
    heights = {id(row): len(rows) - 1 - i for i, row in enumerate(rows)}
    chart = figure(look, height=70 + _HEIGHT * len(rows))
    chart.add_vline(x=0, line={"color": look.faint, "width": 1})
    if segments:
        chart.add_hline(y=len(rows) - 1.55, line={"color": look.grid, "width": 1})
    for kind, alike in _by_kind(rows, total):
        chart.add_trace(_marks(kind, alike, [heights[id(r)] for r in alike], look))
    for row in (r for r in rows if not _shown(r, total)):
        chart.add_annotation(
            x=0,
            y=heights[id(row)],
            text=_early(row, total),
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"color": look.faint},
        )
    name_lines(
        chart,
        look,
        [f"<b>{short(total)}</b>", *map(short, segments)],
        [_accounts(row) for row in rows],
        at=[heights[id(row)] for row in rows],
    )
    chart.update_yaxes(range=[-0.5, len(rows) - 0.25])
    chart.update_xaxes(
        **gap_format(total.kpi.unit, total.currency), zeroline=False, range=_reach(rows, total)
    )
    return chart


def _reach(rows: Sequence[Row], total: Row) -> list[float] | None:
    """From the lowest limit to the highest, and no difference; None where there is none."""
    scale = 100.0 if total.kpi.unit == "share" else 1.0
    gaps = [row.gap for row in rows if _shown(row, total)]
    ends = [scale * end for g in gaps for end in (g.low, g.value, g.high) if end is not None]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = 0.05 * (high - low)
    return [low - room, high + room] if ends else None


def _by_kind(rows: Sequence[Row], total: Row) -> Iterator[tuple[str, list[Row]]]:
    """The rows that are drawn alike, in one trace: few traces are drawn faster than many."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        kind = _TOTAL if row is total else row.verdict
        found.setdefault(kind if _shown(row, total) else _HIDDEN, []).append(row)
    yield from found.items()


def _marks(kind: str, rows: Sequence[Row], heights: Sequence[float], look: Look) -> go.Scatter:
    gaps = [] if kind == _HIDDEN else [row.gap for row in rows]
    scale = 100.0 if rows[0].kpi.unit == "share" else 1.0
    colour = {_TOTAL: look.text, "better": look.fit, "worse": look.not_fit}.get(kind, look.unknown)
    return go.Scatter(
        name=kind,
        x=[scale * (g.value or 0.0) for g in gaps] or [0] * len(rows),
        y=list(heights),
        mode="markers",
        marker={
            "color": colour,
            "size": 13 if kind == _TOTAL else 10,
            "symbol": _SYMBOLS.get(kind, "circle-open"),
            "line": {"color": colour, "width": 2},
            # What is hidden can be pointed at and clicked all the same.
            "opacity": 0 if kind == _HIDDEN else 1,
        },
        error_x=whiskers(gaps, colour, thickness=2.5, width=5, scale=scale),
        customdata=[[row.by, row.segment] for row in rows],
        hovertext=[_hover(row, hidden=kind == _HIDDEN) for row in rows],
        hoverinfo="text",
        showlegend=False,
    )


def _hover(row: Row, *, hidden: bool) -> str:
    unit, currency = row.kpi.unit, row.currency
    accounts = f"Accounts in ICP v outside: {_accounts(row)}"
    if hidden:
        return f"{whole(row)}<br>{wording.answer(row)}<br>{accounts}"
    said = [
        f"{whole(row)}: {wording.difference(row.gap.value, unit, currency)}",
        f"likely {wording.interval(row.gap, unit, currency, signed=True)}",
        wording.answer(row),
        accounts,
    ]
    if row.extras.get("part") is not None:
        said.append(f"All without it: {wording.without(row)}")
    return "<br>".join(said)


def _accounts(row: Row) -> str:
    return f"{wording.digits(row.groups['fit'].n)} v {wording.digits(row.groups['not_fit'].n)}"


def _early(row: Row, total: Row) -> str:
    alike = wording.same_horizon(row, total)
    return "too early" if alike else f"too early, {row.horizon} months only"


def _shown(row: Row, total: Row) -> bool:
    return wording.comparison(row).value is not None and wording.same_horizon(row, total)
