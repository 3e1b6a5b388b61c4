"""The history of attributes beside the extracts of accounts: rows that snapshots are made of.

A row of account_history says what an attribute was the day before, and what it was from its day
on. So it is an extract of one cell, true on that day, and joins the stack of accounts as one; a
row before the first of them holds what the attributes were until then. An attribute that the
history names for no account is not told by it: until the first extract it is blank, and read back
as blanks are (`filled_later`).
"""

from __future__ import annotations

from collections.abc import Mapping

from icp_metrics.schema import INTEGER, LIST, MONEY, NUMBER, Kind
from icp_metrics.store.build import Build, literal, quoted
from icp_metrics.tables.account_history import BORN

DOUBTS = "account_history_doubts"
"""Table of a version: what of the history cannot be used, or is not what the extracts say.

`attribute`; `doubt`: `field` (it is no attribute), `value` (none of its `kind`) or `extract` (the
first extract after a change says otherwise); `rows` (of the last: accounts); `example`.
"""

_FIRST, _LAST = -1, 2**30
"""Order within a day: what was known before goes first, a change after the extracts."""


def told(build: Build, kinds: Mapping[str, Kind], rows: str) -> str:
    """Add the history to the stack `rows` of accounts; the name of the new stack.

    `kinds`: the attributes kept over time. A value that is none of its attribute's kind, and a
    row of no attribute, is left out and counted in `DOUBTS`. An account that no extract holds has
    no history.
    """
    build.run(f"""
        CREATE TEMP TABLE _changes AS
        SELECT account_id, attribute, changed_on, old_value, new_value,
               COALESCE(changed_at, '') || ' ' || change_id AS turn
        FROM account_history SEMI JOIN {rows} USING (account_id)
    """)
    named = set(build.frame("SELECT DISTINCT attribute FROM _changes")["attribute"])
    tracked = {name: kind for name, kind in kinds.items() if name in named}
    _count_unread(build, tracked)
    if not tracked:
        return rows
    build.run(f"CREATE TEMP TABLE _told AS {_days(tracked)}")
    _count_contradicted(build, tracked, rows)
    build.run(f"CREATE TEMP TABLE _known AS {_before(tracked, rows)}")
    olds = ", ".join(quoted(f"_old_{name}") for name in tracked)
    build.run(f"""
        CREATE TEMP TABLE _told_accounts AS
        SELECT * FROM {rows}
        UNION ALL BY NAME SELECT * EXCLUDE ({olds}) FROM _told
        UNION ALL BY NAME SELECT * FROM _known
    """)
    return "_told_accounts"


def _days(tracked: Mapping[str, Kind]) -> str:
    """SQL: per account and day of change, each attribute after its last and before its first."""
    cells = []
    for name, kind in tracked.items():
        only = f"FILTER (attribute = {literal(name)} AND {_readable(kind)})"
        new, old = (f"{{'v': {_cast(c, kind)}}}" for c in ("new_value", "old_value"))
        cells += [
            f"arg_max({new}, turn) {only} AS {quoted(name)}",
            f"arg_min({old}, turn) {only} AS {quoted(f'_old_{name}')}",
        ]
    return f"""
        SELECT account_id, changed_on AS _true_on, {_LAST} AS _order, {", ".join(cells)}
        FROM _changes WHERE {_used(tracked)} GROUP BY account_id, changed_on
    """


def _before(tracked: Mapping[str, Kind], rows: str) -> str:
    """SQL: one row per account whose history begins before its extracts, as it was until then.

    What an attribute was is what the first to tell of it says: a change by its old value, an
    extract by its cell.
    """
    cells = ", ".join(f"arg_min({quoted(n)}, _turn) AS {quoted(n)}" for n in tracked)
    olds = ", ".join(f"{quoted(f'_old_{n}')} AS {quoted(n)}" for n in tracked)
    names = ", ".join(quoted(n) for n in tracked)
    return f"""
        WITH begins AS (
            SELECT account_id, MIN(
                CASE WHEN old_value IS NULL THEN changed_on ELSE changed_on - 1 END) AS _true_on
            FROM _changes WHERE {_used(tracked)} GROUP BY account_id
        ), tellings AS (
            SELECT account_id, (_true_on - DATE '0001-01-01') * 2 AS _turn, {olds} FROM _told
            UNION ALL BY NAME
            SELECT account_id, (_true_on - DATE '0001-01-01') * 2 + 1 AS _turn, {names} FROM {rows}
        ), first AS (
            SELECT account_id, {cells} FROM tellings GROUP BY account_id
        )
        SELECT first.*, begins._true_on, {_FIRST} AS _order
        FROM first JOIN begins USING (account_id)
        WHERE begins._true_on < (
            SELECT MIN(r._true_on) FROM {rows} AS r WHERE r.account_id = first.account_id)
    """


