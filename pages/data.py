"""Data: what is loaded, and load more."""

import streamlit as st

from icp_metrics.ui import (
    data_history,
    data_tables,
    mrr_sources,
    source,
    templates,
    tie_out,
    upload,
)
from icp_metrics.ui.pages import PageInfo, reroute

PAGE = PageInfo(
    title="Data",
    icon=":material/database:",
    help="Load extracts, see what became of every row, go back to an earlier version.",
    order=5,
)


def render() -> None:
    """Draw the page."""
    st.title("Data", anchor=False)
    store = source.store()
    data_tables.draw_tables(store)
    upload.draw_upload(store)
    tie_out.draw_tie_out(store)
    mrr_sources.draw_sources(store)
    data_history.draw_history(store)
    templates.draw_templates()


if __name__ == "__main__":
    reroute(__file__)
