"""The same data told again, in pieces or in another order, gives the same numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import View, compare, open_view
from tests.builders import (
    ICP,
    YEAR,
    account,
    crowd,
    joined,
    load_rows,
    new_store,
    rows_of,
    small_company,
)

COMPANY = joined(
    crowd("s", 30, 20, industry="software", amount=100),
    crowd("r", 30, 10, industry="retail", amount=90),
)


def told(view: View) -> list[dict[str, Any]]:
    return [r.to_json() for kpi in ("win_rate", "deal_size") for r in compare(view, kpi, YEAR)]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> View:
    return small_company(tmp_path_factory.mktemp("once"), **COMPANY)


def test_same_rows_under_another_date_change_no_number(once: View, tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    load_rows(store, **COMPANY)
    result = load_rows(store, **COMPANY, as_of="2026-01-31")
    assert result.published
    assert all(t["unchanged"] == t["rows"] == 60 for t in result.tables.values())
    again = open_view(store)
    assert told(again) == told(once)
    assert rows_of(again, "SELECT COUNT(*) FROM account_spans") == [(60,)]


def test_pieces_in_any_order_give_the_numbers_of_the_whole(once: View, tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    load_rows(store, deals=COMPANY["deals"][40:])
    load_rows(store, accounts=list(reversed(COMPANY["accounts"])))
    load_rows(store, deals=list(reversed(COMPANY["deals"][:50])))
    assert told(open_view(store)) == told(once)


def test_loads_apply_in_the_order_of_their_dates(tmp_path: Path) -> None:
    stores = []
    for name, days in (
        ("up", ["2025-03-31", "2025-06-30"]),
        ("down", ["2025-06-30", "2025-03-31"]),
    ):
        (tmp_path / name).mkdir()
        store = new_store(tmp_path / name, ICP)
        industry = {"2025-03-31": "software", "2025-06-30": "retail"}
        for day in days:
            load_rows(store, accounts=[account("A", industry=industry[day])], as_of=day)
        stores.append(open_view(store))
    columns = "account_id, valid_from, valid_to, industry, known_from"
    up, down = (rows_of(v, f"SELECT {columns} FROM account_spans") for v in stores)
    assert up == down
    assert len(up) == 2
