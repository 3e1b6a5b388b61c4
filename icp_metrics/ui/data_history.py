"""What is loaded, how it came, and the way back."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.view import open_engine
from icp_metrics.errors import IcpError
from icp_metrics.publish.matching import Matching, of_version, share
from icp_metrics.store import Store, Version
from icp_metrics.tables import TABLES


def draw_tables(store: Store) -> None:
    """Rows and reach of each table in force."""
    current = store.current()
    if current is None:
        st.info("Nothing is loaded yet. Begin with the extracts of your CRM.")
        return
    st.caption(f"Data {current.number} is in force, published {current.published_at[:10]}.")
    lines = []
    for name in TABLES:
        reached = current.data_through.get(name)
        if reached is None and not current.rows[name]:
            continue
        match = _match(store, current, name)
        lines.append(
            {
                "Table": name,
                "Rows": current.rows[name],
                "Data through": "" if reached is None else wording.day(reached),
                "Matched to an account": "" if match is None else f"{match.matched:,}",
                "Of the money": (share(match.amount) or "") if match is not None else "",
            }
        )
    shown = pl.DataFrame(lines, infer_schema_length=None)
    st.dataframe(shown, hide_index=True, alt="Tables that are loaded")


def _match(store: Store, version: Version, table: str) -> Matching | None:
    try:
        return _matching(str(store.root.resolve()), version.number, version.sha256, table)
    except IcpError:
        # A version that cannot be read must not keep anybody from going back to another.
        return None


@st.cache_data(show_spinner=False, max_entries=100)
def _matching(root: str, number: int, sha256: str, table: str) -> Matching | None:
    store = Store(Path(root))
    engine = open_engine(store, store.version(number))
    try:
        return of_version(table, engine)
    finally:
        engine.close()


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
