"""Movements of any book: opening + all of them = closing, day by day and month by month.

The MRR of each day is worked out a second time here, one day at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.compare import View
from icp_metrics.compare.movements import PARTS, movements
from icp_metrics.compare.periods import add_months
from tests.derived.book import book, line, rows, subscription

FIRST = date(2024, 11, 1)
END = date(2025, 6, 30)
FAR = date(2026, 6, 1)


@dataclass(frozen=True)
class Piece:
    """What one subscription or line of an account brings per month, [starts, ends)."""

    account: str
    starts: date
    ends: date | None
    mrr: int
    months: int = 0


@st.composite
def months(draw: st.DrawFn) -> Piece:
    """A line for one to three whole months; now and then a credit."""
    starts = FIRST + timedelta(draw(st.integers(0, 260)))
    starts = starts.replace(day=min(starts.day, 28))
    count = draw(st.integers(1, 3))
    ends = add_months(starts, count).replace(day=starts.day)
    return Piece(draw(st.sampled_from("AB")), starts, ends, draw(st.integers(-20, 60)), count)


@st.composite
def running(draw: st.DrawFn) -> Piece:
    """A subscription, of one day or of any longer time."""
    starts = FIRST + timedelta(draw(st.integers(0, 260)))
    days = draw(st.none() | st.integers(1, 150))
    ends = None if days is None else starts + timedelta(days)
    return Piece(draw(st.sampled_from("XY")), starts, ends, draw(st.integers(1, 60)))


def days_of(pieces: Sequence[Piece], *, gap: int, stated: bool) -> dict[date, int]:
    """The MRR of each day of one account up to the end of the data, the slow way."""
    span = [FIRST + timedelta(i) for i in range((FAR - FIRST).days)]
    level = [
        max(0, sum(p.mrr for p in pieces if p.starts <= d and (p.ends is None or d < p.ends)))
        for d in span
    ]
    i = 0
    while i < len(span):
        if level[i] or i == 0 or not level[i - 1]:
            i += 1
            continue
        back = next((j for j in range(i, len(span)) if level[j]), None)
        bridged = back is not None and back - i <= gap
        undecided = not stated and span[i] + timedelta(gap) > END
        if bridged or undecided:
            until = back if bridged else len(span)
            level[i:until] = [level[i - 1]] * ((until or 0) - i)
        i += 1
    return {d: v for d, v in zip(span, level, strict=True) if d <= END}


def add_up(frame: pl.DataFrame) -> None:
    """Each row adds up, and opens where the one before it closed."""
    moved = frame.select(pl.sum_horizontal("opening", *PARTS)).to_series()
    assert moved.to_list() == frame["closing"].to_list()
    assert frame["opening"].to_list()[1:] == frame["closing"].to_list()[:-1]
    assert frame["opening"].to_list()[:1] in ([], [Decimal(0)])


def check(view: View, account: str | None, expected: dict[date, int]) -> None:
    """The movements of one account, or of all, are those of the days worked out."""
    daily, monthly = movements(view, "day", account=account), movements(view, account=account)
    add_up(daily)
    add_up(monthly)
    found = dict(daily.select("date", "closing").rows())
    assert {d: v for d, v in expected.items() if v} == {d: v for d, v in found.items() if v}
    net = pl.sum_horizontal(*PARTS).alias("net")
    by_day = daily.group_by(pl.col("date").dt.truncate("1mo")).agg(net.sum())
    assert dict(by_day.filter(pl.col("net") != 0).rows()) == {
        month: v for month, v in monthly.select("date", net).rows() if v
    }


@settings(max_examples=15, deadline=None)
@given(st.lists(months() | running(), max_size=14), st.sampled_from([0, 10, 30]))
def test_every_day_and_month_adds_up(pieces: list[Piece], gap: int) -> None:
    lines, subscriptions = [], []
    for i, p in enumerate(pieces):
        ends = None if p.ends is None else str(p.ends)
        if p.account in "XY":
            s = subscription(f"S{i}", p.account, str(p.starts), p.mrr, ended_on=ends)
            subscriptions.append(s)
        else:
            paid = p.mrr * p.months
            lines.append(line(p.account, str(p.starts), ends, paid, line_id=f"l{i}"))
    view = book(
        through=END,
        settings={"churn_gap_days": gap},
        subscriptions=subscriptions,
        invoice_lines=lines,
    )
    whole: dict[date, int] = {}
    for account in "ABXY":
        own = [p for p in pieces if p.account == account]
        expected = days_of(own, gap=gap, stated=account in "XY")
        if any(expected.values()):
            check(view, account, expected)
        whole = {d: whole.get(d, 0) + v for d, v in expected.items()}
    check(view, None, whole)
    touching = """
        SELECT COUNT(*) FROM mrr_spans AS a JOIN mrr_spans AS b
          ON a.account_id = b.account_id AND a.ended_on = b.started_on AND a.mrr = b.mrr
    """
    assert rows(view, touching) == [(0,)]
