"""Tables: rows of answers and of facts, as people read them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.row import Row
from icp_metrics.kpis import Kpi


def segments(rows: Sequence[Row]) -> None:
    """One line per segment, the total first."""
    st.dataframe(
        pl.DataFrame([_segment(row) for row in rows]),
        hide_index=True,
        alt="The segments with both groups, the difference and its likely range.",
    )


def _segment(row: Row) -> dict[str, str | int]:
    unit, currency = row.kpi.unit, row.currency
    line: dict[str, str | int] = {
        "Segment": "All" if row.by is None else wording.segment(row.segment)
    }
    for name in ("fit", "not_fit", "unknown"):
        group = row.groups[name]
        said = wording.too_early(group) or wording.value(group.estimate.value, unit, currency)
        line[wording.GROUP_WORDS[name]] = said
        line[f"{wording.GROUP_WORDS[name]}: {row.kpi.fact_noun}"] = group.facts
    gap = wording.comparison(row)
    line["Difference"] = wording.difference(gap.value, unit, currency)
    line["Likely range"] = wording.interval(gap, unit, currency, signed=True)
    line["Answer"] = wording.answer(row)
    return line


def facts(frame: pl.DataFrame, kpi: Kpi) -> pl.DataFrame:
    """The rows behind a number with the words of the screen."""
    outcome = (
        pl.when(pl.col("y") == 1).then(pl.lit("won")).otherwise(pl.lit("lost"))
        if kpi.unit == "share"
        else pl.col("y").cast(pl.Float64)
    )
    words = {g: wording.GROUP_WORDS[g] for g in ("fit", "not_fit", "unknown")}
    return frame.select(
        pl.col("account_name").fill_null("(no account)").alias("Account"),
        pl.col("fact_name").alias("Deal"),
        outcome.alias("Outcome" if kpi.unit == "share" else "Amount"),
        pl.col("fit").replace_strict(words, default="").alias("ICP"),
        pl.col("score").alias("Score"),
        pl.col("reason").alias("Why"),
        pl.col("at").alias("Judged on"),
        pl.col("counted_on").alias("Closed on"),
        pl.col("judged_later").alias("Judged later"),
        pl.col("filled_later").alias("Filled later"),
        pl.col("account_id").alias("Account id"),
        pl.col("fact_id").alias("Deal id"),
    )


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Text cells that a spreadsheet would run as a formula get an apostrophe in front."""
    text = pl.col(pl.String)
    return frame.with_columns(
        pl.when(text.str.contains(r"^[=+\-@\t\r]")).then("'" + text).otherwise(text).name.keep()
    )
