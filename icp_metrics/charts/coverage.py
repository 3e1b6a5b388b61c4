"""How much of the data can be judged: one bar of three parts."""

from __future__ import annotations

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, figure
from icp_metrics.compare.row import Row

_PARTS = ("fit", "not_fit", "unknown")


def coverage(row: Row, look: Look) -> Figure:
    """The share of facts in ICP, outside, and that cannot be told; each part is labelled."""
    chart = figure(look, height=92)
    total = row.groups["all"].facts
    for name in _PARTS:
        facts = row.groups[name].facts
        share = facts / total if total else 0.0
        words = wording.GROUP_WORDS[name]
        chart.add_trace(
            go.Bar(
                x=[share],
                y=["All"],
                name=words,
                orientation="h",
                marker={"color": look.of(name), "line": {"color": look.paper, "width": 2}},
                text=[f"{words} {wording.percent(share, 0)}" if share >= 0.08 else ""],
                textfont={"color": look.upon(name)},
                insidetextanchor="middle",
                hovertemplate=(
                    f"{words}: {wording.percent(share)}<br>"
                    f"{wording.digits(facts)} {row.kpi.fact_noun}<extra></extra>"
                ),
            )
        )
    chart.update_layout(barmode="stack", showlegend=False)
    chart.update_yaxes(visible=False)
    chart.update_xaxes(range=[0, 1], tickformat=".0%", showgrid=False)
    return chart
