"""Customer lifetime value: the margin a customer is expected to bring within a horizon.

In three forms: what is expected to the horizon, which decides; what customers of one age have
brought so far; and what a model of retention projects beyond what was seen, which decides nothing.
"""

from icp_metrics.kpis import BILLED, Check, Kpi, Variant
from icp_metrics.records import LeftOut, Records
from icp_metrics.statistics.horizon import Horizon
from icp_metrics.statistics.projection import Projection
from icp_metrics.statistics.to_date import ToDate

_YEARS = """
    WITH customers AS (
        SELECT r.account_id, r.bucket, r.started_on, r.ended_on, s.currency,
               CAST(DATE_TRUNC('MONTH', r.started_on) AS DATE) AS began_on,
               CASE WHEN EXISTS (SELECT 1 FROM margins AS n WHERE n.margin IS NULL)
                    THEN 1 ELSE g.margin END AS share
        FROM paid_runs AS r
        JOIN mrr_spans AS s ON s.account_id = r.account_id AND s.started_on = r.started_on
        LEFT JOIN margins AS g ON g.account_id = r.account_id
        WHERE r.run = 1 AND r.origin_known
    ), calendar AS (
        SELECT DISTINCT month_on, ends_on_day FROM mrr_months
    ), years AS (
        -- What a customer paid at the month-ends of each of its years, the first of them year 1.
        SELECT c.account_id, FLOOR(m.tenure_month / 12.0) + 1 AS year,
               SUM(m.closing) AS revenue,
               SUM(CAST(m.closing * c.share AS DECIMAL(18, 4))) AS margin
        FROM customers AS c
        JOIN mrr_months AS m
          ON m.account_id = c.account_id AND m.closing > 0
         AND (c.ended_on IS NULL OR c.ended_on > m.ends_on_day)
        GROUP BY c.account_id, FLOOR(m.tenure_month / 12.0) + 1
    )
"""
"""What both other forms are made of: customers, the months of the data, and years of tenure."""

_UNKNOWN_AGE = LeftOut("of customers paying since before the data begins", "NOT o.origin_known")
_LIVED = Records(
    "months of customers",
    """
    SELECT m.account_id || ' ' || CAST(m.month_on AS VARCHAR) AS record_id, m.month_on,
           r.ended_on, r.origin_known
    FROM (
        SELECT DISTINCT x.account_id, x.month_on
        FROM (
            SELECT b.account_id, b.month_on FROM mrr_months AS b
            UNION ALL
            SELECT s.account_id, c.month_on
            FROM paid_runs AS s
            JOIN (SELECT DISTINCT month_on, ends_on_day FROM mrr_months) AS c
              ON s.started_on >= c.month_on AND s.ended_on <= c.ends_on_day
            WHERE s.run = 1
        ) AS x
    ) AS m
    JOIN paid_runs AS r ON r.account_id = m.account_id AND r.run = 1
    """,
    (_UNKNOWN_AGE, LeftOut("after the customer had left once", "o.ended_on < o.month_on")),
)
_AGES = Records(
    "anniversaries of customers",
    """
    SELECT a.account_id || ' ' || CAST(a.years AS VARCHAR) AS record_id, a.origin_known
    FROM (
        SELECT r.account_id, r.origin_known,
               EXTRACT(YEAR FROM CAST(m.month_on + INTERVAL '1' MONTH AS DATE))
                 - EXTRACT(YEAR FROM r.started_on) AS years
        FROM paid_runs AS r
        JOIN (SELECT DISTINCT month_on FROM mrr_months) AS m
          ON EXTRACT(MONTH FROM CAST(m.month_on + INTERVAL '1' MONTH AS DATE))
             = EXTRACT(MONTH FROM r.started_on)
         AND m.month_on > r.started_on
        WHERE r.run = 1
    ) AS a
    """,
    (_UNKNOWN_AGE,),
)
_RENEWALS = Records(
    "yearly renewals of customers",
    """
    SELECT a.account_id || ' ' || CAST(a.renewal AS VARCHAR) AS record_id, a.origin_known,
           a.ended_on, a.before_on
    FROM (
        SELECT r.account_id, r.origin_known, r.ended_on,
               EXTRACT(YEAR FROM m.month_on) - EXTRACT(YEAR FROM r.started_on) AS renewal,
               LAG(m.ends_on_day) OVER (
                   PARTITION BY r.account_id ORDER BY m.month_on NULLS LAST) AS before_on
        FROM paid_runs AS r
        JOIN (SELECT DISTINCT month_on, ends_on_day FROM mrr_months) AS m
          ON EXTRACT(MONTH FROM m.month_on) = EXTRACT(MONTH FROM r.started_on)
         AND m.month_on > r.started_on
        WHERE r.run = 1
    ) AS a
    """,
    (_UNKNOWN_AGE, LeftOut("after the customer had left", "o.ended_on <= o.before_on")),
)

