"""Campaigns: what marketing did, through which channel."""

from icp_metrics.schema import DATE, ID, TEXT, Column, Table

TABLE = Table(
    name="campaigns",
    doc="One row per campaign. Its channel is that of the leads and deals it brought.",
    key=("campaign_id",),
    happened=("started_on",),
    columns=(
        Column("campaign_id", ID, "The CRM's identifier of the campaign.", "7015g000000AbCd", True),
        Column("name", TEXT, "Name.", "Spring webinars", True),
        Column("channel", TEXT, "Channel.", "Webinar", dimension=True),
        Column("started_on", DATE, "First day.", "2026-03-01", True),
        Column("ended_on", DATE, "First day it no longer ran.", "2026-04-01"),
        Column("targeted_profile", TEXT, "The ICP definition it was aimed at.", "core-icp"),
    ),
)
