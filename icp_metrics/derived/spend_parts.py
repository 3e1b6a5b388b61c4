"""spend_parts: how each named allocation shares the cost of winning customers.

What is spent on new business in a calendar month is shared over the new-business deals, or leads,
created in it, whatever became of them:

- `worked`: over its deals. People, tools and overhead in equal parts; a programme to the account
  it was spent on, else over the deals of its campaign, else over those that came through its
  channel.
- `tagged`: only what names an account or a campaign; the latter in equal parts over the accounts
  the campaign reached in the month, else at any time.
- `leads`: as `worked`, over leads instead of deals; a lead's part is its account's.
- `pipeline`: over its deals in proportion to their amounts.

What finds nobody is not spread: it has no account and no bucket.
"""

from __future__ import annotations

from datetime import date

from icp_metrics.derived.channels import key
from icp_metrics.derived.spend_receivers import month
from icp_metrics.derived.words import day

_SCOPES = {
    "worked": (("account", "campaign", "channel"), ("all",)),
    "tagged": (("account", "campaign", "any time"), ("account", "campaign", "any time")),
    "leads": (("account", "campaign", "channel"), ("all",)),
    "pipeline": (("all",), ("all",)),
}
"""Where a cost looks for receivers, in this order: a programme, and any other category."""

ALLOCATIONS = tuple(_SCOPES)

_NAMED_BY = {
    "account": "s.account_id",
    "campaign": "s.campaign_id",
    "any time": "s.campaign_id",
    "channel": "s.channel_key",
}


def new_spend(through: date) -> str:
    """SQL that creates, for the time of the build, new_spend: what is spent on new business.

    `through`: what is dated later is a plan. Needs derived.channels and rates.
    """
    return f"""
        CREATE TEMP TABLE new_spend AS
        SELECT s.spend_id, s.spent_on, {month("s.spent_on")} AS spent_month, s.category,
               s.account_id, s.campaign_id, n.key AS channel_key, n.channel,
               CAST(s.amount * COALESCE(r.rate, 1) AS DECIMAL(18, 4)) AS cost,
               COALESCE(r.reporting, UPPER(s.currency), (SELECT MAX(reporting) FROM rates))
                 AS currency
        FROM spend AS s
        LEFT JOIN campaigns AS c ON c.campaign_id = s.campaign_id
        LEFT JOIN channel_names AS n
          ON n.key = COALESCE({key("s.channel")}, {key("c.channel")})
        LEFT JOIN rates AS r ON r.currency = UPPER(s.currency)
        WHERE COALESCE(s.purpose, 'new') = 'new' AND s.spent_on <= {day(through)}
    """


def spend_parts(lag_months: int) -> str:
    """SQL that creates spend_parts(allocation, spent_month, counted_on, fact_id, opportunity_id,
    lead_id, account_id, bucket, at, channel, category, cost, currency) from new_spend and
    receivers.

    One row per allocation, month, receiver, channel and category. `counted_on`: the month in which
    what was spent is held to win, `lag_months` later. `at`: when the deal or lead was created, else
    the first day in the month it was spent on. A part is the difference of two rounded cumulative
    sums, so that the parts of a cost add up to it.
    """
    scope = " ".join(f"WHEN '{s}' THEN '{s} ' || {c}" for s, c in _NAMED_BY.items())
    return f"""
        CREATE TABLE spend_parts AS
        WITH asked AS (
            SELECT s.*, o.allocation, o.place,
                   CASE o.looks_for {scope} ELSE o.looks_for END AS scope
            FROM new_spend AS s
            JOIN (VALUES {_order()}) AS o (allocation, is_program, place, looks_for)
              ON o.is_program = (s.category = 'program')
        ), scopes AS (
            SELECT DISTINCT allocation, spent_month, scope FROM receivers
        ), placed AS (
            SELECT a.* REPLACE (s.scope AS scope)
            FROM asked AS a
            LEFT JOIN scopes AS s ON s.allocation = a.allocation
                                 AND s.spent_month = a.spent_month AND s.scope = a.scope
            QUALIFY ROW_NUMBER() OVER (PARTITION BY a.allocation, a.spend_id
                                       ORDER BY s.scope IS NULL, a.place) = 1
        ), pools AS (
            SELECT allocation, spent_month, scope, channel, category, currency,
                   CAST(SUM(cost) * 10000 AS HUGEINT) AS units
            FROM placed GROUP BY ALL
        ), shared AS (
            SELECT p.* EXCLUDE (units),
                   p.units * r.upto // r.whole - p.units * (r.upto - r.weight) // r.whole AS units,
                   r.receiver, r.opportunity_id, r.lead_id, r.account_id, r.bucket, r.at
            FROM pools AS p
            JOIN receivers AS r ON r.allocation = p.allocation
                               AND r.spent_month = p.spent_month AND r.scope = p.scope
            WHERE r.bucket IS NOT NULL
            UNION ALL
            -- A receiver without account cannot be judged: its part goes with what found nobody.
            SELECT p.* EXCLUDE (units),
                   p.units * r.upto // r.whole - p.units * (r.upto - r.weight) // r.whole,
                   'nobody', NULL, NULL, NULL, NULL, p.spent_month
            FROM pools AS p
            JOIN receivers AS r ON r.allocation = p.allocation
                               AND r.spent_month = p.spent_month AND r.scope = p.scope
            WHERE r.bucket IS NULL
            UNION ALL
            SELECT p.*, 'nobody', NULL, NULL, NULL, NULL, p.spent_month
            FROM pools AS p WHERE p.scope IS NULL
        )
        SELECT allocation, spent_month,
               CAST(spent_month + INTERVAL {lag_months} MONTH AS DATE) AS counted_on,
               receiver || ' ' || STRFTIME(spent_month, '%Y-%m') || ' ' || category
                 || COALESCE(' ' || channel, '') || COALESCE(' ' || currency, '') AS fact_id,
               opportunity_id, lead_id, account_id, bucket, MIN(s.at) AS at, channel, category,
               CAST(SUM(units) AS DECIMAL(18, 0)) * 0.0001 AS cost, currency
        FROM shared AS s
        GROUP BY allocation, spent_month, receiver, opportunity_id, lead_id, account_id, bucket,
                 channel, category, currency
        HAVING SUM(units) <> 0
        ORDER BY allocation, spent_month, fact_id
    """


def spend_reach(lag_months: int, *, margin_stated: bool) -> str:
    """SQL that creates spend_reach(starts_on, ends_on, empty_months, margin_stated): when customers
    are won whose cost is known, and whether a gross margin is stated to pay it back from.

    From the first month with spend to the last, `lag_months` later: whoever is won outside it
    would count as free. `empty_months`: those in between without spend. One row; its dates are
    NULL without spend.
    """
    return f"""
        CREATE TABLE spend_reach AS
        SELECT CAST(MIN(spent_month) + INTERVAL {lag_months} MONTH AS DATE) AS starts_on,
               CAST(MAX(spent_month) + INTERVAL {lag_months + 1} MONTH AS DATE) AS ends_on,
               DATE_DIFF('MONTH', MIN(spent_month), MAX(spent_month)) + 1
                 - COUNT(DISTINCT spent_month) AS empty_months,
               {margin_stated} AS margin_stated
        FROM new_spend
    """


def _order() -> str:
    rows = [
        f"('{allocation}', {is_program}, {place}, '{looks_for}')"
        for allocation, (program, other) in _SCOPES.items()
        for is_program, scopes in ((True, program), (False, other))
        for place, looks_for in enumerate(scopes)
    ]
    return ", ".join(rows)
