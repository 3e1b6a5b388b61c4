"""Views are kept for all under their names; what is frozen stays, whatever happens to the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from icp_metrics.address import Address, asked
from icp_metrics.compare import Row, compare
from icp_metrics.errors import SliceError, StoreError
from icp_metrics.saved_views import (
    SavedView,
    delete,
    frozen,
    keep,
    link,
    live,
    named,
    numbered,
    rename,
    saved_views,
    view_of,
)
from icp_metrics.settings import Settings
from icp_metrics.store import Store
from icp_metrics.store.verify import verify
from tests.builders import ICP, crowd, joined, load_rows, new_store

COMPANY = joined(
    crowd("fit", 40, 20, industry="software", region="North"),
    crowd("not", 40, 10, industry="retail", region="South"),
)
SOUTH = Address("kpi", {"kpi": ("Win rate",), "where": ("Region: South",)})
LATER = Address("scorecard", {"period": ("This quarter to date",), "judged": ("as today",)})


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One load, of deals closed on 15 June 2025. Tests only copy it."""
    store = new_store(tmp_path_factory.mktemp("company"), ICP)
    load_rows(store, **COMPANY)
    return store


@pytest.fixture
def store(company: Store, copied: Callable[[Store], Store]) -> Store:
    return copied(company)


def saved(store: Store, name: str, address: Address = SOUTH, **changes: object) -> SavedView:
    return keep(store, live(store, address, name=name, author="A. Tester"), **changes)  # type: ignore[arg-type]


def board(store: Store, name: str, address: Address = SOUTH) -> SavedView:
    """The address kept as a frozen view of the newest data."""
    view = live(store, address, name=name, author="A. Tester")
    return keep(store, frozen(view_of(store, address.parameters), view))


def shows(store: Store, view: SavedView) -> list[dict[str, object]]:
    """What opening a view answers: the JSON of two KPIs."""
    data = view_of(store, view.parameters)
    question = asked(data, view.parameters)
    rows: list[Row] = [r for kpi in ("win_rate", "deal_size") for r in compare(data, kpi, question)]
    return [row.to_json() for row in rows]


def test_view_is_there_for_whoever_opens_the_store_with_author_and_day(store: Store) -> None:
    kept = saved(store, "South")
    (found,) = saved_views(Store(store.root))
    assert found == kept
    assert (found.name, found.author, found.page) == ("South", "A. Tester", "kpi")
    assert found.parameters == SOUTH.parameters
    assert found.saved_on.isoformat() == store.ledger.read()[-1]["at"][:10]


def test_view_is_replaced_only_if_told_to_and_its_version_before_is_kept(store: Store) -> None:
    first = saved(store, "South")
    with pytest.raises(StoreError, match=r"There is a view 'South' already, by A\. T") as told:
        saved(store, "south", LATER)
    assert told.value.code == "E_VIEW"
    second = saved(store, "SOUTH", LATER, instead=True)
    assert (second.number, second.version) == (first.number, 2)
    assert [v.page for v in saved_views(store)] == ["scorecard"]
    before = store.view_text(first.number, 1)
    assert before is not None and before.text == first.text()


def test_same_view_again_is_no_new_version(store: Store) -> None:
    first = saved(store, "South")
    assert saved(store, "South", instead=True) == first
    assert len(store.ledger.read()) == len(Store(store.root).ledger.read())
    assert [e["event"] for e in store.ledger.read()].count("view_saved") == 1


@pytest.mark.parametrize(
    "name",
    [
        "<b>Q3</b> [link](https://a.invalid) ![i](https://a.invalid/a.png)",
        "../../escape",
        "name: {yaml: [1, 2]}",
        "- '\"quoted\"' # not a comment",
        "Vorstand März – Übersicht",
        "yes",
        "=1+1",
    ],
)
def test_view_can_be_called_anything_that_can_be_seen(store: Store, name: str) -> None:
    kept = saved(store, f"  {name} ")
    assert kept.name == name
    assert named(store, name).shows == kept.shows
    folder = store.root / "views" / "0001"
    assert [p.name for p in folder.iterdir()] == ["v001.yaml"]
    assert verify(store).findings == ()


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "a\x00b", "x" * 81])
def test_name_that_is_none_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError) as told:
        saved(store, name)
    assert told.value.code == "E_VIEW"
    assert saved_views(store) == []


def test_view_needs_an_author_and_no_more_filters_than_a_page_has(store: Store) -> None:
    view = live(store, SOUTH, name="South", author="  ")
    with pytest.raises(StoreError, match="it needs an author"):
        keep(store, view)
    many = Address("kpi", {"where": tuple(f"Region: {i}" for i in range(300))})
    with pytest.raises(StoreError, match="more filters than a view can keep"):
        saved(store, "Many", many)


def test_renamed_view_is_the_same_view(store: Store) -> None:
    first = saved(store, "South")
    saved(store, "North")
    with pytest.raises(StoreError, match="There is a view 'North' already"):
        rename(store, first.number, "north", author="B. Tester")
    renamed = rename(store, first.number, "Deep south", author="B. Tester")
    assert renamed.shows == first.shows
    assert [v.name for v in saved_views(store)] == ["Deep south", "North"]
    last = store.ledger.read()[-1]
    assert (last["event"], last["author"]) == ("view_renamed", "B. Tester")


def test_deleted_view_is_gone_its_name_is_free_and_the_ledger_says_who(store: Store) -> None:
    first = saved(store, "South")
    delete(store, first.number, author="B. Tester")
    assert saved_views(store) == []
    assert numbered(store, first.number) is None
    last = store.ledger.read()[-1]
    assert (last["event"], last["view"], last["author"]) == ("view_deleted", "South", "B. Tester")
    assert saved(store, "South").number != first.number
    with pytest.raises(StoreError, match="it was deleted"):
        delete(store, first.number, author="B. Tester")
    assert verify(store).findings == ()


