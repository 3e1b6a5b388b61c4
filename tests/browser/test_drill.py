"""A mark opens the rows behind it, a row its account, and Back leads to where one came from."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from icp_metrics.compare import Slice, View, members
from tests.browser.conftest import Open
from tests.browser.dashboard import address, headline, parameters, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LOST = {"group": "In ICP", "outcome": "lost", "find": "price", "sort": "Account"}


def counted(page: Page) -> str:
    """How many rows the page says there are."""
    settle(page)
    return page.get_by_role("heading", level=3).first.inner_text()


def open_first(page: Page) -> None:
    """Click the box of the first row."""
    table = page.locator(".st-key-rows").get_by_test_id("stDataFrame")
    table.click(position={"x": 22, "y": 52})
    expect(page.get_by_role("button", name="Back to the rows")).to_be_visible()
    settle(page)


def test_mark_of_a_group_opens_its_rows_in_the_way_they_are_counted(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "kpi", variant="by creation", where="Region: South"))
    settle(page)
    # The marks from the top: in ICP, outside, can't tell; drawn from below.
    page.locator(".st-key-groups .point").nth(1).click(force=True)
    expect(headline(page)).to_have_text("Who is behind this number?")
    asked = Slice(where=(("region", ("South",)),), variant="cohort")
    behind = members(demo_view, "win_rate", asked, group="not_fit").height
    assert counted(page).startswith(f"{behind} deals behind win rate (by creation), Outside ICP")
    assert parameters(page)["variant"] == ["by creation"]


def test_rows_stay_as_they_were_chosen_through_an_account_reload_and_back(
    demo: str, open_page: Open
) -> None:
    page = open_page(address(demo, "accounts", **LOST))
    before = counted(page)
    open_first(page)
    account = parameters(page)["account"]
    assert {k: parameters(page)[k] for k in LOST} == {k: [v] for k, v in LOST.items()}
    page.reload()
    settle(page)
    assert parameters(page)["account"] == account
    page.get_by_role("button", name="Back to the rows").click()
    expect(headline(page)).to_have_text("Who is behind this number?")
    assert counted(page) == before
    assert "account" not in parameters(page)
    open_first(page)
    page.go_back()
    expect(headline(page)).to_have_text("Who is behind this number?")
    assert counted(page) == before


def test_count_opens_all_it_counts_whatever_was_chosen_of_rows_before(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "accounts", **LOST))
    counted(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="KPI").click()
    expect(headline(page)).to_contain_text("Win rate")
    settle(page)
    behind = members(demo_view, "win_rate", Slice()).height
    page.get_by_role("link", name=re.compile(rf"^{behind:,} deals$")).last.click()
    expect(headline(page)).to_have_text("Who is behind this number?")
    assert counted(page).startswith(f"{behind:,} deals behind win rate, All")
    page.go_back()
    expect(headline(page)).to_contain_text("Win rate")


def test_account_found_from_a_kpi_leads_back_to_it(
    demo: str, demo_view: View, open_page: Open
) -> None:
    name = members(demo_view, "grr", Slice(), group="fit")["account_name"][0]
    page = open_page(address(demo, "kpi", kpi="Gross revenue retention", search=name))
    settle(page)
    page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first.click()
    expect(headline(page)).to_have_text(name)
    page.get_by_role("link", name="Back to KPI").click()
    expect(headline(page)).to_contain_text("Gross revenue retention")
    settle(page)
    assert parameters(page)["kpi"] == ["Gross revenue retention"]


@pytest.mark.parametrize("which", ["rows", "account"])
def test_nothing_is_cut_off_on_a_phone(
    demo: str, demo_view: View, open_page: Open, which: str
) -> None:
    account = members(demo_view, "grr", Slice(), group="fit")["account_id"][0]
    asked = {"account": account} if which == "account" else LOST
    page = open_page(address(demo, "accounts", **asked))
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
