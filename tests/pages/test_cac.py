"""The page of CAC: the picture of all allocations, and the spend that nobody bears."""

from __future__ import annotations

import pytest

from icp_metrics.store import Store
from tests.builders import ICP, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened
from tests.winning import END, accounts, cost, deals

__all__ = ["opened"]


@pytest.fixture(scope="module")
def spending(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A company with spend in a month with deals, and on the radio in one without."""
    store = new_store(tmp_path_factory.mktemp("spending"), ICP)
    spend = [cost("s", "2025-02-28", 8000), cost("t", "2025-03-31", 500, channel="Radio")]
    load_rows(store, accounts=accounts(), deals=deals({"F": 20, "N": 5}), spend=spend, **END)
    return store


def test_page_shows_every_way_of_sharing_and_what_nobody_bears(
    opened: Opened, spending: Store
) -> None:
    app = opened(spending, "kpi", kpi="CAC", period="2025")
    assert not app.error
    assert "By every way of sharing spend" in [s.value for s in app.subheader]
    ways, nobody = (d.value for d in app.dataframe[:2])
    assert list(ways["Shared"])[:2] == ["By deals worked", "By account and campaign tags"]
    assert next(iter(ways["In ICP"])).startswith("€200 (")
    assert next(iter(ways["In ICP, of outside"])).startswith("0.25 (")
    assert nobody.to_dict("list") == {"Channel": ["Radio"], "Amount": ["€500.00"]}


def test_page_of_payback_without_a_margin_says_what_to_set(opened: Opened, spending: Store) -> None:
    app = opened(spending, "kpi", kpi="CAC payback", period="2025")
    assert not app.error
    assert "no gross margin is set" in all_text(app).lower()
