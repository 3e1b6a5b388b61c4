"""The count beside a number opens exactly those rows, and a row opens its account."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.listing import Wanted, listing
from tests.browser.conftest import Open
from tests.browser.dashboard import address, grid_rows, headline, parameters, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SOUTH = Slice(where=(("region", ("South",)),))


def test_count_opens_as_many_rows_as_its_facts_and_a_row_opens_its_account(
    demo: str, demo_view: View, open_page: Open
) -> None:
    facts = compare(demo_view, "win_rate", SOUTH)[0].groups["not_fit"].facts
    behind = members(demo_view, "win_rate", SOUTH, group="not_fit")
    page = open_page(address(demo, "scorecard", where="Region: South"), accept_downloads=True)

    page.get_by_role("link", name=re.compile(rf"\b{facts} deals")).first.click()
    expect(page.get_by_role("radio", name="Outside ICP")).to_be_checked()
    settle(page)
    assert grid_rows(page) == facts == behind.height

    # Streamlit's own button would write cells that a spreadsheet runs.
    page.get_by_test_id("stDataFrame").hover()
    expect(page.get_by_label("Fullscreen: The rows behind the number.")).to_be_visible()
    expect(page.get_by_label("Download as CSV: The rows behind the number.")).to_be_hidden()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV", exact=True).click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        sent = {row["Deal id"] for row in csv.DictReader(file)}
    assert sent == set(behind["fact_id"])

    table = page.get_by_test_id("stDataFrame").first
    # The first cell of the first row below the header: the box that selects it.
    table.click(position={"x": 22, "y": 52})
    # The deal that brings most comes first.
    listed = listing(demo_view, "win_rate", SOUTH, group="not_fit", wanted=Wanted())
    first = listed.rows.row(0, named=True)
    expect(headline(page)).to_have_text(first["account_name"])
    criteria = page.get_by_test_id("stDataFrame").first
    assert demo_view.profile is not None
    for n, criterion in enumerate(demo_view.profile.criteria):
        cell = criteria.get_by_test_id(f"glide-cell-0-{n}")
        expect(cell).to_have_text(criterion.sentence)
    # The account is in the address; Back to the rows takes it away.
    assert parameters(page)["account"] == [first["account_id"]]
    page.get_by_role("button", name=re.compile("Back to")).click()
    expect(headline(page)).not_to_have_text(first["account_name"])
    settle(page)
    assert grid_rows(page) == facts


def test_count_on_a_page_opened_by_a_link_keeps_the_kpi_and_filters_of_the_link(
    demo: str, demo_view: View, open_page: Open
) -> None:
    facts = compare(demo_view, "cycle_length", SOUTH)[0].groups["fit"].facts
    page = open_page(address(demo, "scorecard", where="Region: South"))
    page.get_by_role("link", name=re.compile("Time to win")).click()
    expect(headline(page)).to_contain_text("Time to win")
    settle(page)
    page.get_by_role("link", name=re.compile(rf"\b{facts} deals")).click()
    expect(page.get_by_role("combobox", name="KPI")).to_have_value("Time to win")
    settle(page)
    assert grid_rows(page) == facts
    assert parameters(page)["where"] == ["Region: South"]
