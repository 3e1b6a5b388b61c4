"""Clicks in Chromium: seconds from a click to the new figure, and to the new charts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks.browsing.bare import bars
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.dashboard import FIGURES, address, running, settle

STEPS = ("month", "year")
_PATIENCE_MS = 120_000

_MARK = "() => { window.before = [...document.querySelectorAll('.js-plotly-plot')]; }"
_ALL_NEW = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const now = [...document.querySelectorAll('.js-plotly-plot')];
    return app?.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
        && window.before.every(e => !e.isConnected)
        && now.every(e => e.querySelector('.main-svg'));
}"""
_OTHER_TEXT = """([selector, before]) => {
    const now = [...document.querySelectorAll(selector)].map(e => e.textContent);
    return now.length > 0 && now.join() !== before;
}"""
_OTHER_TREND = """before => {
    const now = [...document.querySelectorAll('.st-key-trend .xtick text')].map(e => e.textContent);
    const early = [...document.querySelectorAll('[data-testid="stAlert"]')]
        .some(e => e.textContent.includes('Too early: no '));
    return now.length > 0 ? now.join() !== before && 'drawn' : early && 'early';
}"""
_BARS = """([n, charts]) => {
    const found = [...document.querySelectorAll('.js-plotly-plot')];
    return found.length === charts
        && found.every(e => e.querySelectorAll('.point').length === n);
}"""


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser of its own."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit(f"no browser: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


def start(store: Path, script: list[str] | None, seen: str) -> float:
    """Seconds from starting a server to seeing an element in a fresh browser."""
    with browser() as opened:
        page = opened.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        began = perf_counter()
        with running(store, script) as (url, _):
            page.goto(url)
            page.wait_for_selector(seen)
            return perf_counter() - began


def one_chart(page: Page, url: str, filters: Sequence[str]) -> list[float]:
    """From choosing another step of the trend to the trend; two steps under each filter.

    Not counted is a step under which it is too early for a trend.
    """
    taken = []
    for words in filters:
        _open(page, address(url, "kpi", where=words))
        for step in STEPS:
            before = ",".join(page.locator(".st-key-trend .xtick text").all_text_contents())
            button = page.get_by_role("radio", name=step, exact=True)
            button.scroll_into_view_if_needed()
            began = perf_counter()
            button.click()
            found = page.wait_for_function(_OTHER_TREND, arg=before, polling="raf")
            if found.json_value() == "drawn":
                taken.append(perf_counter() - began)
            settle(page)
    return taken


def filter_changes(
    page: Page, url: str, name: str, filters: Sequence[str]
) -> tuple[list[float], list[float]]:
    """From choosing each filter to the first new figure, and to all charts and the script's end.

    Each is one nobody chose before, so no answer is remembered.
    """
    figure = FIGURES if name == "scorecard" else "h1"
    first, whole = [], []
    for words in filters:
        _open(page, address(url, name))
        page.evaluate(_MARK)
        before = _text(page, figure)
        chosen = _offered(page, "Filters", words)
        began = perf_counter()
        chosen.click()
        page.wait_for_function(_OTHER_TEXT, arg=[figure, before], polling="raf")
        first.append(perf_counter() - began)
        page.wait_for_function(_ALL_NEW, polling="raf")
        whole.append(perf_counter() - began)
    return first, whole


def bare_changes(page: Page, url: str, charts: int, times: int) -> list[float]:
    """From choosing another number of bars to as many bars in every chart."""
    taken = []
    _open(page, url)
    for turn in range(times):
        chosen = _offered(page, "Bars", str(bars(turn)))
        began = perf_counter()
        chosen.click()
        page.wait_for_function(_BARS, arg=[bars(turn), charts], polling="raf")
        taken.append(perf_counter() - began)
        settle(page)
    return taken


def _open(page: Page, url: str) -> None:
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(url)
    settle(page)


def _offered(page: Page, label: str, option: str) -> Locator:
    """The option of an open list."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    found = page.get_by_role("option", name=option, exact=True)
    found.wait_for()
    return found


def _text(page: Page, selector: str) -> str:
    return ",".join(page.locator(selector).all_text_contents())
