from __future__ import annotations

import random
import statistics
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import Slice, View, compare
from tests.builders import YEAR, account, deal, small_company, total, values


def won(*amounts: float | None, currency: str | None = "EUR", account_id: str = "A") -> list[dict]:  # type: ignore[type-arg]
    return [
        deal(
            f"{account_id}{i}{currency}",
            account_id,
            "won",
            "2025-06-15",
            amount=a,
            currency=currency,
        )
        for i, a in enumerate(amounts)
    ]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    chance = random.Random(5)
    large = [round(chance.lognormvariate(9, 1), 2) for _ in range(301)]
    return small_company(
        tmp_path_factory.mktemp("sizes"),
        accounts=[
            account("A", industry="software", region="odd"),
            account("B", industry="retail", region="even"),
            account("C", industry="software", region="large"),
            account("D", industry="software", region="blank"),
        ],
        deals=[
            *won(10, 1000, 20),
            *won(10, 40, 20, 30, account_id="B"),
            *won(*large, account_id="C"),
            *won(0, None, 50, account_id="D"),
        ],
    )


def sizes(view: View, region: str) -> dict[str, float | None]:
    row = total(view, "deal_size", replace(YEAR, where=(("region", (region,)),)))
    return {"mean": values(row)["all"], "median": row.extras["median"]["all"]}


def test_mean_and_median_of_few_deals_by_hand(view: View) -> None:
    assert sizes(view, "odd") == {"mean": pytest.approx(1030 / 3), "median": 20}


def test_median_of_an_even_count_is_between_the_middle_two(view: View) -> None:
    assert sizes(view, "even") == {"mean": 25, "median": 25}


def test_median_of_many_is_within_two_percent_of_the_true_one(view: View) -> None:
    chance = random.Random(5)
    large = [round(chance.lognormvariate(9, 1), 2) for _ in range(301)]
    found = sizes(view, "large")
    assert found["median"] == pytest.approx(statistics.median(large), rel=0.02)
    assert found["mean"] == pytest.approx(statistics.fmean(large), rel=1e-9)


def test_amount_of_zero_is_a_deal_and_a_blank_one_is_not(view: View) -> None:
    assert sizes(view, "blank") == {"mean": 25, "median": 25}


def test_median_of_a_group_and_of_the_whole_are_their_own(view: View) -> None:
    row = total(view, "deal_size", replace(YEAR, where=(("region", ("odd", "even")),)))
    # Fit 10, 20, 1000; not fit 10, 20, 30, 40; together 10, 10, 20, 20, 30, 40, 1000.
    assert row.extras["median"] == {"fit": 20, "not_fit": 25, "unknown": None, "all": 20}


def test_two_currencies_are_not_added_up(tmp_path: Path) -> None:
    both = [*won(10), *won(20, currency="USD", account_id="B")]
    view = small_company(tmp_path, accounts=[account("A"), account("B")], deals=both)
    row = total(view, "deal_size")
    assert {g.estimate.status for g in row.groups.values()} == {"not_estimable"}
    assert {g.estimate.reason for g in row.groups.values()} == {"mixed_currency"}
    assert set(values(row).values()) == {None}
    assert (row.gap.value, row.verdict, row.currency) == (None, "too_little_data", None)
    # A share knows no money.
    assert values(total(view))["all"] == 1


def test_amounts_without_currency_go_with_the_one_there_is(tmp_path: Path) -> None:
    view = small_company(tmp_path, deals=[*won(10), *won(30, currency=None, account_id="B")])
    row = total(view, "deal_size")
    assert (values(row)["all"], row.currency) == (20, "EUR")


def test_store_without_deals_says_that_the_table_is_missing(tmp_path: Path) -> None:
    view = small_company(tmp_path, accounts=[account("A", industry="software")])
    for kpi in ("win_rate", "deal_size"):
        row = compare(view, kpi, Slice())[0]
        assert {g.estimate.reason for g in row.groups.values()} == {"missing_table"}
        assert row.verdict == "too_little_data"
        assert row.period.ends == date(2026, 1, 1)


def test_deals_without_accounts_are_all_unknown(tmp_path: Path) -> None:
    row = total(small_company(tmp_path, deals=won(10, 20)), "deal_size")
    assert row.groups["unknown"].facts == row.groups["all"].facts == 2
