"""Spend: what sales and marketing cost, by day and channel."""

from icp_metrics.schema import DATE, ID, MONEY, TEXT, Column, Table, one_of

TABLE = Table(
    name="spend",
    area="spend",
    doc="One row per cost of sales and marketing. CAC counts what is spent on new business.",
    key=("spend_id",),
    happened=("spent_on",),
    columns=(
        Column("spend_id", ID, "Identifier of the cost.", "ledger-2026-03-0017", True),
        Column("spent_on", DATE, "When it was spent; the month decides.", "2026-03-31", True),
        Column("amount", MONEY, "Amount; a refund is negative.", "12500.00", True),
        Column("currency", TEXT, "Currency of the amount (ISO 4217).", "USD"),
        Column(
            "category",
            TEXT,
            "program: what a campaign costs; people, tools, overhead: what there is in any case.",
            "program",
            required=True,
            checks=(one_of("program", "people", "tools", "overhead"),),
            dimension=True,
        ),
        Column(
            "purpose",
            TEXT,
            "What it is spent on; blank counts as new. CAC counts new alone.",
            "new",
            checks=(one_of("new", "expansion", "retention"),),
            dimension=True,
        ),
        Column("channel", TEXT, "Channel.", "Paid search", dimension=True),
        Column("campaign_id", ID, "The campaign it paid for.", "7015g000000AbCd"),
        Column("account_id", ID, "The account it was spent on, if one.", "0015g00000XyZab"),
    ),
)
