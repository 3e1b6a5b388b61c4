"""The current rows of a table, from every load that carries it, in the order of their dates.

A column absent from a load keeps its old value; a blank cell present overwrites. Each cell is
wrapped in a struct where the load carries its column, so that "blank" and "absent" differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from icp_metrics import projections
from icp_metrics.publish import keys as account_keys
from icp_metrics.schema import Kind, Table
from icp_metrics.store.build import Build, literal, quoted
from icp_metrics.store.loads import Load

_EDITED = (account_keys.TABLE, "stage_history")
"""The tables whose stacked rows publishing edits before it merges them."""

Source = tuple[Load, Path]
"""A load and its folder."""


def bucket(column: str) -> str:
    """SQL for the bucket (0..127) of an id: the first 4 bytes of its md5, mod 128."""
    return f"CAST(CAST('0x' || SUBSTR(MD5({column}), 1, 8) AS BIGINT) % 128 AS SMALLINT)"


def stack(build: Build, table: Table, custom: Mapping[str, Kind], sources: Sequence[Source]) -> str:
    """Create `_rows_<table>`: every row of every load with `_order` and `_true_on`; its name.

    A row that the newest load to name it says is deleted is not in it.
    """
    name = f"_rows_{table.name}"
    kinds = projections.columns(table, custom)
    selects = [_no_rows(table, kinds)]
    selects += [
        _select(table, kinds, load, folder, order)
        for order, (load, folder) in enumerate(in_order(sources))
        if table.name in load.tables
    ]
    selects += [
        _gone(table, kinds, folder, order)
        for order, (load, folder) in enumerate(in_order(sources))
        if load.gone.get(table.name)
    ]
    # One load has a key once: unless rows are put in or taken out, they need not be copied first.
    copied = len(selects) > 2 or table.name in _EDITED
    build.run(
        f"CREATE TEMP {'TABLE' if copied else 'VIEW'} {name} AS {' UNION ALL '.join(selects)}"
    )
    if any(load.gone.get(table.name) for load, _ in sources):
        keys = ", ".join(quoted(k) for k in table.key)
        build.run(f"""
            DELETE FROM {name} WHERE ({keys}) IN (
                SELECT ({keys}) FROM {name} GROUP BY {keys} HAVING arg_max(_gone, _order))
        """)
        build.run(f"DELETE FROM {name} WHERE _gone")
    return name


def in_order(sources: Sequence[Source]) -> list[Source]:
    """Loads apply in the order of their dates; of one date, in the order they were loaded."""
    return sorted(sources, key=lambda s: (s[0].as_of, s[0].number))


def _select(table: Table, kinds: Mapping[str, Kind], load: Load, folder: Path, order: int) -> str:
    cells = []
    for name, kind in kinds.items():
        column = quoted(name)
        if name in table.key:
            cells.append(f"CAST({column} AS {kind.sql}) AS {column}")
        elif name in load.tables[table.name]:
            cells.append(f"{{'v': CAST({column} AS {kind.sql})}} AS {column}")
        else:
            cells.append(f"CAST(NULL AS STRUCT(v {kind.sql})) AS {column}")
    path = literal(str(folder / f"{table.name}.parquet"))
    day = f"DATE '{load.as_of.isoformat()}'"
    return (
        f"SELECT {', '.join(cells)}, {order} AS _order, {day} AS _true_on, FALSE AS _gone "
        f"FROM read_parquet({path})"
    )


def _gone(table: Table, kinds: Mapping[str, Kind], folder: Path, order: int) -> str:
    """The keys that a load says are deleted, in the shape of the stack."""
    cells = [
        quoted(n) if n in table.key else f"CAST(NULL AS STRUCT(v {k.sql})) AS {quoted(n)}"
        for n, k in kinds.items()
    ]
    path = literal(str(folder / f"{table.name}.gone.parquet"))
    return (
        f"SELECT {', '.join(cells)}, {order} AS _order, DATE '0001-01-01' AS _true_on, "
        f"TRUE AS _gone FROM read_parquet({path})"
    )


def _no_rows(table: Table, kinds: Mapping[str, Kind]) -> str:
    """The shape of the stack, so that a table no load carries is there, and empty."""
    cells = [
        f"CAST(NULL AS {k.sql if n in table.key else f'STRUCT(v {k.sql})'}) AS {quoted(n)}"
        for n, k in kinds.items()
    ]
    return (
        f"SELECT {', '.join(cells)}, 0 AS _order, DATE '0001-01-01' AS _true_on, FALSE AS _gone "
        "WHERE FALSE"
    )


def current(build: Build, table: Table, custom: Mapping[str, Kind], rows: str) -> None:
    """Create the table and fill it: the newest value of each cell, its account, its bucket."""
    build.run(projections.ddl(table, custom))
    keys = ", ".join(quoted(k) for k in table.key)
    names = [n for n in projections.columns(table, custom) if n not in table.key]
    alone = ", ".join(f"{quoted(n)}.v AS {quoted(n)}" for n in names)
    # arg_max passes over NULL structs: loads that do not carry the column. It takes far longer
    # than to pass on a row of which there is only one, as there is of most.
    newest = ", ".join(f"(arg_max({quoted(n)}, _order)).v AS {quoted(n)}" for n in names)
    owner = "COALESCE(account_id, {0})" if table.links_accounts else "{0}"
    again = f"SELECT {keys} FROM {rows} GROUP BY {keys} HAVING COUNT(*) > 1"
    merged, order = f"SELECT {keys}, {alone} FROM {rows}", ""
    if build.frame(f"{again} LIMIT 1").height:
        merged = f"""
            {merged} ANTI JOIN again USING ({keys})
            UNION ALL
            SELECT {keys}, {newest} FROM {rows} SEMI JOIN again USING ({keys}) GROUP BY {keys}
        """
        # Groups come in any order: a version that is built again holds the same.
        order = f"ORDER BY {keys}"
    build.run(f"""
        INSERT INTO {table.name} BY NAME
        WITH again AS ({again}), merged AS ({merged}),
        resolved AS ({account_keys.resolved(table, "merged")})
        SELECT *, {bucket(owner.format(quoted(table.key[0])))} AS bucket FROM resolved {order}
    """)
    if "name" in names:
        build.run(f"UPDATE {table.name} SET name = {table.key[0]} WHERE name IS NULL")


def snapshots(build: Build, attributes: Sequence[str], rows: str) -> None:
    """Create `snapshots`: the attributes of each account as they stood at each date."""
    carried = ", ".join(
        f"(LAST_VALUE({quoted(a)} IGNORE NULLS) OVER so_far).v AS {quoted(a)}" for a in attributes
    )
    build.run(f"""
        CREATE TEMP TABLE snapshots AS
        SELECT account_id, _true_on, {carried} FROM {rows}
        WINDOW so_far AS (
            PARTITION BY account_id ORDER BY _true_on, _order ROWS UNBOUNDED PRECEDING)
        QUALIFY ROW_NUMBER() OVER (PARTITION BY account_id, _true_on ORDER BY _order DESC) = 1
    """)
