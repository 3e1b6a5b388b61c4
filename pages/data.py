"""Data: what is loaded, and load more."""

import streamlit as st

from icp_metrics.ui import data_history, empty, mrr_sources, source, upload
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
    data_history.draw_tables(store)
    mrr_sources.draw_sources(store)
    upload.draw_upload(store)
    data_history.draw_history(store)
    empty.templates()


if __name__ == "__main__":
    reroute(__file__)
