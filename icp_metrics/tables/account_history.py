"""Account history: what an attribute of an account was before a day, and what it became."""

from icp_metrics.schema import DATE, ID, TEXT, Column, Table

BORN = "created"
"""The attribute of a row that says no more than: from this day on, the history is told."""

TABLE = Table(
    name="account_history",
    doc=(
        "One row per change of an attribute of an account, as field or property history tells it. "
        "It says what accounts were before the first extract of them. It is taken to be whole: "
        "what it names for any account did not change where it tells no change."
    ),
    key=("change_id",),
    happened=("changed_on",),
    columns=(
        Column("change_id", ID, "The CRM's identifier of the change.", "0175g00000AbCdE", True),
        Column("account_id", ID, "The account.", "0015g00000XyZab", True),
        Column(
            "attribute",
            TEXT,
            "The attribute, by its name here; `created`: the history of the account begins.",
            "industry",
            True,
        ),
        Column("changed_on", DATE, "First day of the new value.", "2025-05-12", True),
        Column(
            "changed_at",
            TEXT,
            "The moment, as written; of several changes on a day the greatest text is the last.",
            "2025-05-12T09:30:00Z",
        ),
        Column("old_value", TEXT, "What it was before; blank: nothing, or not told.", "retail"),
        Column("new_value", TEXT, "What it became; blank: nothing.", "software"),
    ),
)
