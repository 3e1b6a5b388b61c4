"""A figure made of others: LTV to CAC has no rows of its own, and what holds of its parts holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare, members, open_view
from icp_metrics.compare.row import Group
from icp_metrics.errors import SliceError
from icp_metrics.settings import Settings
from icp_metrics.statistics.estimate import Estimate
from tests.builders import ICP, YEAR, account, deal, load_rows, new_store, pays, total
from tests.compare.test_headline import row


def company(folder: Path, *, spent_in: str) -> View:
    """40 accounts, all of whose deals were won: equal in cost by construction."""
    store = new_store(folder, ICP)
    settings = Settings().with_values({"gross_margin": 0.8}, version=1)
    store.save_settings(settings, author="", reason="")
    names = [f"a{i}" for i in range(40)]
    load_rows(
        store,
        accounts=[
            account(n, industry="software" if i % 2 else "retail") for i, n in enumerate(names)
        ],
        deals=[
            deal(f"d-{n}", n, "won", "2025-04-15", created_on="2025-01-10", amount=9) for n in names
        ],
        subscriptions=[pays(n, 100 + i, "2025-04-15") for i, n in enumerate(names)],
        spend=[
            {
                "spend_id": "s",
                "spent_on": "2025-01-11",
                "amount": 5000,
                "currency": spent_in,
                "category": "people",
            }
        ],
        data_through="2025-12-31",
    )
    return open_view(store)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return company(tmp_path_factory.mktemp("parts"), spent_in="USD")


def test_has_no_rows_of_its_own_and_says_whose_to_ask_for(view: View) -> None:
    with pytest.raises(SliceError, match="ask for those of cltv and cac"):
        members(view, "ltv_to_cac", Slice())


def test_figure_without_facts_of_its_own_is_shown_as_a_number() -> None:
    found = row("ltv_to_cac", "better")
    of_parts = Group(Estimate(3.17, 2.1, 4.5, "ok"), 287, 0)
    shown = replace(found, groups=dict.fromkeys(found.groups, of_parts))
    assert wording.figure(shown, "fit") == "3.17"
    assert wording.behind(of_parts, shown.kpi) == "287 accounts"
    nobody = replace(shown, groups=dict.fromkeys(found.groups, replace(of_parts, n=0)))
    assert wording.figure(nobody, "fit") == "none"


def test_says_that_the_cost_is_equal_by_construction_as_cac_does(view: View) -> None:
    found: dict[str, Row] = {name: total(view, name) for name in ("cac", "ltv_to_cac")}
    assert all("circular" in r.flags for r in found.values())
    assert {r.q for r in found.values()} == {None}


def test_worth_in_one_currency_is_not_divided_by_cost_in_another(tmp_path: Path) -> None:
    found = total(company(tmp_path, spent_in="EUR"), "ltv_to_cac")
    assert {g.estimate.reason for g in found.groups.values()} == {"mixed_currency"}
    assert found.extras["currencies"] == ["EUR", "USD"]


def test_spend_is_not_broken_down_by_what_a_deal_came_from(view: View) -> None:
    """A part of spend is no deal: each would be blank."""
    with pytest.raises(SliceError, match="can be broken down"):
        compare(view, "icp_share", replace(YEAR, variant="spend", by="opportunities.source"))
