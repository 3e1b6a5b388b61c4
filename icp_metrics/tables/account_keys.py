"""Account keys: which account a customer of another system is. Decisions, kept for good."""

import polars as pl

from icp_metrics.schema import ID, TEXT, Check, Column, Table, one_of

# `system:source_id` stands for the account until it is known.
_NO_COLON = Check("must not hold ':'", lambda c: ~c.str.contains(pl.lit(":"), literal=True))

TABLE = Table(
    name="account_keys",
    doc=(
        "One row per customer of a billing, survey or ticket system: the CRM account it is. "
        "Rows found by domain or name are kept here too, and hold until a row by hand says "
        "otherwise."
    ),
    key=("system", "source_id"),
    columns=(
        Column(
            "system",
            TEXT,
            "The other system, as mappings name it.",
            "stripe",
            required=True,
            checks=(_NO_COLON,),
        ),
        Column("source_id", ID, "Its identifier of the customer.", "cus_4D5e6F", True),
        Column("account_id", ID, "The account it is.", "0015g00000XyZab", True),
        Column(
            "matched_by",
            TEXT,
            "How it was decided; blank: by hand.",
            "domain",
            checks=(one_of("domain", "name", "hand"),),
        ),
    ),
)
