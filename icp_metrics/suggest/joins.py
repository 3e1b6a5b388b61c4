"""How the rows of a table find their accounts: each way, by count and by amount, before loading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.account_match import domain_of, known, known_texts
from icp_metrics.extracts.column_map import Cell, ColumnMap, FirstFilled, KeyMatch
from icp_metrics.extracts.draft import draft
from icp_metrics.extracts.key_match import MAIL_PROVIDERS, all_keys
from icp_metrics.extracts.mapping import Mapping, TableMap
from icp_metrics.extracts.origins import texts
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.records import records
from icp_metrics.extracts.words import folded, trimmed
from icp_metrics.suggest.links import ways
from icp_metrics.suggest.look import looks
from icp_metrics.suggest.sources import Sources, sources
from icp_metrics.suggest.unlisted import AMOUNT, amounts

_WANTED = ("account_id", "name", "domain", "system", "source_id")


@dataclass(frozen=True)
class Join:
    """What one way of finding accounts finds: `on` (id, domain, name or key), by `header`.

    Counts of rows, and their amounts (None where they are not known): `matched` fit one account,
    `ambiguous` several, `unmatched` none, `blank` have no cell. `now`: the mapping says this way.
    `says`: what it would say of account_id; None where that is what it says now.
    """

    table: str
    on: str
    header: str
    says: Any
    matched: int
    ambiguous: int
    unmatched: int
    blank: int
    matched_amount: Decimal | None
    ambiguous_amount: Decimal | None
    unmatched_amount: Decimal | None
    blank_amount: Decimal | None
    examples: tuple[str, ...]
    now: bool = False


def joins(
    mapping: Mapping,
    readings: Sequence[Reading],
    *,
    accounts: pl.DataFrame | None = None,
    keys: pl.DataFrame | None = None,
) -> list[Join]:
    """Per table of facts the ways to find its accounts, the mapping's own first, then the best.

    `accounts`: `account_id, name, domain` of the store, `keys`: its `system, source_id`; those of
    the load are added. Where no account is known there is nothing to compare: no ways.
    """
    known_sources = sources(mapping, readings)
    everyone = known(_loaded(mapping, known_sources, "accounts"), accounts)
    here = _loaded(mapping, known_sources, "account_keys")
    keys = all_keys(here, keys)
    if not everyone.height:
        return []
    by_file = {r.file: r for r in readings}
    found: list[Join] = []
    for table in mapping.tables:
        linked = table.table.column("account_id")
        facts = table.table.links_accounts and linked is not None and not linked.required
        if facts and table.source not in known_sources.wrong:
            mine = [by_file[r.file] for r in known_sources.records[table.source].readings]
            found += _joins(table, mine, known_sources, everyone, keys)
    return found


def _loaded(mapping: Mapping, known_sources: Sources, name: str) -> pl.DataFrame | None:
    """The accounts, or their keys, that the files bring, as far as they can be read."""
    table = next((t for t in mapping.tables if t.table.name == name), None)
    if table is None or table.source in known_sources.wrong:
        return None
    only = tuple(c for c in table.columns if c.name in _WANTED)
    try:
        done = draft(
            replace(table, columns=only, attributes=()),
            known_sources.records[table.source],
            known_sources.lookups,
            timezone="UTC",
            shares_source=True,
        )
    except MappingError:
        return None
    return done.rows.drop_nulls(table.table.key)


def _joins(
    table: TableMap,
    readings: list[Reading],
    known_sources: Sources,
    accounts: pl.DataFrame,
    keys: pl.DataFrame,
) -> list[Join]:
    rows = known_sources.rows(table)
    amount = amounts(table, rows, known_sources)
    now = next((c for c in table.columns if c.name == "account_id"), None)
    found = [] if now is None else _now(table, now, rows, amount, known_sources, accounts, keys)
    # The other columns that may hold it are not among those the mapping reads.
    every = records(table.source, readings, dict.fromkeys(readings[0].columns, "")).frame
    whole = rows.select("_record").join(every, on="_record", how="left", maintain_order="left")
    taken = {(j.on, j.header) for j in found}
    others: list[Join] = []
    for way in ways(table.table, looks(readings), accounts):
        if (way.on, way.header) not in taken:
            text = whole[way.header]
            found_by = _join(table, way.on, way.header, way.says, text, amount, accounts)
            others += [found_by] if found_by.matched or found_by.ambiguous else []
    others.sort(key=lambda j: (-(j.matched_amount or 0), -j.matched))
    return [*found, *others]


def _now(
    table: TableMap,
    column: ColumnMap,
    rows: pl.DataFrame,
    amount: pl.Series | None,
    known_sources: Sources,
    accounts: pl.DataFrame,
    keys: pl.DataFrame,
) -> list[Join]:
    """The way that the mapping says now; that by key is told by the keys there are already."""
    origin = column.origin
    if isinstance(origin, KeyMatch):
        mine = keys.filter(pl.col("system") == origin.system)
        ids = mine.select(pl.col("source_id").alias("account_id"), _text="source_id")
        text = rows[origin.column]
        return [_counted(table, "key", origin.column, None, text, amount, ids, now=True)]
    on = getattr(origin, "on", "id")
    text = texts(column, rows, known_sources.lookups, "account_id").text
    says: Any = (
        column.shown if on == "id" else {"match": "accounts", "on": on, "from": column.shown}
    )
    if on == "id" and not isinstance(origin, Cell | FirstFilled):
        says = None
    return [_join(table, on, column.shown, says, text, amount, accounts, now=True)]


def _join(
    table: TableMap,
    on: str,
    header: str,
    says: Any,
    text: pl.Series,
    amount: pl.Series | None,
    accounts: pl.DataFrame,
    *,
    now: bool = False,
) -> Join:
    if on == "id":
        ids = accounts.select("account_id", _text="account_id")
    else:
        ids = known_texts(accounts, on)
        ids = ids.filter(~pl.col("_text").is_in(MAIL_PROVIDERS)) if on == "domain" else ids
    return _counted(table, on, header, says, text, amount, ids, now=now)


def _counted(
    table: TableMap,
    on: str,
    header: str,
    says: Any,
    text: pl.Series,
    amount: pl.Series | None,
    ids: pl.DataFrame,
    *,
    now: bool,
) -> Join:
    cell = pl.col("text")
    asked = domain_of(cell) if on == "domain" else folded(cell) if on == "name" else trimmed(cell)
    some = ids.group_by("_text").agg(_n=pl.col("account_id").n_unique())
    frame = text.cast(pl.String).alias("text").to_frame()
    frame = frame.with_columns(
        pl.lit(None, AMOUNT).alias("amount") if amount is None else amount.alias("amount")
    )
    frame = frame.with_columns(trimmed(cell), _text=asked)
    frame = frame.join(some, on="_text", how="left", maintain_order="left")
    n = pl.col("_n")
    parts = {
        "matched": n == 1,
        "ambiguous": n > 1,
        "unmatched": n.is_null() & cell.is_not_null(),
        "blank": cell.is_null(),
    }
    rows = {name: frame.filter(fits.fill_null(False)) for name, fits in parts.items()}
    sums: dict[str, Decimal | None] = {
        name: None if amount is None else Decimal(part["amount"].sum() or 0)
        for name, part in rows.items()
    }
    lost = rows["unmatched"]["text"].unique(maintain_order=True).head(3)
    return Join(
        table.table.name,
        on,
        header,
        says,
        rows["matched"].height,
        rows["ambiguous"].height,
        rows["unmatched"].height,
        rows["blank"].height,
        sums["matched"],
        sums["ambiguous"],
        sums["unmatched"],
        sums["blank"],
        tuple(lost),
        now,
    )
