"""What checks say of the rows a load takes: a sentence with a count, and the rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from icp_metrics.checks import Finding, Loaded, checks, findings

AS_OF = date(2025, 12, 31)
ACCOUNTS = pl.DataFrame({"account_id": ["A", "B"]})


def found(check: str, **tables: list[dict[str, Any]]) -> list[Finding]:
    rows = {name: pl.DataFrame(r, infer_schema_length=None) for name, r in tables.items()}
    every = findings(Loaded(rows, ACCOUNTS, AS_OF))
    return [f for f in every if f.check == check]


def deals(n: int, **cells: Any) -> list[dict[str, Any]]:
    """`n` deals, each created and lost on a day of its own from 2025 on."""
    days = [date(2025, 1, 1) + timedelta(days=i) for i in range(n)]
    return [
        {
            "opportunity_id": f"d{i}",
            "account_id": "A",
            "status": "lost",
            "created_on": day,
            "closed_on": day,
            **cells,
        }
        for i, day in enumerate(days)
    ]


def test_every_check_finds_nothing_in_sound_rows() -> None:
    sound = {"opportunities": pl.DataFrame(deals(60))}
    assert findings(Loaded(sound, ACCOUNTS, AS_OF, records={"deals.csv": 60})) == ()
    assert len(checks()) == 8


def test_rows_without_account_and_with_one_nobody_knows_are_told_apart() -> None:
    rows = [*deals(3), *deals(2, account_id=None), *deals(1, account_id="Z")]
    for i, row in enumerate(rows):
        row["opportunity_id"] = f"d{i}"
    [blank] = found("no_account", opportunities=rows)
    assert blank.sentence.startswith("2 deals have no account")
    assert blank.rows["opportunity_id"].to_list() == ["d3", "d4"]
    [orphan] = found("orphans", opportunities=rows)
    assert "1 deals have an account that is not among the accounts, for example 'Z'" in (
        orphan.sentence
    )
    assert orphan.rows.rows() == [("d5", "Z")]


def test_canceled_subscription_without_an_end_is_said() -> None:
    rows = [
        {"subscription_id": "a", "started_on": date(2024, 1, 1), "status": "canceled"},
        {"subscription_id": "b", "started_on": date(2024, 1, 1), "status": "canceled"},
    ]
    [both] = found("endless", subscriptions=rows)
    assert both.sentence.startswith("2 subscriptions are canceled and say no ended_on")
    rows[1]["ended_on"] = date(2024, 5, 1)
    [one] = found("endless", subscriptions=rows)
    assert one.rows["subscription_id"].to_list() == ["a"]


def test_deals_created_in_one_import_are_said_and_those_of_one_week_are_not() -> None:
    imported = deals(100)
    for row in imported[:40]:
        row["created_on"] = date(2025, 2, 1)
    [told] = found("created_in_bulk", opportunities=imported)
    assert told.sentence.startswith("40 of 100 deals were created on 2025-02-01")
    assert told.rows.height == 40
    week = [{**d, "created_on": date(2025, 2, 1)} for d in imported]
    assert found("created_in_bulk", opportunities=week) == []
    assert found("created_in_bulk", opportunities=imported[:49]) == []


def test_day_with_over_ten_times_the_usual_losses_is_said() -> None:
    rows = deals(60)
    for row in rows[:25]:
        row["closed_on"] = date(2025, 6, 30)
    [told] = found("lost_in_bulk", opportunities=rows)
    assert told.sentence.startswith("25 deals were lost on 2025-06-30, on a usual day 1:")
    assert told.rows.height == 25
    won = [{**d, "status": "won"} for d in rows]
    assert found("lost_in_bulk", opportunities=won) == []


@pytest.mark.parametrize(("records", "said"), [(2_000, 1), (1_999, 0), (1_048_575, 1)])
def test_file_that_ends_where_exports_end_is_said(records: int, said: int) -> None:
    loaded = Loaded({}, ACCOUNTS, AS_OF, records={"deals.csv": records})
    assert len(findings(loaded)) == said


def test_close_dates_that_cannot_be_are_listed() -> None:
    rows = deals(3)
    rows[0]["closed_on"] = date(2026, 1, 1)
    rows[1]["closed_on"] = date(2024, 1, 1)
    late, early = found("closed_when", opportunities=rows)
    assert late.rows["opportunity_id"].to_list() == ["d0"]
    assert early.rows["opportunity_id"].to_list() == ["d1"]


def test_finding_as_plain_data_has_its_rows_as_a_count() -> None:
    [told] = found("created_blank", opportunities=deals(1, created_on=None))
    assert told.to_json() == {
        "check": "created_blank",
        "severity": "warn",
        "sentence": "1 deals have no created_on; they are out of cycle length",
        "table": "opportunities",
        "rows": 1,
    }
