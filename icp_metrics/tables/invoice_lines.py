"""Invoice lines: what was billed, and for which days."""

import polars as pl

from icp_metrics.schema import DATE, ID, MONEY, TEXT, Column, RowCheck, Table, one_of


def _service_ends_after_it_starts() -> pl.Expr:
    ends, starts = pl.col("service_ends_on"), pl.col("service_starts_on")
    return ends.is_null() | starts.is_null() | (ends > starts)


TABLE = Table(
    name="invoice_lines",
    area="billing",
    doc="One row per line of an invoice. Recurring lines are spread over their service days.",
    billed=("amount", "the amount"),
    key=("line_id",),
    happened=("issued_on",),
    row_checks=(
        RowCheck(
            "service_ends_on",
            "a service period ends after it starts",
            ("service_starts_on", "service_ends_on"),
            _service_ends_after_it_starts,
        ),
    ),
    columns=(
        Column("line_id", ID, "The billing system's identifier of the line.", "il_1A2b3C", True),
        Column("invoice_id", ID, "The invoice it is on.", "in_9Z8y7X"),
        Column("account_id", ID, "The account that is billed.", "0015g00000XyZab"),
        Column("issued_on", DATE, "When the invoice was issued.", "2025-04-01", True),
        Column("service_starts_on", DATE, "First day it pays for.", "2025-04-01"),
        Column("service_ends_on", DATE, "First day it no longer pays for.", "2026-04-01"),
        Column("amount", MONEY, "Amount of the line without tax.", "15000.00", True),
        Column("currency", TEXT, "Currency of the amount (ISO 4217).", "USD"),
        Column(
            "kind",
            TEXT,
            "Only recurring lines are MRR.",
            "recurring",
            required=True,
            checks=(one_of("recurring", "one_off", "tax", "credit"),),
        ),
        Column(
            "status",
            TEXT,
            "Void lines do not count.",
            "paid",
            required=True,
            checks=(one_of("paid", "open", "void"),),
        ),
    ),
)
