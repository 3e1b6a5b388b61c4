"""The tour of a first visit: offered once, walked by keyboard, gone for good when dismissed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.dashboard import address, headline, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_tour_is_offered_once_and_walked_by_keyboard(demo: str, open_page: Open) -> None:
    page = open_page(address(demo, "scorecard"))
    sentence = headline(page).text_content()
    tour = page.get_by_role("region", name="Tour")
    tour.get_by_role("button", name="Take the tour").focus()
    page.keyboard.press("Enter")
    steps = []
    while tour.get_by_role("button", name="Next").count():
        steps.append(tour.get_by_role("heading").text_content())
        expect(tour.get_by_role("heading")).to_be_focused()
        tour.get_by_role("button", name="Next").press("Enter")
    assert len(set(steps)) == 5
    tour.get_by_role("button", name="Done").press("Enter")
    expect(tour).to_have_count(0)
    # It asked the server for nothing: the page is as it was, and its address too.
    assert headline(page).text_content() == sentence
    page.reload()
    settle(page)
    expect(headline(page)).to_have_text(sentence or "")
    expect(tour).to_have_count(0)


def test_tour_that_is_declined_stays_away_and_is_found_in_the_guide(
    demo: str, open_page: Open
) -> None:
    page = open_page(address(demo, "scorecard"))
    page.get_by_role("button", name="No, thanks").click()
    page.goto(address(demo, "scorecard"))
    settle(page)
    expect(page.get_by_role("button", name="Take the tour")).to_have_count(0)
    page.goto(address(demo, "guide"))
    settle(page)
    page.get_by_role("button", name="Take the tour").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Take the tour")).to_be_visible()
