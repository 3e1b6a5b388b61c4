"""The five paths that are walked every week, click by click, with counts that stay the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from icp_metrics import wording
from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.worklists import counted
from icp_metrics.engine.sql import parse
from tests.browser.conftest import Open
from tests.browser.dashboard import (
    address,
    chips,
    choose,
    headline,
    parameters,
    served,
    settle,
)
from tests.builders import ICP, crowd, joined, load_rows, new_store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROWS = "Who is behind this number?"
REASON, REP = "opportunities.lost_reason", "opportunities.owner"
CRM = "https://crm.example/accounts/{account_id}"


def count(page: Page, kpi: str, group: int) -> int:
    """Open the rows behind a count of the scorecard's line: the first in ICP, the next outside."""
    link = (
        page.locator(f".st-key-line_{kpi}").get_by_role("link", name=re.compile(r"\d")).nth(group)
    )
    told = int(re.sub(r"\D", "", link.inner_text()))
    link.click()
    expect(headline(page)).to_have_text(ROWS)
    settle(page)
    expect_rows(page, told)
    return told


def expect_rows(page: Page, count: int) -> None:
    """Wait until the table of rows holds so many."""
    grid = page.locator(".st-key-rows [role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", str(count + 1))


def most_frequent(page: Page, by: str) -> tuple[str, int]:
    """Count the rows by an attribute and click the count of the most frequent value."""
    choose(page, "Count by", wording.attribute(by))
    settle(page)
    table = page.locator(".st-key-tally")
    head = table.locator("[role=columnheader]").first
    expect(head).to_have_text(wording.attribute(by))
    table.scroll_into_view_if_needed()
    value, n = (table.get_by_test_id(f"glide-cell-{column}-0").text_content() for column in (0, 1))
    assert value is not None and n is not None
    box = table.get_by_test_id("stDataFrame").bounding_box()
    assert box is not None
    # The count in the first row below the header.
    table.get_by_test_id("stDataFrame").click(position={"x": box["width"] - 60, "y": 52})
    expect(chips(page).filter(has_text=f"{wording.attribute(by)}: {value}")).to_have_count(1)
    settle(page)
    return value, int(re.sub(r"\D", "", n))


def back(page: Page) -> Locator:
    """The way back from an account: a link, or a button where rows stand behind it."""
    named = re.compile("^Back to")
    return page.get_by_role("link", name=named).or_(page.get_by_role("button", name=named))


def open_first_row(page: Page, table: str = "rows") -> None:
    """Open the account of the first row of a table."""
    page.locator(f".st-key-{table}").get_by_test_id("stDataFrame").click(
        position={"x": 22, "y": 52}
    )
    expect(back(page)).to_be_visible()
    settle(page)


def deals(view: View, **columns: str) -> set[str]:
    """The ids of deals with these values in the CRM, by plain polars over the raw table."""
    found = view.engine.run(parse("SELECT * FROM opportunities"))
    return set(found.filter(**columns)["opportunity_id"])


def test_icp_deals_lost_by_reason_and_rep(demo: str, demo_view: View, open_page: Open) -> None:
    behind = set(members(demo_view, "win_rate", Slice(), group="fit")["fact_id"])
    page = open_page(address(demo, "scorecard"))
    assert count(page, "win_rate", 0) == len(behind)
    page.get_by_role("radio", name="lost", exact=True).click()
    settle(page)
    expect_rows(page, len(behind & deals(demo_view, status="lost")))
    reason, of_reason = most_frequent(page, REASON)
    expect_rows(page, of_reason)
    assert of_reason == len(behind & deals(demo_view, status="lost", lost_reason=reason))
    rep, of_both = most_frequent(page, REP)
    expect_rows(page, of_both)
    both = behind & deals(demo_view, status="lost", lost_reason=reason, owner=rep)
    assert of_both == len(both)
    # A link to it, and a reload, are the same rows.
    page.reload()
    settle(page)
    expect_rows(page, of_both)
    expect_rows(open_page(page.url), of_both)


