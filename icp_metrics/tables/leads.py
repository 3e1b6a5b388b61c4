"""Leads: people who showed interest, before there is a deal."""

from icp_metrics.schema import DATE, ID, TEXT, Column, Table

TABLE = Table(
    name="leads",
    doc="One row per lead. Spend on a channel is shared over the accounts of its leads.",
    key=("lead_id",),
    happened=("created_on", "mql_on", "sql_on"),
    columns=(
        Column("lead_id", ID, "The CRM's identifier of the lead.", "00Q5g00000AbCde", True),
        Column("account_id", ID, "The account it belongs to or became.", "0015g00000XyZab"),
        Column("domain", TEXT, "Domain of its mail address.", "example.com"),
        Column("title", TEXT, "Title of the person.", "Head of Operations"),
        Column("persona", TEXT, "Kind of person.", "Operations", dimension=True),
        Column("source", TEXT, "Where it came from.", "Webinar", dimension=True),
        Column("campaign_id", ID, "The campaign it came from.", "7015g000000AbCd"),
        Column("created_on", DATE, "When it was created.", "2026-01-20", True),
        Column("mql_on", DATE, "When marketing called it qualified.", "2026-01-28"),
        Column("sql_on", DATE, "When sales accepted it.", "2026-02-03"),
        Column("opportunity_id", ID, "The deal it became.", "0065g00000AbCde"),
    ),
)
