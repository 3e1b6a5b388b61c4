"""How the data came: every update with who, when and what became of it; and the way back."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.store import Load, Store
from icp_metrics.ui import tables
from icp_metrics.ui.load_result import download


def draw_history(store: Store) -> None:
    """Every data update, what became of the rows of one, and going back to an earlier version."""
    current = store.current()
    loads = store.loads()
    if current is None or not loads:
        return
    st.subheader("History", anchor=False)
    told = {e["load"]: e for e in store.ledger.read() if e["event"] == "published"}
    lines = [
        _line(item, told.get(n, {}), in_force=n in current.loads)
        for n, item in sorted(loads.items(), reverse=True)
    ]
    tables.show(pl.DataFrame(lines), alt="Every data update, newest first")
    _draw_one(store, loads)
    _draw_way_back(store, current.number)


def _line(load: Load, told: dict[str, Any], *, in_force: bool) -> dict[str, Any]:
    counts = told.get("tables", {}).values()
    return {
        "Load": load.number,
        "Loaded at": load.loaded_at.replace("T", " ").replace("Z", " UTC"),
        "By": told.get("by", ""),
        "Mapping": load.name,
        "True on": wording.day(load.as_of),
        "Holds": load.scope,
        "Files": ", ".join(f["file"] for f in load.files),
        "Rows": sum(load.rows.values()),
        "New": sum(c["new"] for c in counts),
        "Changed": sum(c["changed"] for c in counts),
        "Rejected": sum(f["rejected"] for f in load.files),
        "Warnings": len(load.warnings),
        "In force": in_force,
    }


def _draw_one(store: Store, loads: dict[int, Load]) -> None:
    """What one load said of its files: warnings, and the rows it rejected."""
    with st.expander("What a data update said of its files"):
        number = st.selectbox("Load", sorted(loads, reverse=True), key="history_load")
        load = loads[number]
        tables.show(pl.DataFrame(load.files), alt="Records per file")
        for warning in load.warnings:
            st.markdown(f"- {wording.plain(warning)}")
        rejects = store.load_folder(load) / "rejects.parquet"
        problems = pl.read_parquet(rejects) if rejects.is_file() else pl.DataFrame()
        if problems.is_empty():
            st.caption("No row was rejected.")
            return
        shown = wording.harmless(problems)
        tables.show(shown, alt="Rejected rows with the reason")
        download("Download these rejected rows", lambda: problems, f"rejected-{number}.csv")


def _draw_way_back(store: Store, current: int) -> None:
    others = [v.number for v in reversed(store.versions()) if v.number != current]
    if not others:
        return
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    target = left.selectbox(
        "Go back to",
        others,
        format_func=lambda n: (
            f"Data {n}, published {wording.day_of(store.version(n).published_at)}"
        ),
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
