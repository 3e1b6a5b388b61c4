"""Files that no preset knows: which tables they most likely are, column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

import polars as pl

from icp_metrics.errors import MappingError, did_you_mean
from icp_metrics.extracts.account_match import known
from icp_metrics.extracts.read import Reading
from icp_metrics.presets.source import pattern_of
from icp_metrics.suggest.attributes import with_attributes
from icp_metrics.suggest.guess import Around, guess
from icp_metrics.suggest.look import looks, rows_of
from icp_metrics.suggest.lookups import Key, keys_between
from icp_metrics.suggest.suggested import Sheet, Suggested, SuggestedTable, Suggestion
from icp_metrics.tables import TABLES

LEAST_TABLE = 0.58
"""The score from which on a file is taken for a table."""

_SURE_TABLE = 0.7
_TELLS = {
    "accounts": {"name", "domain"},
    "usage": {"active_users", "licensed_users", "events"},
    "survey_responses": {"score"},
    "opportunities": {"stage", "status", "amount", "closed_on"},
}
"""Per table the columns of which one must be there: a day and an account are no usage."""

_FLAT_LEAST = 0.7
_FLAT_FROM = ("opportunities", "subscriptions", "invoice_lines")
_NOT_OF_ACCOUNTS = ("account_id", "name", "owner", "created_on")
"""On the rows of another table an owner or a day of creation is that table's."""
Keys = Mapping[str, tuple[Key, ...]]
_NUMBERS = r"[0-9]+(?:[-_.][0-9]+)*"


def suggest(
    readings: Sequence[Reading],
    *,
    accounts: pl.DataFrame | None = None,
    tables: Sequence[str] = (),
    attributes: bool = False,
) -> Suggestion:
    """The mapping that fits these files best, with a score and a reason for each column.

    `accounts`: `account_id, name, domain` of the store. `tables`: what the files are, where a
    person says so; else what they look like. `attributes`: columns nobody claims become attributes
    of accounts and opportunities. Raises MappingError where the files look like no table.
    """
    for name in tables:
        if name not in TABLES:
            raise MappingError(f"there is no table '{name}'.{did_you_mean(name, TABLES)}")
    sheets = sheets_of(readings)
    keys = {
        name: tuple(
            key
            for there, other in sheets.items()
            if there != name
            for key in keys_between(sheet.looks, there, other.looks)
        )
        for name, sheet in sheets.items()
    }
    found = _whole(sheets, keys, known(None, accounts), tables)
    if not found:
        raise MappingError(_like_nothing(sheets))
    if attributes:
        found = [with_attributes(t, sheets[t.source], found) for t in found]
    return Suggestion(_name(readings), sheets, tuple(found))


def sheets_of(readings: Sequence[Reading]) -> dict[str, Sheet]:
    """The files by their columns: those with the same ones are one source."""
    shapes: dict[frozenset[str], list[Reading]] = {}
    for reading in readings:
        shape = frozenset(c.strip().lower() for c in reading.columns)
        shapes.setdefault(shape, []).append(reading)
    every = [r.file for r in readings]
    found: dict[str, Sheet] = {}
    for mine in shapes.values():
        names = [r.file for r in mine]
        usual = re.sub(_NUMBERS, "*", re.sub(r"([?\[])", r"[\1]", names[0]))
        name = _source_name(names[0], found)
        found[name] = Sheet(name, pattern_of(names, every, usual), tuple(mine), looks(mine))
    return found


def _source_name(file: str, taken: Mapping[str, Sheet]) -> str:
    stem = re.sub(_NUMBERS, "", PurePath(file).stem.lower())
    name = re.sub(r"[^a-z0-9]+", "_", stem).strip("_")[:40].rstrip("_") or "file"
    n, free = 2, name
    while free in taken:
        free, n = f"{name}_{n}", n + 1
    return free


def _name(readings: Sequence[Reading]) -> str:
    stem = re.sub(_NUMBERS, "", PurePath(readings[0].file).stem)
    return re.sub(r"[^0-9A-Za-z]+", "-", stem).strip("-").lower()[:40] or "mapping"


