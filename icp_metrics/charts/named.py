"""Lines with names of any length: the name stands above its line, cut in the plot, whole in hover.

Beside the plot, names of forty signs would leave it no room on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look
from icp_metrics.compare.row import Row

LONGEST = 34
"""Signs of a name in the plot: as many as stand beside the counts at a width of 390 pixels."""

_HOVER, _LINE = 240, 60
"""Signs of a name in hover, and how many of them stand in one line."""


def short(row: Row) -> str:
    """The name of a row as the plot shows it."""
    return wording.plain_html(wording.line(row), LONGEST)


def whole(row: Row) -> str:
    """The name of a row as hover shows it, in lines."""
    return in_lines(wording.line(row))


def in_lines(words: str) -> str:
    """Words of any length as hover shows them."""
    told = words if len(words) <= _HOVER else words[: _HOVER - 1] + "…"
    return "<br>".join(wording.plain_html(part, _HOVER) for part in wrap(told, _LINE) or [""])


def name_lines(
    chart: Figure,
    look: Look,
    names: Sequence[str],
    counts: Sequence[str],
    *,
    at: Sequence[float],
    rise: int = 13,
) -> None:
    """Write the names of lines at their left end and the counts at their right, above them.

    `at`: the height of each line. `rise`: pixels from a line to the middle of its name. Not as
    labels of the axis inside the plot: those push the marks aside and hide labels of the other.
    """
    chart.update_yaxes(showticklabels=False, ticks="", showgrid=False, zeroline=False)
    told = []
    for height, name, count in zip(at, names, counts, strict=True):
        at_end = {"y": height, "yanchor": "middle", "yshift": rise, "showarrow": False}
        start = {"x": 0, "xref": "x domain", "xanchor": "left", "font": {"color": look.text}}
        # The line of no difference would run through it.
        told.append({"text": name, "bgcolor": look.paper, "borderpad": 0, **start, **at_end})
        if count:
            font = {"color": look.faint, "size": 12}
            end = {"x": 1, "xref": "x domain", "xanchor": "right", "font": font}
            told.append({"text": count, **end, **at_end})
    # All at once: one by one, each makes all before it anew.
    chart.layout.annotations = (*chart.layout.annotations, *told)
