"""What is loaded: how fresh and how complete each table is, and what is missing for which KPI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.errors import IcpError
from icp_metrics.publish.matching import share
from icp_metrics.store import Store, Version
from icp_metrics.tables import TABLES
from icp_metrics.ui import source, tables


def draw_tables(store: Store) -> None:
    """Rows, reach and completeness of each table in force."""
    current = store.current()
    if current is None:
        st.info("Nothing is loaded yet. Begin with the extracts of your CRM.")
        return
    published = wording.day_of(current.published_at)
    st.caption(f"Data {current.number} is in force, published {published}.")
    try:
        complete = source.completeness(current)
    except IcpError:
        # A version that cannot be read must not keep anybody from going back to another.
        complete = None
    lines = [_line(current, name, complete) for name in TABLES if _held(current, name)]
    shown = pl.DataFrame(lines, infer_schema_length=None)
    tables.show(shown, alt="Tables that are loaded, how fresh and how complete")
    if complete is not None:
        _draw_columns(complete)
    _draw_missing(current.data_through)


def _held(version: Version, table: str) -> bool:
    return table in version.data_through or bool(version.rows[table])


def _line(version: Version, name: str, complete: pl.DataFrame | None) -> dict[str, object]:
    reached = version.data_through.get(name)
    match = source.matching(version, name) if complete is not None else None
    days = None if reached is None else (date.today() - reached).days
    filled = None
    if complete is not None:
        mine = complete.filter((pl.col("table") == name) & (pl.col("filled") > 0))
        filled = mine.select(pl.col("filled").sum() / pl.col("rows").sum()).item()
    return {
        "Table": name,
        "Area": TABLES[name].area,
        "Rows": version.rows[name],
        "Data through": "" if reached is None else wording.day(reached),
        "Days ago": "" if days is None else wording.digits(days),
        "Filled": None if filled is None else wording.percent(filled, 0),
        "Matched to an account": "" if match is None else wording.digits(match.matched),
        "Of the money": (share(match.amount) or "") if match is not None else "",
    }


def _draw_columns(complete: pl.DataFrame) -> None:
    with st.expander("How complete each column is"):
        shown = complete.select(
            pl.col("table").alias("Table"),
            pl.col("column").alias("Column"),
            pl.col("filled").alias("Filled"),
            (pl.col("rows") - pl.col("filled")).alias("Blank"),
            (100 * pl.col("filled") / pl.col("rows")).round(1).alias("Filled, %"),
        )
        tables.show(shown, alt="Filled and blank cells by column")


def _draw_missing(loaded: Mapping[str, date]) -> None:
    lacking = [
        {
            "KPI": kpi.title,
            "Lacks": (" or " if kpi.instead else " and ").join(
                t for t in (*kpi.tables, *([kpi.instead] if kpi.instead else [])) if t not in loaded
            ),
        }
        for kpi in KPIS.values()
        if kpi.missing(loaded) and kpi.instead not in loaded
    ]
    if not lacking:
        st.caption("Every KPI has the tables it needs.")
        return
    said = f"{wording.counted(len(lacking), 'KPIs')} lack a table"
    with st.expander(said, icon=":material/info:"):
        tables.show(pl.DataFrame(lacking), alt="What is missing for which KPI")
