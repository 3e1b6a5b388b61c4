"""A deal without account is kept: it counts in all, its fit is unknown, it stands for itself."""

from __future__ import annotations

import pytest

from icp_metrics.compare import Row, View, compare, members
from tests.builders import YEAR, account, counts, deal, load_rows, new_store, small_company, total


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Ten deals of one account, ten without any, ten of an account that was never loaded."""
    of = {"A": "A", "none": None, "gone": "gone"}
    deals = [
        deal(f"{name}{i}", account_id, "won" if i < 5 else "lost", "2025-06-15", amount=10)
        for name, account_id in of.items()
        for i in range(10)
    ]
    return small_company(
        tmp_path_factory.mktemp("orphans"),
        accounts=[account("A", industry="software")],
        deals=deals,
    )


@pytest.fixture(scope="module")
def row(view: View) -> Row:
    return total(view)


def test_all_hold_every_deal_and_unknown_those_of_nobody(row: Row) -> None:
    assert counts(row) == {"fit": 10, "not_fit": 0, "unknown": 20, "all": 30}


def test_each_deal_without_account_is_a_cluster_of_its_own(row: Row) -> None:
    # One account, ten deals on their own, and the account that was never loaded.
    assert {g: c.n for g, c in row.groups.items()} == {
        "fit": 1,
        "not_fit": 0,
        "unknown": 11,
        "all": 12,
    }


def test_rows_behind_the_number_name_no_account(view: View) -> None:
    rows = members(view, "win_rate", YEAR, group="unknown").to_dicts()
    assert len(rows) == 20
    assert {r["account_id"] for r in rows} == {None, "gone"}
    assert {r["account_name"] for r in rows} == {None}


def test_amounts_of_nobody_are_in_the_whole(view: View) -> None:
    size = compare(view, "deal_size", YEAR)[0]
    assert counts(size) == {"fit": 5, "not_fit": 0, "unknown": 10, "all": 15}


def test_ten_deals_of_one_account_say_less_than_ten_of_nobody(row: Row) -> None:
    assert row.groups["fit"].estimate.reason == "low_n"
    assert row.groups["unknown"].estimate.low is not None


def test_load_warns_with_the_count(tmp_path) -> None:  # type: ignore[no-untyped-def]
    deals = [
        deal("d1", None, "won", "2025-06-15"),
        deal("d2", "gone", "won", "2025-06-15"),
        deal("d3", "A", "won", "2025-06-15"),
    ]
    result = load_rows(new_store(tmp_path), accounts=[account("A")], deals=deals)
    assert result.tables["opportunities"]["matched"] == 1
    told = " ".join(result.warnings)
    assert "without" in told or "no account" in told, result.warnings
