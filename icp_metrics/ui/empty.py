"""What is missing to begin with: data, or an ICP definition; and what to do."""

from __future__ import annotations

import streamlit as st

from icp_metrics.demo import load_demo
from icp_metrics.ui import pages, source, templates


def say_undefined() -> None:
    """Say that nobody can be judged without a definition, and how to write one."""
    st.info(
        "There is no ICP definition yet, so nobody is in ICP or outside: write one as YAML and "
        "save it with `icp-metrics profile set FILE`.",
        icon=":material/checklist:",
    )


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
