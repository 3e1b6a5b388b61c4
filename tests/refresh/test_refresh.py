"""A refresh loads what is new, in the order of its days, and tells what it did."""

from __future__ import annotations

import os
import shutil
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import StoreError
from icp_metrics.refresh import Refreshed, parse, refresh
from icp_metrics.store import Store
from icp_metrics.store.verify import verify
from tests.builders import ICP, account, mapping_of, new_store, rows_of, write_csv

TODAY = date(2026, 1, 31)
ROWS = [account("A", industry="software")]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "exports").mkdir()
    text = mapping_of(accounts=ROWS).replace("accounts.csv", "accounts*.csv")
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    return new_store(tmp_path, ICP)


def export(store: Store, name: str, industry: str) -> Path:
    """An export of account A into the folder of the plan."""
    return write_csv(store.root.parent / "exports", name, [account("A", industry=industry)])


def run(store: Store, *, today: date = TODAY, wait_s: float = 600, **said: str) -> Refreshed:
    """Refresh one source called crm."""
    source = {"folder": "exports", "mapping_file": "mapping.yaml", "as_of": "name"} | said
    cells = ", ".join(f"{key}: {value}" for key, value in source.items())
    plan = parse(f"sources: {{crm: {{{cells}}}}}", store.root.parent)
    return refresh(store, plan, today=today, wait_s=wait_s)


def statuses(done: Refreshed) -> list[str]:
    return [outcome.status for outcome in done.outcomes]


def industry(store: Store) -> str:
    return str(rows_of(open_view(store), "SELECT industry FROM accounts")[0][0])


def test_files_are_loaded_in_the_order_of_their_days_and_once(store: Store) -> None:
    export(store, "accounts_2026-01-14", "software")
    export(store, "accounts_2026-01-07", "retail")
    done = run(store)
    assert [(o.as_of, o.status) for o in done.outcomes] == [
        (date(2026, 1, 7), "published"),
        (date(2026, 1, 14), "published"),
    ]
    assert industry(store) == "software"
    assert statuses(run(store, today=TODAY + timedelta(7))) == ["nothing_new"] * 2
    assert [v.number for v in store.versions()] == [1, 2]
    assert verify(store).findings == ()


def test_what_was_rolled_back_does_not_come_back_by_night(store: Store) -> None:
    export(store, "accounts_2026-01-07", "retail")
    run(store)
    export(store, "accounts_2026-01-14", "software")
    run(store)
    store.roll_back(1)
    assert statuses(run(store)) == ["nothing_new"] * 2
    assert industry(store) == "retail"


def test_file_that_is_written_over_each_day_is_news_when_it_differs_from_the_last(
    store: Store,
) -> None:
    told = []
    for day, value in enumerate(["retail", "retail", "software", "retail"]):
        export(store, "accounts", value)
        told += statuses(run(store, today=TODAY + timedelta(day), as_of="today"))
    assert told == ["published", "nothing_new", "published", "published"]
    assert industry(store) == "retail"


def test_same_files_through_another_mapping_are_news(store: Store) -> None:
    export(store, "accounts_2026-01-07", "retail")
    run(store)
    mapping = store.root.parent / "mapping.yaml"
    mapping.write_text(mapping.read_text() + "\n# corrected\n")
    assert statuses(run(store)) == ["nothing_new"]
    text = mapping.read_text().replace("industry: industry", "region: industry")
    mapping.write_text(text, encoding="utf-8")
    assert statuses(run(store)) == ["published"]


def test_what_is_refused_keeps_no_other_from_its_turn(store: Store) -> None:
    folder = store.root.parent / "exports"
    (folder / "accounts_2026-01-07.csv").write_text("account_id,industry\n", encoding="utf-8")
    export(store, "accounts_2026-01-14", "software")
    done = run(store)
    assert statuses(done) == ["refused", "published"]
    assert done.refused
    assert [e["code"] for e in done.outcomes[0].errors] == ["E_NO_ROWS"]
    # It is tried again, and taken once it is right.
    export(store, "accounts_2026-01-07", "retail")
    assert statuses(run(store)) == ["published", "nothing_new"]
    assert industry(store) == "software"


def test_saved_mapping_is_found_by_its_name(store: Store) -> None:
    export(store, "accounts_2026-01-07", "retail")
    plan = "sources: {crm: {folder: exports, mapping: our-crn, as_of: name}}"
    store.save_mapping("our-crm", (store.root.parent / "mapping.yaml").read_text("utf-8"))
    (missed,) = refresh(store, parse(plan, store.root.parent), today=TODAY).outcomes
    assert "Did you mean 'our-crm'" in missed.errors[0]["message"]
    right = parse(plan.replace("crn", "crm"), store.root.parent)
    assert statuses(refresh(store, right, today=TODAY)) == ["published"]


def test_file_that_is_still_being_written_waits_for_the_next_time(store: Store) -> None:
    whole = export(store, "accounts_2026-01-07", "retail")
    whole.rename(whole.with_suffix(".csv.part"))
    assert statuses(run(store)) == ["no_file"]


def test_no_file_is_nothing_or_a_failure_as_the_plan_says(store: Store) -> None:
    assert not run(store).refused
    done = run(store, no_file="fail", files="'accounts_*.csv'")
    assert done.refused
    assert done.outcomes[0].errors[0]["message"].endswith("is called accounts_*.csv.")


def test_folder_that_is_not_there_is_a_failure_whatever_the_plan_says(store: Store) -> None:
    shutil.rmtree(store.root.parent / "exports")
    (error,) = run(store).outcomes[0].errors
    assert error["code"] == "E_MISSING"
    assert "see whether it is mounted" in error["message"]


def test_second_refresh_leaves_with_a_sentence_and_a_load_by_hand_goes_between(
    store: Store,
) -> None:
    has_lock, done = threading.Event(), threading.Event()
    export(store, "accounts_2026-01-07", "retail")

    def hold(word: str) -> None:
        if not has_lock.is_set():
            has_lock.set()
            done.wait(30)

    plan = parse(
        "sources: {crm: {folder: exports, mapping_file: mapping.yaml, as_of: name}}",
        store.root.parent,
    )
    first = threading.Thread(target=lambda: refresh(store, plan, today=TODAY, progress=hold))
    first.start()
    has_lock.wait(30)
    with pytest.raises(StoreError, match="Another refresh of this store is still running"):
        run(store, wait_s=0.1)
    store.save_profile("other", ICP.replace("core", "other"))
    done.set()
    first.join()
    assert statuses(run(store)) == ["nothing_new"]


def test_modified_day_is_when_the_extract_was_true(store: Store) -> None:
    file = export(store, "accounts", "retail")
    os.utime(file, (0, 1_767_787_200))  # 2026-01-07 12:00 UTC
    (outcome,) = run(store, as_of="modified").outcomes
    assert (outcome.as_of, outcome.status) == (date(2026, 1, 7), "published")
