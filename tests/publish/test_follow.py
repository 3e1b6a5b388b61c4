"""Snapshots of running subscriptions become spans of constant MRR and status."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.publish.follow import spans
from icp_metrics.schema import DATE, ID, MONEY, TEXT, Column, Table
from tests.builders import new_store
from tests.publish.billing import sub, table, tell

SPANS = "started_on, ended_on, CAST(mrr AS INTEGER), status"
DAY = date(2025, 1, 1)
PART = Table(
    "t",
    "",
    ("id", "started_on"),
    (
        Column("id", ID, ""),
        Column("started_on", DATE, ""),
        Column("ended_on", DATE, ""),
        Column("mrr", MONEY, ""),
        Column("status", TEXT, ""),
    ),
    follows=("mrr", "status"),
)

Told = tuple[int, int, str, int | None]
"""What a load says of a row that began on day 3: the load's day, MRR, status, day it ends."""


def followed(*told: Told) -> list[tuple[int, int | None, int, str]]:
    """The spans: begin, end, MRR, status."""
    rows = [
        f"SELECT 'a' AS id, DATE '{DAY + timedelta(3)}' AS started_on, "
        f"{{'v': CAST({'NULL' if e is None else repr(str(DAY + timedelta(e)))} AS DATE)}} "
        f"AS ended_on, {{'v': CAST({m} AS DECIMAL(18,4))}} AS mrr, {{'v': '{s}'}} AS status, "
        f"{i} AS _order, DATE '{DAY + timedelta(d)}' AS _true_on, FALSE AS _gone"
        for i, (d, m, s, e) in enumerate(told)
    ]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE stack AS {' UNION ALL '.join(rows)}")
        found = connection.execute(
            f"SELECT started_on, ended_on.v, mrr.v, status.v FROM ({spans(PART, {}, 'stack')}) "
            "ORDER BY started_on"
        ).fetchall()
    return [
        ((s - DAY).days, None if e is None else (e - DAY).days, int(m), w) for s, e, m, w in found
    ]


def test_another_price_or_status_closes_the_span_and_opens_the_next() -> None:
    told = [(5, 100, "active", None), (8, 120, "active", None), (9, 120, "active", None)]
    assert followed(*told[:1]) == [(3, None, 100, "active")]
    assert followed(*told) == [(3, 8, 100, "active"), (8, None, 120, "active")]
    assert followed(*told, (12, 120, "past_due", None))[1:] == [
        (8, 12, 120, "active"),
        (12, None, 120, "past_due"),
    ]


def test_cancel_ends_the_last_span_and_opens_none() -> None:
    told = [(5, 100, "active", None), (8, 120, "active", None)]
    ended = [(3, 8, 100, "active"), (8, 10, 120, "canceled")]
    assert followed(*told, (12, 120, "canceled", 10)) == ended
    # Systems that show what is paid now show nothing once it has ended.
    assert followed(*told, (12, 0, "canceled", 10)) == ended


def test_end_that_is_known_late_takes_back_what_was_seen_after_it() -> None:
    told = [(5, 100, "active", None), (8, 120, "active", None), (12, 100, "canceled", 7)]
    assert followed(*told) == [(3, 7, 100, "active")]


def test_who_comes_back_under_the_same_id_was_away() -> None:
    told = [(5, 100, "active", None), (8, 0, "canceled", 7), (12, 120, "active", None)]
    away = (3, 7, 100, "canceled")
    assert followed(*told) == [away, (12, None, 120, "active")]
    again = [*told, (14, 120, "past_due", None), (18, 0, "canceled", 16)]
    assert followed(*again) == [away, (12, 14, 120, "active"), (14, 16, 120, "canceled")]


def test_end_that_is_withdrawn_without_a_return_is_none() -> None:
    told = [(5, 100, "active", None), (8, 100, "active", 20), (12, 120, "active", None)]
    assert followed(*told) == [(3, 12, 100, "active"), (12, None, 120, "active")]


