"""Nothing jumps while a page fills, and a click draws anew what it changed and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.dashboard import address, headline, parameters, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST_SHIFT = 0.15
"""0.1 is held to be good (https://web.dev/articles/cls). Streamlit applies a stylesheet of ours a
moment after the first words, which moves them up by 60 pixels: 0.07."""

WATCH_SHIFTS = """
    window.shifted = 0;
    const watch = () => new PerformanceObserver(list => {
        for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifted += e.value;
    }).observe({type: 'layout-shift'});
    // From the first words on: before them Streamlit itself moves its frame.
    const first = setInterval(() => {
        if (document.querySelector('h1')) { clearInterval(first); watch(); }
    }, 5);
"""
MARK = """() => {
    window.marked = new Map();
    const named = e => e.closest('[class*="st-key-"]').className.match(/st-key-(\\w+)/)[1];
    for (const chart of document.querySelectorAll('.js-plotly-plot')) {
        const name = named(chart);
        window.marked.set(name, {chart, drawn: 0});
        chart.on('plotly_afterplot', () => window.marked.get(name).drawn++);
    }
    return [...window.marked.keys()];
}"""
DRAWN = """() => [...window.marked]
    .filter(([, {chart, drawn}]) => drawn || !chart.isConnected).map(([name]) => name)"""
"""The charts that were drawn again, or gave way to others, since they were marked."""


@pytest.mark.parametrize(
    ("name", "asked"),
    [("scorecard", {}), ("kpi", {"kpi": "Time to win", "where": "Region: South"})],
    ids=["scorecard", "kpi"],
)
def test_page_does_not_jump_while_it_fills(
    demo: str, open_page: Open, name: str, asked: dict[str, str]
) -> None:
    page = open_page(address(demo, "guide"))
    page.add_init_script(WATCH_SHIFTS)
    page.goto(address(demo, name, **asked))
    settle(page)
    expect(headline(page)).to_be_visible()
    assert page.evaluate("window.shifted") < MOST_SHIFT


def test_step_of_the_trend_draws_the_trend_alone(demo: str, open_page: Open) -> None:
    page = open_page(address(demo, "kpi"))
    marked = page.evaluate(MARK)
    assert {"groups", "trend", "forest"} <= set(marked)
    ticks = page.locator(".st-key-trend .xtick")
    before = ticks.first.text_content() or ""
    page.get_by_role("radio", name="month", exact=True).click()
    expect(ticks.first).not_to_have_text(before)
    settle(page)
    assert parameters(page)["every"] == ["month"]
    assert page.evaluate(DRAWN) == ["trend"]


def test_opening_what_is_made_on_demand_draws_no_chart_again(demo: str, open_page: Open) -> None:
    page = open_page(address(demo, "kpi"))
    page.evaluate(MARK)
    page.get_by_text("How this number is made").click()
    expect(page.get_by_role("tab", name="Formula")).to_be_visible()
    settle(page)
    assert page.evaluate(DRAWN) == []
