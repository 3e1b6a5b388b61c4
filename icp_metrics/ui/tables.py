"""Tables: rows of answers and of facts, as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.row import Row
from icp_metrics.compare.windows import ENTRY, EXIT, LEFT_BY
from icp_metrics.kpis import Kpi


def segments(rows: Sequence[Row]) -> None:
    """One line per segment, the total first."""
    st.dataframe(
        pl.DataFrame([_segment(row, rows[0]) for row in rows]),
        hide_index=True,
        alt="The segments with both groups, the difference and its likely range.",
    )


def _segment(row: Row, total: Row) -> dict[str, str | int]:
    unit, currency = row.kpi.unit, row.currency
    name = "All" if row.by is None else wording.segment(row.segment)
    only = "" if wording.same_horizon(row, total) else f" ({row.horizon} months only)"
    line: dict[str, str | int] = {"Segment": f"{name}{only}"}
    for name in ("fit", "not_fit", "unknown"):
        group = row.groups[name]
        said = wording.too_early(group) or wording.value(group.estimate.value, unit, currency)
        line[wording.GROUP_WORDS[name]] = said
        of_parts = bool(row.kpi.parts)
        noun, count = ("accounts", group.n) if of_parts else (row.kpi.fact_noun, group.facts)
        line[f"{wording.GROUP_WORDS[name]}: {noun}"] = count
    gap = wording.comparison(row)
    line["Difference"] = wording.difference(gap.value, unit, currency)
    line["Likely range"] = wording.interval(gap, unit, currency, signed=True)
    line["Answer"] = wording.answer(row)
    return line


def facts(frame: pl.DataFrame, kpi: Kpi) -> pl.DataFrame:
    """The rows behind a number with the words of the screen."""
    words = {g: wording.GROUP_WORDS[g] for g in ("fit", "not_fit", "unknown")}
    deals = kpi.facts_of == "opportunities"
    named = [pl.col("fact_name").alias("Deal")] if deals else []
    who = pl.coalesce("account_name", "account_id").fill_null("(no account)")
    dated = {"event": "Counted on", "exposure": "Seen until", "now": "Dated"}
    carried = [pl.col(c).alias(wording.attribute(c)) for c in kpi.dimensions.values()]
    return frame.select(
        who.alias("Account"),
        *named,
        *_measured(frame, kpi),
        *carried,
        pl.col("fit").replace_strict(words, default="").alias("ICP"),
        pl.col("score").alias("Score"),
        pl.col("reason").alias("Why"),
        pl.col("at").alias("Judged on"),
        pl.col("counted_on").alias(dated.get(kpi.window, "Month end")),
        pl.col("judged_later").alias("Judged later"),
        pl.col("filled_later").alias("Filled later"),
        pl.col("account_id").alias("Account id"),
        pl.col("fact_id").alias("Deal id" if deals else "Row id"),
    )


def _measured(frame: pl.DataFrame, kpi: Kpi) -> list[pl.Expr]:
    """What is counted or added up of each row: the columns of the estimator, in words."""
    if kpi.window == "exposure":
        left = pl.col(LEFT_BY).fill_null("still there")
        return [
            pl.col(ENTRY).alias("From day"),
            pl.col(EXIT).alias("To day"),
            left.alias("Left by"),
        ]
    if kpi.facts_of == "survey_responses":
        return [_answered(frame, kpi)]
    summed = kpi.estimator.columns
    if summed == ("y",):
        alone = pl.col("y").cast(pl.Float64).round(2)
        return [] if bool((frame["y"] == 1).all()) else [alone.alias("Amount")]
    if kpi.estimator.keyed_by is not None or summed != ("y", "x"):
        names = [c for c in summed if c in frame.columns]
        return [pl.col(c).cast(pl.Float64).round(2).alias(wording.attribute(c)) for c in names]
    counted = bool((frame["x"] == 1).all())
    if counted and kpi.unit == "share":
        yes, no = ("won", "lost") if kpi.facts_of == "opportunities" else ("yes", "no")
        outcome = pl.when(pl.col("y") == 1).then(pl.lit(yes)).otherwise(pl.lit(no))
        return [outcome.alias("Outcome")]
    amount, base = (pl.col(c).cast(pl.Float64).round(2) for c in ("y", "x"))
    if counted:
        return [amount.alias({"days": "Days", "points": "Answer"}.get(kpi.unit, "Amount"))]
    return [amount.alias("MRR now"), base.alias("MRR then")]


def _answered(frame: pl.DataFrame, kpi: Kpi) -> pl.Expr:
    """What was answered, if it was; of an account averaged, each answer is a part of 1."""
    if "promoters" in frame.columns:
        bands = [
            pl.when(pl.col(band) > 0).then(pl.lit(band.removesuffix("s")))
            for band in kpi.estimator.columns
        ]
        return pl.coalesce(bands).alias("Answer")
    if kpi.unit == "points":
        return (pl.col("y") / pl.col("x")).cast(pl.Float64).round(1).alias("Points")
    yes, no = ("satisfied", "not satisfied") if kpi.alike == "scale" else ("answered", "no answer")
    return pl.when(pl.col("y") > 0).then(pl.lit(yes)).otherwise(pl.lit(no)).alias("Answer")


def dates(frame: pl.DataFrame) -> dict[str, Any]:
    """Says that days are days: a table would show each with its midnight."""
    config = st.column_config.DateColumn(format="YYYY-MM-DD")
    return {name: config for name, kind in frame.schema.items() if kind == pl.Date}


def download(frame: pl.DataFrame, name: str) -> None:
    """A button that hands a table over as CSV; nothing in it runs in a spreadsheet."""
    st.download_button(
        "Download as CSV",
        harmless(frame).write_csv(),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Text cells that a spreadsheet would run as a formula get an apostrophe in front."""
    text = pl.col(pl.String)
    return frame.with_columns(
        pl.when(text.str.contains(r"^[=+\-@\t\r]")).then("'" + text).otherwise(text).name.keep()
    )
