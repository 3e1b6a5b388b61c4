"""How people answered: the share of each answer, of both groups side by side."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, clear, figure
from icp_metrics.statistics.scales import Boxes

BANDS = {
    "detractors": "Detractors",
    "passives": "Passives",
    "promoters": "Promoters",
    "others": "Others",
    "top": "Satisfied",
    "slider": "All answers",
}
_FILLED = {"promoters": 1.0, "top": 1.0, "slider": 1.0, "passives": 0.35}
"""How full a bar is; those of the others are hatched, so that no band is told by colour alone."""

_SHORT = {"fit": "in ICP", "not_fit": "outside"}


def answers(rows: pl.DataFrame, groups: Sequence[str], look: Look) -> Figure:
    """A bar per answer of each group, and over each band the share of its answers.

    `rows`: as from compare.answers, of one scale. `groups`: those that may be shown.
    """
    chart = figure(look, height=350)
    labels = box_labels(rows)
    places = {score: i for i, score in enumerate(rows["score"].unique().sort())}
    named: set[str] = set()
    for (group, band), part in rows.partition_by(
        "group", "band", as_dict=True, maintain_order=True
    ).items():
        if group not in groups:
            continue
        chart.add_trace(_bars(str(group), str(band), part, places, labels, look))
        named.add(str(group))
    _bands(chart, rows, [g for g in groups if g in named], places, look)
    chart.update_layout(barmode="group", bargap=0.25, bargroupgap=0.06)
    # Room for the bands, in lines of their own: side by side they would overlap on a phone.
    chart.update_layout(margin={"t": 84}, legend={"y": 1.26})
    chart.update_xaxes(
        tickmode="array",
        tickvals=list(places.values()),
        ticktext=labels,
        title={"text": "Answer", "standoff": 4},
        showgrid=False,
        zeroline=False,
        range=[-0.6, len(places) - 0.4],
    )
    chart.update_yaxes(tickformat=".0%", rangemode="tozero")
    return chart


def box_labels(rows: pl.DataFrame) -> list[str]:
    """What the boxes of a scale are called: `4`, or `40 to 50` of a slider."""
    boxes = Boxes(rows["low"][0], rows["high"][0])
    if not boxes.tenths:
        return [f"{score:g}" for score in boxes.begin]
    ends = [*boxes.begin[1:], boxes.high]
    return [f"{a:g} to {b:g}" for a, b in zip(boxes.begin, ends, strict=True)]


def band_shares(rows: pl.DataFrame, group: str) -> dict[str, float]:
    """The share of a group's answers in each band, the highest band first."""
    own = rows.filter(pl.col("group") == group).sort("score", descending=True)
    shares = own.group_by("band", maintain_order=True).agg(pl.col("share").sum())
    return dict(shares.rows())


def _bars(
    group: str,
    band: str,
    part: pl.DataFrame,
    places: dict[float, int],
    labels: list[str],
    look: Look,
) -> go.Bar:
    colour = look.of(group)
    hatched = band not in _FILLED
    total = f"{wording.GROUP_WORDS[group]}, {BANDS[band].lower()}"
    return go.Bar(
        x=[places[score] for score in part["score"]],
        y=part["share"].to_list(),
        name=wording.GROUP_WORDS[group],
        legendgroup=group,
        offsetgroup=group,
        showlegend=_FILLED.get(band) == 1.0,
        marker={
            "color": clear(colour, 0.12 if hatched else _FILLED[band]),
            "line": {"color": colour, "width": 1},
            "pattern": {"shape": "/" if hatched else "", "fgcolor": colour, "size": 6},
        },
        customdata=[[group, band]] * part.height,
        hovertext=[
            f"{total}: answered {labels[places[score]]}<br>"
            f"{wording.counted(count, 'answers')}, {wording.value(share, 'share')}"
            for score, count, share in part.select("score", "answers", "share").rows()
        ],
        hoverinfo="text",
    )


def _bands(
    chart: Figure,
    rows: pl.DataFrame,
    groups: Sequence[str],
    places: dict[float, int],
    look: Look,
) -> None:
    """Over each band its name and shares, and a line where it begins."""
    shares = {group: band_shares(rows, group) for group in groups}
    bands = rows.group_by("band", maintain_order=True).agg(pl.col("score").unique().sort())
    for band, scores in bands.sort(pl.col("score").list.first()).rows():
        first, last = places[scores[0]], places[scores[-1]]
        of = "<br>".join(f"{wording.percent(shares[g][band], 0)} {_SHORT[g]}" for g in groups)
        chart.add_annotation(
            x=(first + last) / 2,
            y=1.02,
            yref="paper",
            yanchor="bottom",
            text=f"<b>{BANDS[band]}</b><br>{of}",
            showarrow=False,
            font={"color": look.text, "size": 11},
        )
        if first > 0:
            line = {"color": look.faint, "width": 1, "dash": "dot"}
            chart.add_vline(x=first - 0.5, line=line)
