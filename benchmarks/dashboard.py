"""How long the dashboard takes in a browser, beside a bare Streamlit page in the same run.

    python benchmarks/dashboard.py [--starts 3] [--clicks 10]

Start: from starting the server's process to the first card on the screen, with a fresh server and
a fresh browser; for the bare page, to its one Plotly chart. Change: from the click to the new
numbers; for the bare page, to the chart drawn again. Each filter is one nobody chose before, so no
answer is remembered. Needs Chromium and the demo company's files.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from icp_metrics.compare import open_view
from icp_metrics.compare.choices import values
from icp_metrics.demo import load_demo
from icp_metrics.kpis.win_rate import KPI
from icp_metrics.store import Store
from icp_metrics.wording import attribute
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.dashboard import FIGURES, running, settle

BARE = """
import plotly.graph_objects as go
import streamlit as st

st.title("Bare")
bars = st.selectbox("Bars", range(2, 60))
st.plotly_chart(go.Figure(go.Bar(y=list(range(bars)))), key="chart")
"""
CARD = FIGURES
CHART = ".js-plotly-plot .main-svg"


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
        began = perf_counter()
        with running(store, script) as (url, _):
            page.goto(url)
            page.wait_for_selector(seen)
            return perf_counter() - began


def filter_changes(page: Page, options: list[str]) -> list[float]:
    """Seconds from choosing each filter to a card with another number."""
    box = page.get_by_role("combobox", name="Filters")
    taken = []
    for words in options:
        settle(page)
        before = page.locator(CARD).all_inner_texts()
        box.click()
        box.fill(words)
        chosen = page.get_by_role("option", name=words, exact=True)
        chosen.wait_for()
        began = perf_counter()
        chosen.click()
        _until_other(page, CARD, before)
        taken.append(perf_counter() - began)
        box.press("Escape")
        before = page.locator(CARD).all_inner_texts()
        page.get_by_role("button", name=f"Remove {words}").click()
        _until_other(page, CARD, before)
    return taken


def page_changes(page: Page, times: int) -> list[float]:
    """Seconds from a click in the menu to the chart or the cards of the other page."""
    taken = []
    for i in range(times):
        name, seen = [("KPI", f".st-key-forest {CHART}"), ("Scorecard", CARD)][i % 2]
        settle(page)
        began = perf_counter()
        page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
        page.locator(seen).first.wait_for()
        taken.append(perf_counter() - began)
    return taken


def bare_changes(page: Page, times: int) -> list[float]:
    """Seconds from choosing another number of bars to as many bars."""
    box = page.get_by_role("combobox", name="Bars")
    taken = []
    for bars in range(10, 10 + times):
        settle(page)
        box.click()
        box.fill(str(bars))
        chosen = page.get_by_role("option", name=str(bars), exact=True)
        chosen.wait_for()
        began = perf_counter()
        chosen.click()
        page.wait_for_function(
            "n => document.querySelectorAll('.js-plotly-plot .point').length === n", arg=bars
        )
        taken.append(perf_counter() - began)
    return taken


def _until_other(page: Page, selector: str, before: list[str]) -> None:
    page.wait_for_function(
        """([selector, before]) => {
            const now = [...document.querySelectorAll(selector)].map(e => e.innerText);
            return now.length === before.length && now.some((text, i) => text !== before[i]);
        }""",
        arg=[selector, before],
        polling=10,
    )


def line(name: str, ours: list[float], bare: list[float]) -> None:
    """Print median and 95th percentile in seconds, and the ratio of the medians."""
    worst = quantiles(ours, n=20, method="inclusive")[-1] if len(ours) > 1 else ours[0]
    print(
        f"{name:<28}{median(ours):>8.2f}{worst:>8.2f}{median(bare):>8.2f}"
        f"{median(ours) / median(bare):>8.1f}",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        load_demo(store, lambda _: None)
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        known = values(open_view(store), KPI)
        options = [
            f"{attribute(name)}: {value}"
            for name, found in known.items()
            if "." not in name
            for value in found[:3]
        ][: given.clicks]

        print(f"{'seconds':<28}{'median':>8}{'95th':>8}{'bare':>8}{'ratio':>8}")
        starts, bare_starts = [], []
        for _ in range(given.starts):
            starts.append(start(store.root, None, CARD))
            bare_starts.append(start(store.root, [str(bare)], CHART))
        line("start to first card", starts, bare_starts)
        with browser() as opened:
            with running(store.root, [str(bare)]) as (url, _):
                page = opened.new_page()
                page.goto(url)
                page.wait_for_selector(CHART)
                bare_taken = bare_changes(page, given.clicks)
            with running(store.root) as (url, _):
                page = opened.new_page()
                page.goto(url)
                page.wait_for_selector(CARD)
                line("filter change", filter_changes(page, options), bare_taken)
                line("page change", page_changes(page, given.clicks), bare_taken)


if __name__ == "__main__":
    main()
