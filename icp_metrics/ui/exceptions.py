"""Exceptions: segments in which the ICP does worse, and what is missing to judge accounts."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.row import Row
from icp_metrics.ui import filters, frame, source
from icp_metrics.ui.jump import jump

_MOST = 4


@st.fragment
def draw_exceptions(context: frame.Context) -> None:
    """A line for each; it is said where there is none."""
    st.subheader("Not working", anchor=False)
    with st.skeleton(height=60):
        worse = source.worse(context.pin, context.asked)
        blanks = source.blanks(context.pin)
    for row in worse[:_MOST]:
        _segment(row)
    if not worse:
        st.caption("No region, size or industry in which a headline figure is surely worse in ICP.")
    if blanks:
        lack = "; ".join(
            f"{wording.counted(b.accounts, 'accounts')} lack "
            f"{wording.inline(wording.attribute(b.attribute))}"
            for b in blanks[:_MOST]
        )
        st.caption(f":material/help: {wording.plain(lack)}: whether they fit can't be told.")


def _segment(row: Row) -> None:
    assert row.by is not None
    where = f"{wording.attribute(row.by)}: {wording.segment(row.segment)}"
    gap = wording.difference(wording.comparison(row).value, row.kpi.unit, row.currency)
    said = f"{where}: {wording.inline(wording.title(row))} is {row.kpi.worse_word} in ICP ({gap})"
    jump(
        "kpi",
        wording.plain(said),
        key=f"worse {row.kpi.id} {row.by} {row.segment}",
        tip=row.kpi.question,
        where=[filters.option(row.by, row.segment)],
        kpi=row.kpi.title,
        variant="",
    )
