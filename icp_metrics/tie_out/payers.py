"""Accounts that pay at the end of a month: what closing MRR and customers are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from icp_metrics.derived import mrr_pieces
from icp_metrics.tie_out.reasons import NOT_KNOWN, Reason, always, following, is_true

LOOKUP = """
    SELECT a.account_id AS row_id, 'known, but pays nothing then' AS said FROM accounts AS a
"""


def _last_day(month: date) -> pl.Expr:
    return pl.col("dated_on") == following(month) - timedelta(days=1)


_OTHER_DAY = (
    Reason("not counted here: paid until a day within the month", always, counted=False),
    Reason("not counted here: paid until the last day of the month", _last_day, counted=False),
)
_ALIKE = (
    NOT_KNOWN,
    Reason("overdue, within the days of grace", is_true("overdue")),
    Reason(
        "not covered by a bill on the last day: a short gap is bridged",
        lambda _: ~pl.col("covered"),
    ),
)
_BY_SOURCE = Reason("with MRR taken from {}", always, by="taken_from")

OF_CUSTOMERS = (
    *_OTHER_DAY,
    Reason("began to pay on the last day of the month", lambda m: pl.col("began") & _last_day(m)),
    *_ALIKE,
    _BY_SOURCE,
)
OF_MRR = (
    *_OTHER_DAY,
    Reason("began to pay, or to pay another MRR, on the last day of the month", _last_day),
    *_ALIKE,
    Reason(
        "billed in another currency: converted here at the newest rate for all dates",
        is_true("converted"),
    ),
    _BY_SOURCE,
)

_COLUMNS = """
    m.account_id AS row_id, a.name AS name, m.account_id AS account_id, a.name AS account_name,
    a.account_id IS NOT NULL AS known
"""
_THEN = "{0}.started_on <= {1} AND ({0}.ended_on IS NULL OR {0}.ended_on > {1})"

MARKS = {
    "overdue": f"""
        SELECT s.account_id AS row_id FROM subscriptions AS s
        WHERE s.status = 'past_due' AND {_THEN.format("s", "$last_day")}
    """,
    "covered": f"""
        SELECT p.account_id AS row_id FROM mrr_pieces AS p
        JOIN mrr_sources AS c ON c.account_id = p.account_id AND c.chosen = p.source
        WHERE {_THEN.format("p", "$last_day")}
    """,
    "converted": """
        SELECT b.account_id AS row_id
        FROM (SELECT account_id, currency FROM subscriptions
              UNION ALL SELECT account_id, currency FROM invoice_lines) AS b
        JOIN (SELECT DISTINCT reporting FROM rates) AS r ON r.reporting <> UPPER(b.currency)
    """,
}


def rows(value: str, leaving: str) -> str:
    """The rows of payers; `value`: SQL for what one adds, `leaving` for what one who left would."""
    return f"""
        SELECT {_COLUMNS}, s.started_on AS dated_on, m.month_on AS month_on, TRUE AS counted,
               {value} AS value, m.currency AS currency, {value} AS own_value,
               m.currency AS own_currency, m.opening = 0 AS began,
               CASE s.source WHEN 'subscription' THEN 'subscriptions' WHEN 'contract'
                    THEN 'contracts in the CRM' ELSE 'invoice lines' END AS taken_from
        FROM mrr_months AS m
        JOIN mrr_spans AS s ON s.account_id = m.account_id AND {_THEN.format("s", "m.ends_on_day")}
        LEFT JOIN accounts AS a ON a.account_id = m.account_id
        WHERE m.closing > 0
        UNION ALL
        SELECT {_COLUMNS}, s.ended_on AS dated_on, m.month_on AS month_on, FALSE AS counted,
               {leaving} AS value, m.currency AS currency, {leaving} AS own_value,
               m.currency AS own_currency, FALSE AS began, NULL AS taken_from
        FROM mrr_months AS m
        JOIN mrr_spans AS s ON s.account_id = m.account_id AND s.ended_on >= m.month_on
                           AND s.ended_on <= m.ends_on_day
        LEFT JOIN accounts AS a ON a.account_id = m.account_id
        WHERE m.closing = 0 AND m.opening > 0
          AND NOT EXISTS (SELECT 1 FROM mrr_spans AS n
                          WHERE n.account_id = s.account_id AND n.started_on >= s.ended_on
                            AND n.started_on <= m.ends_on_day)
    """


def reach(data_through: Mapping[str, date]) -> date | None:
    """MRR is known to the end of billing, else of the deals."""
    return mrr_pieces.data_end(data_through)