def test_new_pipeline_outside_by_source_and_rep(
    demo: str, demo_view: View, open_page: Open
) -> None:
    new = next(c for c in counted(demo_view, Slice()) if "last 7 days" in c.list.words)
    outside = new.count.groups["not_fit"].facts
    page = open_page(address(demo, "scorecard"))
    page.get_by_role("button", name=re.compile(rf"^{outside} {new.list.words}")).click()
    expect(headline(page)).to_have_text(ROWS)
    settle(page)
    expect_rows(page, outside)
    _, of_source = most_frequent(page, "opportunities.source")
    expect_rows(page, of_source)
    assert of_source <= outside
    _, of_rep = most_frequent(page, REP)
    expect_rows(page, of_rep)
    assert of_rep <= of_source
    open_first_row(page)
    back(page).click()
    expect(headline(page)).to_have_text(ROWS)
    settle(page)
    expect_rows(page, of_rep)


def test_churned_arr_by_money_down_to_one_account(
    demo: str, demo_view: View, open_page: Open
) -> None:
    row = compare(demo_view, "grr", Slice())[0]
    page = open_page(address(demo, "scorecard"))
    assert count(page, "grr", 1) == row.groups["not_fit"].facts
    told = page.get_by_text(re.compile(r"^The first 10 hold \d+% of the MRR lost"))
    expect(told).to_be_visible()
    open_first_row(page)
    name = headline(page).inner_text()
    known = members(demo_view, "grr", Slice(), group="not_fit")
    assert name in set(known["account_name"])
    back(page).click()
    expect(told).to_be_visible()


def test_wasted_spend_by_channel_down_to_an_account(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "kpi", kpi="CAC"))
    choose(page, "Break down by", wording.attribute("spend.channel"))
    settle(page)
    channels = [r for r in compare(demo_view, "cac", Slice(by="spend.channel"))[1:] if r.segment]
    largest = max(channels, key=lambda r: r.groups["not_fit"].facts)
    where = Slice(where=(("spend.channel", (str(largest.segment),)),))
    facts = compare(demo_view, "cac", where)[0].groups["not_fit"].facts
    page.goto(address(demo, "kpi", kpi="CAC", where=f"Spend's channel: {largest.segment}"))
    settle(page)
    page.get_by_role("link", name=re.compile(rf"^{facts:,} ")).click()
    expect(headline(page)).to_have_text(ROWS)
    settle(page)
    expect_rows(page, facts)
    open_first_row(page)
    assert parameters(page)["where"] == [f"Spend's channel: {largest.segment}"]


def test_what_moved_since_the_last_data_down_to_the_record_in_the_crm(
    tmp_path: Path, open_page: Open
) -> None:
    store = new_store(tmp_path, ICP)
    settings = store.settings().with_values({"crm_url": CRM}, version=1)
    store.save_settings(settings, author="", reason="")
    whole = joined(crowd("a", 40, 20, industry="software"), crowd("b", 40, 10, industry="retail"))
    load_rows(store, **whole)
    load_rows(store, deals=[{**whole["deals"][0], "status": "lost"}])
    with served(store.root) as url:
        page = open_page(address(url, "scorecard", period="2025"))
        page.get_by_test_id("stMain").get_by_role("link", name="Win rate", exact=True).click()
        expect(headline(page)).to_contain_text("Win rate")
        page.get_by_text("What moved since an earlier data version").click()
        # By hand: one deal of 40 in ICP was won and is lost now.
        expect(page.get_by_text("Rows that moved it: 1 deal by rows changed.")).to_be_visible()
        open_first_row(page, "moved_rows")
        assert parameters(page)["account"] == ["a000"]
        record = page.get_by_role("link", name=re.compile("CRM"))
        expect(record.first).to_have_attribute("href", CRM.format(account_id="a000"))
        back(page).click()
        expect(headline(page)).to_contain_text("Win rate")
