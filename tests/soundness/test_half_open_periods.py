"""A period holds its first day and not the day it ends on."""

from __future__ import annotations

from datetime import date

import pytest

from icp_metrics.compare import Slice, View, compare, members, open_view
from icp_metrics.store import Store
from tests.builders import deal, load_rows, new_store

DAYS = ["2024-12-31", "2025-01-01", "2025-03-31", "2025-04-01", "2025-12-31", "2026-01-01"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = new_store(tmp_path_factory.mktemp("days"))
    deals = [deal(day, "A", "won", day, created_on="2024-06-01") for day in DAYS]
    load_rows(made, deals=deals, as_of="2026-01-31", data_through="2026-01-31")
    return made


@pytest.fixture(scope="module")
def view(store: Store) -> View:
    return open_view(store)


def closed_in(view: View, starts: str, ends: str) -> list[str]:
    asked = Slice(starts=date.fromisoformat(starts), ends=date.fromisoformat(ends))
    found = sorted(members(view, "win_rate", asked)["fact_id"])
    assert compare(view, "win_rate", asked)[0].groups["all"].facts == len(found)
    return found


def test_deal_closed_on_the_first_and_the_last_day_is_inside(view: View) -> None:
    assert closed_in(view, "2025-01-01", "2026-01-01") == [
        "2025-01-01",
        "2025-03-31",
        "2025-04-01",
        "2025-12-31",
    ]


def test_deal_closed_on_the_day_a_period_ends_is_outside(view: View) -> None:
    assert closed_in(view, "2025-01-01", "2025-03-31") == ["2025-01-01"]
    assert closed_in(view, "2024-12-31", "2025-01-01") == ["2024-12-31"]


def test_deal_on_the_edge_of_two_quarters_is_in_one_of_them(view: View) -> None:
    rows = compare(view, "win_rate", Slice(date(2025, 1, 1), date(2026, 1, 1), every="quarter"))
    assert [r.groups["all"].facts for r in rows] == [2, 1, 0, 1]


def test_fiscal_quarters_are_half_open_too(store: Store) -> None:
    settings = store.settings().with_values({"fiscal_year_start": 4}, version=1)
    store.save_settings(settings, author="A. Tester", reason="fiscal")
    fiscal = open_view(store)
    rows = compare(fiscal, "win_rate", Slice(date(2025, 1, 1), date(2026, 4, 1), every="year"))
    assert [(r.period.starts, r.groups["all"].facts) for r in rows] == [
        (date(2025, 1, 1), 2),
        (date(2025, 4, 1), 3),
    ]
    # Reaches 31 January: the last complete fiscal quarter ends with December.
    default = compare(fiscal, "win_rate", Slice())[0]
    assert (default.period.starts, default.period.ends) == (date(2025, 1, 1), date(2026, 1, 1))
    assert default.groups["all"].facts == 4
