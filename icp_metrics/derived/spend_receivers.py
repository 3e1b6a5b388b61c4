"""receivers: among whom a cost is shared, by allocation, month and scope.

A scope is an account, a campaign, a channel, or all that was created in the month.
"""

from __future__ import annotations

from icp_metrics.derived.channels import key

TEMPORARY = ("worked_deals", "new_leads", "receivers")


def month(day: str) -> str:
    """SQL for the first day of the month of a date."""
    return f"CAST(DATE_TRUNC('MONTH', {day}) AS DATE)"


def spend_receivers(bucket: str) -> list[str]:
    """SQL that creates receivers(allocation, spent_month, scope, receiver, opportunity_id, lead_id,
    account_id, bucket, at, weight, upto, whole), and the tables it is made from, in order.

    `weight`: what each shares by, in whole units; `upto`: with those before it; `whole`: of all of
    the scope. `bucket`: SQL for the bucket of `account_id`. Needs new_spend and derived.channels.
    """
    return [_DEALS, _leads(bucket), _receivers(bucket)]


_DEALS = f"""
    CREATE TEMP TABLE worked_deals AS
    SELECT o.opportunity_id, o.account_id, o.bucket, o.created_on,
           {month("o.created_on")} AS created_month,
           CAST(o.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS amount,
           COALESCE(r.reporting, UPPER(o.currency)) AS currency
    FROM opportunities AS o
    LEFT JOIN rates AS r ON r.currency = UPPER(o.currency)
    WHERE o.is_new_business AND o.created_on IS NOT NULL
"""


def _leads(bucket: str) -> str:
    """Leads with the account they belong to: stated, else of their deal, else by their domain."""
    return f"""
        CREATE TEMP TABLE new_leads AS
        WITH domains AS (
            SELECT LOWER(TRIM(domain)) AS domain, MIN(account_id) AS account_id
            FROM accounts WHERE domain IS NOT NULL
            GROUP BY LOWER(TRIM(domain)) HAVING COUNT(*) = 1
        ), named AS (
            SELECT l.lead_id, COALESCE(l.account_id, o.account_id, d.account_id) AS account_id,
                   l.campaign_id, {key("c.channel")} AS campaign_key,
                   {key("l.source")} AS source_key, l.created_on
            FROM leads AS l
            LEFT JOIN opportunities AS o ON o.opportunity_id = l.opportunity_id
            LEFT JOIN domains AS d ON d.domain = LOWER(TRIM(l.domain))
            LEFT JOIN campaigns AS c ON c.campaign_id = l.campaign_id
        )
        SELECT *, CASE WHEN account_id IS NOT NULL THEN {bucket} END AS bucket,
               {month("created_on")} AS created_month
        FROM named
    """


