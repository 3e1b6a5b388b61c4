"""The KPIs that stand beside one: of an answer, how many of those asked gave any."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.row import Row
from icp_metrics.errors import SliceError
from icp_metrics.ui import frame, source


def draw_beside(context: frame.Context, row: Row) -> None:
    """A sentence for each; nothing for one that does not know a filter."""
    for name, variant in row.kpi.beside:
        try:
            found = source.answer(context.pin, name, replace(context.asked, variant=variant))[0]
        except SliceError:
            continue
        st.caption(wording.plain(wording.sentence(found)))
