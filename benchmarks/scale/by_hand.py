"""SQL over the raw tables that gives the sums a KPI is made of, as an analyst would write it.

It knows the company: one currency, whole months, lines that are all paid, no blank attribute. The
rules it must keep are those of the KPIs: fit as of the fact, MRR spread over the months a line
pays for, the customers of a year ago, those who came back being lost, tenure since the first paid
month. `{period}` is SQL for the number of the period; `{by}` for the label of the segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benchmarks.scale.company import DATA_THROUGH, MONTHS
from icp_metrics.compare.periods import Period
from icp_metrics.compare.windows import snapshot_on

FIT = """
    CASE WHEN s.industry = 'energy' THEN 'not_fit'
         WHEN 100.0 * (CASE WHEN s.employees >= 200 THEN 2 ELSE 0 END
                       + CASE WHEN s.region IN ('EMEA', 'AMER') THEN 1 ELSE 0 END) / 3 >= 50
         THEN 'fit' ELSE 'not_fit' END"""

MARGIN = 0.8

LAST_MONTH = DATA_THROUGH.year * 12 + DATA_THROUGH.month - 1
FIRST_MONTH = LAST_MONTH - MONTHS + 1


def win_rate(periods: Sequence[Period], by: str, where: str, bucket: str) -> str:
    """Won, and won or lost, of new business by the date of closing."""
    return f"""
        SELECT {_in_period("o.closed_on", periods)} AS period, {by} AS segment, {FIT} AS fit,
               {bucket.format("o")}
               CAST(SUM(CASE WHEN o.status = 'won' THEN 1 ELSE 0 END) AS DOUBLE) AS y,
               CAST(COUNT(*) AS DOUBLE) AS x, COUNT(*) AS facts
        FROM opportunities AS o
        JOIN account_spans AS s ON s.account_id = o.account_id
         AND o.created_on >= s.valid_from AND o.created_on < s.valid_to
        WHERE o.status IN ('won', 'lost') AND o.type = 'new' AND {_within("o.closed_on", periods)}
          AND {where}
        GROUP BY ALL
    """


def nrr(periods: Sequence[Period], by: str, where: str, bucket: str) -> str:
    """MRR at the last month-end of each period of those who paid a year before, and their MRR then.

    One pass over the lines: MRR per account at each month-end that counts, and the months it paid
    in as bits, 13 of 13 of which must be set.
    """
    ends = [on for p in periods if (on := snapshot_on(p, DATA_THROUGH)) is not None]
    months = [on.year * 12 + on.month - 1 for on in ends]
    first, last = min(months) - 12, max(months)
    sums = "".join(
        f"""
        SUM(mrr) FILTER (m = {m - 12}) AS base_{i}, SUM(mrr) FILTER (m = {m}) AS now_{i},
        BIT_COUNT((BIT_OR(1::BIGINT << (m - {first})) >> {m - 12 - first}) & 8191) AS paid_{i},"""
        for i, m in enumerate(months)
    )
    sides = " UNION ALL ".join(
        f"""
        SELECT account_id, bucket, {i} AS period, base_{i} AS base,
               CASE WHEN paid_{i} = 13 THEN now_{i} ELSE 0 END AS now,
               MAKE_DATE({(m - 12) // 12}, {(m - 12) % 12 + 1}, 1) + INTERVAL 1 MONTH
                 - INTERVAL 1 DAY AS at
        FROM accounts_paid WHERE base_{i} > 0"""
        for i, m in enumerate(months)
    )
    return f"""
        WITH paid AS ({_paid(first, last)}),
        accounts_paid AS (SELECT account_id, {sums} ANY_VALUE(bucket) AS bucket
                          FROM paid GROUP BY account_id),
        sides AS ({sides})
        SELECT f.period, {by} AS segment, {FIT} AS fit, {bucket.format("f")}
               CAST(SUM(f.now) AS DOUBLE) AS y, CAST(SUM(f.base) AS DOUBLE) AS x, COUNT(*) AS facts
        FROM sides AS f
        JOIN account_spans AS s
          ON s.account_id = f.account_id AND f.at >= s.valid_from AND f.at < s.valid_to
        WHERE {where}
        GROUP BY ALL
    """


def cltv(periods: Sequence[Period], by: str, where: str, bucket: str) -> str:
    """Per month of tenure, in the first run of payments: who pays, who could leave, who left.

    Paying for whole months, nobody leaves in the first.
    """
    return f"""
        WITH paid AS ({_paid(FIRST_MONTH, LAST_MONTH)}),
        months AS (
            SELECT account_id, m, SUM(mrr) AS mrr, ANY_VALUE(bucket) AS bucket
            FROM paid GROUP BY account_id, m
        ), numbered AS (
            SELECT *, ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY m) AS n,
                   MIN(m) OVER (PARTITION BY account_id ORDER BY m) AS origin
            FROM months
        ), run AS (
            -- Who pays in the first month there is may have paid before.
            SELECT * FROM numbered WHERE n = m - origin + 1 AND origin > {FIRST_MONTH}
        ), left_after AS (
            SELECT account_id, ANY_VALUE(bucket) AS bucket, ANY_VALUE(origin) AS origin,
                   MAX(m) + 1 AS m
            FROM run GROUP BY account_id HAVING MAX(m) < {LAST_MONTH}
        ), facts AS (
            SELECT account_id, bucket, origin, m, 1 AS active, mrr FROM run
            UNION ALL SELECT account_id, bucket, origin, m, 0, 0 FROM left_after
        ), dated AS (
            SELECT *, MAKE_DATE(m // 12, m % 12 + 1, 1) AS month_on,
                   MAKE_DATE(origin // 12, origin % 12 + 1, 1) AS at
            FROM facts WHERE m >= {min(_month(p.starts) for p in periods)}
        )
        SELECT {_in_period("f.month_on", periods)} AS period, {by} AS segment, {FIT} AS fit,
               {bucket.format("f")} f.m - f.origin AS tenure,
               CAST(SUM(f.active) AS DOUBLE) AS active,
               CAST(COUNT(*) AS DOUBLE) AS at_risk,
               CAST(SUM(1 - f.active) AS DOUBLE) AS lost,
               CAST(SUM(f.mrr * {MARGIN}) AS DOUBLE) AS margin,
               CAST(SUM(f.mrr) AS DOUBLE) AS revenue, COUNT(*) AS facts
        FROM dated AS f
        JOIN account_spans AS s
          ON s.account_id = f.account_id AND f.at >= s.valid_from AND f.at < s.valid_to
        WHERE {_within("f.month_on", periods)} AND {where}
        GROUP BY ALL
    """


def cycle_length(periods: Sequence[Period], by: str, where: str, bucket: str) -> str:
    """Per day since creation: deals that entered, were won, lost, or are followed no longer."""
    rows = ", ".join(f"({i}, DATE '{p.starts}', DATE '{p.ends}')" for i, p in enumerate(periods))
    return f"""
        WITH deals AS (
            SELECT p.period, {by} AS segment, {FIT} AS fit, {bucket.format("o")}
                   GREATEST(p.starts - o.created_on, 0) AS entry,
                   CASE WHEN o.status <> 'open' AND o.closed_on < p.stops
                        THEN o.closed_on - o.created_on
                        ELSE p.stops - o.created_on - 1 END AS leaves,
                   CASE WHEN o.status <> 'open' AND o.closed_on < p.stops
                        THEN o.status ELSE 'censored' END AS how
            FROM opportunities AS o
            JOIN (VALUES {rows}) AS p(period, starts, stops)
              ON o.created_on < p.stops AND (o.status = 'open' OR o.closed_on >= p.starts)
            JOIN account_spans AS s ON s.account_id = o.account_id
             AND o.created_on >= s.valid_from AND o.created_on < s.valid_to
            WHERE o.status IN ('won', 'lost', 'open') AND o.type = 'new' AND {where}
        ), ends AS (
            SELECT * EXCLUDE (entry, leaves, how), entry AS day, 'entered' AS how FROM deals
            UNION ALL SELECT * EXCLUDE (entry, leaves, how), leaves, how FROM deals
        )
        SELECT * EXCLUDE (how),
               CAST(COUNT(*) FILTER (how = 'entered') AS DOUBLE) AS entered,
               CAST(COUNT(*) FILTER (how = 'won') AS DOUBLE) AS won,
               CAST(COUNT(*) FILTER (how = 'lost') AS DOUBLE) AS lost,
               CAST(COUNT(*) FILTER (how = 'censored') AS DOUBLE) AS censored,
               COUNT(*) FILTER (how = 'entered') AS facts
        FROM ends GROUP BY ALL
    """


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _paid(first: int, last: int) -> str:
    """MRR per line and month from `first` to `last`, as numbers of months."""
    return f"""
        SELECT account_id, bucket, amount / (ends - starts) AS mrr,
               UNNEST(RANGE(GREATEST(starts, {first}), LEAST(ends, {last + 1}))) AS m
        FROM (
            SELECT account_id, bucket, amount,
                   YEAR(service_starts_on) * 12 + MONTH(service_starts_on) - 1 AS starts,
                   YEAR(service_ends_on) * 12 + MONTH(service_ends_on) - 1 AS ends
            FROM invoice_lines WHERE kind = 'recurring' AND status <> 'void')
        WHERE starts <= {last} AND ends > {first}"""


def _in_period(day: str, periods: Sequence[Period]) -> str:
    whens = " ".join(
        f"WHEN {day} >= DATE '{p.starts}' AND {day} < DATE '{p.ends}' THEN {i}"
        for i, p in enumerate(periods)
    )
    return f"CASE {whens} END"


def _within(day: str, periods: Sequence[Period]) -> str:
    first, last = min(p.starts for p in periods), max(p.ends for p in periods)
    return f"{day} >= DATE '{first}' AND {day} < DATE '{last}'"