def _receivers(bucket: str) -> str:
    return f"""
        CREATE TEMP TABLE receivers AS
        WITH named AS (
            SELECT a.allocation, s.spent_month, 'account ' || s.account_id AS scope, s.account_id,
                   MIN(s.spent_on) AS at
            FROM new_spend AS s
            JOIN (VALUES ('worked'), ('tagged'), ('leads')) AS a (allocation)
              ON s.category = 'program' OR a.allocation = 'tagged'
            WHERE s.account_id IS NOT NULL
            GROUP BY a.allocation, s.spent_month, s.account_id
        ), reached AS (
            SELECT campaign_id, account_id, COALESCE(account_id, 'lead ' || lead_id) AS who,
                   created_month AS reached_month
            FROM new_leads WHERE campaign_id IS NOT NULL
            UNION
            SELECT d.campaign_id, w.account_id,
                   COALESCE(w.account_id, 'deal ' || w.opportunity_id), w.created_month
            FROM deal_campaigns AS d JOIN worked_deals AS w ON w.opportunity_id = d.opportunity_id
            UNION
            SELECT m.campaign_id, COALESCE(m.account_id, l.account_id),
                   COALESCE(m.account_id, l.account_id, 'lead ' || m.lead_id, m.member_id),
                   {month("COALESCE(m.sent_on, m.opened_on, m.clicked_on, m.responded_on)")}
            FROM campaign_members AS m LEFT JOIN new_leads AS l ON l.lead_id = m.lead_id
        ), paid_for AS (
            SELECT campaign_id, spent_month, MIN(spent_on) AS at
            FROM new_spend WHERE campaign_id IS NOT NULL GROUP BY campaign_id, spent_month
        ), addressed AS (
            SELECT p.spent_month, 'campaign ' || p.campaign_id AS scope, r.account_id, r.who, p.at
            FROM paid_for AS p
            JOIN reached AS r
              ON r.campaign_id = p.campaign_id AND r.reached_month = p.spent_month
            UNION ALL
            SELECT DISTINCT p.spent_month, 'any time ' || p.campaign_id, r.account_id, r.who, p.at
            FROM paid_for AS p JOIN reached AS r ON r.campaign_id = p.campaign_id
        ), months AS (
            SELECT DISTINCT spent_month FROM new_spend
        ), scoped_deals AS (
            SELECT opportunity_id, 'all' AS scope FROM worked_deals
            UNION ALL
            SELECT opportunity_id, 'campaign ' || campaign_id FROM deal_campaigns
            UNION ALL
            SELECT opportunity_id, 'channel ' || key FROM deal_touches WHERE key IS NOT NULL
        ), scoped_leads AS (
            SELECT lead_id, 'all' AS scope FROM new_leads
            UNION ALL
            SELECT lead_id, 'campaign ' || campaign_id FROM new_leads WHERE campaign_id IS NOT NULL
            UNION ALL
            SELECT lead_id, 'channel ' || source_key FROM new_leads WHERE source_key IS NOT NULL
            UNION ALL
            SELECT lead_id, 'channel ' || campaign_key FROM new_leads
            WHERE campaign_key IS NOT NULL AND campaign_key IS DISTINCT FROM source_key
        ), comparable AS (
            -- Amounts in several currencies that no rate converts have no proportion.
            SELECT created_month FROM worked_deals WHERE amount > 0
            GROUP BY created_month HAVING COUNT(DISTINCT COALESCE(currency, '')) = 1
        ), found AS (
            SELECT allocation, spent_month, scope, 'account ' || account_id AS receiver,
                   CAST(NULL AS VARCHAR) AS opportunity_id, CAST(NULL AS VARCHAR) AS lead_id,
                   account_id, {bucket} AS bucket, n.at, CAST(1 AS HUGEINT) AS weight
            FROM named AS n
            UNION ALL
            SELECT 'tagged', spent_month, scope, 'account ' || who, NULL, NULL, account_id,
                   CASE WHEN account_id IS NOT NULL THEN {bucket} END, a.at, 1
            FROM addressed AS a
            UNION ALL
            SELECT 'worked', w.created_month, s.scope, 'deal ' || w.opportunity_id,
                   w.opportunity_id, NULL, w.account_id, w.bucket, w.created_on, 1
            FROM worked_deals AS w
            JOIN months AS m ON m.spent_month = w.created_month
            JOIN scoped_deals AS s ON s.opportunity_id = w.opportunity_id
            UNION ALL
            SELECT 'leads', l.created_month, s.scope, 'lead ' || l.lead_id, NULL, l.lead_id,
                   l.account_id, l.bucket, l.created_on, 1
            FROM new_leads AS l
            JOIN months AS m ON m.spent_month = l.created_month
            JOIN scoped_leads AS s ON s.lead_id = l.lead_id
            UNION ALL
            SELECT 'pipeline', w.created_month, 'all', 'deal ' || w.opportunity_id,
                   w.opportunity_id, NULL, w.account_id, w.bucket, w.created_on,
                   CAST(w.amount * 10000 AS HUGEINT)
            FROM worked_deals AS w
            JOIN months AS m ON m.spent_month = w.created_month
            JOIN comparable AS c ON c.created_month = w.created_month
            WHERE w.amount > 0
        )
        SELECT *, CAST(SUM(weight) OVER so_far AS HUGEINT) AS upto,
               CAST(SUM(weight) OVER (PARTITION BY allocation, spent_month, scope) AS HUGEINT)
                 AS whole
        FROM found
        WINDOW so_far AS (PARTITION BY allocation, spent_month, scope ORDER BY receiver
                          ROWS UNBOUNDED PRECEDING)
    """
