"""Loading: from the browser into an empty store and back, and from elsewhere while one looks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from icp_metrics import wording
from icp_metrics.compare import compare, members, open_view
from icp_metrics.compare.slice import Slice
from icp_metrics.store import Store
from tests.browser.conftest import Open
from tests.browser.dashboard import (
    address,
    choose,
    figures,
    headline,
    parameters,
    served,
    settle,
)
from tests.builders import ICP, crowd, deal, files_of, joined, new_store
from tests.plan import NEWEST

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

COMPANY = joined(
    crowd("fit", 60, 30, closed_on="2025-06-30", industry="software"),
    crowd("not", 60, 15, closed_on="2025-06-30", industry="retail"),
)


def fit_figure(store: Store, where: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> str:
    row = compare(open_view(store), "win_rate", Slice(where=where))[0]
    return wording.value(row.groups["fit"].estimate.value, "share")


def upload(page: Page, mapping: Path, files: list[Path]) -> None:
    choosers = page.get_by_test_id("stFileUploaderDropzoneInput")
    choosers.nth(0).set_input_files(files)
    # The page takes the files, looks at what they are, and draws itself again.
    page.wait_for_timeout(1500)
    settle(page)
    choosers.nth(1).set_input_files(mapping)
    page.wait_for_timeout(1500)
    settle(page)
    button = page.get_by_role("button", name="Preview", exact=True)
    expect(button).to_be_enabled()
    button.click()


def publish(page: Page) -> None:
    """Publish the preview once it is there."""
    button = page.get_by_role("button", name="Publish", exact=True)
    expect(button).to_be_enabled(timeout=60_000)
    settle(page)
    button.click()


def test_upload_into_an_empty_store_shows_what_became_of_it_and_can_be_rolled_back(
    tmp_path: Path, open_page: Open
) -> None:
    store = new_store(tmp_path, ICP)
    bad = deal("bad", "fit000", "won", "2025-13-45")
    text, files = files_of(tmp_path / "first", **{**COMPANY, "deals": [*COMPANY["deals"], bad]})
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    _, more = files_of(tmp_path / "second", **{**COMPANY, "deals": COMPANY["deals"][30:]})

    with served(store.root) as url:
        page = open_page(address(url, "scorecard"))
        page.get_by_role("button", name="Load your extracts").click()
        expect(headline(page)).to_have_text("Data")
        upload(page, mapping, files)
        publish(page)
        expect(page.get_by_text("Published as Data 1")).to_be_visible(timeout=60_000)
        settle(page)
        cells = page.locator("[role=gridcell]")
        expect(cells.filter(has_text="2025-13-45").first).to_be_attached()
        expect(cells.filter(has_text="closed_on").first).to_be_attached()
        upload(page, mapping, more)
        publish(page)
        expect(page.get_by_text("Published as Data 2")).to_be_visible(timeout=60_000)

        page.get_by_test_id("stTopNavLink").filter(has_text="Scorecard").click()
        # By hand: 30 of 60 won.
        expect(figures(page).first).to_have_text("50.0%")
        page.get_by_test_id("stTopNavLink").filter(has_text="Data").click()
        expect(headline(page)).to_have_text("Data")
        page.get_by_role("button", name="Roll back").click()
        expect(page.get_by_text("Data 1 is in force, published")).to_be_visible()
    current = store.current()
    assert current is not None and current.number == 1
    assert [e["event"] for e in store.ledger.read()][-1] == "rolled_back"


def test_preview_is_cancelled_and_discarded_and_the_store_stays_as_it_was(
    tmp_path: Path, open_page: Open
) -> None:
    store = new_store(tmp_path, ICP)
    text, files = files_of(tmp_path / "files", **COMPANY)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    with served(store.root) as url:
        page = open_page(address(url, "data"))
        upload(page, mapping, files)
        page.get_by_role("button", name="Cancel", exact=True).click()
        expect(page.get_by_text("Cancelled. Nothing was changed.")).to_be_visible()
        settle(page)
        # The files and their mapping are still there.
        again = page.get_by_role("button", name="Preview", exact=True)
        expect(again).to_be_enabled()
        again.click()
        discard = page.get_by_role("button", name="Discard", exact=True)
        expect(discard).to_be_enabled(timeout=60_000)
        expect(page.get_by_text("New: opportunities (120 rows)")).to_be_visible()
        settle(page)
        discard.click()
        expect(page.get_by_text("Discarded. Nothing was changed.")).to_be_visible()
    assert store.current() is None
    assert not any((store.root / "previews").iterdir())


def test_refused_upload_says_why_and_the_store_stays_empty(tmp_path: Path, open_page: Open) -> None:
    store = new_store(tmp_path, ICP)
    text, files = files_of(tmp_path / "files", **COMPANY)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text.replace("closed_on: closed_on", "closed_on: Closing"), "utf-8")
    with served(store.root) as url:
        page = open_page(address(url, "data"))
        upload(page, mapping, files)
        told = page.get_by_test_id("stAlert").filter(has_text="Nothing was changed")
        expect(told).to_contain_text("Closing", timeout=60_000)
    assert store.current() is None


def load_elsewhere(store: Store, mapping: Path, files: list[Path]) -> subprocess.Popen[bytes]:
    run = "from icp_metrics.cli import main; main()"
    stated = ["--store", str(store.root), "--as-of", "2026-09-30"]
    return subprocess.Popen(
        [sys.executable, "-c", run, "load", str(mapping), *map(str, files), *stated],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )


def test_open_page_works_while_another_process_loads_and_shows_the_new_data_next(
    demo_copy: Store, tmp_path: Path, open_page: Open
) -> None:
    behind = members(open_view(demo_copy), "win_rate", Slice(), group="fit")
    accounts = behind["account_id"].unique().sort().to_list()[:80]
    new = [deal(f"new-{a}", a, "won", "2026-09-20", amount=1000, currency="USD") for a in accounts]
    text, files = files_of(tmp_path / "new", deals=new)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    before = fit_figure(demo_copy)
    north = (("region", ("North",)),)

    with served(demo_copy.root) as url:
        page = open_page(address(url, "scorecard"))
        expect(figures(page).first).to_have_text(before)
        sent = page.url
        north_before = fit_figure(demo_copy, north)
        loading = load_elsewhere(demo_copy, mapping, files)
        # The load takes seconds: this click is answered while it runs, or just after it.
        choose(page, "Filters", "Region: North")
        expect(figures(page).first).not_to_have_text(before)
        assert loading.wait(120) == 0
        assert figures(page).first.inner_text() in (north_before, fit_figure(demo_copy, north))

        page.get_by_role("button", name="Remove Region: North").click()
        after = fit_figure(demo_copy)
        assert after != before
        expect(figures(page).first).to_have_text(after)
        expect(page.get_by_text(f"Data {NEWEST + 1}").first).to_be_visible()
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        settle(page)
        assert parameters(page)["data"] == [str(NEWEST + 1)]

        old = open_page(sent)
        expect(figures(old).first).to_have_text(before)
        assert parameters(old)["data"] == [str(NEWEST)]
        old.get_by_role("button", name="Switch to the latest").click()
        expect(figures(old).first).to_have_text(after)
        expect(old.get_by_role("button", name="Switch to the latest")).to_have_count(0)
