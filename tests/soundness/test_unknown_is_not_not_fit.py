"""What cannot be told is a group of its own, never folded into not_fit."""

from __future__ import annotations

import pytest

from icp_metrics.compare import Row, View, members
from tests.builders import YEAR, account, counts, deal, small_company, total, values


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """One fit account that lost, one not fit that lost, and three of which nothing is known."""
    return small_company(
        tmp_path_factory.mktemp("unknown"),
        accounts=[
            account("S", industry="software"),
            account("R", industry="retail"),
            account("blank", industry=None),
        ],
        deals=[
            deal("s", "S", "lost", "2025-06-15"),
            deal("r", "R", "lost", "2025-06-15"),
            deal("b", "blank", "won", "2025-06-15"),
            deal("n", None, "won", "2025-06-15"),
            deal("z", "nowhere", "won", "2025-06-15"),
        ],
    )


@pytest.fixture(scope="module")
def row(view: View) -> Row:
    return total(view)


def test_missing_attribute_account_and_key_are_unknown(row: Row) -> None:
    assert counts(row) == {"fit": 1, "not_fit": 1, "unknown": 3, "all": 5}


def test_wins_of_the_unknown_do_not_raise_not_fit(row: Row) -> None:
    assert values(row) == {"fit": 0, "not_fit": 0, "unknown": 1, "all": 3 / 5}


def test_reason_says_what_is_missing(view: View) -> None:
    rows = members(view, "win_rate", YEAR, group="unknown").to_dicts()
    assert {r["fact_id"]: r["reason"] for r in rows} == {
        "b": "industry is blank",
        "n": None,
        "z": None,
    }


def test_gap_does_not_know_the_unknown(tmp_path) -> None:  # type: ignore[no-untyped-def]
    without = small_company(
        tmp_path,
        accounts=[account("S", industry="software"), account("R", industry="retail")],
        deals=[deal("s", "S", "lost", "2025-06-15"), deal("r", "R", "lost", "2025-06-15")],
    )
    assert values(total(without))["not_fit"] == 0
