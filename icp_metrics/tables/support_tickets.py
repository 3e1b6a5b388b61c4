"""Support tickets: when an account needed help, and with what."""

import polars as pl

from icp_metrics.schema import DATE, ID, MONEY, TEXT, Column, RowCheck, Table, at_least


def _closed_after_opened() -> pl.Expr:
    closed = pl.col("closed_on")
    return closed.is_null() | (closed >= pl.col("opened_on"))


TABLE = Table(
    name="support_tickets",
    area="tickets",
    doc="One row per request for help.",
    key=("ticket_id",),
    happened=("opened_on", "closed_on"),
    row_checks=(
        RowCheck(
            "closed_on",
            "a ticket closes on or after the day it was opened",
            ("opened_on", "closed_on"),
            _closed_after_opened,
        ),
    ),
    columns=(
        Column("ticket_id", ID, "The help desk's identifier.", "48213", True),
        Column("account_id", ID, "The account that asked.", "0015g00000XyZab"),
        Column("opened_on", DATE, "When it was opened.", "2026-05-04", True),
        Column("closed_on", DATE, "When it was solved.", "2026-05-06"),
        Column("theme", TEXT, "What it is about.", "Billing", dimension=True),
        Column("cost", MONEY, "What it cost.", "35.00", checks=(at_least(0),)),
        Column("currency", TEXT, "Currency of the cost (ISO 4217).", "USD"),
    ),
)
