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
    assert Preview.read(shown.folder).result.published
    assert not Preview.read(shown.folder).can_publish
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


def test_first_preview_over_a_version_whose_file_was_cleared_away_makes_it_again(
    store: Store, tmp_path: Path
) -> None:
    version = store.current()
    assert version is not None
    file = store.file(version)
    assert file is not None
    file.unlink()
    shown = previewed(store, tmp_path)
    assert shown.can_publish
    assert shown.result.tables["opportunities"]["new"] == 4
    assert publish_preview(store, shown.folder).version == 2


def test_preview_that_was_touched_is_not_published(store: Store, tmp_path: Path) -> None:
    shown = previewed(store, tmp_path)
    file = shown.folder / "version.duckdb"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(LoadRefused, match="not as it was made"):
        publish_preview(store, shown.folder)
    assert store.version_numbers() == [1]


def test_published_preview_says_so_to_a_second_click(store: Store, tmp_path: Path) -> None:
    shown = previewed(store, tmp_path)
    done = publish_preview(store, shown.folder)
    again = Preview.read(shown.folder)
    assert again.result.to_json() == done.to_json()
    assert not again.can_publish


def test_load_that_is_in_force_stays_whatever_fails_after(store: Store, tmp_path: Path) -> None:
    shown = previewed(store, tmp_path)
    # Where old files are cleared away a folder stands in the way: that fails after CURRENT.
    for number in range(2, 9):
        (store.root / "versions" / f"{number:04d}x.duckdb").mkdir(parents=True)
    done = publish_preview(store, shown.folder)
    assert done.published and done.version == 2
    assert values(total(open_view(store)))["all"] is not None


def test_deleted_rows_and_spans_that_open_can_be_looked_up(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    pays = {
        "subscription_id": "s1",
        "account_id": "A",
        "mrr": 100,
        "currency": "USD",
        "started_on": "2025-01-01",
        "status": "active",
    }
    load_rows(store, as_of="2025-02-01", accounts=[account("A")], subscriptions=[pays])
    more = [{**pays, "mrr": 200}]
    shown = previewed(store, tmp_path, as_of=date(2025, 3, 1), subscriptions=more)
    cells = pl.read_parquet(shown.rows["subscriptions", "changed"])
    told = {
        (str(r["started_on"]), r["column"]): (r["before"], r["after"]) for r in cells.to_dicts()
    }
    assert told["2025-01-01", "ended_on"] == (None, "2025-03-01")
    assert told["2025-03-01", "mrr"] == (None, "200.0000")


def test_rows_in_conflict_are_one_finding_whatever_row_each_names(
    store: Store, tmp_path: Path
) -> None:
    torn = [deal(f"d{i // 2}", "a001", "won", f"2025-03-0{1 + i % 2}") for i in range(40)]
    shown = previewed(store, tmp_path, deals=torn)
    [finding] = [f for f in shown.result.findings if f["severity"] == "reject"]
    assert finding["rows"] == 40
    assert "as another row" in finding["sentence"]


def test_contents_of_two_files_swapped_are_news(store: Store, tmp_path: Path) -> None:
    mapping = """
        name: two
        sources: {a: {file: "a*"}, b: {file: "b*"}}
        tables:
          accounts: {from: a, columns: {account_id: id}}
          opportunities: {from: b, columns: {opportunity_id: id, status: {value: open}}}
    """
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    contents = ["id\nx1\n", "id\nx2\n"]
    for order in (contents, contents[::-1]):
        for file, content in zip(files, order, strict=True):
            file.write_text(content, encoding="utf-8")
        assert load(store, mapping, files, stated=Stated(AS_OF)).published
    assert not load(store, mapping, files, stated=Stated(AS_OF)).published
