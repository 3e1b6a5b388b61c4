"""A life told in pieces: whatever the loads and their order, the tables are those of the rules.

Weekly extracts, late ones, corrections and repeats build current rows and history. The expected
tables are those of tests/soundness/life.py, which knows nothing of SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icp_metrics.tables import TABLES
from tests.soundness import life
from tests.soundness.built import Extract, built
from tests.soundness.life import Told

ATTRIBUTES = [c.name for c in TABLES["accounts"].columns if c.attribute]
WEEKS = [date(2025, 1, day) for day in (7, 14, 21, 28)]
DAYS = [date(2025, 1, day) for day in range(1, 31, 3)]


def money(*amounts: int) -> list[Decimal]:
    return [Decimal(amount).quantize(Decimal("0.0001")) for amount in amounts]


POOLS: dict[str, dict[str, list[Any]]] = {
    "accounts": {
        "industry": [None, "software", "retail"],
        "employees": [None, 10, 500],
        "name": [None, "Norvex"],
    },
    "opportunities": {
        "status": ["open", "won"],
        "stage": [None, "First", "Second", "Third"],
        "created_on": [None, *DAYS],
        "amount": [None, *money(5, 7)],
    },
    "subscriptions": {
        "mrr": money(0, 100, 150),
        "status": ["active", "paused", "canceled"],
        "ended_on": [None, *DAYS],
        "account_id": [None, "A1", "A2"],
        "plan": [None, "basic", "large"],
    },
    "stage_history": {},
}
"""Cells a load may tell per table; those of `MUST` are in every load of the table."""

MUST = {"opportunities": {"status"}, "subscriptions": {"mrr", "status"}}
STARTED = {f"s{i}": date(2025, 1, 1 + 15 * (i % 2)) for i in range(6)}
KEYS: dict[str, list[tuple[Any, ...]]] = {
    "accounts": [("A1",), ("A2",), ("A3",)],
    "opportunities": [("d1",), ("d2",), ("d3",), ("d4",), ("d5",)],
    "subscriptions": list(STARTED.items()),
    "stage_history": [
        (d, s, on) for d in ("d1", "d2") for s in ("First", "Second") for on in DAYS[3:7]
    ],
}


@st.composite
def extracts(draw: st.DrawFn) -> tuple[date, Extract]:
    """A load of any of the tables, with any of their columns, true on one of the weeks."""
    told: Extract = {}
    left_out = draw(st.sets(st.sampled_from(list(POOLS)), max_size=2))
    for table in sorted(set(POOLS) - left_out):
        pool = POOLS[table]
        carried = set(MUST.get(table, ()))
        carried |= draw(st.sets(st.sampled_from(sorted(pool)))) if pool else set()
        absent = draw(st.sets(st.sampled_from(KEYS[table]), max_size=len(KEYS[table]) - 1))
        keys = [key for key in KEYS[table] if key not in absent]
        told[table] = {
            key: {c: draw(st.sampled_from(pool[c])) for c in sorted(carried)} for key in keys
        }
    return draw(st.sampled_from(WEEKS)), told


def told_of(table: str, given_loads: Sequence[tuple[date, Extract]]) -> list[Told]:
    return [
        Told((as_of, number), key, cells)
        for number, (as_of, told) in enumerate(given_loads, start=1)
        for key, cells in told.get(table, {}).items()
    ]


def same_rows(
    found: pl.DataFrame, expected: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> None:
    """The rows of a table are those expected, whatever their order."""
    rows = [tuple(row.get(n) for n in names) for row in expected]
    assert sorted(map(repr, found.select(names).rows())) == sorted(map(repr, rows))


def check(folder: Path, given_loads: Sequence[tuple[date, Extract]]) -> None:
    found = built(folder, given_loads)
    told = {table: told_of(table, given_loads) for table in POOLS}
    for table in ("accounts", "opportunities"):
        (key,) = TABLES[table].key
        kept = life.current(told[table])
        rows = [{**cells, key: k} for (k,), cells in kept.items()]
        rows = [{**row, "name": row.get("name") or row[key]} for row in rows]
        same_rows(found[table], rows, [key, *{"name": 0, **POOLS[table]}])
    spans = life.account_spans(told["accounts"], ATTRIBUTES)
    names = ["account_id", "valid_from", "valid_to", "known_from", "filled_later", *ATTRIBUTES]
    same_rows(found["account_spans"], spans, names)
    subscriptions = life.subscription_spans(told["subscriptions"])
    names = ["subscription_id", "started_on", *POOLS["subscriptions"]]
    same_rows(found["subscriptions"], subscriptions, names)
    created = {
        key: cells.get("created_on") for key, cells in life.current(told["opportunities"]).items()
    }
    entered = life.stage_history(told["opportunities"], told["stage_history"], created)
    assert set(found["stage_history"].select(TABLES["stage_history"].key).rows()) == entered


@st.composite
def weeks_in_pieces(
    draw: st.DrawFn,
) -> tuple[list[tuple[date, Extract]], list[tuple[date, Extract]]]:
    """Whole extracts of accounts and deals by week, in order; and the same in pieces, out of order.

    A piece may come twice, and a row in two pieces.
    """
    whole, pieces = [], []
    for week in draw(st.lists(st.sampled_from(WEEKS), unique=True, min_size=2, max_size=3)):
        told: Extract = {}
        for table in ("accounts", "opportunities"):
            rows = {
                key: {c: draw(st.sampled_from(p)) for c, p in sorted(POOLS[table].items())}
                for key in KEYS[table]
            }
            told[table] = rows
            keys = list(rows)
            cut = draw(st.integers(1, len(keys)))
            again = draw(st.lists(st.sampled_from(keys), unique=True, max_size=2))
            parts = [keys[:cut], [*keys[cut:], *(k for k in again if k in keys[:cut])], again]
            pieces += [(week, {table: {k: rows[k] for k in part}}) for part in parts if part]
        whole.append((week, told))
    return whole, draw(st.permutations(pieces))


def check_pieces(
    folder: Path, told: tuple[list[tuple[date, Extract]], list[tuple[date, Extract]]]
) -> None:
    whole, pieces = told
    once, again = built(folder, whole), built(folder, pieces)
    for name in ("accounts", "opportunities", "account_spans", "stage_history"):
        assert in_order(once[name]).equals(in_order(again[name])), name
    # What is now so is what the last extract alone says.
    last = built(folder, [max(whole, key=lambda load: load[0])])
    for name in ("accounts", "opportunities"):
        assert in_order(last[name]).equals(in_order(again[name])), name


def in_order(table: pl.DataFrame) -> pl.DataFrame:
    """The rows in an order of their own; the number of a span is one by another name."""
    return table.sort([c for c in table.columns if not table[c].dtype.is_nested()])


LIVES = st.lists(extracts(), min_size=3, max_size=6)
_SLOWLY = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=25, **_SLOWLY)
@given(LIVES)
def test_tables_are_those_of_the_rules(
    tmp_path_factory: pytest.TempPathFactory, lived: list[tuple[date, Extract]]
) -> None:
    check(tmp_path_factory.getbasetemp() / "life", lived)


@pytest.mark.slow
@settings(max_examples=1500, **_SLOWLY)
@given(LIVES)
def test_tables_are_those_of_the_rules_in_very_many_lives(
    tmp_path_factory: pytest.TempPathFactory, lived: list[tuple[date, Extract]]
) -> None:
    check(tmp_path_factory.getbasetemp() / "lives", lived)


@settings(max_examples=5, **_SLOWLY)
@given(weeks_in_pieces())
def test_pieces_out_of_order_and_told_twice_come_to_what_whole_extracts_in_order_do(
    tmp_path_factory: pytest.TempPathFactory, told: Any
) -> None:
    check_pieces(tmp_path_factory.getbasetemp() / "pieces", told)


@pytest.mark.slow
@settings(max_examples=500, **_SLOWLY)
@given(weeks_in_pieces())
def test_very_many_pieces_out_of_order_come_to_what_whole_extracts_in_order_do(
    tmp_path_factory: pytest.TempPathFactory, told: Any
) -> None:
    check_pieces(tmp_path_factory.getbasetemp() / "many-pieces", told)