def _used(tracked: Mapping[str, Kind]) -> str:
    names = ", ".join(literal(name) for name in (BORN, *tracked))
    return f"attribute IN ({names})"


def _readable(kind: Kind) -> str:
    return f"(new_value IS NULL OR {_cast('new_value', kind)} IS NOT NULL)"


def _cast(column: str, kind: Kind) -> str:
    """SQL: the text as a value of the kind, NULL where it is none; nothing is rounded."""
    if kind is LIST:
        return f"list_transform(string_split({column}, ';'), lambda t: TRIM(t))"
    value = f"TRY_CAST({column} AS {kind.sql})"
    if kind in (INTEGER, MONEY):
        return f"CASE WHEN {value} = TRY_CAST({column} AS DECIMAL(38, 12)) THEN {value} END"
    if kind is NUMBER:
        return f"CASE WHEN ISFINITE({value}) THEN {value} END"
    return value


def _count_unread(build: Build, tracked: Mapping[str, Kind]) -> None:
    build.run(
        f"CREATE TABLE {DOUBTS} "
        "(attribute VARCHAR, doubt VARCHAR, kind VARCHAR, rows BIGINT, example VARCHAR)"
    )
    build.run(f"""
        INSERT INTO {DOUBTS}
        SELECT attribute, 'field', NULL, COUNT(*), MIN(account_id) FROM _changes
        WHERE NOT {_used(tracked)} GROUP BY attribute ORDER BY attribute
    """)
    for name, kind in tracked.items():
        wrong = " OR ".join(
            f"({c} IS NOT NULL AND {_cast(c, kind)} IS NULL)" for c in ("new_value", "old_value")
        )
        build.run(f"""
            INSERT INTO {DOUBTS}
            SELECT attribute, 'value', '{kind.name}', COUNT(*), MIN(COALESCE(
                CASE WHEN {_cast("new_value", kind)} IS NULL THEN new_value END, old_value))
            FROM _changes WHERE attribute = {literal(name)} AND ({wrong}) GROUP BY attribute
        """)


def _count_contradicted(build: Build, tracked: Mapping[str, Kind], rows: str) -> None:
    """Count accounts whose first extract after a change has another value than the change told.

    The history then lacks a change, or writes values in other words than the extracts.
    """
    for name, kind in tracked.items():
        cell = quoted(name)
        build.run(f"""
            INSERT INTO {DOUBTS}
            WITH tellings AS (
                SELECT account_id, _true_on, 0 AS extracted, {cell} AS cell FROM _told
                UNION ALL
                SELECT account_id, _true_on, 1 AS extracted, {cell} AS cell FROM {rows}
            ), followed AS (
                SELECT account_id, extracted, cell.v AS says,
                       LAG(cell.v) OVER by_day AS said, LAG(extracted) OVER by_day AS before,
                       LEAD(_true_on) OVER by_day IS NOT DISTINCT FROM _true_on AS same_day
                FROM tellings WHERE cell IS NOT NULL
                WINDOW by_day AS (PARTITION BY account_id ORDER BY _true_on, extracted DESC)
            )
            SELECT {literal(name)}, 'extract', '{kind.name}', COUNT(*), MIN(account_id)
            FROM followed
            -- Whether an extract of the day of a change was made before it nobody knows.
            WHERE extracted = 1 AND before = 0 AND NOT same_day AND says IS DISTINCT FROM said
            HAVING COUNT(*) > 0
        """)
