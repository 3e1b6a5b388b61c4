"""Movements: how monthly recurring revenue got from its opening to its closing, by day or month.

Opening + new + reactivation + expansion + contraction + churn = closing in every row, to the last
decimal. A month compares its first with its last day; what came and went within it shows by day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

import polars as pl

from icp_metrics.compare.periods import start_of
from icp_metrics.compare.view import View
from icp_metrics.derived.mrr_pieces import SOURCES, data_end
from icp_metrics.engine.sql import bind
from icp_metrics.errors import IcpError, SliceError

Step = Literal["day", "month", "quarter", "year"]

PARTS = ("new", "reactivation", "expansion", "contraction", "churn")
_COLUMNS = ("opening", *PARTS, "closing")
_MONEY = pl.Decimal(38, 4)
_NOUGHT = pl.lit(0).cast(_MONEY)

_MONTHS = """
    SELECT month_on AS "date", SUM(opening) AS opening, SUM(new) AS new,
           SUM(reactivation) AS reactivation, SUM(expansion) AS expansion,
           SUM(contraction) AS contraction, SUM(churn) AS churn, SUM(closing) AS closing
    FROM mrr_months
    WHERE (opening > 0 OR closing > 0) AND ($account IS NULL OR account_id = $account)
    GROUP BY month_on
"""
_DAYS = """
    WITH spans AS (
        SELECT started_on, ended_on, mrr,
               LAG(ended_on) OVER (PARTITION BY account_id ORDER BY started_on) AS left_on,
               LAG(mrr) OVER (PARTITION BY account_id ORDER BY started_on) AS earlier,
               LEAD(started_on) OVER (PARTITION BY account_id ORDER BY started_on) AS next_on
        FROM mrr_spans
        WHERE $account IS NULL OR account_id = $account
    ), changes AS (
        SELECT started_on AS "date",
               CASE WHEN left_on = started_on THEN mrr - earlier ELSE mrr END AS net,
               CASE WHEN left_on IS NULL THEN 'new'
                    WHEN left_on < started_on THEN 'reactivation'
                    WHEN mrr > earlier THEN 'expansion' ELSE 'contraction' END AS part
        FROM spans
        UNION ALL
        SELECT ended_on, -mrr, 'churn' FROM spans
        WHERE ended_on IS NOT NULL AND (next_on IS NULL OR next_on > ended_on)
    )
    SELECT "date", part, SUM(net) AS net FROM changes GROUP BY "date", part
"""
_CURRENCIES = """
    SELECT DISTINCT currency FROM mrr_spans
    WHERE currency IS NOT NULL AND ($account IS NULL OR account_id = $account)
"""
_KNOWN = """
    SELECT k.account_id
    FROM (SELECT account_id FROM accounts UNION ALL SELECT account_id FROM mrr_spans) AS k
    WHERE k.account_id = $account
"""
_BY_SOURCE = """
    SELECT source, currency, COUNT(*) AS accounts, SUM(mrr) AS mrr
    FROM mrr_spans WHERE ended_on IS NULL
    GROUP BY source, currency
"""
_SEVERAL = """
    SELECT s.account_id, a.name, s.chosen, s.subscription, s.contract, s.lines, s.currency
    FROM mrr_sources AS s LEFT JOIN accounts AS a ON a.account_id = s.account_id
    WHERE (s.subscription IS NOT NULL AND s.contract IS NOT NULL)
       OR (s.subscription IS NOT NULL AND s.lines IS NOT NULL)
       OR (s.contract IS NOT NULL AND s.lines IS NOT NULL)
