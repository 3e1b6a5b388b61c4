"""History of attributes: spans as the extracts of those days would have given them."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import View, open_view
from tests.builders import account, deal, load_rows, new_store, rows_of

EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)
QUARTERS = ("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01")
KINDS = {"accounts": {"plan_tier": "text", "seats": "number"}}

# Per account what it was in each quarter: industry, employees, plan tier, seats.
REAL: dict[str, tuple[tuple[Any, ...], ...]] = {
    "same": (("software", 50, "A", 5.5),) * 4,
    "moved": (("retail", 50, "B", 1), ("retail", 50, "B", 1), *(("software", 50, "A", 1),) * 2),
    "grew": (("software", 10, "C", 1), ("software", 90, "C", 1), *(("software", 250, "A", 9),) * 2),
    "returned": (("retail", 5, "A", 1), ("media", 5, "A", 1), *(("retail", 5, "A", 1),) * 2),
    "emptied": (("retail", 5, "A", 1), (None, 5, "A", 1), (None, 5, "A", 1), (None, 6, "A", 1)),
    "filled": ((None, 5, "A", 1), (None, 5, "A", 1), (None, 5, "B", 1), ("media", 5, "B", 1)),
}
NAMES = ("industry", "employees", "plan_tier", "seats")


def extract(quarter: int) -> list[dict[str, Any]]:
    return [account(a, **dict(zip(NAMES, q[quarter], strict=True))) for a, q in REAL.items()]


def change(
    account_id: str, attribute: str, day: str, old: Any, new: Any, **more: Any
) -> dict[str, Any]:
    return {
        "change_id": f"{account_id}-{attribute}-{day}-{new}",
        "account_id": account_id,
        "attribute": attribute,
        "changed_on": day,
        "old_value": old,
        "new_value": new,
        **more,
    }


def history() -> list[dict[str, Any]]:
    """What the CRM would have told of the same changes: one row per cell that changed."""
    rows = [change(a, "created", QUARTERS[0], None, None) for a in REAL]
    for name, states in REAL.items():
        for day, before, after in zip(QUARTERS[1:], states[:-1], states[1:], strict=True):
            rows += [
                change(name, attribute, day, old, new)
                for attribute, old, new in zip(NAMES, before, after, strict=True)
                if old != new
            ]
    return rows


def spans(view: View) -> list[tuple[Any, ...]]:
    return rows_of(
        view,
        """SELECT account_id, valid_from, valid_to, known_from, filled_later, industry, employees,
                  plan_tier, seats
           FROM account_spans ORDER BY account_id, valid_from""",
    )


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> View:
    store = new_store(tmp_path_factory.mktemp("snapshots"))
    for i, day in enumerate(QUARTERS):
        load_rows(store, accounts=extract(i), attributes=KINDS, as_of=day)
    return open_view(store)


@pytest.mark.parametrize("first", ["history", "accounts"])
def test_history_and_the_accounts_of_today_give_the_spans_of_the_quarterly_extracts(
    snapshots: View, tmp_path: Path, first: str
) -> None:
    store = new_store(tmp_path)
    loads = [
        {"account_history": history(), "as_of": "2026-01-15"},
        {"accounts": extract(3), "attributes": KINDS, "as_of": "2026-01-15"},
    ]
    for rows in loads if first == "history" else reversed(loads):
        load_rows(store, **rows)
    assert spans(open_view(store)) == spans(snapshots)


def test_history_between_extracts_changes_nothing_that_they_told(
    snapshots: View, tmp_path: Path
) -> None:
    store = new_store(tmp_path)
    for i in (0, 2, 3):
        load_rows(store, accounts=extract(i), attributes=KINDS, as_of=QUARTERS[i])
    result = load_rows(store, account_history=history(), as_of="2026-01-15")
    assert spans(open_view(store)) == spans(snapshots)
    assert [w for w in result.warnings if "has other words" in w] == []


def small(folder: Path, *changes: dict[str, Any], **cells: Any) -> View:
    """One account, extracted in October 2025, with this history."""
    store = new_store(folder)
    deals = [deal(d, "A", "won", day) for d, day in (("old", "2025-02-01"), ("new", "2025-06-01"))]
    told = {"account_history": list(changes)} if changes else {}
    load_rows(store, accounts=[account("A", **cells)], deals=deals, as_of="2025-10-01", **told)
    return open_view(store)


def test_history_extends_what_is_known_so_fewer_deals_are_judged_later(tmp_path: Path) -> None:
    def judged_later(view: View) -> list[tuple[Any, ...]]:
        sql = "SELECT fact_id, judged_later FROM facts_win_rate__closed ORDER BY fact_id"
        return rows_of(view, sql)

    for name in ("alone", "told"):
        (tmp_path / name).mkdir()
    alone = small(tmp_path / "alone", industry="software")
    assert judged_later(alone) == [("new", True), ("old", True)]
    told = change("A", "industry", "2025-03-15", "retail", "software")
    view = small(tmp_path / "told", told, industry="software")
    # The day before the change it was retail; before that day nothing says what it was.
    assert judged_later(view) == [("new", False), ("old", True)]
    assert [s[1:4] for s in spans_of(view, "industry")] == [
        (EVER, date(2025, 3, 15), date(2025, 3, 14)),
        (date(2025, 3, 15), NEVER, date(2025, 3, 14)),
    ]
    assert [s[-1] for s in spans_of(view, "industry")] == ["retail", "software"]


def spans_of(view: View, *attributes: str) -> list[tuple[Any, ...]]:
    return rows_of(
        view,
        f"""SELECT account_id, valid_from, valid_to, known_from, filled_later,
                   {", ".join(attributes)}
            FROM account_spans ORDER BY account_id, valid_from""",
    )


def test_attribute_the_history_never_names_is_read_back_and_said_so(tmp_path: Path) -> None:
    told = change("A", "industry", "2025-03-15", "retail", "software")
    view = small(tmp_path, told, industry="software", employees=40)
    assert [(s[1], *s[4:]) for s in spans_of(view, "industry", "employees")] == [
        (EVER, ["employees"], "retail", 40),
        (date(2025, 3, 15), ["employees"], "software", 40),
        (date(2025, 10, 1), [], "software", 40),
    ]


def test_blank_that_was_filled_is_read_back_and_a_value_never_is(tmp_path: Path) -> None:
    view = small(
        tmp_path,
        change("A", "industry", "2025-03-15", None, "retail"),
        change("A", "industry", "2025-05-15", "retail", "software"),
        industry="software",
    )
    assert [(s[1], s[-1]) for s in spans_of(view, "industry")] == [
        (EVER, "retail"),
        (date(2025, 5, 15), "software"),
    ]


def test_last_of_several_changes_on_a_day_holds(tmp_path: Path) -> None:
    at = "2025-03-15 {:02}:00:00"
    view = small(
        tmp_path,
        change("A", "industry", "2025-03-15", "media", "software", changed_at=at.format(17)),
        change("A", "industry", "2025-03-15", "retail", "media", changed_at=at.format(9)),
        industry="software",
    )
    assert [(s[1], s[-1]) for s in spans_of(view, "industry")] == [
        (EVER, "retail"),
        (date(2025, 3, 15), "software"),
    ]


def test_what_cannot_be_read_is_left_out_and_counted(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    result = load_rows(
        store,
        accounts=[account("A", employees=40)],
        account_history=[
            change("A", "employees", "2025-03-15", "10", "many"),
            change("A", "employees", "2025-04-15", "20.5", "40"),
            change("A", "Phone", "2025-04-15", "1", "2"),
            change("A", "Fax", "2025-04-15", "1", "2"),
            change("A", "Fax", "2025-05-15", "1", "2"),
            change("Z", "employees", "2025-04-15", "1", "2"),
        ],
        as_of="2025-10-01",
    )
    said = [w for w in result.warnings if "account_history" in w]
    assert [w for w in said if "no integer" in w] == [
        "2 rows of account_history hold what is no integer for 'employees', for example '20.5'; "
        "such values are unknown"
    ]
    assert [w for w in said if "no attribute" in w] == [
        "3 rows of account_history are of what is no attribute of accounts, for example 'Fax'; "
        "nothing is made of them"
    ]
    view = open_view(store)
    assert [(s[1], s[-1]) for s in spans_of(view, "employees")] == [
        (EVER, 40),
        (date(2025, 4, 15), 40),
    ]
    assert rows_of(view, "SELECT DISTINCT account_id FROM account_spans") == [("A",)]


def test_extract_that_contradicts_the_history_holds_from_its_day_and_is_counted(
    tmp_path: Path,
) -> None:
    store = new_store(tmp_path)
    result = load_rows(
        store,
        accounts=[account("A", country="DE"), account("B", country="FR"), account("C")],
        account_history=[
            change("A", "country", "2025-03-15", "France", "Germany"),
            change("B", "country", "2025-03-15", "DE", "FR"),
        ],
        as_of="2025-10-01",
    )
    assert [w for w in result.warnings if "account_history" in w] == [
        "1 accounts have another 'country' in the first extract after it changed than "
        "account_history says, for example 'A'; the history lacks changes, or has other words"
    ]
    seen = [(s[0], s[1], s[-1]) for s in spans_of(open_view(store), "country")]
    assert seen[:3] == [
        ("A", EVER, "France"),
        ("A", date(2025, 3, 15), "Germany"),
        ("A", date(2025, 10, 1), "DE"),
    ]


def test_history_in_parts_loaded_in_any_order_gives_the_same_spans(
    snapshots: View, tmp_path: Path
) -> None:
    rows, store = history(), new_store(tmp_path)
    random.Random(5).shuffle(rows)
    # The parts overlap: a row told twice is one.
    for part, day in ((rows[8:], "2026-01-20"), (rows[:10], "2026-01-10")):
        load_rows(store, account_history=part, as_of=day)
    load_rows(store, accounts=extract(3), attributes=KINDS, as_of="2026-01-15")
    assert spans(open_view(store)) == spans(snapshots)
