"""What an account says and does after the sale: answers, support tickets, usage."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.usage import usage
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.ui import frame, tables
from icp_metrics.ui.draw import draw

_KINDS = {"nps": "would recommend (NPS)", "csat": "satisfied (CSAT)"}


def draw_voice(card: AccountCard) -> None:
    """A table or a chart for each that there is."""
    if card.answers.height:
        st.markdown("**Answers**")
        shown = _answers(card.answers)
        tables.show(shown, alt="Answers to surveys")
    if card.usage.height:
        st.markdown("**Usage**")
        draw(usage(card.usage, frame.look()), key="usage", alt=_used(card.usage))
    if card.tickets.height:
        st.markdown("**Support tickets**")
        shown = _tickets(card.tickets)
        tables.show(shown, alt="Support tickets")


def _answers(found: pl.DataFrame) -> pl.DataFrame:
    most = pl.col("scale_max").fill_null(10)
    given = pl.format("{} of {}", _figure(pl.col("score")), _figure(most))
    return found.select(
        pl.col("answered_on").alias("On"),
        pl.col("kind").replace_strict(_KINDS).alias("Asked"),
        pl.when(pl.col("score").is_null())
        .then(pl.lit("no answer"))
        .otherwise(given)
        .alias("Answer"),
        pl.col("theme").alias("About"),
        pl.col("comment").alias("Comment"),
        pl.col("respondent").alias("Person"),
    )


def _figure(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.String).str.replace(r"\.0+$", "")


def _tickets(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(
        pl.col("opened_on").alias("Opened"),
        pl.col("closed_on").alias("Closed"),
        pl.col("theme").alias("About"),
        pl.col("cost").cast(pl.Float64).round(2).alias("Cost"),
        pl.col("currency").alias("Currency"),
    )


def _used(found: pl.DataFrame) -> str:
    last = found.row(-1, named=True)
    active = (
        "nobody is counted"
        if last["active_users"] is None
        else wording.digits(last["active_users"])
    )
    return f"Active users up to {wording.day(last['used_on'])}: {active} then."
