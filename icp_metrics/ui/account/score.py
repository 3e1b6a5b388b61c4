"""How an account meets each criterion of the ICP definition, and what is missing to judge it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.profile.document import Criterion
from icp_metrics.ui import frame, tables
from icp_metrics.wording.account import MET, missing, points

_KINDS = {"required": "must", "exclude": "excludes", "weight": "points"}

_EXCLUDES = {True: "excluded", False: "not excluded", None: "can't tell"}


def draw_score(context: frame.Context, card: AccountCard) -> None:
    """A line for each criterion; nothing without a definition."""
    profile = context.view.profile
    if profile is None or not card.criteria:
        return
    st.markdown("**Score by criterion**")
    st.markdown(wording.plain(points(card, profile)))
    if said := missing(card):
        st.markdown(wording.plain(said))
    lines = [_line(criterion, met) for criterion, met in card.criteria]
    tables.show(pl.DataFrame(lines), alt="Criteria and how they are met")


def _line(criterion: Criterion, met: bool | None) -> dict[str, str]:
    weighed = criterion.mode == "weight"
    now = _EXCLUDES[met] if criterion.mode == "exclude" else MET[met]
    weight = f"{criterion.weight:g}"
    got = "" if not weighed else f"{weight if met else '–' if met is None else '0'} of {weight}"
    return {
        "Criterion": criterion.sentence,
        "Counts as": _KINDS[criterion.mode],
        "Now": now,
        "Points": got,
    }
