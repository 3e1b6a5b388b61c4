"""Custom dates, chips, search and saved views, as a person uses them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from icp_metrics import wording
from icp_metrics.address import asked
from icp_metrics.compare import View, compare
from icp_metrics.store import Store
from tests.browser.conftest import Open
from tests.browser.dashboard import address, choose, headline, parameters, served, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HOSTILE = "Board <b>Q3</b> ![i](https://a.invalid/i.png)"


def chip(page: Page, words: str) -> Locator:
    return page.locator(".st-key-chips").get_by_role("button", name=re.compile(words))


def sentence(view: View, **said: str) -> str:
    row = compare(view, "win_rate", asked(view, {n: (v,) for n, v in said.items()}))[0]
    return wording.sentence(row)


def test_custom_dates_stay_across_pages_and_reload_and_a_chip_clears_them(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "kpi"))
    choose(page, "Period", "Custom")
    # It begins with the dates of the period that was shown.
    expect(page.locator(".st-key-chips")).to_contain_text("Oct")
    settle(page)
    page.get_by_test_id("stDateInput").first.get_by_role("spinbutton").first.click()
    page.keyboard.type("20260101")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    dates = {"period": "Custom", "from": "2026-01-01", "to": "2026-09-30"}
    expect(headline(page)).to_have_text(sentence(demo_view, **dates))
    settle(page)
    assert {k: v for k, [v] in parameters(page).items()}.items() >= dates.items()

    page.get_by_test_id("stTopNavLink").filter(has_text="Accounts").click()
    expect(headline(page)).to_have_text("Who is behind this number?")
    settle(page)
    assert {k: v for k, [v] in parameters(page).items()}.items() >= dates.items()
    page.get_by_test_id("stTopNavLink").filter(has_text="KPI").click()
    expect(headline(page)).to_have_text(sentence(demo_view, **dates))
    page.reload()
    expect(headline(page)).to_have_text(sentence(demo_view, **dates))

    chip(page, "Period").click()
    expect(headline(page)).to_have_text(sentence(demo_view))
    settle(page)
    assert not {"period", "from", "to"} & set(parameters(page))


def test_frozen_view_is_saved_opened_by_its_link_and_left_again(
    demo_copy: Store, demo_view: View, open_page: Open
) -> None:
    outside: list[str] = []
    said = {"period": "Last 90 days", "where": "Region: South"}
    with served(demo_copy.root) as url:
        page = open_page(address(url, "kpi", **said))
        page.on("request", lambda r: outside.append(r.url) if "a.invalid" in r.url else None)
        page.get_by_text("Views", exact=True).click()
        page.get_by_role("textbox", name="Save this page as").fill(HOSTILE)
        page.get_by_role("textbox", name="Who saves it").fill("A. Tester")
        page.get_by_text("Frozen: never changes").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("link", name=HOSTILE)).to_be_visible()

        # In another session, where something else was chosen before.
        other = open_page(address(url, "scorecard", where="Region: North"))
        other.get_by_text("Views", exact=True).click()
        other.get_by_role("link", name=HOSTILE).click()
        told = other.get_by_test_id("stAlert").first
        expect(told).to_contain_text("Frozen on")
        expect(told).to_contain_text("by A. Tester")
        expect(headline(other)).to_have_text(sentence(demo_view, **said))
        settle(other)
        assert parameters(other)["where"] == ["Region: South"]

        choose(other, "Filters", "Region: North")
        again = other.get_by_role("link", name="Open it again")
        expect(again).to_be_visible()
        again.click()
        expect(told).to_contain_text("Frozen on")
        other.get_by_role("button", name="Switch to the latest").click()
        expect(told.filter(has_text="Frozen on")).to_have_count(0)
        settle(other)
        assert "view" not in parameters(other)
    assert outside == []


def test_search_opens_the_account_it_finds(demo: str, open_page: Open) -> None:
    page = open_page(address(demo, "scorecard"))
    box = page.get_by_role("textbox", name="Find an account")
    box.fill("brydubril")
    box.press("Enter")
    page.get_by_role("link", name=re.compile("Brydubril")).click()
    expect(headline(page)).to_have_text("Brydubril")
    assert parameters(page)["account"]
