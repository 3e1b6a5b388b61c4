"""new_customers: the first won new-business deal of each account, and what it pays at first."""

from __future__ import annotations

from icp_metrics.derived.channels import key

SQL = f"""
    CREATE TABLE new_customers AS
    WITH ranked AS (
        SELECT *, ROW_NUMBER() OVER (
            PARTITION BY COALESCE(account_id, 'deal ' || opportunity_id)
            ORDER BY closed_on, opportunity_id) AS place
        FROM opportunities
        WHERE is_new_business AND status = 'won'
    ), led AS (
        SELECT l.opportunity_id, MIN_BY(c.channel, (l.created_on, l.lead_id)) AS campaign_channel,
               MIN_BY(l.source, (l.created_on, l.lead_id)) AS source
        FROM leads AS l LEFT JOIN campaigns AS c ON c.campaign_id = l.campaign_id
        WHERE l.opportunity_id IS NOT NULL
        GROUP BY l.opportunity_id
    ), pays AS (
        SELECT account_id, new AS mrr, currency FROM mrr_months WHERE new > 0
    )
    SELECT o.opportunity_id, o.account_id, o.bucket, COALESCE(o.created_on, o.closed_on) AS at,
           o.closed_on, n.channel, p.mrr,
           CAST(p.mrr * g.margin AS DECIMAL(18, 4)) AS margin, p.currency
    FROM ranked AS o
    LEFT JOIN campaigns AS c ON c.campaign_id = o.campaign_id
    LEFT JOIN led AS l ON l.opportunity_id = o.opportunity_id
    LEFT JOIN channel_names AS n
      ON n.key = COALESCE({key("c.channel")}, {key("l.campaign_channel")}, {key("l.source")},
                          {key("o.source")})
    LEFT JOIN pays AS p
      ON p.account_id = COALESCE(o.account_id, 'contract:' || o.opportunity_id)
    LEFT JOIN margins AS g ON g.account_id = p.account_id
    WHERE o.place = 1
    ORDER BY o.closed_on, o.opportunity_id
"""
"""Creates new_customers(opportunity_id, account_id, bucket, at, closed_on, channel, mrr, margin,
currency): a deal without account is a customer of its own. `mrr`: at the first month-end with any;
`margin` of it by the month. NULL where they are not known. `channel`: of the deal's campaign, else
of its first lead's, else the lead's source, else the deal's. Needs derived.channels."""
