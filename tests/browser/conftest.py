"""A real server and a real Chromium: `demo` is the address of a dashboard over the demo company.

Without a Chromium these tests are skipped with a message; with ICP_METRICS_REQUIRE_BROWSER set,
as in CI, they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from icp_metrics.store import Store
from tests.browser.dashboard import served, settle

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE_MS = 45_000
"""Of a busy machine; what is there at once is not waited for."""

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process; each test opens contexts of its own."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        said = f"no browser: none of {', '.join(NAMES)} is installed"
        if os.environ.get("ICP_METRICS_REQUIRE_BROWSER"):
            pytest.fail(said)
        pytest.skip(said)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens an address in a new context, as another person would; options are the context's."""
    contexts = []

    def opened(url: str, **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(url)
        settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def demo(chromium: Browser, demo_store: Store) -> Iterator[str]:
    """The address of a dashboard over the demo company. Tests only read it."""
    with served(demo_store.root) as url:
        yield url


@pytest.fixture
def demo_copy(chromium: Browser, demo_store: Store, tmp_path: Path) -> Store:
    """A demo company's store that a test may write to."""
    shutil.copytree(demo_store.root, tmp_path / "store")
    return Store(tmp_path / "store")
