"""Channels: one spelling for each, and the campaigns and channels that deals came through.

Channels are matched without case, and called as spend calls them, else campaigns, leads or deals.
"""

from __future__ import annotations


def key(column: str) -> str:
    """SQL for what tells channels apart; NULL of a blank one."""
    return f"NULLIF(LOWER(TRIM({column})), '')"


_NAMES = f"""
    CREATE TEMP TABLE channel_names AS
    WITH said AS (
        SELECT 1 AS place, channel FROM spend
        UNION ALL SELECT 2, channel FROM campaigns
        UNION ALL SELECT 3, source FROM leads
        UNION ALL SELECT 4, source FROM opportunities
    )
    SELECT {key("channel")} AS key, MIN_BY(TRIM(channel), (place, TRIM(channel))) AS channel
    FROM said WHERE {key("channel")} IS NOT NULL
    GROUP BY {key("channel")}
"""

_CAMPAIGNS = """
    CREATE TEMP TABLE deal_campaigns AS
    SELECT opportunity_id, campaign_id FROM opportunities WHERE campaign_id IS NOT NULL
    UNION
    SELECT opportunity_id, campaign_id FROM leads
    WHERE campaign_id IS NOT NULL AND opportunity_id IS NOT NULL
"""

_TOUCHES = f"""
    CREATE TEMP TABLE deal_touches AS
    SELECT d.opportunity_id, {key("c.channel")} AS key
    FROM deal_campaigns AS d JOIN campaigns AS c ON c.campaign_id = d.campaign_id
    UNION
    SELECT opportunity_id, {key("source")} FROM leads WHERE opportunity_id IS NOT NULL
    UNION
    SELECT opportunity_id, {key("source")} FROM opportunities
"""

SQL = (_NAMES, _CAMPAIGNS, _TOUCHES)
"""Creates, for the time of the build, channel_names(key, channel), deal_campaigns(opportunity_id,
campaign_id) and deal_touches(opportunity_id, key): all that a deal or a lead of it came from."""

TEMPORARY = ("channel_names", "deal_campaigns", "deal_touches")
