"""A dashboard as tests meet it: a server of its own, and what a person reads on a page."""

from __future__ import annotations

import importlib
import os
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from icp_metrics.ui.serve import ROOT, command

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
TITLES = {name: importlib.import_module(f"pages.{name}").PAGE.title for name in PAGES}
"""What each page is called in the menu."""

FIGURES = "[data-testid=stMetricValue]:not(.st-key-focus *)"
FIRST = "scorecard"
WITHOUT_FILTERS = {"data", "guide"}
"""Pages that show the store or the declarations, not a selection of data."""


@contextmanager
def served(store: Path) -> Iterator[str]:
    """A server over a store, from its start to its end: its address."""
    with running(store) as (url, _):
        yield url


@contextmanager
def running(store: Path, script: list[str] | None = None) -> Iterator[tuple[str, int]]:
    """A server over a store, or of another `script`: its address and its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = command(port)
    if script is not None:
        started[4:5] = script
    server = subprocess.Popen(
        started,
        cwd=ROOT,
        env={**os.environ, "ICP_METRICS_STORE": str(store)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(server, url)
        yield url, server.pid
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_healthy(server: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer within a minute")


def address(url: str, page: str, **parameters: str | list[str]) -> str:
    """The address of a page with parameters. The first page of the menu stands at the root."""
    path = "" if page == FIRST else page
    return f"{url}/{path}?{urlencode(parameters, doseq=True)}"


def parameters(page: Page) -> dict[str, list[str]]:
    """The parameters in the browser's address."""
    return parse_qs(urlsplit(str(page.evaluate("location.href"))).query)


def settle(page: Page) -> None:
    """Wait until the script has run to its end and the page shows what it drew."""
    page.wait_for_selector("h1", state="attached")
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            return app?.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
        }"""
    )


def until_not(before: list[str], read: Callable[[], list[str]]) -> None:
    """Wait until what is read is there and no longer what it was: a chart redraws after the run."""
    until = time.monotonic() + 20
    while (found := read()) == before or not found:
        assert time.monotonic() < until, f"still {before}"
        time.sleep(0.05)


def headline(page: Page) -> Locator:
    """The sentence a page begins with."""
    return page.get_by_role("heading", level=1)


def figures(page: Page) -> Locator:
    """The large figures of the scorecard's lines, from left to right and down."""
    return page.locator(FIGURES)


def chips(page: Page) -> Locator:
    """The filters in force."""
    return page.get_by_role("group", name="Selected values").locator("[data-tag]")


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list in the sidebar, as a person does."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    box.press("Escape")


def grid_rows(page: Page) -> int:
    """How many rows the first table of the page holds, its header not counted."""
    grid = page.get_by_test_id("stDataFrame").first.locator("[role=grid]")
    grid.first.wait_for(state="attached")
    return int(grid.first.get_attribute("aria-rowcount") or 0) - 1


def click_mark(page: Page, chart: str, label: str) -> None:
    """Click the mark of a chart that stands in the line with this label."""
    plot = page.locator(f".st-key-{chart}")
    lines = plot.locator(".ytick text, .annotation-text")
    tick = lines.filter(has_text=re.compile(f"^{re.escape(label)}$"))
    tick.scroll_into_view_if_needed()
    expect(tick).to_be_in_viewport()
    line = tick.bounding_box()
    assert line is not None
    middle = line["y"] + line["height"] / 2
    marks = [m for p in plot.locator(".point").all() if (m := p.bounding_box()) is not None]
    nearest = min(marks, key=lambda m: abs(m["y"] + m["height"] / 2 - middle))
    page.mouse.click(nearest["x"] + nearest["width"] / 2, nearest["y"] + nearest["height"] / 2)
