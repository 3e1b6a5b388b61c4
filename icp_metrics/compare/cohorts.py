"""Cohorts: of the customers that began to pay in a quarter, how many still pay k quarters later.

An account's quarters are its own, from its first paid day. A cell is known only when the data
reaches that age for the last account of the cohort: until then it is missing, not 0.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from sqlglot import exp

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import periods
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.choices import first_day
from icp_metrics.compare.members import members
from icp_metrics.compare.question import data_through, question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.derived.mrr_pieces import data_end
from icp_metrics.engine.sql import bind
from icp_metrics.profile.fit import ALL

KPI = "logo_retention"
"""Whose facts the cohorts are: each customer once, from its first paid day to its first end."""

_SCHEMA = {
    "cohort": pl.Date,
    "quarters": pl.Int64,
    "n": pl.Int64,
    "paying": pl.Int64,
    "accounts_share": pl.Float64,
    "revenue_share": pl.Float64,
}
_AGED = """
    WITH origins AS (
        SELECT account_id, ARG_MIN(mrr, started_on) AS mrr FROM mrr_spans GROUP BY account_id
    ), ages AS (
        SELECT UNNEST(RANGE(0, $ages)) AS quarters
    ), aged AS (
        SELECT f.account_id, DATE_TRUNC('MONTH', f.at) AS month_on, a.quarters,
               CAST(f.at + TO_MONTHS(CAST(3 * a.quarters AS INTEGER)) AS DATE) AS day,
               CAST(f.at + CAST(f.exit_day AS INTEGER) AS DATE) AS last_on, f.left_by
        FROM followed AS f CROSS JOIN ages AS a
        WHERE ($fit = 'all' OR f.fit = $fit)
    ), seen AS (
        SELECT *, left_by IS NULL OR day < last_on AS pays FROM aged
        WHERE day <= $through
    )
    SELECT CAST(s.month_on AS DATE) AS month_on, s.quarters, COUNT(*) AS n,
           SUM(CASE WHEN s.pays THEN 1 ELSE 0 END) AS paying,
           SUM(b.mrr) AS began,
           SUM(CASE WHEN s.pays THEN m.mrr ELSE 0 END) AS left_over
    FROM seen AS s
    JOIN origins AS b ON b.account_id = s.account_id
    LEFT JOIN mrr_spans AS m
      ON m.account_id = s.account_id AND m.started_on <= s.day
     AND (m.ended_on IS NULL OR m.ended_on > s.day)
    GROUP BY s.month_on, s.quarters
"""


def cohorts(view: View, asked: Slice, *, group: str = ALL) -> pl.DataFrame:
    """Cohorts of one group by fiscal quarter: cohort (its first day), quarters, n, paying,
    accounts_share, revenue_share; sorted, only cells that are known.

    `quarters`: age at which it is looked, 0 = the first paid day. `n`: accounts of the cohort.
    `revenue_share`: MRR at that age over MRR on the first paid day, of the whole cohort, so growth
    may take it above 1; null in several currencies. The period of `asked` is not used: all
    customers since the data begins are shown. Its filters and `fit_as_of` are.
    """
    chosen = kpi_named(KPI)
    through = data_end(view.version.data_through)
    begins = first_day(view, chosen)
    if through is None or begins is None:
        return pl.DataFrame(schema=_SCHEMA)
    ends = data_through(view, chosen) + timedelta(days=1)
    whole = replace(asked, starts=begins, ends=ends, by=None, every=None, variant=None)
    months = (through.year - begins.year) * 12 + through.month - begins.month
    parameters = {"ages": months // 3 + 1, "fit": group, "through": through}
    facts = keyed(view, question(view, chosen, whole))
    found = view.engine.run(over(bind(_AGED, parameters), "followed", facts))
    fiscal: int = view.settings["fiscal_year_start"]
    firsts = [periods.start_of(d, "quarter", fiscal) for d in found["month_on"]]
    added = (
        found.with_columns(
            pl.Series("cohort", firsts, pl.Date),
            pl.col("began", "left_over").cast(pl.Float64),
            pl.col("paying").cast(pl.Int64),
        )
        .group_by("cohort", "quarters")
        .agg(pl.col("n", "paying", "began", "left_over").sum())
    )
    known = [
        _reached(first, quarters, through) for first, quarters in added["cohort", "quarters"].rows()
    ]
    # Amounts in several currencies cannot be added up.
    one = len(mrr_currencies(view)) <= 1
    revenue = pl.col("left_over") / pl.col("began") if one else pl.lit(None, pl.Float64)
    return (
        added.filter(pl.Series(known, dtype=pl.Boolean))
        .with_columns(
            (pl.col("paying") / pl.col("n")).alias("accounts_share"),
            revenue.alias("revenue_share"),
        )
        .select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
        .sort("cohort", "quarters")
    )


def began_in(view: View, asked: Slice, first: date, *, group: str = ALL) -> pl.DataFrame:
    """The customers of one cohort, as `members` tells rows: as many as its `n`.

    `first`: the first day of its quarter.
    """
    chosen = kpi_named(KPI)
    begins = first_day(view, chosen) or first
    ends = data_through(view, chosen) + timedelta(days=1)
    whole = replace(asked, starts=begins, ends=ends, by=None, every=None, variant=None)
    rows = members(view, KPI, whole, group=group)
    return rows.filter(pl.col("at") >= first, pl.col("at") < periods.add_months(first, 3))


def over(query: exp.Select, name: str, facts: exp.Select) -> exp.Select:
    """The query with `facts` in the place of the table it calls `name`."""

    def replaced(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Table) and node.name == name:
            return facts.subquery(node.alias_or_name)
        return node

    found = query.transform(replaced)
    assert isinstance(found, exp.Select)
    return found


def _reached(first: date, quarters: int, through: date) -> bool:
    """Whether the last day of a cohort is that old, or older, at the end of the data."""
    return periods.add_months(first, 3 + 3 * quarters) <= through + timedelta(days=1)


def mrr_currencies(view: View) -> list[str]:
    """The currencies MRR is in; more than one where no rate converts them."""
    used = bind("SELECT DISTINCT currency FROM mrr_spans WHERE currency IS NOT NULL", {})
    return sorted(view.engine.run(used)["currency"].to_list())
