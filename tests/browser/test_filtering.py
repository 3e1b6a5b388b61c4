"""Clicking a mark filters by it; the address keeps it; reload, Back and a link give the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from icp_metrics import wording
from icp_metrics.compare import Slice, View, compare
from tests.browser.conftest import Open
from tests.browser.dashboard import (
    address,
    chips,
    choose,
    click_mark,
    figures,
    headline,
    parameters,
    settle,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def sentence(view: View, **where: str) -> str:
    asked = Slice(where=tuple((name, (value,)) for name, value in where.items()))
    return wording.sentence(compare(view, "win_rate", asked)[0])


def shown(page: Page) -> list[str]:
    settle(page)
    return figures(page).all_inner_texts()


def fit_figure(view: View, **where: str) -> str:
    asked = Slice(where=tuple((name, (value,)) for name, value in where.items()))
    row = compare(view, "win_rate", asked)[0]
    return wording.value(row.groups["fit"].estimate.value, "share")


def test_click_on_a_segment_filters_and_reload_link_and_back_keep_their_numbers(
    demo: str, demo_view: View, open_page: Open
) -> None:
    everything, south = sentence(demo_view), sentence(demo_view, region="South")
    assert everything != south
    page = open_page(address(demo, "kpi", by="Region"))
    expect(headline(page)).to_have_text(everything)

    click_mark(page, "forest", "South")
    expect(chips(page)).to_have_text(["Region: South"])
    expect(headline(page)).to_have_text(south)
    assert parameters(page)["where"] == ["Region: South"]

    page.reload()
    expect(headline(page)).to_have_text(south)
    expect(chips(page)).to_have_text(["Region: South"])
    elsewhere = open_page(page.url)
    expect(headline(elsewhere)).to_have_text(south)

    page.go_back()
    expect(headline(page)).to_have_text(everything)
    expect(chips(page)).to_have_count(0)
    assert "where" not in parameters(page)


def test_filters_stay_when_the_page_changes_and_a_chip_clears_its_own(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "kpi", where=["Region: South", "Industry: Software"]))
    expect(headline(page)).to_have_text(sentence(demo_view, region="South", industry="Software"))
    for name in ("Data", "Scorecard"):
        page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
        settle(page)
    expect(chips(page)).to_have_text(["Region: South", "Industry: Software"])
    both = fit_figure(demo_view, region="South", industry="Software")
    expect(figures(page).first).to_have_text(both)
    page.get_by_role("button", name="Remove Industry: Software").click()
    expect(chips(page)).to_have_text(["Region: South"])
    expect(figures(page).first).to_have_text(fit_figure(demo_view, region="South"))
    assert parameters(page)["where"] == ["Region: South"]


def test_two_people_with_different_filters_do_not_see_each_others(
    demo: str, demo_view: View, open_page: Open
) -> None:
    first = open_page(address(demo, "scorecard"))
    second = open_page(address(demo, "scorecard"))
    choose(first, "Filters", "Region: South")
    choose(second, "Filters", "Region: North")
    expect(figures(first).first).to_have_text(fit_figure(demo_view, region="South"))
    expect(figures(second).first).to_have_text(fit_figure(demo_view, region="North"))
    choose(second, "Period", "All time")
    settle(second)
    first.get_by_role("radio", name="as today").click()
    expect(first.get_by_role("radio", name="as today")).to_be_checked()
    settle(first)
    assert parameters(first)["where"] == ["Region: South"]
    assert "period" not in parameters(first)
    assert "judged" not in parameters(second)


def test_selection_that_leaves_nothing_names_the_filters_and_offers_to_clear_them(
    demo: str, demo_view: View, open_page: Open
) -> None:
    # No account of the demo company changes its region: none is in two.
    nobody = ["Region: North", "Country: NO", "Industry: Retail"]
    page = open_page(address(demo, "scorecard", where=nobody))
    told = page.get_by_test_id("stAlert").first
    for words in nobody:
        expect(told).to_contain_text(words)
    page.get_by_role("button", name="Clear the filters").first.click()
    expect(chips(page)).to_have_count(0)
    expect(figures(page).first).to_have_text(fit_figure(demo_view))
    assert "where" not in parameters(page)
    page.goto(address(demo, "accounts", where=nobody))
    settle(page)
    expect(page.get_by_role("heading", name=re.compile(r"^0 deals"))).to_be_visible()
    expect(page.get_by_role("button", name="Clear the filters")).to_be_visible()
