"""What a page hands on, taken from it with clicks and opened as whoever gets it does."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.report import collect
from icp_metrics.report.paragraph import paragraph
from icp_metrics.wording import region
from tests.browser.conftest import Open
from tests.browser.dashboard import address, headline, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SOUTH = Slice(where=(("region", ("South",)),))


def take(page: Page, button: str, folder: Path) -> Path:
    """Click a button that hands out a file; the file, under the name it was given."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).first.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def alone(chromium: Browser, file: Path) -> tuple[Page, list[str]]:
    """The file in a browser that reaches nothing but files, and what it asked for besides."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith("file://"):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.on("console", lambda said: asked.append(said.text))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.goto(file.as_uri())
    return page, asked


def test_the_report_of_a_page_opens_without_a_network_and_prints(
    demo: str, demo_view: View, chromium: Browser, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(address(demo, "scorecard", where="Region: South"), locale="en-US")
    answer = headline(page).inner_text()
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Put the report together").click()
    expect(page.get_by_role("button", name="Report (HTML)")).to_be_visible(timeout=120_000)
    settle(page)

    with region.using("en-US"):
        made = collect(demo_view, replace(SOUTH, by="region"))
        assert page.get_by_test_id("stCode").inner_text().strip() == paragraph(made).strip()

    book = openpyxl.load_workbook(take(page, "Workbook (Excel)", tmp_path))
    about = {a.value: b.value for a, b in book["About"].iter_rows()}
    assert about["Filters"] == "Region is South"
    row = compare(demo_view, "win_rate", SOUTH)[0]
    head, first, *_ = book["KPIs"].iter_rows(values_only=True)
    cells = dict(zip(head, first, strict=True))
    assert cells["In ICP"] == pytest.approx(row.groups["fit"].estimate.value)

    file = take(page, "Report (HTML)", tmp_path)
    assert re.fullmatch(r"ICP-report_core-icp-v1_data-\d+_[\d-]+-to-[\d-]+_region-South\.html",
                        file.name)  # fmt: skip
    report, asked = alone(chromium, file)
    expect(report.get_by_role("heading", level=1)).to_have_text(answer)
    expect(report.get_by_text("Region is South").first).to_be_visible()
    charts = report.locator(".chart")
    expect(charts).not_to_have_count(0)
    for chart in charts.all():
        expect(chart.locator(".main-svg").first).to_be_attached()
    assert report.evaluate("document.documentElement.scrollWidth") <= 1280
    results = Axe().run(report, options={"resultTypes": ["violations"]})
    grave = [v for v in results.response["violations"] if v["impact"] in ("serious", "critical")]
    assert [v["id"] for v in grave] == []
    for paper in ("A4", "Letter"):
        pages = re.findall(rb"/Type\s*/Page\b", report.pdf(format=paper))
        assert 8 <= len(pages) <= 30, paper
    assert asked == []
    report.context.close()


def test_rows_are_taken_as_a_workbook_and_a_chart_as_a_picture_that_says_what_it_is(
    demo: str, demo_view: View, open_page: Open, tmp_path: Path
) -> None:
    behind = members(demo_view, "win_rate", SOUTH, group="fit")
    page = open_page(address(demo, "accounts", where="Region: South", group="In ICP"))
    file = take(page, "Download as Excel", tmp_path)
    assert file.name.startswith("Win-rate-In-ICP_core-icp-v1_data-")
    head, *rows = openpyxl.load_workbook(file)["Table"].iter_rows(values_only=True)
    ids = [dict(zip(head, row, strict=True))["Deal id"] for row in rows]
    assert sorted(ids) == sorted(behind["fact_id"])

    page.goto(address(demo, "kpi", kpi="NPS"))
    settle(page)
    chart = page.locator(".st-key-groups")
    chart.hover()
    with page.expect_download() as download:
        chart.locator("[data-title^=Download]").click()
    picture = tmp_path / download.value.suggested_filename
    download.value.save_as(picture)
    assert re.fullmatch(r"NPS-groups_core-icp-v1_data-\d+_[\d-]+-to-[\d-]+\.png", picture.name)
    wide, high = struct.unpack(">II", picture.read_bytes()[16:24])
    assert wide == 2200 and high >= 400
