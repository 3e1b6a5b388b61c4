"""The pictures of time and money as a browser draws them: lines, numbers at risk, bars, cells."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare
from icp_metrics.compare.worklists import counted
from tests.browser.conftest import Open
from tests.browser.dashboard import (
    address,
    chips,
    grid_rows,
    headline,
    parameters,
    settle,
    until_not,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTH = """() => Math.max(document.documentElement.scrollWidth,
    document.querySelector('[data-testid="stMain"]').scrollWidth)"""
PHONE = {"width": 390, "height": 844}


def texts(page: Page, chart: str) -> list[str]:
    """Every text a chart shows."""
    return page.locator(f".st-key-{chart} svg text").all_text_contents()


def test_curve_stages_triangle_and_bridge_are_drawn_on_a_phone_without_scrolling(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "kpi", kpi="Time to win"), viewport=PHONE)
    row = compare(demo_view, "cycle_length", Slice())[0]
    expect(headline(page)).to_have_text(wording.sentence(row))
    found = texts(page, "curve")
    assert {"In ICP", "Outside ICP", "Still open", "Days since the deal began"} <= set(found)
    assert page.locator(".st-key-curve .scatterlayer path.js-line").count() >= 2
    assert "Negotiation" in texts(page, "stages")
    assert page.evaluate(WIDTH) <= PHONE["width"]

    page.goto(address(demo, "kpi", kpi="MRR growth"))
    settle(page)
    growth = compare(demo_view, "mrr_growth", Slice())[0]
    closing = wording.money(growth.extras["closing"]["fit"], "USD")
    assert closing in texts(page, "bridge_fit")
    assert page.evaluate(WIDTH) <= PHONE["width"]

    page.goto(address(demo, "kpi", kpi="Logo retention"))
    settle(page)
    before = texts(page, "cohorts")
    assert "100" in before
    page.get_by_role("radio", name="Outside ICP").click()
    until_not(before, lambda: texts(page, "cohorts"))
    settle(page)
    assert parameters(page)["cohort_group"] == ["Outside ICP"]
    assert page.evaluate(WIDTH) <= PHONE["width"]


def test_all_kpis_open_on_the_scorecard_and_stay_open_in_the_address(
    demo: str, open_page: Open
) -> None:
    page = open_page(address(demo, "scorecard"))
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    page.get_by_text("Show all KPIs").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    settle(page)
    assert grid_rows(page) == len(KPIS)
    assert parameters(page)["all"] == ["true"]
    again = open_page(page.url, viewport=PHONE)
    expect(again.get_by_test_id("stDataFrame")).to_be_visible()
    assert grid_rows(again) == len(KPIS)
    assert again.evaluate(WIDTH) <= PHONE["width"]


def test_list_of_this_week_opens_as_many_rows_as_it_counts(
    demo: str, demo_view: View, open_page: Open
) -> None:
    lists = counted(demo_view, Slice())
    page = open_page(address(demo, "scorecard"))
    found = lists[0]
    count = found.count.groups[found.list.group].facts
    page.get_by_role("button", name=re.compile(f"{count:,} {found.list.words}")).click()
    expect(headline(page)).to_have_text("Who is behind this number?")
    settle(page)
    assert grid_rows(page) == count
    assert len(chips(page).all()) == len(found.where)
    again = open_page(str(page.evaluate("location.href")))
    assert grid_rows(again) == count
