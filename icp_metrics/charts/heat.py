"""Two attributes crossed: the difference in each pair of their values, by colour and in words."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, figure
from icp_metrics.charts.named import in_lines, name_lines
from icp_metrics.compare.cross import Cross, Label
from icp_metrics.compare.row import Row

STEPS = (1, 2, 4)
"""From so many times the smallest difference that matters on, a cell is coloured more strongly."""

_STRENGTHS = (0.16, 0.32, 0.5)
_EARLY = 0.14
_HEIGHT, _GAP = 66, 22
"""Pixels of a line, and of the room in it for its name."""

_ROW, _COLUMN = 40, 13
"""Signs of a name above a line, and of each part of a name above a column."""


def heat(found: Cross, look: Look) -> Figure:
    """A cell for each pair that has facts, the attribute of more values down the page.

    Blue is better in ICP, orange worse, more strongly for more (STEPS); grey is too early. Bold is
    decided. Each cell carries both labels, in the order of the attributes, for a click.
    """
    turned = len(found.second.labels) > len(found.first.labels)
    down, across = (found.second, found.first) if turned else (found.first, found.second)
    cells = [
        (i, j, row)
        for i, one in enumerate(down.labels)
        for j, two in enumerate(across.labels)
        if (row := found.cells.get((two, one) if turned else (one, two))) is not None
    ]
    last = len(down.labels) - 1
    chart = figure(look, height=90 + _HEIGHT * len(down.labels))
    chart.add_trace(_colours(cells, found, look, (len(down.labels), len(across.labels))))
    pairs = list(zip(*[(j, last - i) for i, j, _ in cells], strict=True)) or [(), ()]
    chart.add_trace(
        go.Scatter(
            x=pairs[0],
            y=pairs[1],
            mode="markers",
            # Seen by nobody: a heat map of its own cannot be clicked.
            marker={"size": 30, "opacity": 0, "symbol": "square"},
            customdata=[
                [across.labels[j], down.labels[i]] if turned else [down.labels[i], across.labels[j]]
                for i, j, _ in cells
            ],
            hovertext=[_hover(row, found, down.labels[i], across.labels[j]) for i, j, row in cells],
            hoverinfo="text",
            showlegend=False,
        )
    )
    top = 0.5 - _GAP / _HEIGHT / 2
    name_lines(
        chart,
        look,
        [wording.plain_html(wording.cell(down, label), _ROW) for label in down.labels],
        [""] * (last + 1),
        at=[last - i + top for i in range(last + 1)],
        rise=_GAP // 2,
    )
    chart.update_yaxes(
        # Above the topmost cell there is room for half a gap: a name needs the whole.
        range=[-0.5, last + 0.5 + _GAP / _HEIGHT / 2],
        showline=False,
    )
    chart.update_xaxes(
        tickmode="array",
        tickvals=list(range(len(across.labels))),
        ticktext=[_column(wording.cell(across, label)) for label in across.labels],
        tickangle=0,
        tickfont={"size": 12},
        side="top",
        range=[-0.5, len(across.labels) - 0.5],
        ticks="",
        showline=False,
        showgrid=False,
        zeroline=False,
    )
    chart.update_layout(hovermode="closest", hoverdistance=-1)
    return chart


def strength(row: Row, found: Cross) -> int:
    """How strongly a cell is coloured: 0 where the difference is smaller than what matters, 1 to 3
    where it is better in ICP and -1 to -3 where it is worse."""
    value, better = row.gap.value or 0.0, row.kpi.better
    size = sum(abs(value) >= times * found.smallest > 0 for times in STEPS)
    return size if (value > 0) == (better == "higher") else -size


def early(row: Row, found: Cross) -> bool:
    """Whether a cell may show no difference."""
    return wording.comparison(row).value is None or not wording.same_horizon(row, found.total)


def colours(look: Look) -> list[str]:
    """The colours of `strength` -3 to 3, and last that of what is too early."""
    worse = [_mixed(look.not_fit, look.paper, s) for s in reversed(_STRENGTHS)]
    better = [_mixed(look.fit, look.paper, s) for s in _STRENGTHS]
    return [*worse, look.paper, *better, _mixed(look.unknown, look.paper, _EARLY)]


def _colours(
    cells: Sequence[tuple[int, int, Row]], found: Cross, look: Look, size: tuple[int, int]
) -> go.Heatmap:
    z: list[list[int | None]] = [[None] * size[1] for _ in range(size[0])]
    text = [[""] * size[1] for _ in range(size[0])]
    known = colours(look)
    for i, j, row in cells:
        place = size[0] - 1 - i
        z[place][j] = len(known) - 1 if early(row, found) else strength(row, found) + 3
        text[place][j] = _text(row, found)
    steps = len(known)
    return go.Heatmap(
        z=z,
        zmin=-0.5,
        zmax=steps - 0.5,
        colorscale=[(k / steps, known[i]) for i in range(steps) for k in (i, i + 1)],
        showscale=False,
        text=text,
        texttemplate="%{text}",
        textfont={"color": look.text, "size": 12},
        xgap=3,
        ygap=_GAP,
        hoverinfo="skip",
    )


def _text(row: Row, found: Cross) -> str:
    if early(row, found):
        return f"too early<br>{_accounts(row)}"
    told = wording.difference(row.gap.value, row.kpi.unit, row.currency)
    decided = row.verdict in ("better", "worse")
    return f"{f'<b>{told}</b>' if decided else told}<br>{_accounts(row)}"


def _hover(row: Row, found: Cross, down: Label, across: Label) -> str:
    axes = (found.second, found.first)
    if len(found.second.labels) <= len(found.first.labels):
        axes = (found.first, found.second)
    named = [
        in_lines(wording.cell(axis, label))
        for axis, label in zip(axes, (down, across), strict=True)
    ]
    accounts = f"Accounts in ICP v outside: {_accounts(row)}"
    if early(row, found):
        return "<br>".join([*named, wording.answer(row), accounts])
    unit, currency = row.kpi.unit, row.currency
    return "<br>".join(
        [
            *named,
            wording.difference(row.gap.value, unit, currency),
            f"likely {wording.interval(row.gap, unit, currency, signed=True)}",
            wording.answer(row),
            accounts,
        ]
    )


def _accounts(row: Row) -> str:
    return f"{wording.digits(row.groups['fit'].n)} v {wording.digits(row.groups['not_fit'].n)}"


def _column(words: str) -> str:
    """A name above a column, in two parts at most."""
    parts = wrap(words, _COLUMN, break_long_words=False) or [""]
    if len(parts) > 2:
        parts = [parts[0], f"{parts[1][: _COLUMN - 1]}…"]
    return "<br>".join(wording.plain_html(part, _COLUMN) for part in parts)


def _mixed(colour: str, paper: str, share: float) -> str:
    """A colour laid over the paper: `#rrggbb` of both."""
    each = [(int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * c + (1 - share) * p):02x}" for c, p in each)
