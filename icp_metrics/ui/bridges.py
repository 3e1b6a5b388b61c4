"""The MRR bridges: how the recurring revenue of each group got from its opening to its closing."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.bridge import bridge, peak
from icp_metrics.compare.cohorts import mrr_currencies
from icp_metrics.compare.row import Row
from icp_metrics.statistics.bridge import MOVEMENTS
from icp_metrics.ui import drill, filters, frame, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.jump import ask, leave
from icp_metrics.ui.told import guarded
from icp_metrics.wording.glossary import meaning

_SIDE_BY_SIDE = ("fit", "not_fit")
_STEPS = ("opening", *MOVEMENTS, "closing")


@st.fragment
@guarded
def draw_bridges(context: frame.Context, row: Row) -> None:
    """Both groups side by side on one scale, and all groups as a table."""
    known = {g: found for g in row.groups if (found := _amounts(row, g)) is not None}
    st.subheader("From opening to closing MRR", anchor=False, help=meaning("MRR"))
    if not known:
        st.info("No recurring revenue in this selection.", icon=":material/filter_alt_off:")
        return
    currencies = mrr_currencies(context.view)
    currency = currencies[0] if len(currencies) == 1 else None
    shown = {g: known[g] for g in _SIDE_BY_SIDE if g in known}
    reach = max((peak(amounts) for amounts in shown.values()), default=0.0)
    for column, (group, amounts) in zip(st.columns(2, gap="large"), shown.items(), strict=False):
        with column:
            st.markdown(f"**{wording.GROUP_WORDS[group]}**")
            chart = bridge(amounts, group, frame.look(), currency=currency, reach=reach)
            draw(
                chart,
                key=f"bridge_{group}",
                alt=_takeaway(group, amounts, currency),
                on_select=partial(_open, f"bridge_{group}", row.kpi.title),
            )
    st.caption("Filled: what came in. Hollow: what went out. Opening and all of them are closing.")
    leave()
    with st.expander("As a table"):
        lines = [
            {
                "": wording.GROUP_WORDS[group],
                **{s.capitalize(): wording.full_money(a[s], currency) for s in _STEPS},
            }
            for group, a in known.items()
        ]
        tables.show(pl.DataFrame(lines), alt="MRR movements of each group")


def _open(key: str, title: str) -> None:
    """The months that are a movement, or all of the group where a total was clicked."""
    for group, step in filters.selection(st.session_state[key])[:1]:
        words = wording.GROUP_WORDS[group]
        ask("accounts", kpi=title, group=words, outcome=drill.MOVES.get(step, ""))


def _amounts(row: Row, group: str) -> dict[str, float] | None:
    """Opening, movements and closing of a group; None where it has no row, or may not be shown."""
    found = {step: row.extras.get(step, {}).get(group) for step in _STEPS}
    known = {step: float(amount) for step, amount in found.items() if amount is not None}
    hidden = wording.too_early(row.groups[group]) and row.groups[group].estimate.reason != (
        "zero_denominator"
    )
    return known if len(known) == len(_STEPS) and not hidden else None


def _takeaway(group: str, amounts: dict[str, float], currency: str | None) -> str:
    opening, closing = (wording.money(amounts[s], currency) for s in ("opening", "closing"))
    moves = ", ".join(
        f"{name} {wording.difference(amounts[name], 'money', currency)}" for name in MOVEMENTS
    )
    return f"MRR {wording.GROUP_WORDS[group]} went from {opening} to {closing}: {moves}."
