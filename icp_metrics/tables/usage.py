"""Usage: how much an account used the product, by day."""

from icp_metrics.schema import DATE, ID, INTEGER, Column, Table, at_least

TABLE = Table(
    name="usage",
    area="usage",
    doc="One row per account and day, week or month, dated at its first day.",
    key=("account_id", "used_on"),
    happened=("used_on",),
    columns=(
        Column("account_id", ID, "The account.", "0015g00000XyZab"),
        Column("used_on", DATE, "Day, or first day of the week or month.", "2026-08-01", True),
        Column("active_users", INTEGER, "People who used it.", "42", checks=(at_least(0),)),
        Column("licensed_users", INTEGER, "People who may.", "60", checks=(at_least(0),)),
        Column("events", INTEGER, "What they did, counted.", "1830", checks=(at_least(0),)),
    ),
)
