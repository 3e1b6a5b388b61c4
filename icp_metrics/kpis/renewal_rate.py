"""Renewal rate: of the terms that ended, how many went on."""

from icp_metrics.kpis import Kpi, Variant
from icp_metrics.records import LeftOut, Records
from icp_metrics.statistics.retained import Retained

_TERMS = """
    WITH due AS (
        SELECT p.account_id, t.term_ends_on, SUM(p.mrr) AS due
        FROM terms AS t
        JOIN mrr_pieces AS p
          ON p.subscription_id = t.subscription_id AND p.started_on < t.term_ends_on
         AND (p.ended_on IS NULL OR p.ended_on >= t.term_ends_on)
        WHERE t.term_ends_on <= $data_through
        GROUP BY p.account_id, t.term_ends_on
    ), paid AS (
        SELECT d.account_id, b.bucket, d.term_ends_on, d.due, b.currency,
               b.mrr AS before, COALESCE(a.mrr, 0) AS after
        FROM due AS d
        JOIN mrr_spans AS b
          ON b.account_id = d.account_id AND b.started_on < d.term_ends_on
         AND (b.ended_on IS NULL OR b.ended_on >= d.term_ends_on)
        LEFT JOIN mrr_spans AS a
          ON a.account_id = d.account_id AND a.started_on <= d.term_ends_on
         AND (a.ended_on IS NULL OR a.ended_on > d.term_ends_on)
    ), kept AS (
        SELECT p.*, CASE WHEN p.after - (p.before - p.due) > p.due THEN p.due
                         WHEN p.after - (p.before - p.due) > 0
                         THEN p.after - (p.before - p.due) ELSE 0 END AS renewed
        FROM paid AS p
    )
"""

_ENDS = """
    WITH told AS (
        SELECT DISTINCT COALESCE(s.account_id, 'subscription:' || s.subscription_id) AS account_id,
               t.term_ends_on
        FROM terms AS t JOIN subscriptions AS s ON s.subscription_id = t.subscription_id
    ), due AS (
        SELECT DISTINCT p.account_id, t.term_ends_on
        FROM terms AS t
        JOIN mrr_pieces AS p
          ON p.subscription_id = t.subscription_id AND p.started_on < t.term_ends_on
         AND (p.ended_on IS NULL OR p.ended_on >= t.term_ends_on)
    )
    SELECT e.account_id || ' ' || CAST(e.term_ends_on AS VARCHAR) AS record_id, e.term_ends_on,
           d.account_id AS due, b.account_id AS paying
    FROM told AS e
    LEFT JOIN due AS d ON d.account_id = e.account_id AND d.term_ends_on = e.term_ends_on
    LEFT JOIN mrr_spans AS b
      ON b.account_id = e.account_id AND b.started_on < e.term_ends_on
     AND (b.ended_on IS NULL OR b.ended_on >= e.term_ends_on)
"""

KPI = Kpi(
    id="renewal_rate",
    title="Renewal rate",
    unit="share",
    better="higher",
    window="event",
    question="Do customers that fit the ICP renew?",
    definition=(
        "Of the terms that ended in the period (`term_ends_on`), the share that went on: customers "
        "of whose revenue up for renewal anything is left on the day the term ends (a gap of up to "
        "`churn_gap_days` is no end), or, as `money`, how much of it. Every end of a term that any "
        "data update told counts; what was paused, on trial or long overdue on the day before was "
        "not up for renewal. An update that shows only terms to come cannot tell of those before "
        "it. Fit is judged when the term ends."
    ),
    variants={
        "customers": _TERMS
        + """
            SELECT k.account_id || ' ' || CAST(k.term_ends_on AS VARCHAR) AS fact_id, k.account_id,
                   k.bucket, k.term_ends_on AS at, k.term_ends_on AS counted_on,
                   CASE WHEN k.renewed > 0 THEN 1 ELSE 0 END AS y, 1 AS x, k.currency
            FROM kept AS k
        """,
        "money": _TERMS
        + """
            SELECT k.account_id || ' ' || CAST(k.term_ends_on AS VARCHAR) AS fact_id, k.account_id,
                   k.bucket, k.term_ends_on AS at, k.term_ends_on AS counted_on,
                   k.renewed AS y, k.due AS x, k.currency
            FROM kept AS k
        """,
    },
    differs={"customers": Variant("Customers"), "money": Variant("Money")},
    estimator=Retained(),
    tables=("subscriptions",),
    facts_of="accounts",
    fact_noun="terms that ended",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.03,
    sale="after",
    rank=3,
    alike="currency",
    records=(
        Records(
            "ends of terms of customers",
            _ENDS,
            (
                LeftOut("after the end of the data", "o.term_ends_on > $data_through"),
                LeftOut("of what was over, paused, on trial or long overdue", "o.due IS NULL"),
                LeftOut("of customers who pay nothing in all", "o.paying IS NULL"),
            ),
        ),
    ),
    summed={"y": "renewed", "x": "due"},
    sources=("Wilson (1927) JASA 22:209-212, on an effective number of customers",),
)
