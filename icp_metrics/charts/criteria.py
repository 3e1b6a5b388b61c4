"""What the criteria say of the accounts: a bar of three parts for each."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look, figure
from icp_metrics.compare.criteria import Met

_WORDS = ("meet it", "do not", "blank")
_EXCLUDING = ("pass", "excluded", "blank")
_GROUPS = ("fit", "not_fit", "unknown")


def criteria(found: Sequence[Met], look: Look) -> Figure:
    """One bar for each criterion, the first on top; the parts are labelled where there is room.

    What speaks for an account stands on the left: of a criterion that excludes, not meeting it.
    """
    chart = figure(look, height=64 + 40 * len(found))
    lines = [wording.plain_html(_line(m), 34) for m in found]
    for i, group in enumerate(_GROUPS):
        counts = [_counts(m)[i] for m in found]
        words = [(_EXCLUDING if _excludes(m) else _WORDS)[i] for m in found]
        shares = [n / m.accounts if m.accounts else 0.0 for n, m in zip(counts, found, strict=True)]
        chart.add_trace(
            go.Bar(
                x=shares,
                y=lines,
                orientation="h",
                marker={"color": look.of(group), "line": {"color": look.paper, "width": 2}},
                text=[
                    f"{said} {wording.percent(s, 0)}" if s >= 0.12 else ""
                    for said, s in zip(words, shares, strict=True)
                ],
                textfont={"color": look.upon(group)},
                insidetextanchor="middle",
                textangle=0,
                customdata=list(zip(counts, words, strict=True)),
                hovertemplate="%{y}<br>%{customdata[0]:,} accounts %{customdata[1]}<extra></extra>",
            )
        )
    chart.update_layout(barmode="stack", showlegend=False)
    chart.update_yaxes(autorange="reversed", showgrid=False)
    chart.update_xaxes(range=[0, 1], tickformat=".0%")
    return chart


def _line(met: Met) -> str:
    said = wording.criterion(met.criterion)
    return f"Not: {wording.inline(said)}" if _excludes(met) else said


def _excludes(met: Met) -> bool:
    return met.criterion.mode == "exclude"


def _counts(met: Met) -> tuple[int, int, int]:
    for_it, against = (met.fail, met.meet) if _excludes(met) else (met.meet, met.fail)
    return for_it, against, met.blank
