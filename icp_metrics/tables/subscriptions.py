"""Subscriptions: what an account pays per month, from when to when."""

import polars as pl

from icp_metrics.schema import DATE, ID, MONEY, TEXT, Column, RowCheck, Table, at_least, one_of


def _ends_after_it_starts() -> pl.Expr:
    return pl.col("ended_on").is_null() | (pl.col("ended_on") >= pl.col("started_on"))


TABLE = Table(
    name="subscriptions",
    area="billing",
    doc=(
        "One row per span of constant monthly recurring revenue (MRR). Where an extract holds only "
        "the present, a later extract with another `mrr` or `status` closes the span at its "
        "as_of date and opens the next."
    ),
    billed=("mrr", "MRR"),
    key=("subscription_id", "started_on"),
    follows=("mrr", "status"),
    # An end may lie in the future or be stated late: only a start is sure to have happened.
    happened=("started_on",),
    row_checks=(
        RowCheck(
            "ended_on",
            "a span cannot end before it starts",
            ("started_on", "ended_on"),
            _ends_after_it_starts,
        ),
    ),
    columns=(
        Column("subscription_id", ID, "The billing system's identifier.", "sub_1A2b3C", True),
        Column("started_on", DATE, "First day of the span.", "2025-04-01", True),
        Column("account_id", ID, "The account that pays.", "0015g00000XyZab"),
        Column("plan", TEXT, "Plan or product.", "Business annual", dimension=True),
        Column(
            "mrr",
            MONEY,
            "What it brings per month, without tax and one-off fees.",
            "1250.00",
            required=True,
            checks=(at_least(0),),
        ),
        Column("currency", TEXT, "Currency of `mrr` (ISO 4217).", "USD"),
        Column("ended_on", DATE, "First day it no longer covers; blank while it runs.", ""),
        Column("term_ends_on", DATE, "First day after the agreed term.", "2026-04-01"),
        Column("past_due_on", DATE, "Since when payment is overdue, if known.", ""),
        Column(
            "status",
            TEXT,
            "How it stands. Trials and pauses bring no MRR.",
            "active",
            required=True,
            checks=(one_of("active", "trialing", "past_due", "paused", "canceled"),),
        ),
    ),
)
