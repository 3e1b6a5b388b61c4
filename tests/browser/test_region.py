"""A browser of another region: figures and dates as they are written there, in every part."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.dashboard import address, headline, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_page_and_its_parts_follow_the_region_of_the_browser(demo: str, open_page: Open) -> None:
    here = address(demo, "kpi", kpi="Deal size")
    german, british = (open_page(here, locale=tag) for tag in ("de-DE", "en-GB"))
    expect(headline(german)).to_contain_text("28,1k\u00a0US$ in ICP")
    expect(headline(british)).to_contain_text("US$28.1k in ICP")
    # A part that runs alone does not pass the frame of the page.
    german.get_by_text("How this number is made").click()
    settle(german)
    expect(german.get_by_text("Deal size, In ICP: 28,1k\u00a0US$")).to_be_visible()
    ticks = german.locator(".st-key-groups .xtick text").all_text_contents()
    assert any(tick.endswith("k\u00a0US$") for tick in ticks)