def test_end_to_come_is_no_end_yet() -> None:
    assert followed((5, 100, "active", 30), (8, 120, "active", 30)) == [
        (3, 8, 100, "active"),
        (8, 30, 120, "active"),
    ]


def test_correction_of_the_day_or_before_the_start_opens_nothing() -> None:
    told = [(0, 90, "active", None), (3, 100, "active", None)]
    assert followed(*told) == [(3, None, 100, "active")]
    same_day = [(8, 100, "active", None), (8, 110, "active", None)]
    assert followed(*told, *same_day) == [(3, 8, 100, "active"), (8, None, 110, "active")]


def in_python(told: list[Told]) -> list[tuple[object, ...]]:
    """The same by a plain loop."""
    days: dict[int, tuple[int, str, int | None, bool]] = {}
    for day, mrr, status, end in told:
        days[max(day, 3)] = (mrr, status, end, end is not None and end <= day)
    made: list[Any] = []
    ends: list[int | None] = [None]
    before: tuple[int, str] | None = None
    was_over = False
    for day, (mrr, status, end, over) in days.items():
        paid = before[0] if before and over and mrr == 0 else mrr
        if before is None or (not over and (paid, status) != before):
            if was_over:
                ends.append(None)
            made.append([day if made else 3, paid, status, len(ends) - 1])
        else:
            made[-1][1:3] = [paid, status]
        before, was_over, ends[-1] = (paid, status), over, end
    kept = [s for i, s in enumerate(made) if not i or (ends[s[3]] or 99) > s[0]]
    followers = [*(s[0] for s in kept[1:]), None]
    return [
        (s, min((e for e in (upto, ends[life]) if e is not None), default=None), m, status)
        for (s, m, status, life), upto in zip(kept, followers, strict=True)
    ]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.sampled_from([0, 5, 7]),
            st.sampled_from(["active", "past_due"]),
            st.none() | st.integers(3, 14),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_spans_are_those_of_a_plain_loop(told: list[Told]) -> None:
    told = sorted(told, key=lambda t: t[0])
    assert followed(*told) == in_python(told)


def test_three_loads_in_any_order_are_three_spans_and_a_fourth_changes_nothing(
    tmp_path: Path,
) -> None:
    store = new_store(tmp_path)
    told_itself = [
        sub("2024-01-01", 5, subscription_id="t", ended_on="2024-06-01"),
        sub("2024-06-01", 7, subscription_id="t", ended_on=None),
    ]
    tell(store, "2025-04-01", subscriptions=[sub("2025-01-10", 120, "past_due", plan="Pro")])
    tell(store, "2025-02-01", subscriptions=[sub("2025-01-10", 100, plan="Basic"), *told_itself])
    result = tell(
        store, "2025-03-01", subscriptions=[sub("2025-01-10", 120, account_id="d"), *told_itself]
    )
    assert table(store, f"subscription_id, {SPANS}, plan, account_id") == [
        ("s", "2025-01-10", "2025-03-01", "100", "active", "Basic", "c"),
        ("s", "2025-03-01", "2025-04-01", "120", "active", "Basic", "c"),
        ("s", "2025-04-01", None, "120", "past_due", "Pro", "c"),
        ("t", "2024-01-01", "2024-06-01", "5", "active", None, "c"),
        ("t", "2024-06-01", None, "7", "active", None, "c"),
    ]
    counts = result.tables["subscriptions"]
    assert (counts["rows"], counts["new"], counts["changed"]) == (3, 0, 1)
    last = sub("2025-01-10", 120, "past_due", account_id="d")
    result = tell(store, "2025-05-01", subscriptions=[last])
    assert result.tables["subscriptions"]["changed"] == 1
    # The account is the newest one in every span.
    assert table(store, "account_id") == [("c",)] * 2 + [("d",)] * 3
    result = tell(store, "2025-05-02", subscriptions=[last])
    assert result.tables["subscriptions"]["unchanged"] == 1
