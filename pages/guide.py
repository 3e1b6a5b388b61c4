"""Guide: what does each number mean?"""

import streamlit as st

from icp_metrics.catalog import KPIS
from icp_metrics.ui import guide
from icp_metrics.ui.pages import PageInfo, reroute

PAGE = PageInfo(
    title="Guide",
    icon=":material/menu_book:",
    help="What does each number mean? Every KPI with its definition, formula and source.",
    order=6,
)


def render() -> None:
    """Draw the page."""
    st.title("What does each number mean?", anchor=False)
    guide.draw_words()
    st.subheader("The KPIs", anchor=False)
    asked = st.text_input("Find a KPI", key="find", bind="query-params").strip().lower()
    found = [k for k in KPIS.values() if asked in f"{k.title} {k.question} {k.definition}".lower()]
    for kpi in found:
        guide.draw_kpi(kpi)
    if not found:
        st.caption(f"No KPI speaks of that; there are {len(KPIS)}.")


if __name__ == "__main__":
    reroute(__file__)
