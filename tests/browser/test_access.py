"""Access for all: no page has a serious fault, words can be read, and keys alone reach the rows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from icp_metrics.charts.cohort import DARKEST
from icp_metrics.charts.look import DARK, LIGHT, Look, clear
from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.store import Store
from tests.browser.conftest import Open
from tests.browser.dashboard import PAGES, address, grid_rows, headline, served, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# One KPI for every kind of picture; what opens on demand is open.
PICTURES = ("Time to win", "Logo retention", "MRR growth", "CAC", "NPS")
ASKED = {
    "scorecard": {"all": "true", "moved": "true"},
    "kpi": {"made": "true", "moved": "true"},
}
BACKGROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(14, 17, 23)"}
GRAVE = ("serious", "critical")
MOST_TABS = 60


def faults(page: Page) -> list[str]:
    """What axe calls serious or critical, as rule, place and what to mend."""
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    return [
        f"{fault['id']} at {node['target']}: {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def assert_no_faults(page: Page, of: str) -> None:
    """Look at a page in light and in dark."""
    for theme, colour in BACKGROUND.items():
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", colour)
        settle(page)
        found = faults(page)
        assert not found, "\n".join([f"{of} in {theme}:", *found])


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_serious_fault_in_light_or_dark(
    demo: str, open_page: Open, name: str
) -> None:
    page = open_page(address(demo, name, **ASKED.get(name, {})))
    assert_no_faults(page, name)


def test_no_picture_and_no_account_has_a_serious_fault(
    demo: str, demo_view: View, open_page: Open
) -> None:
    page = open_page(address(demo, "guide"))
    for kpi in PICTURES:
        page.goto(address(demo, "kpi", kpi=kpi))
        settle(page)
        assert_no_faults(page, kpi)
    someone = members(demo_view, "win_rate", Slice(), group="fit")["account_id"][0]
    page.goto(address(demo, "accounts", account=someone))
    settle(page)
    assert_no_faults(page, "an account")


def test_empty_store_has_no_serious_fault(tmp_path: Path, open_page: Open) -> None:
    store = Store(tmp_path / "store")
    with served(store.root) as url:
        page = open_page(address(url, "scorecard"))
        for name in ("scorecard", "data"):
            page.goto(address(url, name))
            settle(page)
            assert_no_faults(page, f"{name} of an empty store")


def test_keys_alone_reach_a_count_open_its_rows_and_come_back(
    demo: str, demo_view: View, open_page: Open
) -> None:
    facts = compare(demo_view, "win_rate", Slice())[0].groups["fit"].facts
    page = open_page(address(demo, "scorecard"))
    here = headline(page).inner_text()
    count = page.get_by_role("link", name=re.compile(rf"\b{facts} deals")).first
    page.add_style_tag(content="* { transition: none !important; }")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert seen(page), page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        if count.evaluate("e => e === document.activeElement"):
            break
    expect(count).to_be_focused()
    page.keyboard.press("Enter")
    expect(headline(page)).to_have_text("Who is behind this number?")
    settle(page)
    assert grid_rows(page) == facts
    # Chromium without a window does not hear Alt and an arrow.
    page.go_back()
    expect(headline(page)).to_have_text(here)


def seen(page: Page) -> bool:
    """Whether what has the focus is on the screen and looks other than without it."""
    return bool(
        page.evaluate(
            """async () => {
                let focused = document.activeElement;
                if (focused === document.body) return true;
                // A component keeps its elements to itself.
                while (focused.shadowRoot?.activeElement) {
                    focused = focused.shadowRoot.activeElement;
                }
                const chain = [];
                for (let e = focused; e && chain.length < 5; e = e.parentElement) chain.push(e);
                const drawn = () => new Promise(r => setTimeout(() => requestAnimationFrame(r)));
                const look = () => chain.map(e => {
                    const s = getComputedStyle(e);
                    return [s.outline, s.boxShadow, s.borderColor, s.backgroundColor].join();
                }).join();
                const having = look();
                focused.blur();
                await drawn();
                const without = look();
                focused.focus({focusVisible: true});
                await drawn();
                return having !== without;
            }"""
        )
    )


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 to 21 (WCAG 2.2, 1.4.3)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(colour: str, paper: str) -> str:
    """What `rgba(r, g, b, a)` looks like over a background, as `#rrggbb`."""
    *parts, opacity = (float(x) for x in re.findall(r"[\d.]+", colour))
    below = [int(paper[i : i + 2], 16) for i in (1, 3, 5)]
    mixed = [round(p * opacity + b * (1 - opacity)) for p, b in zip(parts, below, strict=True)]
    return "#" + "".join(f"{m:02x}" for m in mixed)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_of_charts_have_the_contrast_that_marks_and_words_need(look: Look) -> None:
    groups = ("fit", "not_fit", "unknown", "all")
    # 3:1 for marks (1.4.11), 4.5:1 for words (1.4.3).
    for group in groups:
        assert contrast(look.of(group), look.paper) >= 3, group
        assert contrast(look.words(group), look.paper) >= 4.5, group
        assert contrast(look.upon(group), look.of(group)) >= 4.5, group
        # The darkest cell of a cohort, and the figure upon it.
        assert contrast(look.text, over(clear(look.of(group), DARKEST), look.paper)) >= 4.5, group
    assert contrast(look.text, look.paper) >= 4.5
    assert contrast(look.faint, look.paper) >= 4.5
