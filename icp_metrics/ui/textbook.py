"""Textbook tests beside an answer, in a fragment: they are made when the reader opens them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.row import Row
from icp_metrics.compare.textbook import Line, has_textbook
from icp_metrics.ui import frame, source, tables
from icp_metrics.ui.told import guarded
from icp_metrics.wording import textbook as words


@st.fragment
@guarded
def draw_textbook(context: frame.Context, row: Row) -> None:
    """A table of tests and limits with what they are made of; nothing of what is not judged."""
    if not has_textbook(row.kpi):
        return
    with st.expander(words.TEXTBOOK, key="textbook", on_change="rerun") as opened:
        if not opened.open:
            return
        asked = replace(context.asked, by=None, every=None, variant=row.variant)
        lines = source.textbook(context.pin, row.kpi.id, asked)
        if not lines:
            st.caption("There is too little data for any.")
            return
        st.caption(wording.plain(words.TEXTBOOK_WHY))
        confidence = context.view.settings["confidence"]
        tables.show(
            pl.DataFrame(
                [_told(line, row, f"{wording.percent(confidence, 0)} limits") for line in lines]
            ),
            height="content",
            alt=f"{len(lines)} textbook figures of {row.kpi.title}.",
        )


def _told(line: Line, row: Row, limits: str) -> dict[str, str]:
    unit, currency = row.kpi.unit, row.currency or row.extras.get("currency")
    return {
        "About": words.ABOUT[line.part],
        "Figure": words.made_of(line.name),
        "Value": words.line_value(line, unit, currency),
        limits: words.line_range(line, unit, currency),
        "p": words.small_p(line.p),
        "Made of": words.made_of(line.given),
        "Source": line.source,
    }
