"""Exceptions: segments in which the ICP does worse, and what is missing to judge accounts."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.review import due
from icp_metrics.compare.row import Row
from icp_metrics.ui import filters, frame, pages, source
from icp_metrics.ui.jump import jump
from icp_metrics.ui.told import guarded

_MOST = 4


@st.fragment
@guarded
def draw_exceptions(context: frame.Context) -> None:
    """A line for each; it is said where there is none."""
    st.subheader("Not working", anchor=False)
    with st.skeleton(height=60):
        worse = source.worse(context.pin, context.asked)
        blanks = source.blanks(context.pin)
    with st.container(gap="xxsmall"):
        for row in worse[:_MOST]:
            _segment(row)
    if not worse:
        st.caption("No region, size or industry in which a headline figure is surely worse in ICP.")
    _overdue(context)
    if lack := wording.lacking(blanks[:_MOST]):
        st.caption(f":material/help: {wording.plain(lack)}")


def _overdue(context: frame.Context) -> None:
    view = context.view
    day = None if view.profile is None else due(view.profile, view.profile_saved_on)
    if view.profile is not None and day is not None and day <= date.today():
        said = f"{view.profile.name} v{view.profile_version} was due for review {wording.day(day)}"
        pages.link("profile", wording.plain(said), tip="Its criteria, and what was said of it.")


def _segment(row: Row) -> None:
    assert row.by is not None
    jump(
        "kpi",
        wording.plain(wording.worse_in(row)),
        key=f"worse {row.kpi.id} {row.by} {row.segment}",
        tip=row.kpi.question,
        where=[filters.option(row.by, row.segment)],
        kpi=row.kpi.title,
        variant="",
    )