KPI = Kpi(
    id="cltv",
    title="24-month margin",
    unit="money",
    better="higher",
    window="event",
    question="Are customers that fit the ICP worth more?",
    definition=(
        "Expected gross margin per customer within `horizon_months` (24, or 12 where follow-up is "
        "shorter) of the first paid month: for each month of tenure the share of customers still "
        "paying, times the mean margin of those who pay, added up; undiscounted. Months of "
        "customers seen in the period count, so customers who were paying before it enter late. "
        "A customer who left within the first month counts in it with nothing. Margin is MRR times "
        "`gross_margin`; where that is not known of every customer, revenue is shown instead for "
        "all. Revenue after a return is not in it. Fit is judged on the first paid day. Beside it "
        "stand two other forms, which do not decide. `to_date`: what customers have brought in "
        "their first 12, 24 or 36 months, the mean over those that came to that age in the period, "
        "whoever left counting with what it paid. `projection`: margin to five years by the "
        "shifted beta-geometric model of retention, fitted to the yearly renewals of the period, "
        "three at least; it goes beyond what was seen, and a customer is held to bring in each "
        "year what one did on average in those seen."
    ),
    variants={
        "margin": """
            WITH lived AS (
                SELECT r.account_id, r.bucket, r.started_on, r.ended_on, m.month_on,
                       m.ends_on_day, m.tenure_month, m.closing, m.currency
                FROM paid_runs AS r
                JOIN mrr_months AS m
                  ON m.account_id = r.account_id AND r.started_on <= m.ends_on_day
                 AND (r.ended_on IS NULL OR r.ended_on >= m.month_on)
                 AND (r.ended_on IS NULL OR r.ended_on > m.ends_on_day
                      OR r.started_on < m.month_on)
                WHERE r.run = 1 AND r.origin_known
                UNION ALL
                -- Over within the month it began in: it paid at no month-end, and counts.
                SELECT r.account_id, r.bucket, r.started_on, r.ended_on, c.month_on,
                       c.ends_on_day, 0, 0, s.currency
                FROM paid_runs AS r
                JOIN (SELECT DISTINCT month_on, ends_on_day FROM mrr_months) AS c
                  ON r.started_on >= c.month_on AND r.ended_on <= c.ends_on_day
                JOIN mrr_spans AS s
                  ON s.account_id = r.account_id AND s.started_on = r.started_on
                WHERE r.run = 1 AND r.origin_known
            ), judged AS (
                SELECT l.*, CASE WHEN l.ended_on <= l.ends_on_day THEN 1 ELSE 0 END AS lost,
                       CASE WHEN EXISTS (SELECT 1 FROM margins AS n WHERE n.margin IS NULL)
                            THEN 1 ELSE g.margin END AS share
                FROM lived AS l
                LEFT JOIN margins AS g ON g.account_id = l.account_id
            )
            SELECT j.account_id || ' ' || CAST(j.month_on AS VARCHAR) AS fact_id, j.account_id,
                   j.bucket, j.started_on AS at, j.ends_on_day AS counted_on,
                   j.tenure_month AS tenure, 1 - j.lost AS active, 1 AS at_risk, j.lost,
                   CAST((1 - j.lost) * j.closing * j.share AS DECIMAL(18, 4)) AS margin,
                   (1 - j.lost) * j.closing AS revenue, j.currency
            FROM judged AS j
        """,
        "to_date": f"""
            {_YEARS}, reached AS (
                -- The last month of a year of tenure lies before the month it began in.
                SELECT c.*, m.ends_on_day,
                       EXTRACT(YEAR FROM CAST(m.month_on + INTERVAL '1' MONTH AS DATE))
                         - EXTRACT(YEAR FROM c.began_on) AS years
                FROM customers AS c
                JOIN calendar AS m
                  ON EXTRACT(MONTH FROM CAST(m.month_on + INTERVAL '1' MONTH AS DATE))
                     = EXTRACT(MONTH FROM c.began_on)
                 AND m.month_on > c.began_on
            )
            SELECT a.account_id || ' ' || CAST(a.years AS VARCHAR) AS fact_id, a.account_id,
                   a.bucket, a.started_on AS at, a.ends_on_day AS counted_on,
                   12 * a.years AS tenure, 1 AS followed, COALESCE(SUM(y.margin), 0) AS margin,
                   COALESCE(SUM(y.revenue), 0) AS revenue, a.currency
            FROM reached AS a
            LEFT JOIN years AS y ON y.account_id = a.account_id AND y.year <= a.years
            GROUP BY a.account_id, a.years, a.bucket, a.started_on, a.ends_on_day, a.currency
        """,
        "projection": f"""
            {_YEARS}, renewals AS (
                SELECT c.*, m.ends_on_day,
                       EXTRACT(YEAR FROM m.month_on) - EXTRACT(YEAR FROM c.began_on) AS renewal,
                       LAG(m.ends_on_day) OVER (
                           PARTITION BY c.account_id ORDER BY m.month_on NULLS FIRST) AS before_on
                FROM customers AS c
                JOIN calendar AS m
                  ON EXTRACT(MONTH FROM m.month_on) = EXTRACT(MONTH FROM c.began_on)
                 AND m.month_on > c.began_on
            )
            SELECT r.account_id || ' ' || CAST(r.renewal AS VARCHAR) AS fact_id, r.account_id,
                   r.bucket, r.started_on AS at, r.ends_on_day AS counted_on, r.renewal,
                   1 AS at_risk, CASE WHEN r.ended_on <= r.ends_on_day THEN 1 ELSE 0 END AS lost,
                   COALESCE(y.margin, 0) AS margin, COALESCE(y.revenue, 0) AS revenue, r.currency
            FROM renewals AS r
            LEFT JOIN years AS y ON y.account_id = r.account_id AND y.year = r.renewal
            WHERE r.ended_on IS NULL OR r.before_on IS NULL OR r.ended_on > r.before_on
        """,
    },
    differs={
        "margin": Variant("expected to the horizon"),
        "to_date": Variant(
            "to date",
            {"estimator": ToDate(), "fact_noun": "anniversaries", "records": (_AGES,)},
        ),
        "projection": Variant(
            "projection",
            {
                "estimator": Projection(),
                "fact_noun": "renewals",
                "records": (_RENEWALS,),
                # It goes beyond what was seen: it never decides.
                "better": "neither",
                "flags": ("projection",),
            },
        ),
    },
    estimator=Horizon(),
    tables=BILLED,
    instead="opportunities",
    facts_of="accounts",
    fact_noun="months",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.10,
    relative=True,
    headline=True,
    sale="after",
    rank=2,
    alike="currency",
    records=(_LIVED,),
    checks=(
        Check(
            "no_margin",
            "flag",
            "SELECT COUNT(*) FROM margins WHERE margin IS NULL",
        ),
        Check(
            "origin_unknown",
            "left_out",
            "SELECT COUNT(*) FROM paid_runs WHERE run = 1 AND NOT origin_known",
        ),
    ),
    sources=(
        "Kaplan & Meier (1958) JASA 53:457-481, by month of tenure, with late entry",
        "Gupta & Lehmann (2003) J Interactive Marketing 17:9-24: margin times survival, to a "
        "finite horizon",
        "Fader & Hardie (2007) J Interactive Marketing 21:76-90: the shifted beta-geometric model "
        "of retention, of the projection alone",
    ),
)
