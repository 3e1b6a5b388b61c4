"""The rows behind a number on a page: what is said of them, the controls, the table, the count."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare import Slice
from icp_metrics.compare.listing import Wanted
from icp_metrics.compare.row import Row
from icp_metrics.ui import frame, nothing, source
from icp_metrics.ui.rows import choices
from icp_metrics.ui.rows.columns import columns
from icp_metrics.ui.rows.table import draw_table
from icp_metrics.ui.rows.tally import draw_tally
from icp_metrics.wording.listing import cut, heading, held, nothing_found


def draw_rows(context: frame.Context, row: Row, asked: Slice, group: str) -> None:
    """All rows of a group behind a total row, as the reader wants them. `asked`: of one period."""
    kpi, pin = row.kpi, context.pin
    of = columns(context.view, kpi)
    head = st.container()
    outcomes = source.outcomes(pin, kpi.id, asked, group)
    wanted = choices.wanted(of, outcomes) if row.groups[group].facts else Wanted()
    listing = source.listing(pin, kpi.id, asked, group, wanted)
    head.subheader(wording.plain(heading(listing, row, group)), anchor=False)
    if not listing.facts:
        nothing.say_nothing(kpi.fact_noun, key="clear_accounts")
        return
    if not listing.found:
        said, reset = st.columns([4, 1], vertical_alignment="center")
        left_by = nothing_found(listing, kpi.fact_noun, choices.narrowed(wanted))
        said.info(left_by, icon=":material/filter_alt_off:")
        reset.button("Show all of them", on_click=choices.reset)
        return
    if words := held(listing, row, of.money):
        st.markdown(wording.plain(words))
    draw_tally(context, row, asked, group, wanted, listing)
    draw_table(context, row, asked, group, wanted, listing, of)
    if words := cut(listing):
        st.caption(wording.plain(words))
