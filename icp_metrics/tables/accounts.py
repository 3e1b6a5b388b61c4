"""Accounts: the companies one sells to. What they are changes; each load says when it was true."""

from icp_metrics.schema import (
    DATE,
    ID,
    INTEGER,
    LIST,
    MONEY,
    TEXT,
    Column,
    Table,
    at_least,
)

TABLE = Table(
    name="accounts",
    doc="One row per account: who it is. Attributes are kept over time (`load --as-of`).",
    key=("account_id",),
    merges_rows=True,
    custom=True,
    happened=("created_on",),
    columns=(
        Column("account_id", ID, "The CRM's identifier.", "0015g00000XyZab", required=True),
        Column("name", TEXT, "Name shown; the identifier where blank.", "Moravel Systems"),
        Column("domain", TEXT, "Web domain, for matching other systems.", "moravel.example"),
        Column("industry", TEXT, "Industry, in the words of the CRM.", "software", attribute=True),
        Column(
            "employees",
            INTEGER,
            "Number of employees.",
            "420",
            checks=(at_least(0),),
            attribute=True,
            bands=(200, 1000, 5000),
        ),
        Column(
            "annual_revenue",
            MONEY,
            "Revenue of the account in a year.",
            "12500000",
            attribute=True,
        ),
        Column("country", TEXT, "Country of the head office.", "DE", attribute=True),
        Column("region", TEXT, "Sales region.", "EMEA", attribute=True),
        Column("legal_structure", TEXT, "Legal form.", "private", attribute=True),
        Column("tech_stack", LIST, "Technologies in use.", "SAP;Kafka", attribute=True),
        Column("owner", TEXT, "Who looks after the account.", "R. Ondal", attribute=True),
        Column("created_on", DATE, "When the account entered the CRM.", "2024-03-18"),
    ),
)