"""


def movements(
    view: View,
    every: Step = "month",
    *,
    account: str | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> pl.DataFrame:
    """How MRR moved, of the whole book or of one account; periods that begin in [starts, ends).

    Columns: date (first day of the period), opening, new, reactivation, expansion, contraction,
    churn, closing, currency. Days run to the end of the data, longer periods to the last complete
    month (a quarter or year of which later months are missing holds those there are). Raises
    SliceError for a period or account that does not exist, IcpError E_CURRENCY where the MRR is
    in several currencies that no rate converts.
    """
    if every not in get_args(Step):
        raise SliceError(f"MRR moves by {', '.join(get_args(Step))}; not by '{every}'.")
    currency = _currency(view, account)
    frame = _days(view, account) if every == "day" else _months(view, account)
    if every in ("quarter", "year"):
        frame = _longer(frame, every, view.settings["fiscal_year_start"])
    if starts is not None:
        frame = frame.filter(pl.col("date") >= starts)
    if ends is not None:
        frame = frame.filter(pl.col("date") < ends)
    return frame.with_columns(pl.lit(currency, pl.String).alias("currency"))


def by_source(view: View) -> pl.DataFrame:
    """MRR at the end of the data by the source it is taken from: source, currency, accounts, mrr.

    In the order of preference; one row per currency where no rate converts them.
    """
    found = view.engine.run(bind(_BY_SOURCE, {}))
    return found.sort(pl.col("source").cast(pl.Enum(SOURCES)), "currency")


def disagreements(view: View, over: float = 0.05) -> pl.DataFrame:
    """Accounts whose sources differ by more than a share of the largest: the widest first.

    Columns: account_id, name, chosen, subscription, contract, lines (MRR at the end of the data,
    null where a source knows nothing), currency, difference (a share; null, and listed last, where
    the sources are in several currencies that no rate converts).
    """
    found = view.engine.run(bind(_SEVERAL, {}))
    largest, least = pl.max_horizontal(*SOURCES), pl.min_horizontal(*SOURCES)
    share = (largest - least).cast(pl.Float64) / largest.cast(pl.Float64)
    one = ~pl.col("currency").str.contains("+", literal=True).fill_null(value=False)
    difference = pl.when(one).then(pl.when(largest > 0).then(share).otherwise(0.0))
    wide = pl.col("difference").is_null() | (pl.col("difference") > over)
    return (
        found.with_columns(difference.alias("difference"))
        .filter(wide)
        .sort((largest - least), "account_id", descending=[True, False])
        .sort(pl.col("difference").is_null(), maintain_order=True)
    )


def _currency(view: View, account: str | None) -> str | None:
    """The one currency of the MRR. Raises for several, and for an account nobody knows."""
    asked = {"account": account}
    if account is not None and view.engine.run(bind(_KNOWN, asked)).is_empty():
        raise SliceError(f"There is no account '{account}'.")
    names = view.engine.run(bind(_CURRENCIES, asked))["currency"].to_list()
    found = sorted({code for name in names for code in name.split("+")})
    if len(found) > 1:
        raise IcpError(
            f"MRR is in {' and '.join(found)} and cannot be added up: set reporting_currency, "
            "and load rates of the others as fx_rates.",
            code="E_CURRENCY",
        )
    return found[0] if found else None


def _months(view: View, account: str | None) -> pl.DataFrame:
    found = view.engine.run(bind(_MONTHS, {"account": account}))
    moved = found.select("date", *(pl.col(c).cast(_MONEY) for c in _COLUMNS))
    return _every(moved, "1mo", _last_month(view)).with_columns(
        pl.col(c).fill_null(_NOUGHT) for c in _COLUMNS
    )


def _days(view: View, account: str | None) -> pl.DataFrame:
    found = view.engine.run(bind(_DAYS, {"account": account}))
    net = pl.col("net").cast(_MONEY)
    parts = [net.filter(pl.col("part") == p).sum().alias(p) for p in PARTS]
    moved = _every(found.group_by("date").agg(parts), "1d", data_end(view.version.data_through))
    moved = moved.with_columns(pl.col(p).fill_null(_NOUGHT) for p in PARTS)
    closing = pl.sum_horizontal(*PARTS).cum_sum().cast(_MONEY)
    opening = closing.shift(1).fill_null(_NOUGHT)
    return moved.select("date", opening.alias("opening"), *PARTS, closing.alias("closing"))


def _last_month(view: View) -> date | None:
    """First day of the last month the data covers to its end."""
    end = data_end(view.version.data_through)
    if end is None:
        return None
    first_not_covered = (end + timedelta(days=1)).replace(day=1)
    return (first_not_covered - timedelta(days=1)).replace(day=1)


def _every(moved: pl.DataFrame, step: str, last: date | None) -> pl.DataFrame:
    """One row per day or month from the first with MRR to the last, those without change too."""
    if moved.is_empty() or last is None:
        return moved
    first: date = moved["date"].sort()[0]
    dates = pl.DataFrame({"date": pl.date_range(first, last, step, eager=True)})
    return dates.join(moved, on="date", how="left").sort("date")


def _longer(months: pl.DataFrame, every: Literal["quarter", "year"], year: int) -> pl.DataFrame:
    firsts = [start_of(d, every, year) for d in months["date"]]
    added = [
        pl.col("opening").first(),
        *(pl.col(p).sum() for p in PARTS),
        pl.col("closing").last(),
    ]
    return (
        months.with_columns(pl.Series("date", firsts, pl.Date))
        .group_by("date", maintain_order=True)
        .agg(added)
    )
