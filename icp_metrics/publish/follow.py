"""Following a running row: what a later load says otherwise closes its span and opens the next.

An extract that holds only the present says what is so on its date, not since when. For a table
with `follows`, a row of one key whose followed columns differ from those of the load before, and
that still runs (`ended_on` blank or after the load's date), begins a new span on that date. A row
that has ended opens none: it says when the last span ended. One that had ended and is told anew as
running has come back: the spans before keep the end told while it was over. Otherwise `ended_on`
is that of the newest load in every span, and so is the account; other cells are those of the
span's last load.
"""

from __future__ import annotations

from collections.abc import Mapping

from icp_metrics import projections
from icp_metrics.schema import MONEY, Kind, Table
from icp_metrics.store.build import Build, quoted

ENDS = "ended_on"


def split(build: Build, table: Table, custom: Mapping[str, Kind], rows: str) -> str:
    """Cut the stack `rows` of a table that follows into spans; the name of the new stack."""
    if not table.follows:
        return rows
    name = f"_spans_{table.name}"
    build.run(f"CREATE TEMP TABLE {name} AS {spans(table, custom, rows)}")
    return name


def spans(table: Table, custom: Mapping[str, Kind], rows: str) -> str:
    """SQL for one row per span, in the shape of the stack; the key ends in the span's start."""
    starts = quoted(table.key[-1])
    keys = ", ".join(quoted(k) for k in table.key)
    kept = {n: k for n, k in projections.columns(table, custom).items() if n not in table.key}
    carried = ", ".join(_carried(n, k, followed=n in table.follows) for n, k in kept.items())
    state = ", ".join(f"{quoted(n)}.v" for n in table.follows)
    newest = [f"FIRST_VALUE({ENDS}) OVER newest_of_life AS {ENDS}"]
    if "account_id" in kept:
        newest.append("FIRST_VALUE(account_id) OVER newest AS account_id")
    return f"""
        WITH dated AS (
            -- What is said before it begins is no change.
            SELECT *, GREATEST(_true_on, {starts}) AS _day,
                   (LAST_VALUE({ENDS} IGNORE NULLS) OVER so_far).v <= _true_on AS _over
            FROM {rows}
            WINDOW so_far AS (PARTITION BY {keys} ORDER BY _order ROWS UNBOUNDED PRECEDING)
        ), carried AS (
            SELECT {keys}, {carried}, _order, _true_on, _gone, _day, _over
            FROM dated
            WINDOW so_far AS (PARTITION BY {keys} ORDER BY _order ROWS UNBOUNDED PRECEDING)
            QUALIFY ROW_NUMBER() OVER (PARTITION BY {keys}, _day ORDER BY _order DESC) = 1
        ), compared AS (
            SELECT *, _day > {starts} AND _over IS NOT TRUE
                   AND LAG(_day) OVER by_day IS NOT NULL
                   AND ROW({state}) IS DISTINCT FROM LAG(ROW({state})) OVER by_day AS _opens,
                   COALESCE(LAG(_over) OVER by_day, FALSE) AS _was_over
            FROM carried
            WINDOW by_day AS (PARTITION BY {keys} ORDER BY _day)
        ), placed AS (
            SELECT *, COALESCE(MAX(CASE WHEN _opens THEN _day END) OVER (
                PARTITION BY {keys} ORDER BY _day ROWS UNBOUNDED PRECEDING), {starts}) AS _starts,
                COUNT(*) FILTER (_opens AND _was_over) OVER (
                    PARTITION BY {keys} ORDER BY _day ROWS UNBOUNDED PRECEDING) AS _life
            FROM compared
        ), last AS (
            SELECT * REPLACE ({", ".join(newest)}) FROM placed
            WINDOW newest AS (PARTITION BY {keys} ORDER BY _day DESC),
                   newest_of_life AS (PARTITION BY {keys}, _life ORDER BY _day DESC)
            QUALIFY ROW_NUMBER() OVER (PARTITION BY {keys}, _starts ORDER BY _day DESC) = 1
        ), closed AS (
            SELECT * REPLACE ({{'v': LEAST({ENDS}.v, LEAD(_starts) OVER by_start)}} AS {ENDS})
            FROM last
            -- An end that became known later takes back what was seen after it.
            WHERE _starts = {starts} OR {ENDS}.v IS NULL OR _starts < {ENDS}.v
            WINDOW by_start AS (PARTITION BY {keys} ORDER BY _starts)
        )
        SELECT * EXCLUDE (_day, _over, _opens, _was_over, _starts, _life)
               REPLACE (_starts AS {starts})
        FROM closed
    """


def _carried(name: str, kind: Kind, *, followed: bool) -> str:
    """A cell as last told. Nothing paid once it has ended is no news about what was paid."""
    cell = quoted(name)
    if not (followed and kind is MONEY):
        return f"LAST_VALUE({cell} IGNORE NULLS) OVER so_far AS {cell}"
    told = f"CASE WHEN _over AND {cell}.v = 0 THEN NULL ELSE {cell} END"
    return f"COALESCE(LAST_VALUE({told} IGNORE NULLS) OVER so_far, {cell}) AS {cell}"