def _whole(
    sheets: dict[str, Sheet], keys: Keys, accounts: pl.DataFrame, wanted: Sequence[str]
) -> list[SuggestedTable]:
    """Accounts first, since all others look for theirs among them; then each table once."""
    chosen = _chosen(sheets, keys, accounts, wanted)
    own = next((t for t in chosen if t.table == "accounts"), None)
    if own is not None:
        accounts = known(_accounts_of(own, sheets[own.source]), accounts)
        again = _chosen(sheets, keys, accounts, wanted)
        chosen = [own, *(t for t in again if t.table != "accounts")]
    elif not wanted:
        chosen = _with_flat_accounts(chosen, sheets, accounts)
    order = list(TABLES)
    return sorted(chosen, key=lambda t: (t.table != "accounts", order.index(t.table)))


def _chosen(
    sheets: dict[str, Sheet], keys: Keys, accounts: pl.DataFrame, wanted: Sequence[str]
) -> list[SuggestedTable]:
    """The best table of each file; of two files of one table the better one has it."""
    guesses: list[SuggestedTable] = []
    for name, sheet in sheets.items():
        others = {n: s for n, s in sheets.items() if n != name}
        around = Around(others, keys[name], accounts)
        guesses += [
            guess(table, sheet, around)
            for table in TABLES.values()
            if not wanted or table.name in wanted
        ]
    guesses.sort(key=lambda g: -g.score)
    best: dict[str, SuggestedTable] = {}
    fed: set[str] = set()
    for each in guesses:
        sure = bool(wanted) or (each.score >= LEAST_TABLE and _has_substance(each))
        if sure and each.table not in best and each.source not in fed:
            best[each.table] = each
            fed.add(each.source)
    return list(best.values())


def _has_substance(guessed: SuggestedTable) -> bool:
    """Whether what no person can say in a line (keys, dates, amounts) is all there."""
    table = TABLES[guessed.table]
    words = {c.name for c in table.columns if any(check.allowed for check in c.checks)} | {"system"}
    if guessed.table == "accounts" and guessed.score >= _SURE_TABLE:
        # A file of customers may hold nothing of ours but who they are.
        return not guessed.missing
    own = {c.column for c in guessed.columns if c.headers and "lookup" not in c.says}
    tells = _TELLS.get(guessed.table, own)
    return set(guessed.missing) <= words and len(own) > 1 and bool(own & set(tells))


def _accounts_of(guessed: SuggestedTable, sheet: Sheet) -> pl.DataFrame | None:
    """The accounts that a file brings, as text."""
    said = {
        c.column: c.headers[0]
        for c in guessed.columns
        if c.column in ("account_id", "name", "domain")
    }
    if "account_id" not in said:
        return None
    frames = [
        rows_of(r, list(dict.fromkeys(said.values()))).select(
            pl.col(h).alias(c) for c, h in said.items()
        )
        for r in sheet.readings
    ]
    return pl.concat(frames).drop_nulls("account_id") if frames else None


def _with_flat_accounts(
    chosen: list[SuggestedTable], sheets: dict[str, Sheet], accounts: pl.DataFrame
) -> list[SuggestedTable]:
    """A flat report repeats the account's columns on every row: it feeds accounts too."""
    mains = [t for name in _FLAT_FROM for t in chosen if t.table == name]
    for main in mains:
        account = main.column("account_id")
        # By name or key the account's own identifier is not in the file.
        if account is None or not isinstance(account.says, str):
            continue
        around = Around({}, (), accounts, frozenset(main.headers - {account.says}))
        flat = guess(TABLES["accounts"], sheets[main.source], around, main=False)
        found = [
            c for c in flat.columns if c.score >= _FLAT_LEAST and c.column not in _NOT_OF_ACCOUNTS
        ]
        if found:
            return [_flat(flat, account, found), *chosen]
    return chosen


def _flat(flat: SuggestedTable, account: Suggested, found: list[Suggested]) -> SuggestedTable:
    reason = "what the other table names its account by"
    key = Suggested("account_id", account.says, account.headers, account.score, reason)
    name = flat.column("name")
    columns = (key, *([name] if name else []), *found)
    reason = "its columns are repeated on the rows of another table"
    score = round(sum(c.score for c in columns) / len(columns), 2)
    return replace(flat, score=score, reason=reason, columns=columns, missing=(), left_out={})


def _like_nothing(sheets: Mapping[str, Sheet]) -> str:
    told = "; ".join(
        f"{', '.join(s.files)} has {', '.join(list(s.looks)[:12])}" for s in sheets.values()
    )
    return (
        f"the files look like none of our tables ({', '.join(TABLES)}): {told}. Say which one with "
        "--table, or write the mapping by hand."
    )
