"""Stage history: when each deal entered each stage."""

from icp_metrics.schema import DATE, ID, TEXT, Column, Table

TABLE = Table(
    name="stage_history",
    doc="One row per deal and stage entered. Needed for days in each stage.",
    key=("opportunity_id", "stage", "entered_on"),
    happened=("entered_on",),
    columns=(
        Column("opportunity_id", ID, "The deal.", "0065g00000AbCde", True),
        Column("stage", TEXT, "Stage, in the words of the CRM.", "Negotiation", True),
        Column("entered_on", DATE, "When the deal entered it.", "2025-02-11", True),
    ),
)
