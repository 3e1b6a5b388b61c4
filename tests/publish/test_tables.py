"""What stands in the published tables: newest cells, buckets, custom attributes."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import Slice, View, compare, open_view
from tests.builders import ICP, YEAR, account, counts, deal, load_rows, new_store, rows_of

ATTRIBUTES = {
    "accounts": {
        "plan": "text",
        "seats": "number",
        "vip": "flag",
        "since": "date",
        "tools": "list",
    },
    "opportunities": {"competitor": "text"},
}
# Words that SQL or the publishing itself uses.
AWKWARD = [
    "order",
    "select",
    "value",
    "attribute",
    "opens",
    "true_on",
    "named",
    "points",
    "c1",
    "n",
]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    store = new_store(tmp_path_factory.mktemp("tables"), ICP)
    plan = {"plan": "Gold", "seats": 2.5, "vip": True, "since": "2020-01-31", "tools": ["a", "b"]}
    load_rows(
        store,
        accounts=[account("Ä1", industry="software", **plan), account("x" * 60, industry="a")],
        deals=[
            deal("d1", "Ä1", "won", "2025-05-05", competitor="Brand", amount="10.25"),
            deal("d2", None, "lost", "2025-05-05", competitor=None, amount=None),
        ],
        attributes=ATTRIBUTES,
        as_of="2025-06-30",
    )
    # Later and without custom columns; the amount of d1 is absent, its owner blank.
    load_rows(store, deals=[deal("d1", "Ä1", "won", "2025-05-06", owner=None)], as_of="2025-07-31")
    return open_view(store)


def md5_bucket(text: str) -> int:
    return int(hashlib.md5(text.encode()).hexdigest()[:8], 16) % 128


def test_bucket_is_the_first_four_bytes_of_the_md5_of_the_account_mod_128(view: View) -> None:
    found = dict(rows_of(view, "SELECT account_id, bucket FROM accounts"))
    assert found == {name: md5_bucket(name) for name in ("Ä1", "x" * 60)}


def test_deal_is_in_the_bucket_of_its_account_and_without_one_in_its_own(view: View) -> None:
    found = dict(rows_of(view, "SELECT opportunity_id, bucket FROM opportunities"))
    assert found == {"d1": md5_bucket("Ä1"), "d2": md5_bucket("d2")}
    facts = dict(rows_of(view, "SELECT fact_id, bucket FROM facts_win_rate__closed"))
    assert facts == found


def test_cluster_of_a_fact_is_its_account_or_itself(view: View) -> None:
    found = dict(rows_of(view, "SELECT fact_id, cluster FROM facts_win_rate__closed"))
    assert found == {"d1": "Ä1", "d2": "fact d2"}


def test_later_file_changes_only_the_cells_it_carries(view: View) -> None:
    row = rows_of(
        view, "SELECT closed_on, amount, competitor FROM opportunities WHERE opportunity_id = 'd1'"
    )[0]
    assert row[0] == date(2025, 5, 6)
    assert float(row[1]) == 10.25
    assert row[2] == "Brand"


def test_custom_attributes_are_typed_columns_and_can_be_broken_down_by(view: View) -> None:
    row = rows_of(view, "SELECT plan, seats, vip, since, tools FROM accounts WHERE plan = 'Gold'")
    assert row == [("Gold", 2.5, True, date(2020, 1, 31), ["a", "b"])]
    by_rival = compare(
        view, "win_rate", Slice(YEAR.starts, YEAR.ends, by="opportunities.competitor")
    )
    assert [(r.segment, r.groups["all"].facts) for r in by_rival[1:]] == [("Brand", 1), (None, 1)]


def test_registry_lists_declared_and_custom_attributes_with_their_kind(view: View) -> None:
    rows = rows_of(view, 'SELECT "table", name, kind FROM attributes')
    assert ("accounts", "employees", "integer") in rows
    assert ("accounts", "tools", "list") in rows
    assert ("opportunities", "competitor", "text") in rows


def test_account_without_name_is_named_by_its_id(view: View) -> None:
    assert rows_of(view, "SELECT account_id FROM accounts WHERE name <> account_id") == []


def test_attributes_may_be_called_as_sql_and_publishing_call_theirs(tmp_path: Path) -> None:
    cells = {name: f"v-{name}" for name in AWKWARD}
    store = new_store(tmp_path, ICP)
    load_rows(
        store,
        accounts=[account("A", industry="software", **cells)],
        deals=[deal("d", "A", "won", "2025-05-05")],
        attributes={"accounts": dict.fromkeys(AWKWARD, "text")},
    )
    view = open_view(store)
    for name in AWKWARD:
        segment = compare(view, "win_rate", Slice(YEAR.starts, YEAR.ends, by=name))[1]
        assert segment.segment == f"v-{name}"
        assert counts(segment)["fit"] == 1
