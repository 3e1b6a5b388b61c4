"""mrr_pieces: what each source says an account pays per month, from when to when.

One row per span of a subscription, per contract (won deal) and per recurring invoice line, in the
reporting currency where a rate is known. Pieces of an account add up; lines may be negative.

A row without account is a customer of its own (`subscription:<id>`, `contract:<id>`,
`lines:<invoice>`): it counts in the whole, its fit cannot be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from icp_metrics.derived.rates import converted
from icp_metrics.derived.words import day

SOURCES = ("subscription", "contract", "lines")
"""Where MRR comes from, in the order of preference."""

COUNTS = "(status IN ('active', 'past_due') OR status = 'canceled' AND ended_on IS NOT NULL)"
"""SQL: whether a span of a subscription brings MRR. Cancelled without an end it is only over."""

OWNER = "COALESCE({0}account_id, 'subscription:' || {0}subscription_id)"
"""SQL for the customer of a subscription, with the prefix of its columns to be filled in."""

# A century: a term beyond it is a typing error that would overflow a date.
_LONGEST = 1200


def data_end(data_through: Mapping[str, date]) -> date | None:
    """The last day on which MRR is known: of billing where it is loaded, else of the deals."""
    billing = [data_through[t] for t in ("subscriptions", "invoice_lines") if t in data_through]
    return min(billing, default=data_through.get("opportunities"))


def mrr_pieces(reporting: str | None, data_end: date, past_due_days: int) -> str:
    """SQL that creates mrr_pieces(account_id, source, started_on, ended_on, mrr, currency,
    subscription_id).

    `ended_on`: first day not covered, NULL where none is stated. It may lie after the data.
    `subscription_id`: NULL where another source says it.
    """
    return f"""
        CREATE TABLE mrr_pieces AS
        WITH subscription AS ({_subscription(reporting, data_end, past_due_days)}),
        contract AS ({_contract(reporting)}),
        lines AS ({_lines(reporting, data_end, past_due_days)})
        SELECT * FROM (
            SELECT * FROM subscription UNION ALL SELECT * FROM contract UNION ALL
            SELECT * FROM lines)
        WHERE mrr <> 0 AND (ended_on IS NULL OR ended_on > started_on)
    """


def _subscription(reporting: str | None, data_end: date, past_due_days: int) -> str:
    """A subscription is in one span at a time: the next one ends it.

    Overdue payment ends it after the days of grace, unless these are not over in the data; they
    run once, from the first of the overdue spans that follow each other. A cancelled one without
    an end is known only to be over.
    """
    return f"""
        WITH turned AS (
            SELECT *, LEAST(ended_on, LEAD(started_on) OVER turns) AS until,
                   COALESCE(LAG(ended_on) OVER turns = started_on, FALSE) AS follows,
                   LAG(status, 1, '') OVER turns AS status_before
            FROM subscriptions
            WINDOW turns AS (PARTITION BY subscription_id ORDER BY started_on)
        ), overdue AS (
            SELECT *, SUM(CASE WHEN follows AND status = status_before THEN 0 ELSE 1 END) OVER (
                       PARTITION BY subscription_id ORDER BY started_on) AS spell
            FROM turned
        ), followed AS (
            SELECT *, COALESCE(past_due_on, MIN(
                       COALESCE(past_due_on, CASE WHEN follows THEN started_on END)) OVER (
                       PARTITION BY subscription_id, spell ORDER BY started_on)) AS unpaid_from
            FROM overdue
        ), counted AS (
            SELECT *, CASE WHEN status = 'past_due'
                            AND unpaid_from + {past_due_days} <= {day(data_end)}
                           THEN LEAST(until, unpaid_from + {past_due_days})
                           ELSE until END AS counts_until
            FROM followed
            WHERE {COUNTS}
        )
        SELECT {OWNER.format("x.")} AS account_id,
               'subscription' AS source, x.started_on, x.counts_until AS ended_on,
               {converted("x.mrr", reporting)}, x.subscription_id
        FROM counted AS x LEFT JOIN rates AS r ON r.currency = UPPER(x.currency)"""


def _contract(reporting: str | None) -> str:
    """Won deals with a value and a term: annual value / 12, else total value / months."""
    return f"""
        WITH signed AS (
            SELECT *, COALESCE(starts_on, closed_on) AS began_on,
                   LEAST(term_months, {_LONGEST}) AS months
            FROM opportunities
            WHERE status = 'won' AND term_months > 0 AND COALESCE(arr, tcv) IS NOT NULL
        )
        SELECT COALESCE(x.account_id, 'contract:' || x.opportunity_id), 'contract', x.began_on,
               CAST(x.began_on + TO_MONTHS(CAST(x.months AS INTEGER)) AS DATE),
               {
        converted(
            "CAST(COALESCE(x.arr, x.tcv) AS DOUBLE) "
            "/ CASE WHEN x.arr IS NOT NULL THEN 12 ELSE x.months END",
            reporting,
        )
    }, NULL
        FROM signed AS x LEFT JOIN rates AS r ON r.currency = UPPER(x.currency)"""


def _lines(reporting: str | None, data_end: date, past_due_days: int) -> str:
    """Recurring lines over their service: by months where these are whole, else by days.

    Without service dates a credit takes off from what its invoice bills, if that is one span;
    any other such line pays for one month. Still open when the days of grace since it was issued,
    or its service began if that is later, are over, a line stops counting there.
    """
    return f"""
        WITH recurring AS (
            SELECT * FROM invoice_lines WHERE kind = 'recurring' AND status <> 'void'
        ), billed AS (
            SELECT invoice_id, MIN(service_starts_on) AS starts_on, MIN(service_ends_on) AS ends_on
            FROM recurring WHERE service_starts_on IS NOT NULL AND service_ends_on IS NOT NULL
            GROUP BY invoice_id HAVING COUNT(DISTINCT (service_starts_on, service_ends_on)) = 1
        ), credited AS (
            SELECT l.* REPLACE (COALESCE(l.service_starts_on, b.starts_on) AS service_starts_on,
                                COALESCE(l.service_ends_on, b.ends_on) AS service_ends_on)
            FROM recurring AS l
            LEFT JOIN billed AS b
              ON b.invoice_id = l.invoice_id AND l.amount < 0
             AND l.service_starts_on IS NULL AND l.service_ends_on IS NULL
        ), dated AS (
            SELECT *, COALESCE(
                       service_starts_on,
                       CASE WHEN service_ends_on <= issued_on
                            THEN CAST(service_ends_on - INTERVAL 1 MONTH AS DATE)
                            ELSE issued_on END) AS began_on
            FROM credited
        ), served AS (
            SELECT *, COALESCE(service_ends_on,
                               CAST(began_on + INTERVAL 1 MONTH AS DATE)) AS until
            FROM dated
        ), counted AS (
            SELECT *, DATE_DIFF('MONTH', began_on, until) AS months,
                   GREATEST(issued_on, began_on) + {past_due_days} AS grace_ends_on
            FROM served
            WHERE until > began_on
        ), spread AS (
            -- Billed on the 31st, a month runs from 31 January to 28 February to 31 March.
            SELECT *, months > 0 AND (began_on + TO_MONTHS(CAST(months AS INTEGER)) = until
                      OR until - TO_MONTHS(CAST(months AS INTEGER)) = began_on) AS whole
            FROM counted
        )
        SELECT COALESCE(x.account_id, 'lines:' || COALESCE(x.invoice_id, x.line_id)), 'lines',
               x.began_on,
               CASE WHEN x.status = 'open' AND x.grace_ends_on <= {day(data_end)}
                    THEN LEAST(x.until, x.grace_ends_on) ELSE x.until END,
               {
        converted(
            "CASE WHEN x.whole THEN CAST(x.amount AS DOUBLE) / x.months "
            "ELSE CAST(x.amount * 365 AS DOUBLE) / (12 * (x.until - x.began_on)) END",
            reporting,
        )
    }, NULL
        FROM spread AS x LEFT JOIN rates AS r ON r.currency = UPPER(x.currency)"""
