"""Opportunities: deals, won, lost, open or disqualified."""

import polars as pl

from icp_metrics.schema import (
    DATE,
    ID,
    INTEGER,
    MONEY,
    TEXT,
    Column,
    RowCheck,
    Table,
    at_least,
    one_of,
)


def _closed_has_a_date() -> pl.Expr:
    return ~pl.col("status").is_in(["won", "lost"]) | pl.col("closed_on").is_not_null()


TABLE = Table(
    name="opportunities",
    doc="One row per deal. A deal without account is kept: it counts, its fit cannot be told.",
    key=("opportunity_id",),
    custom=True,
    # The close date of an open deal is somebody's guess: nothing happened on it.
    happened=("created_on", "CASE WHEN status <> 'open' THEN closed_on END"),
    row_checks=(
        RowCheck(
            "closed_on",
            "a won or lost deal needs the date it was closed",
            ("status", "closed_on"),
            _closed_has_a_date,
        ),
    ),
    columns=(
        Column("opportunity_id", ID, "The CRM's identifier.", "0065g00000AbCde", required=True),
        Column("account_id", ID, "The account it is with.", "0015g00000XyZab"),
        Column("name", TEXT, "Name shown; the identifier where blank.", "Moravel - platform"),
        Column(
            "type",
            TEXT,
            "New business, expansion or renewal. Where blank it is derived, and said.",
            "new",
            checks=(one_of("new", "expansion", "renewal"),),
            dimension=True,
        ),
        Column(
            "status",
            TEXT,
            "How it stands.",
            "won",
            required=True,
            checks=(one_of("open", "won", "lost", "disqualified"),),
            dimension=True,
        ),
        Column("pipeline", TEXT, "Pipeline of the CRM.", "New business", dimension=True),
        Column("product", TEXT, "Product sold.", "Platform", dimension=True),
        Column("stage", TEXT, "Stage, in the words of the CRM.", "Negotiation", dimension=True),
        Column("amount", MONEY, "Value of the deal; blank is not zero.", "42000.00"),
        Column("arr", MONEY, "Annual recurring revenue of the deal.", "36000.00"),
        Column("tcv", MONEY, "Total contract value.", "108000.00"),
        Column("term_months", INTEGER, "Length of the contract.", "36", checks=(at_least(0),)),
        Column("starts_on", DATE, "First day of the contract.", "2025-04-01"),
        Column("currency", TEXT, "Currency of the amounts (ISO 4217).", "USD", dimension=True),
        Column("created_on", DATE, "When the deal was opened.", "2025-01-20"),
        Column("closed_on", DATE, "When it was won or lost.", "2025-03-28"),
        Column("owner", TEXT, "Who sells it.", "R. Ondal", dimension=True),
        Column("source", TEXT, "Where it came from.", "Referral", dimension=True),
        Column("campaign_id", ID, "Campaign it came from.", "7015g00000AbCde", dimension=True),
        Column("lost_reason", TEXT, "Why it was lost.", "Price", dimension=True),
        Column("persona", TEXT, "Who bought.", "CFO", dimension=True),
    ),
)
