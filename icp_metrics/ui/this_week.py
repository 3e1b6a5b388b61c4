"""This week: lists to work through, each with as many rows as it counts."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare.worklists import Counted
from icp_metrics.ui import filters, frame, source
from icp_metrics.ui.jump import jump
from icp_metrics.ui.told import guarded


@st.fragment
@guarded
def draw_this_week(context: frame.Context) -> None:
    """A button for each list that has rows."""
    st.subheader("This week", anchor=False)
    with st.skeleton(height=60):
        lists = source.worklists(context.pin, context.asked)
    with st.container(gap="xxsmall"):
        for found in lists:
            _link(found)
    if not lists:
        st.caption("No deal, account or renewal that stands out.")


def _link(found: Counted) -> None:
    work = found.list
    count = found.count.groups[work.group].facts
    words = f"{wording.digits(count)} {work.words}"
    if found.worth is not None:
        worth = found.worth.groups[work.group].estimate.value
        words += f", {wording.value(worth, found.worth.kpi.unit, found.worth.currency)}"
    kpi = KPIS[work.kpi]
    variant = kpi.differs[work.variant].words if work.variant in kpi.differs else ""
    jump(
        "accounts",
        wording.plain(words),
        key=f"list {work.words}",
        tip=kpi.question,
        where=[filters.option(name, label) for name, labels in found.where for label in labels],
        kpi=kpi.title,
        variant="" if work.variant == kpi.default_variant else variant,
        group=wording.GROUP_WORDS[work.group],
    )
