"""What the criteria say of the accounts: a bar of three parts for each."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, figure
from icp_metrics.compare.criteria import Met

_PARTS = (("fit", "meet it", "meet"), ("not_fit", "do not", "fail"), ("unknown", "blank", "blank"))


def criteria(found: Sequence[Met], look: Look) -> Figure:
    """One bar for each criterion, the first on top; the parts are labelled where there is room."""
    chart = figure(look, height=64 + 40 * len(found))
    lines = [wording.plain_html(m.criterion.sentence, 30) for m in found]
    for group, words, name in _PARTS:
        counts = [getattr(m, name) for m in found]
        shares = [n / m.accounts if m.accounts else 0.0 for n, m in zip(counts, found, strict=True)]
        chart.add_trace(
            go.Bar(
                x=shares,
                y=lines,
                name=words.capitalize(),
                orientation="h",
                marker={"color": look.of(group), "line": {"color": look.paper, "width": 2}},
                text=[f"{words} {s:.0%}" if s >= 0.12 else "" for s in shares],
                textfont={"color": look.paper},
                insidetextanchor="middle",
                textangle=0,
                customdata=counts,
                hovertemplate=f"%{{y}}<br>%{{customdata:,}} accounts {words}<extra></extra>",
            )
        )
    chart.update_layout(barmode="stack", showlegend=False)
    chart.update_yaxes(autorange="reversed", showgrid=False)
    chart.update_xaxes(range=[0, 1], tickformat=".0%")
    return chart
