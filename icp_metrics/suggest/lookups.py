"""Columns of a table that stand in another file of the load, found by a key the two share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from icp_metrics.presets.headers import plain
from icp_metrics.schema import Table
from icp_metrics.suggest.candidates import Candidate, candidate
from icp_metrics.suggest.look import Look

_OVERLAP, _SURE_OVERLAP = 0.5, 0.8
_ENOUGH_DIFFERENT = 5
_LEAST_REQUIRED, _LEAST_CURRENCY = 0.6, 0.9


@dataclass(frozen=True)
class Key:
    """`ours`, a column of this file, holds what `theirs` of source `there` has once per row."""

    there: str
    ours: str
    theirs: str


def keys_between(ours: Mapping[str, Look], there: str, theirs: Mapping[str, Look]) -> Iterator[Key]:
    """The keys by which rows of one file find one row of another."""
    for their_name, their in theirs.items():
        if their.unique < 1 or not their.filled or their.dates >= _SURE_OVERLAP > their.numbers:
            continue
        for our_name, our in ours.items():
            same = plain(our_name) == plain(their_name)
            if our.filled and not our.flags and _fits(our, their, same=same):
                yield Key(there, our_name, their_name)


def _fits(our: Look, their: Look, *, same: bool) -> bool:
    held = our.distinct["text"].is_in(their.distinct["text"].implode())
    share = int(our.distinct["n"].filter(held).sum() or 0) / our.filled
    if same:
        return share >= _OVERLAP
    # Small numbers are in many columns; only texts tell by themselves.
    different = our.distinct.height >= _ENOUGH_DIFFERENT and our.numbers < _OVERLAP
    return different and share >= _SURE_OVERLAP


def looked_up(
    table: Table,
    missing: Collection[str],
    keys: Sequence[Key],
    others: Mapping[str, Mapping[str, Look]],
) -> dict[str, tuple[dict[str, Any], Candidate]]:
    """Per missing column of `table` the lookup that a mapping says, and why."""
    found: dict[str, tuple[dict[str, Any], Candidate]] = {}
    # What may stay away is not gathered from elsewhere: another file's day is seldom this row's.
    wanted = [
        c
        for c in table.columns
        if c.name in missing and c.name not in table.key and (c.required or c.name == "currency")
    ]
    for key in keys:
        for column in wanted:
            least = _LEAST_REQUIRED if column.required else _LEAST_CURRENCY
            for header, look in others[key.there].items():
                best = candidate(table, column, look, main=False)
                if best is None or best.score < least or header == key.theirs:
                    continue
                if column.name in found and found[column.name][1].score >= best.score:
                    continue
                says = {"lookup": key.there, "match": {key.ours: key.theirs}, "take": header}
                found[column.name] = (says, best)
    return found


def account_there(
    keys: Sequence[Key],
    others: Mapping[str, Mapping[str, Look]],
    accounts: pl.DataFrame,
    headers: Collection[str],
) -> tuple[dict[str, Any], str] | None:
    """The account of a row that names none itself: through a row of another file that names one.

    `headers`: what columns that hold an account are called, plainly.
    """
    for key in keys:
        for header, look in others[key.there].items():
            if plain(header) not in headers or header == key.theirs:
                continue
            known = accounts["account_id"].unique().implode()
            if not accounts.height or look.distinct["text"].is_in(known).any():
                match = {key.ours: key.theirs}
                return {"lookup": key.there, "match": match, "take": header}, header
    return None
