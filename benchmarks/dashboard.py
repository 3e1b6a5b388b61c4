"""How long the dashboard takes a reader, beside a bare Streamlit page in the same run.

    python benchmarks/dashboard.py [--clicks 30] [--starts 3] [--large]

Median and 95th percentile in seconds, on the demo company; with `--large` also on a company of
100,000 accounts and 1,000,000 deals. Filters are ones nobody chose before: no answer is remembered.

- start: from starting the server's process to the first figure, with a fresh server and browser;
  of the bare page, to its chart.
- one chart: from the click on another step of the trend to the new trend, beside a bare page with
  one chart, from the choice to the chart.
- filter: from the choice of a filter to the first new figure, and to the last new chart of the
  fullest page, beside a bare page with six charts, from the choice to all six. Of the scorecard,
  its last figure.
- rerun: what the server takes, over a websocket without a browser: from the click to the message
  that the run has ended; beside all of a bare page with six charts, which is run whole for any
  click.

Needs Chromium and the demo company's files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.browsing import bare
from benchmarks.browsing.clicks import (
    STEPS,
    bare_changes,
    browser,
    filter_changes,
    one_chart,
    start,
)
from benchmarks.browsing.session import Session
from benchmarks.browsing.table import HEAD, line, load
from benchmarks.scale.company import PROFILE, SIZES, load_company
from benchmarks.scale.publishing import publishing
from icp_metrics.compare import open_view
from icp_metrics.compare.choices import values
from icp_metrics.demo import load_demo
from icp_metrics.kpis.win_rate import KPI
from icp_metrics.settings import SETTINGS
from icp_metrics.store import Store
from icp_metrics.wording import attribute
from tests.browser.dashboard import FIGURES, running

_ONE_CHART, _FILTER, _RERUN, _STORES = 1.0, 1.0, 0.4, 1.3
"""The goals: ratios to the bare page, and of the large store to the demo company."""


def filters(store: Store, count: int) -> list[str]:
    """So many filters of one value each, as they are offered."""
    known = values(open_view(store), KPI)
    every = [
        f"{attribute(name)}: {value}"
        for name, found in known.items()
        if "." not in name and len(found) > 1
        for value in found
    ]
    return (every * (1 + count // len(every)))[:count]


def reruns(store: Store, script: list[str], chosen: list[str]) -> None:
    """Print what the server takes for the same clicks."""
    times = len(chosen)
    with running(store.root, script) as (url, _):
        stock = Session(url)
        stock.open()
        bare_taken = [stock.choose("Bars", str(bare.bars(i))).seconds for i in range(times)]
        stock.close()
    steps, whole, nothing = [], [], []
    with running(store.root) as (url, _):
        reader = Session(url, "kpi")
        reader.open()
        for i, words in enumerate(chosen):
            whole.append(reader.choose("Filters", words).seconds)
            steps.append(reader.choose("Step", STEPS[i % 2]).seconds)
            nothing.append(reader.open().seconds)
            reader.choose("Step", "quarter")
        reader.close()
    print(line("rerun for one chart, of six bare", steps, bare_taken, _RERUN))
    print(line("rerun of the page, all remembered", nothing, bare_taken))
    print(line("rerun of the page, a new filter", whole, bare_taken), flush=True)


def clicks(page: Page, store: Store, chosen: list[str], bare_of: dict[int, list[float]]) -> float:
    """Print what clicks take on a store; the median of a filter change on the fullest page."""
    half = chosen[: (len(chosen) + 1) // 2]
    with running(store.root) as (url, _):
        taken = one_chart(page, url, half)
        print(line("one chart, to the new chart", taken, bare_of[1], _ONE_CHART))
        # Other servers, so that what was asked for before is not remembered.
    with running(store.root) as (url, _):
        first, whole = filter_changes(page, url, "kpi", chosen)
        print(line("filter on a KPI, to its first figure", first, bare_of[6]))
        print(line("filter on a KPI, to its last chart", whole, bare_of[6], _FILTER))
    with running(store.root) as (url, _):
        of_card, of_all = filter_changes(page, url, "scorecard", chosen)
        print(line("filter on the scorecard, to a new card", of_card, bare_of[6]))
        print(line("filter on the scorecard, to its last figure", of_all, bare_of[6]), flush=True)
    return median(whole)


def large(folder: Path) -> Store:
    """A company of 100,000 accounts and 1,000,000 deals, published."""
    store = Store(folder / "large")
    store.save_profile("core", PROFILE)
    load_company(store, SIZES["M"])
    publishing(store, SETTINGS["cube_from_facts"].default, None)
    return store


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=30)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--store", type=Path, help="the demo company, loaded before")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(given.store or folder / "store")
        if given.store is None:
            load_demo(store, lambda _: None)
        one, six = (bare.script(folder, n) for n in (1, 6))
        print(f"demo company; {load()}\n{HEAD}", flush=True)
        starts, bare_starts = [], []
        for _ in range(given.starts):
            starts.append(start(store.root, None, FIGURES))
            bare_starts.append(start(store.root, one, bare.CHART))
        if starts:
            print(line("start, to the first figure", starts, bare_starts), flush=True)
        chosen = filters(store, given.clicks)
        with browser() as opened:
            page = opened.new_page()
            bare_of = {}
            for charts, script in ((1, one), (6, six)):
                with running(store.root, script) as (url, _):
                    bare_of[charts] = bare_changes(page, url, charts, given.clicks)
            small = clicks(page, store, chosen, bare_of)
            reruns(store, six, chosen)
            if given.large:
                big = large(folder)
                print(f"100,000 accounts, 1,000,000 deals; {load()}\n{HEAD}", flush=True)
                grown = clicks(page, big, filters(big, given.clicks), bare_of)
                print(f"filter on a KPI, large to demo: {grown / small:.2f}; goal {_STORES}")
        print(load())


if __name__ == "__main__":
    main()
