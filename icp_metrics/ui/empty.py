"""The empty store: two ways to begin, and the templates."""

from __future__ import annotations

import streamlit as st

from icp_metrics.demo import load_demo
from icp_metrics.ui import pages, source, templates


def offer() -> None:
    """Say what is missing and what to do."""
    st.title("Is our ICP working?")
    st.write(
        "Nothing is loaded yet. Look around with an invented company, or load your own extracts."
    )
    left, right = st.columns(2)
    if left.button(
        "Load the demo company", type="primary", icon=":material/play_arrow:", width="stretch"
    ):
        with st.status("Loading the demo company", expanded=True) as status:
            load_demo(source.store(), st.write)
            status.update(label="The demo company is loaded", state="complete")
        st.rerun()
    if right.button("Load your extracts", icon=":material/upload_file:", width="stretch"):
        pages.go("data")
    templates.draw_templates()
