"""What is loaded, how it came, and the way back."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.store import Store
from icp_metrics.tables import TABLES


def draw_tables(store: Store) -> None:
    """Rows and reach of each table in force."""
    current = store.current()
    if current is None:
        st.info("Nothing is loaded yet. Begin with the extracts of your CRM.")
        return
    st.caption(f"Data {current.number} is in force, published {current.published_at[:10]}.")
    lines = [
        {
            "Table": name,
            "Rows": current.rows[name],
            "Data through": wording.day(current.data_through[name]),
        }
        for name in TABLES
        if name in current.data_through
    ]
    st.dataframe(pl.DataFrame(lines), hide_index=True, alt="Tables that are loaded")


def draw_history(store: Store) -> None:
    """Every data update, and going back to an earlier version."""
    current = store.current()
    loads = store.loads()
    if current is None or not loads:
        return
    st.subheader("History", anchor=False)
    lines = [
        {
            "Load": n,
            "Loaded at": item.loaded_at.replace("T", " ").replace("Z", " UTC"),
            "True on": wording.day(item.as_of),
            "Files": ", ".join(f["file"] for f in item.files),
            "Rows": sum(item.rows.values()),
            "Rejected": sum(f["rejected"] for f in item.files),
            "Warnings": len(item.warnings),
            "In force": n in current.loads,
        }
        for n, item in sorted(loads.items(), reverse=True)
    ]
    st.dataframe(pl.DataFrame(lines), hide_index=True, alt="Every data update, newest first")
    others = [v.number for v in reversed(store.versions()) if v.number != current.number]
    if not others:
        return
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    target = left.selectbox(
        "Go back to",
        others,
        format_func=lambda n: f"Data {n}, published {store.version(n).published_at[:10]}",
        key="rollback_to",
    )
    if right.button(
        "Roll back",
        icon=":material/undo:",
        help="Puts that version in force. Loads it does not hold are withdrawn, never deleted.",
    ):
        store.roll_back(target)
        st.toast(f"Data {target} is in force.")
        st.rerun()
