"""Campaign members: whom a campaign addressed, and what they did."""

from icp_metrics.schema import DATE, ID, Column, Table

TABLE = Table(
    name="campaign_members",
    doc="One row per campaign and lead, contact or account it addressed.",
    key=("campaign_id", "member_id"),
    happened=("sent_on", "opened_on", "clicked_on", "responded_on"),
    columns=(
        Column("campaign_id", ID, "The campaign.", "7015g000000AbCd", True),
        Column(
            "member_id",
            ID,
            "Who was addressed: the CRM's identifier of the member, else the lead or the account.",
            "00v5g00000AbCde",
            True,
        ),
        Column("lead_id", ID, "The lead addressed.", "00Q5g00000AbCde"),
        Column("account_id", ID, "The account addressed.", "0015g00000XyZab"),
        Column("sent_on", DATE, "When it was sent.", "2026-03-02"),
        Column("opened_on", DATE, "When it was opened.", "2026-03-02"),
        Column("clicked_on", DATE, "When a link in it was followed.", "2026-03-03"),
        Column("responded_on", DATE, "When they responded.", "2026-03-05"),
    ),
)
