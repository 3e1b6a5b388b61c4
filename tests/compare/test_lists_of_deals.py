"""A list attribute of deals is the deal's own, also where accounts have one of the same name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from icp_metrics.compare import View, compare, members
from tests.builders import YEAR, account, deal, small_company


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder: Path = tmp_path_factory.mktemp("lists")
    return small_company(
        folder,
        accounts=[account("A", industry="software", tags=["SAP", "Kafka"])],
        deals=[
            deal("1", "A", "won", "2025-02-01", tags=["red", "blue"]),
            deal("2", "A", "lost", "2025-02-01", tags=["red"]),
            deal("3", "A", "lost", "2025-02-01", tags=None),
        ],
        attributes={"accounts": {"tags": "list"}, "opportunities": {"tags": "list"}},
    )


def facts(view: View, by: str) -> dict[str | None, int]:
    rows = compare(view, "win_rate", replace(YEAR, by=by))[1:]
    return {r.segment: r.groups["all"].facts for r in rows}


def test_deals_are_broken_down_by_their_own_list(view: View) -> None:
    assert facts(view, "opportunities.tags") == {"blue": 1, "red": 2, None: 1}


def test_accounts_list_of_the_same_name_is_another(view: View) -> None:
    assert facts(view, "tags") == {"Kafka": 3, "SAP": 3}


@pytest.mark.parametrize(("value", "ids"), [("red", {"1", "2"}), ("blue", {"1"}), ("", {"3"})])
def test_filter_on_the_list_of_deals(view: View, value: str, ids: set[str]) -> None:
    asked = replace(YEAR, where=(("opportunities.tags", (value,)),))
    assert set(members(view, "win_rate", asked)["fact_id"]) == ids
