"""A link to any page, opened as the first request of a server's life, shows what it names."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from icp_metrics import wording
from icp_metrics.compare import Slice, View, compare
from icp_metrics.compare.listing.listing import PAGE
from icp_metrics.store import Store
from tests.browser.conftest import Open
from tests.browser.dashboard import (
    PAGES,
    TITLES,
    WITHOUT_FILTERS,
    address,
    chips,
    figures,
    grid_rows,
    headline,
    parameters,
    served,
    settle,
)
from tests.plan import NEWEST

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ASKED = {
    "period": "All time",
    "where": "Region: North",
    "kpi": "Deal size",
    "by": "Employees",
    "group": "In ICP",
    "judged": "as today",
    "icp": "core-icp v1",
    "data": str(NEWEST),
    "settings": "1",
}
NORTH = Slice(
    starts=date(1990, 1, 1),
    ends=date(2026, 10, 1),
    where=(("region", ("North",)),),
    fit_as_of="today",
)


@pytest.mark.parametrize("name", PAGES)
def test_first_request_of_a_server_shows_menu_filters_and_numbers_of_the_link(
    chromium: Browser, demo_store: Store, demo_view: View, open_page: Open, name: str
) -> None:
    with served(demo_store.root) as url:
        page = open_page(address(url, name, **ASKED))
        for other in PAGES:
            title = re.compile(rf"\b{TITLES[other]}\b")
            expect(page.get_by_role("link", name=title).first).to_be_visible()
        if name in WITHOUT_FILTERS:
            return
        sidebar = page.get_by_test_id("stSidebar")
        expect(sidebar.get_by_role("combobox", name="Period")).to_have_value("All time")
        expect(chips(page)).to_have_text(["Region: North"])
        expect(sidebar.get_by_role("radio", name="as today")).to_be_checked()
        # The address still says all of it, so that it can be sent on.
        assert {k: v for k, [v] in parameters(page).items()}.items() >= {
            k: ASKED[k] for k in ("period", "where", "judged", "icp", "data", "settings")
        }.items()
        size = compare(demo_view, "deal_size", NORTH)[0]
        if name == "kpi":
            expect(headline(page)).to_have_text(wording.sentence(size))
            expect(page.get_by_role("combobox", name="Break down by")).to_have_value("Employees")
        if name == "accounts":
            assert grid_rows(page) == size.groups["fit"].facts
        if name == "scorecard":
            rows = [compare(demo_view, kpi, NORTH)[0] for kpi in ("win_rate", "cycle_length")]
            for i, row in enumerate(rows):
                shown = wording.value(row.groups["fit"].estimate.value, row.kpi.unit, row.currency)
                expect(figures(page).nth(3 * i)).to_have_text(shown)


def test_address_with_nonsense_falls_back_to_what_there_is(
    demo: str, demo_view: View, open_page: Open
) -> None:
    bad = {
        "period": "Yesterday",
        "kpi": "Horoscope",
        "by": "Moon",
        "group": "Aliens",
        "judged": "never",
        "icp": "nobody v9",
        "data": "99",
        "settings": "7",
    }
    row = compare(demo_view, "win_rate", Slice())[0]
    page = open_page(address(demo, "kpi", **bad))
    expect(headline(page)).to_have_text(wording.sentence(row))
    page.goto(address(demo, "accounts", **bad))
    settle(page)
    facts = row.groups["all"].facts
    expect(page.get_by_role("heading", name=f"{facts:,} deals behind win rate")).to_be_visible()
    assert grid_rows(page) == min(facts, PAGE)


def test_filter_by_a_value_that_does_not_exist_is_a_sentence_and_can_be_cleared(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "kpi"))
    page.goto(address(demo, "kpi", where="Region: Atlantis"))
    told = page.get_by_test_id("stAlert")
    expect(told).to_contain_text("No region is 'Atlantis'. Known: East, North, South, West.")
    page.get_by_role("button", name="Clear the filters").click()
    expect(headline(page)).to_have_text(
        wording.sentence(compare(demo_view, "win_rate", Slice())[0])
    )
    assert "where" not in parameters(page)


def test_account_that_is_not_there_is_a_sentence_and_the_menu_stays(
    demo: str, open_page: Open
) -> None:
    page = open_page(address(demo, "scorecard"))
    page.goto(address(demo, "accounts", account="no-such-account"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("There is no account 'no-such-account'")
    expect(page.get_by_role("link", name=re.compile("Scorecard"))).to_be_visible()
