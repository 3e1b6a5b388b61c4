"""Where the difference is, in a browser: clicks on cells and quarters, another KPI, a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.dashboard import address, chips, choose, parameters, served, settle
from tests.builders import ICP, crowd, joined, load_rows, new_store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = "The territory of the northern and the western provinces with all of its islands"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two regions, one with a long name, in two sizes; deals of two quarters and two reps."""
    parts = []
    for i, region in enumerate((LONG, "South")):
        for j, size in enumerate((50, 500)):
            for day in ("2025-02-15", "2025-05-15"):
                of = {"region": region, "employees": size, "closed_on": day}
                key = f"{i}{j}{day[6]}"
                parts += [
                    crowd(f"f{key}", 12, 8 - i, industry="software", **of),
                    crowd(f"n{key}", 12, 4 + j, industry="retail", **of),
                ]
    rows = joined(*parts)
    for i, row in enumerate(rows["deals"]):
        row["owner"] = f"Rep {i % 2}"
    store = new_store(tmp_path_factory.mktemp("company"), ICP)
    load_rows(store, **rows)
    with served(store.root) as url:
        yield url


def test_click_on_a_cell_filters_by_both_attributes(company: str, open_page: Open) -> None:
    page = open_page(address(company, "kpi", by="Region", and_by="Employees", period="2025"))
    cells = page.locator(".st-key-heat .nsewdrag").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    assert box is not None
    # The cell at the bottom right, away from its middle.
    page.mouse.click(box["x"] + box["width"] - 20, box["y"] + box["height"] - 20)
    expect(chips(page)).to_have_text([f"Region: {LONG}", "Employees: 201-1000"])


def test_click_on_a_quarter_makes_it_the_period_of_the_page(company: str, open_page: Open) -> None:
    page = open_page(address(company, "kpi", period="2025"))
    mark = page.locator(".st-key-trend .point").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text("Deals closed Jan 1, 2025 to Mar 31, 2025")).to_be_visible()
    assert parameters(page)["period"] == ["2025 Q1"]


def test_another_kpi_without_the_attribute_says_so_and_shows_what_it_has(
    company: str, open_page: Open
) -> None:
    page = open_page(address(company, "kpi", by="Deal's owner", period="2025"))
    choose(page, "KPI", "Accounts")
    expect(page.get_by_text("Accounts cannot be broken down by deal's owner")).to_be_visible()
    expect(page.get_by_role("combobox", name="Break down by")).to_have_value("Region")
    settle(page)
    assert "by" not in parameters(page)


def test_phone_shows_the_plot_at_its_full_width_and_long_names_cut(
    company: str, open_page: Open
) -> None:
    page = open_page(
        address(company, "kpi", by="Region", period="2025"),
        viewport={"width": 390, "height": 844},
    )
    plot = page.locator(".st-key-forest .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None and box["width"] > 390 / 2
    name = page.locator(".st-key-forest .annotation-text").filter(has_text=LONG[:20])
    cut = name.text_content() or ""
    assert cut.endswith("…") and len(cut) < 40
    placed = name.bounding_box()
    assert placed is not None and placed["x"] >= 0 and placed["x"] + placed["width"] < 390
