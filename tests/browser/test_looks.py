"""In light and dark and on a phone: nothing leaves the machine, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from icp_metrics.store import Store
from icp_metrics.wording import attribute
from tests.browser.conftest import Open
from tests.browser.dashboard import PAGES, address, chips, headline, served, settle
from tests.builders import ICP, crowd, joined, load_rows, new_store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = {"width": 390, "height": 844}
HOSTILE = (
    "![x](http://evil.example/x.png)",
    "<img src=http://evil.example/y>",
    '=HYPERLINK("http://evil.example")',
    ":material/home: :red[stop]",
    "$x$ [link](http://evil.example) http://evil.example",
    "Gesellschaft-mit-sehr-langem-Namen-" * 12,
)
LOST_REASON = attribute("opportunities.lost_reason")
OUTSIDE = """() => [...document.querySelectorAll('[src], [href], [style*="url("]')]
    .flatMap(e => [e.getAttribute('src'), e.getAttribute('href'),
        /url\\(["']?(.*?)["']?\\)/.exec(e.getAttribute('style') ?? '')?.[1]])
    .filter(u => u && !u.startsWith('data:'))
    .filter(u => new URL(u, location.href).hostname !== location.hostname)"""
"""Every address in the page that is of another machine, whether it was asked or not."""


def outside(page: Page) -> list[str]:
    """Collects what a page asks of any other machine."""
    asked: list[str] = []

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            asked.append(url)

    page.context.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    return asked


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_asks_another_machine_or_scrolls_sideways_on_a_phone(
    demo: str, open_page: Open, theme: str
) -> None:
    page = open_page(address(demo, "scorecard"), color_scheme=theme, viewport=PHONE)
    asked = outside(page)
    for name in PAGES:
        page.goto(address(demo, name, by="Region"))
        settle(page)
        expect(headline(page)).to_have_count(1)
        expect(headline(page)).to_be_visible()
        width = page.evaluate(
            """() => Math.max(document.documentElement.scrollWidth,
                document.querySelector('[data-testid="stMain"]').scrollWidth)"""
        )
        assert width <= PHONE["width"], name
        background = page.get_by_test_id("stApp").evaluate(
            "e => getComputedStyle(e).backgroundColor"
        )
        assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(14, 17, 23)"}[theme]
        assert page.evaluate(OUTSIDE) == [], name
    assert asked == []


@pytest.fixture(scope="module")
def hostile(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard over a company whose accounts, regions, owners and deals are named to do harm."""
    store: Store = new_store(tmp_path_factory.mktemp("hostile"), ICP)
    crowds = []
    for i, name in enumerate(HOSTILE):
        for industry, won in (("software", 20), ("retail", 10)):
            crowds.append(
                crowd(
                    f"{industry}{i}-",
                    30,
                    won,
                    closed_on="2025-06-30",
                    industry=industry,
                    name=name,
                    region=name,
                )
            )
    rows = joined(*crowds)
    for n, row in enumerate(rows["deals"]):
        row["name"] = row["owner"] = row["lost_reason"] = HOSTILE[n % len(HOSTILE)]
    load_rows(store, **rows)
    with served(store.root) as url:
        yield url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_hostile_names_are_shown_as_text_and_ask_no_other_machine(
    hostile: str, open_page: Open, theme: str
) -> None:
    page = open_page(address(hostile, "scorecard"), color_scheme=theme)
    asked = outside(page)
    for name in PAGES:
        page.goto(address(hostile, name, by="Region", where=f"Region: {HOSTILE[0]}"))
        settle(page)
        expect(headline(page)).to_be_visible()
        assert page.evaluate(OUTSIDE) == [], name
    page.goto(address(hostile, "kpi", by="Region"))
    settle(page)
    # The break-down shows the names as they are, cut where they are long.
    labels = page.locator(".st-key-forest .annotation-text").all_text_contents()
    for name in HOSTILE:
        assert any(label[:20] == name[:20] for label in labels), labels
    assert asked == []


def test_account_with_a_hostile_name_carries_it_as_text(hostile: str, open_page: Open) -> None:
    page = open_page(address(hostile, "accounts"))
    asked = outside(page)
    for i, name in enumerate(HOSTILE):
        page.goto(address(hostile, "accounts", account=f"software{i}-000"))
        settle(page)
        expect(headline(page)).to_have_text(name)
        assert page.evaluate(OUTSIDE) == [], name
    assert asked == []


def test_filter_that_leaves_nothing_names_hostile_values_as_text(
    hostile: str, open_page: Open
) -> None:
    both = [f"Region: {HOSTILE[0]}", f"{LOST_REASON}: {HOSTILE[4]}", "Industry: software"]
    page = open_page(address(hostile, "scorecard", where=both, period="2024 Q1"))
    expect(chips(page)).to_have_text(both)
    assert page.evaluate(OUTSIDE) == []


def test_chart_library_is_served_from_this_machine(demo: str, open_page: Open) -> None:
    page = open_page(address(demo, "kpi"))
    scripts = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert any("plotly" in name.lower() for name in scripts)
    assert {urlsplit(name).hostname for name in scripts} == {"127.0.0.1"}