def test_name_that_is_not_there_is_told_with_the_nearest(store: Store) -> None:
    with pytest.raises(StoreError, match=r"There is no view 'South'\. None is saved yet"):
        named(store, "South")
    saved(store, "South")
    with pytest.raises(StoreError, match="Did you mean 'South'"):
        named(store, "Suoth")


def test_live_view_follows_the_newest_of_everything(store: Store) -> None:
    view = saved(store, "This quarter", LATER)
    assert shows(store, view)[0]["period"]["starts"] == "2025-04-01"  # type: ignore[index]
    load_rows(store, **joined(crowd("new", 5, 5, closed_on="2025-08-20", industry="software")))
    store.save_profile("core", ICP.replace("[software]", "[retail]"))
    (found,) = saved_views(store)
    after = shows(store, found)[0]
    assert after["period"]["starts"] == "2025-07-01"  # type: ignore[index]
    assert after["groups"]["not_fit"]["facts"] == 5  # type: ignore[index]


def test_live_view_keeps_an_icp_definition_that_is_not_the_first(store: Store) -> None:
    other = ICP.replace("core", "other")
    store.save_profile("other", other)
    kept = {}
    for icp in ("core v1", "other v1"):
        view = live(store, Address("kpi", {"icp": (icp,)}), name=icp, author="A. Tester")
        kept[icp] = keep(store, view)
    store.save_profile("other", other.replace("[software]", "[retail]"))
    assert "icp" not in link(store, kept["core v1"])
    assert link(store, kept["other v1"]).endswith("icp=other+v2")
    pinned = live(store, Address("kpi", {"icp": ("other v1",)}), name="old", author="A. Tester")
    assert link(store, pinned).endswith("icp=other+v1")


def test_frozen_view_names_versions_and_dates(store: Store) -> None:
    view = board(store, "Board", LATER)
    assert view.parameters == {
        "period": ("Custom",),
        "from": ("2025-04-01",),
        "to": ("2025-06-15",),
        "judged": ("as today",),
        "data": ("1",),
        "settings": ("0",),
        "icp": ("core v1",),
    }
    assert link(store, view).endswith(f"&view={view.number}")


def test_frozen_view_answers_the_same_whatever_is_loaded_set_or_rolled_back(store: Store) -> None:
    views = [board(store, "South"), board(store, "Whole", LATER)]
    before = [shows(store, view) for view in views]
    more = crowd("late", 30, 30, closed_on="2025-06-20", industry="retail", region="South")
    for i in range(6):
        accounts, deals = (part[5 * i : 5 * i + 5] for part in more)
        load_rows(store, accounts=accounts, deals=deals)
    store.save_profile("core", ICP.replace("[software]", "[retail]"))
    changed = Settings().with_values({"confidence": 0.8, "fiscal_year_start": 2}, version=0)
    store.save_settings(changed, author="A. Tester", reason="try")
    assert not (store.root / "versions" / "0001.duckdb").is_file()
    opened = {v.name: v for v in saved_views(store)}
    assert [shows(store, opened[v.name]) for v in views] == before
    store.roll_back(3)
    assert [shows(store, opened[v.name]) for v in views] == before
    # The live page shows something else by now: the views are not the same for want of a change.
    assert shows(store, replace(views[1], parameters=LATER.parameters)) != before[1]


def test_frozen_view_is_neither_replaced_nor_thawed_and_can_be_deleted(store: Store) -> None:
    view = board(store, "Board")
    with pytest.raises(StoreError, match="'Board' is frozen: it is not replaced"):
        saved(store, "board", instead=True)
    with pytest.raises(StoreError, match="is frozen"):
        board(store, "Board", LATER)
    assert named(store, "Board") == view
    delete(store, view.number, author="A. Tester")
    assert saved_views(store) == []


def test_view_that_asks_what_cannot_be_answered_is_not_frozen(store: Store) -> None:
    bad = Address("kpi", {"period": ("Custom",), "from": ("2025-06-01",), "to": ("2025-05-01",)})
    with pytest.raises(SliceError, match="ends before it begins"):
        board(store, "Bad", bad)
    assert saved_views(store) == []


def test_changed_view_is_found_and_left_out_and_the_others_stay(store: Store) -> None:
    saved(store, "A")
    other = saved(store, "B")
    path = store.root / "views" / "0001" / "v001.yaml"
    path.write_text("name: [", encoding="utf-8")
    assert saved_views(store) == [other]
    (finding,) = verify(store).findings
    assert (finding.file, finding.problem) == ("views/0001/v001.yaml", "it is not as it was saved")
    with pytest.raises(StoreError, match="is not as it was saved") as told:
        numbered(store, 1)
    assert told.value.code == "E_DAMAGED"


def test_view_whose_writer_was_killed_before_the_ledger_is_told_by_the_next(store: Store) -> None:
    kept = saved(store, "South")
    ledger = store.root / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    (store.root / "views" / "0001" / ".v002.yaml.1.part").write_text("half", encoding="utf-8")
    saved(store, "North")
    told = [e for e in store.ledger.read() if e["event"] == "view_saved"]
    assert [(e["name"], e.get("recovered")) for e in told] == [("0001", True), ("0002", None)]
    assert kept in saved_views(store)
    assert verify(store).findings == ()


def test_day_of_a_view_is_the_one_on_which_it_was_frozen(store: Store) -> None:
    view = board(store, "Board")
    renamed = rename(store, view.number, "Board of October", author="A. Tester")
    assert renamed.saved_on == view.saved_on == date.fromisoformat(view.saved_at[:10])
