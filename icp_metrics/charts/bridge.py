"""The MRR bridge: from opening to closing by its movements, of one group."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, clear, figure
from icp_metrics.statistics.bridge import MOVEMENTS

_STEPS = ("opening", *MOVEMENTS, "closing")


def bridge(
    amounts: Mapping[str, float | None],
    group: str,
    look: Look,
    *,
    currency: str | None,
    reach: float,
) -> Figure:
    """A waterfall that reads from the top down: opening, each movement, closing.

    `amounts`: opening, the movements (contraction and churn negative) and closing, all known.
    What comes in is filled, what goes out is hollow, each with its amount. `reach`: where the
    axis ends, the same for groups that stand side by side.
    """
    chart = figure(look, height=280)
    colour = look.of(group)
    level = 0.0
    for place, name in enumerate(_STEPS):
        amount = float(amounts[name] or 0.0)
        total = name in ("opening", "closing")
        start = 0.0 if total else level
        level = amount if total else level + amount
        said = (wording.money if total else _signed)(amount, currency)
        hollow = not total and amount < 0
        chart.add_trace(
            go.Bar(
                base=[start],
                x=[level - start],
                y=[place],
                orientation="h",
                width=0.62,
                marker={
                    "color": clear(colour, 0.05 if hollow else 1.0 if total else 0.45),
                    "line": {"color": colour, "width": 1.5},
                },
                hovertext=[
                    f"{wording.GROUP_WORDS[group]}, {name}: {wording.full_money(amount, currency)}"
                ],
                hoverinfo="text",
                showlegend=False,
            )
        )
        chart.add_annotation(
            x=max(start, level),
            y=place,
            text=said,
            showarrow=False,
            xanchor="left",
            xshift=4,
            font={"color": look.text, "size": 12},
        )
        if place + 1 < len(_STEPS):
            line = {"color": look.faint, "width": 1}
            chart.add_shape(type="line", x0=level, x1=level, y0=place, y1=place + 1, line=line)
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(_STEPS))),
        ticktext=[name.capitalize() for name in _STEPS],
        range=[len(_STEPS) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    chart.update_xaxes(range=[0, 1.2 * reach or 1], visible=False)
    chart.update_layout(barmode="overlay")
    return chart


def peak(amounts: Mapping[str, float | None]) -> float:
    """The highest level a bridge gets to on its way."""
    level = highest = float(amounts["opening"] or 0.0)
    for name in MOVEMENTS:
        level += float(amounts[name] or 0.0)
        highest = max(highest, level)
    return highest


def _signed(amount: float, currency: str | None) -> str:
    return wording.difference(amount, "money", currency)
