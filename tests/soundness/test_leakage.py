"""An attribute that customers take on after they win must not make winners look like a fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.compare import View, open_view
from tests.builders import YEAR, account, counts, deal, load_rows, new_store, total, values

TOOL = """
name: uses-our-tool
criteria:
  - {attribute: tool, op: is, value: true, mode: required}
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """40 accounts without the tool; the 20 that win have it in the next export."""
    store = new_store(tmp_path_factory.mktemp("leak"), TOOL)
    names = [f"A{i:02d}" for i in range(40)]
    flags = {"accounts": {"tool": "flag"}}
    before = [account(n, tool=False) for n in names]
    after = [account(n, tool=i < 20) for i, n in enumerate(names)]
    load_rows(store, accounts=before, as_of="2025-01-31", attributes=flags)
    load_rows(store, accounts=after, as_of="2025-12-31", attributes=flags)
    deals = [
        deal(f"d{n}", n, "won" if i < 20 else "lost", "2025-06-15") for i, n in enumerate(names)
    ]
    load_rows(store, deals=deals)
    return open_view(store)


def test_as_sold_nobody_had_the_tool(view: View) -> None:
    row = total(view)
    assert counts(row) == {"fit": 0, "not_fit": 40, "unknown": 0, "all": 40}
    assert values(row)["not_fit"] == 0.5


def test_as_today_the_tool_seems_to_win_every_deal(view: View) -> None:
    row = total(view, asked=replace(YEAR, fit_as_of="today"))
    assert counts(row) == {"fit": 20, "not_fit": 20, "unknown": 0, "all": 40}
    assert values(row)["fit"] == 1
    assert values(row)["not_fit"] == 0


def test_break_down_follows_the_same_switch(view: View) -> None:
    sold = total(view, asked=replace(YEAR, where=(("tool", ("true",)),)))
    today = total(view, asked=replace(YEAR, where=(("tool", ("true",)),), fit_as_of="today"))
    assert (counts(sold)["all"], counts(today)["all"]) == (0, 20)


def test_blank_filled_after_the_win_is_read_back_and_counted(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = new_store(tmp_path, TOOL)
    flags = {"accounts": {"tool": "flag"}}
    names = [f"A{i}" for i in range(3)]
    blank = [account(n, tool=None) for n in names]
    load_rows(store, accounts=blank, as_of="2025-01-31", attributes=flags)
    filled = [account("A0", tool=True), account("A1", tool=False)]
    load_rows(store, accounts=filled, as_of="2025-12-31", attributes=flags)
    load_rows(store, deals=[deal(f"d{n}", n, "won", "2025-06-15") for n in names])
    row = total(open_view(store))
    assert counts(row) == {"fit": 1, "not_fit": 1, "unknown": 1, "all": 3}
    assert {g: c.filled_later for g, c in row.groups.items()} == {
        "fit": 1,
        "not_fit": 1,
        "unknown": 0,
        "all": 2,
    }
