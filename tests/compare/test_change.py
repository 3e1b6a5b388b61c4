"""What became of the figures since the period before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import Row, Slice, View, compare
from tests.builders import account, crowd, deal, joined, small_company

Q2 = Slice(starts=date(2025, 4, 1), ends=date(2025, 7, 1))


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """60 accounts with a deal in each of two quarters; nearly the same of them win both times."""
    accounts = [account(f"s{i:02d}", industry="software") for i in range(30)]
    accounts += [account(f"r{i:02d}", industry="retail") for i in range(30)]
    deals = []
    for prefix, first, second in (("s", range(15), range(2, 20)), ("r", range(9), range(1, 8))):
        for day, won in (("2025-02-15", first), ("2025-05-15", second)):
            deals += [
                deal(
                    f"{prefix}{i:02d}-{day}", f"{prefix}{i:02d}", "won" if i in won else "lost", day
                )
                for i in range(30)
            ]
    return small_company(
        tmp_path_factory.mktemp("change"),
        accounts=accounts,
        deals=deals,
        data_through="2025-06-30",
    )


@pytest.fixture(scope="module")
def row(view: View) -> Row:
    return compare(view, "win_rate", Q2)[0]


def test_change_is_the_period_less_the_one_before(row: Row) -> None:
    assert row.change is not None
    assert (row.change.before.starts, row.change.before.ends) == (date(2025, 1, 1), Q2.starts)
    assert row.change.fit.value == pytest.approx(18 / 30 - 15 / 30)
    assert row.change.not_fit.value == pytest.approx(7 / 30 - 9 / 30)


def test_change_of_the_gap_is_the_gap_less_the_one_before(row: Row) -> None:
    assert row.change is not None
    assert row.change.gap.value == pytest.approx((18 - 7) / 30 - (15 - 9) / 30)


def test_change_on_the_same_accounts_is_surer_than_between_strangers(
    row: Row, tmp_path: Path
) -> None:
    first = crowd("a", 30, 15, closed_on="2025-02-15", industry="software")
    second = crowd("b", 30, 18, closed_on="2025-05-15", industry="software")
    strangers = small_company(tmp_path, data_through="2025-06-30", **joined(first, second))
    other = compare(strangers, "win_rate", Q2)[0].change
    assert row.change is not None
    assert other is not None
    same, apart = row.change.fit, other.fit
    assert same.value == pytest.approx(apart.value)
    assert same.high - same.low < 0.75 * (apart.high - apart.low)  # type: ignore[operator]


def test_range_of_a_change_is_that_of_paired_differences(row: Row) -> None:
    # One deal per account and quarter: the plain paired standard error, from the 30 differences.
    moved = [(i in range(2, 20)) - (i in range(15)) for i in range(30)]
    mean = sum(moved) / 30
    se = (sum((m - mean) ** 2 for m in moved) / 29 / 30) ** 0.5
    assert row.change is not None
    half = (row.change.fit.high - row.change.fit.low) / 2  # type: ignore[operator]
    assert half == pytest.approx(2.045 * se, rel=0.25)


def test_last_incomplete_period_is_flagged_and_has_no_change(view: View) -> None:
    rows = compare(view, "win_rate", Slice(date(2025, 1, 1), date(2025, 10, 1), every="quarter"))
    assert [r.period.complete for r in rows] == [True, True, False]
    assert [r.change is None for r in rows] == [False, False, True]
    assert ["incomplete_period" in r.flags for r in rows] == [False, False, True]


def test_change_of_each_part_is_to_the_part_before(view: View) -> None:
    rows = compare(view, "win_rate", Slice(date(2025, 1, 1), date(2025, 7, 1), every="quarter"))
    assert rows[1].change is not None
    assert rows[1].change.before == rows[0].period
    assert rows[1].change.fit.value == pytest.approx(0.1)


def test_period_before_without_data_gives_no_change_but_says_which(view: View) -> None:
    row = compare(view, "win_rate", replace(Q2, starts=date(2025, 1, 1), ends=date(2025, 4, 1)))[0]
    assert row.change is not None
    assert row.change.before.ends == date(2025, 1, 1)
    assert (row.change.fit.value, row.change.gap.value) == (None, None)


def test_answers_on_another_scale_than_before_have_no_change(tmp_path: Path) -> None:
    names = [f"a{i}" for i in range(24)]
    view = small_company(
        tmp_path,
        accounts=[
            account(n, industry="software" if i % 2 else "retail") for i, n in enumerate(names)
        ],
        survey_responses=[
            {
                "response_id": f"{n} {answered_on}",
                "account_id": n,
                "kind": "csat",
                "score": 4 + i % 2,
                "scale_min": 1,
                "scale_max": top,
                "answered_on": answered_on,
            }
            for i, n in enumerate(names)
            for answered_on, top in (("2025-02-01", 5), ("2025-05-01", 7), ("2025-08-01", 7))
        ],
        data_through="2025-09-30",
    )
    asked = Slice(starts=date(2025, 1, 1), ends=date(2025, 10, 1), every="quarter")
    first, other_scale, same_scale = compare(view, "csat", asked)
    assert first.groups["all"].estimate.value == 1
    assert other_scale.groups["all"].estimate.value == 0
    assert other_scale.change is None
    assert same_scale.change is not None
