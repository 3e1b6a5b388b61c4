"""An account's MRR as steps, with a break where it did not pay."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from icp_metrics import wording
from icp_metrics.charts.look import Look, clear
from icp_metrics.compare.accounts import AccountCard


def mrr_steps(card: AccountCard, look: Look) -> go.Scatter:
    """The trace, up to the end of the data; the account must have paid."""
    days: list[date] = []
    amounts: list[float] = []
    hover: list[str] = []
    before: date | None = None
    for start, end, mrr, currency, source in card.mrr.rows():
        if before is not None and before < start:
            days, amounts, hover = [*days, before], [*amounts, 0.0], [*hover, "not paying"]
        said = f"from {wording.day(start)}: {wording.full_money(float(mrr), currency)} ({source})"
        days, amounts, hover = [*days, start], [*amounts, float(mrr)], [*hover, said]
        before = end
    last = card.through or days[-1]
    if before is not None:
        days, amounts = [*days, before], [*amounts, 0.0]
        hover = [*hover, f"from {wording.day(before)}: not paying"]
    elif last > days[-1]:
        days, amounts, hover = [*days, last], [*amounts, amounts[-1]], [*hover, hover[-1]]
    return go.Scatter(
        x=days,
        y=amounts,
        mode="lines",
        line={"color": look.text, "width": 2, "shape": "hv"},
        fill="tozeroy",
        fillcolor=clear(look.text, 0.08),
        hovertext=hover,
        hoverinfo="text",
        showlegend=False,
        name="MRR",
    )


def mrr_currency(card: AccountCard) -> str | None:
    """The currency it pays in, if it is one."""
    used = card.mrr["currency"].drop_nulls().unique().to_list()
    return used[0] if len(used) == 1 else None
