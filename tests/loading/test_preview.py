"""A preview shows what a load would do and changes nothing; publishing puts just that in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import LoadRefused
from icp_metrics.loading import (
    FULL,
    Preview,
    Scope,
    Stated,
    discard,
    load,
    preview,
    publish_preview,
)
from icp_metrics.store import Store
from tests.builders import (
    ICP,
    YEAR,
    account,
    crowd,
    deal,
    files_of,
    joined,
    load_rows,
    new_store,
    rows_of,
    total,
    values,
)
from tests.store.folder import digests

AS_OF = date(2025, 12, 31)
BASE = joined(
    crowd("a", 40, 20, closed_on="2025-03-15", industry="software"),
    crowd("b", 40, 10, closed_on="2025-03-15", industry="retail"),
)
LATER = {
    **BASE,
    # a000 turns from won to lost, b039 is not told any more, four deals are new.
    "deals": [
        *({**d, "status": "lost"} if d["account_id"] == "a000" else d for d in BASE["deals"][:-1]),
        *(deal(f"n{i}", "b030", "won", "2025-03-20") for i in range(4)),
    ],
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path, ICP)
    load_rows(store, **BASE)
    return store


def previewed(
    store: Store, folder: Path, *, as_of: date = AS_OF, scope: Scope = FULL, **rows: Any
) -> Preview:
    mapping, files = files_of(folder / "files", **(rows or LATER))
    return preview(store, mapping, files, folder / "preview", stated=Stated(as_of, scope=scope))


def test_preview_counts_and_lists_rows_and_leaves_the_store_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    before = digests(store)
    shown = previewed(store, tmp_path)
    assert digests(store) == before
    assert shown.can_publish and not shown.result.published
    counts = shown.result.tables["opportunities"]
    assert [counts[k] for k in ("rows", "new", "changed", "unchanged", "missing")] == [
        83,
        4,
        1,
        78,
        1,
    ]
    kinds = {(table, kind): pl.read_parquet(file) for (table, kind), file in shown.rows.items()}
    assert set(kinds) == {
        ("opportunities", "new"),
        ("opportunities", "changed"),
        ("opportunities", "missing"),
    }
    assert kinds["opportunities", "new"]["opportunity_id"].to_list() == ["n0", "n1", "n2", "n3"]
    assert kinds["opportunities", "changed"].rows() == [("d-a000", "status", "won", "lost")]
    assert kinds["opportunities", "missing"].rows() == [("d-b039",)]


def test_published_preview_is_the_version_that_a_load_makes(store: Store, tmp_path: Path) -> None:
    shown = previewed(store, tmp_path)
    done = publish_preview(store, shown.folder)
    assert (done.load, done.version, done.published) == (2, 2, True)
    assert done.tables == shown.result.tables
    assert not shown.folder.exists()
    sql = "SELECT * EXCLUDE bucket FROM opportunities ORDER BY opportunity_id"
    published = rows_of(open_view(store), sql)

    other = new_store(tmp_path / "other", ICP)
    load_rows(other, **BASE)
    load_rows(other, **LATER)
    assert published == rows_of(open_view(other), sql)
    mapping, files = files_of(tmp_path / "again", **LATER)
    assert not load(store, mapping, files, stated=Stated(AS_OF)).published


def test_preview_is_stale_once_the_data_the_settings_or_an_icp_moved(
    store: Store, tmp_path: Path
) -> None:
    shown = previewed(store, tmp_path)
    settings = store.settings().with_values({"reporting_currency": "EUR"}, version=1)
    store.save_settings(settings, author="a", reason="r")
    before = store.current()
    with pytest.raises(LoadRefused, match="preview the files again"):
        publish_preview(store, shown.folder)
    assert store.current() == before
    assert store.ledger.read()[-1]["code"] == "E_STALE"


def test_preview_publishes_once(store: Store, tmp_path: Path) -> None:
    shown = previewed(store, tmp_path)
    publish_preview(store, shown.folder)
    with pytest.raises(LoadRefused, match="published or discarded"):
        publish_preview(store, shown.folder)
    assert store.version_numbers() == [1, 2]


def test_discarded_preview_leaves_nothing(store: Store, tmp_path: Path) -> None:
    before = digests(store)
    shown = previewed(store, tmp_path)
    discard(shown.folder)
    assert digests(store) == before
    assert not shown.folder.exists()


def test_files_that_are_refused_have_a_preview_that_cannot_be_published(
    store: Store, tmp_path: Path
) -> None:
    torn = {"deals": [deal(f"x{i}", "a001", "maybe", "2025-03-01") for i in range(20)]}
    shown = previewed(store, tmp_path, **torn)
    assert not shown.can_publish
    assert [e["code"] for e in shown.result.errors] == ["E_REJECTED"]
    assert shown.result.problems.height == 20
    with pytest.raises(LoadRefused, match="published or discarded"):
        publish_preview(store, shown.folder)


def test_files_loaded_before_have_a_preview_that_says_so(store: Store, tmp_path: Path) -> None:
    mapping, files = files_of(tmp_path / "files", **BASE)
    shown = preview(store, mapping, files, tmp_path / "p", stated=Stated(AS_OF))
    assert not shown.can_publish
    assert shown.result.warnings == ["These files were loaded before (load 1); nothing changed."]


def test_what_moves_a_headline_figure_adds_up(store: Store, tmp_path: Path) -> None:
    # By the end of 2025 the last four complete quarters hold the deals.
    ahead = deal("last", "a001", "open", None, created_on="2025-12-30")
    rows = {**LATER, "deals": [*LATER["deals"], ahead]}
    shown = previewed(store, tmp_path, **rows)
    moved = {m["kpi"]: m for m in shown.moved}["win_rate"]
    fit, not_fit = moved["groups"]["fit"], moved["groups"]["not_fit"]
    # Won of decided, by hand: 20/40, of which one turns to lost; 10/40, and four won beside.
    assert fit["before"] == pytest.approx(20 / 40)
    assert fit["changed"] == pytest.approx(-1 / 40)
    assert (fit["removed"], fit["new"]) == (0, 0)
    assert not_fit["new"] == pytest.approx(14 / 44 - 10 / 40)
    assert (not_fit["removed"], not_fit["changed"]) == (0, 0)
    gap = moved["gap"]
    assert gap["removed"] + gap["changed"] + gap["new"] == pytest.approx(
        gap["after"] - gap["before"]
    )
    publish_preview(store, shown.folder)
    now = values(total(open_view(store), asked=YEAR))
    assert now["fit"] == pytest.approx(fit["after"])


def test_first_load_has_nothing_to_compare_with(tmp_path: Path) -> None:
    empty = new_store(tmp_path, ICP)
    shown = previewed(empty, tmp_path, **BASE)
    assert shown.moved == []
    assert shown.result.tables["accounts"]["new"] == 80
    assert publish_preview(empty, shown.folder).version == 1


def test_account_that_changes_later_moves_no_deal_and_one_corrected_does(
    store: Store, tmp_path: Path
) -> None:
    turned = [account("b000", industry="software")]
    filler = [deal("last", "a001", "open", None, created_on="2025-12-30")]
    later = date(2026, 1, 5)
    shown = previewed(store, tmp_path, as_of=later, accounts=turned, deals=filler)
    cells = pl.read_parquet(shown.rows["accounts", "changed"])
    assert cells.rows() == [("b000", "industry", "retail", "software")]
    moved = {m["kpi"]: m for m in shown.moved}["win_rate"]["groups"]["fit"]
    # Judged as it was when the deal was opened.
    assert (moved["changed"], moved["after"]) == (0, 0.5)
    discard(shown.folder)
    # Told anew of the same day it was wrong all along: a won deal comes to the 20 of 40.
    corrected = previewed(store, tmp_path, accounts=turned, deals=filler)
    moved = {m["kpi"]: m for m in corrected.moved}["win_rate"]["groups"]["fit"]
    assert moved["changed"] == pytest.approx(21 / 41 - 20 / 40)
