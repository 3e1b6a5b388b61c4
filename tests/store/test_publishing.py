from __future__ import annotations

import os
from pathlib import Path

from icp_metrics.compare import open_view
from icp_metrics.store import Store
from icp_metrics.store.files import sha256
from tests.builders import ICP, account, deal, load_rows, new_store, total, try_rows
from tests.builders import values as values_of
from tests.store.conftest import FIRST, SECOND, deals_of
from tests.store.folder import digests, events


def test_current_names_the_version_and_its_file_is_what_was_published(store: Store) -> None:
    version = store.current()
    assert version is not None
    assert (store.root / "CURRENT").read_text() == "0001\n"
    path = store.root / "versions" / "0001.duckdb"
    assert sha256(path) == version.sha256
    assert path.stat().st_size == version.size


def test_load_leaves_nothing_unfinished_behind(store: Store) -> None:
    load_rows(store, **SECOND)
    assert not [p for p in store.root.rglob(".*") if p.is_file() or p.name.startswith(".staging")]
    assert not list(store.root.rglob("*.wal"))


def test_reader_of_the_old_version_keeps_its_answers_when_a_new_one_is_published(
    store: Store,
) -> None:
    old = open_view(store)
    load_rows(store, **SECOND)
    assert values_of(total(old))["fit"] == 3 / 4
    assert values_of(total(open_view(store)))["fit"] == 5 / 6


def test_version_on_disk_is_never_touched_by_later_loads(store: Store) -> None:
    before = digests(store)
    load_rows(store, **SECOND)
    after = digests(store)
    assert {k: after[k] for k in before if k != "CURRENT"} == {
        k: v for k, v in before.items() if k != "CURRENT"
    }


def test_same_files_again_change_nothing(store: Store) -> None:
    before = digests(store)
    again = load_rows(store, **FIRST)
    assert not again.published
    assert again.load is None
    assert again.version == 1
    assert digests(store) == before
    assert events(store)[-2:] == ["load_begun", "nothing_new"]


def test_same_rows_in_another_order_of_files_are_the_same_load(store: Store) -> None:
    again = load_rows(store, deals=FIRST["deals"], accounts=FIRST["accounts"])
    assert not again.published


def test_same_files_with_another_date_are_a_new_load(store: Store) -> None:
    again = load_rows(store, as_of="2026-01-31", **FIRST)
    assert again.published
    assert again.version == 2
    assert again.tables["accounts"]["unchanged"] == 2


def test_result_counts_new_changed_and_unchanged_rows(store: Store) -> None:
    rows = [
        account("A", industry="software"),
        account("B", industry="banking"),
        account("C", industry="banking"),
    ]
    counts = load_rows(store, accounts=rows, as_of="2026-01-31").tables["accounts"]
    assert counts == {
        "rows": 3,
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "missing": 0,
        "rejected": 0,
        "matched": None,
        "matched_amount": None,
    }


def test_result_counts_the_deals_whose_account_is_known(store: Store) -> None:
    deals = [*deals_of("A", 1, 0), *deals_of("Z", 1, 0), deal("x", None, "won", "2025-06-15")]
    assert load_rows(store, deals=deals).tables["opportunities"]["matched"] == 1


def test_refused_load_changes_nothing_but_the_ledger(store: Store) -> None:
    before = digests(store)
    bad = [deal(f"bad{i}", "A", "perhaps", "2025-06-15") for i in range(11)]
    refused = try_rows(store, deals=[*deals_of("A", 4, 0), *bad])
    assert refused.errors[0]["code"] == "E_REJECTED"
    assert refused.version == 1
    assert digests(store) == before
    assert events(store)[-2:] == ["load_begun", "load_refused"]


def test_few_bad_rows_are_listed_and_the_good_ones_go_in(store: Store) -> None:
    result = try_rows(
        store, deals=[*deals_of("C", 2, 0), deal("bad", "C", "perhaps", "2025-06-15")]
    )
    assert result.published
    problem = result.problems.to_dicts()[0]
    assert (problem["row"], problem["column"], problem["value"]) == (4, "status", "perhaps")


def test_max_rejected_of_a_load_overrides_the_setting(store: Store) -> None:
    bad = [deal(f"bad{i}", "A", "perhaps", "2025-06-15") for i in range(11)]
    result = try_rows(store, deals=[*deals_of("A", 4, 0), *bad], max_rejected=1.0)
    assert result.published
    assert result.problems.height == 11


def test_mapping_that_cannot_be_read_is_an_error_and_changes_nothing(store: Store) -> None:
    before = digests(store)
    result = try_rows(store, deals=[{"opportunity_id": "x", "state": "won"}])
    assert result.errors[0]["code"] == "E_MAPPING"
    assert digests(store) == before
    assert events(store)[-1] == "load_failed"


def test_first_load_of_an_empty_store_says_all_rows_are_new(tmp_path: Path) -> None:
    result = load_rows(new_store(tmp_path, ICP), **FIRST)
    assert result.load == 1
    assert result.version == 1
    assert result.tables["accounts"]["new"] == 2


def test_published_line_of_the_ledger_names_load_version_and_who(store: Store) -> None:
    line = store.ledger.read()[-1]
    assert (line["event"], line["load"], line["version"]) == ("published", 1, 1)
    assert line["by"]
    assert line["at"].endswith("Z")


def test_line_of_the_ledger_torn_by_a_crash_is_passed_over(store: Store) -> None:
    with (store.root / "ledger.jsonl").open("a") as file:
        file.write('{"at": "2026-01-')
    load_rows(store, **SECOND)
    assert events(store)[-2:] == ["load_begun", "published"]
    assert os.linesep.join(events(store)).count("published") == 2
