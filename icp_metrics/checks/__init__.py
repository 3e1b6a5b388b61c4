"""Checks of a load: each module declares one `CHECK`. Nothing central lists them.

A check looks at the rows a load takes, which are sound by themselves, and says what a reader
should know of them. Rows that are rejected, and files that are refused, are told elsewhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import polars as pl

from icp_metrics.checks.finding import Finding
from icp_metrics.tables import TABLES

__all__ = ["Check", "Finding", "Loaded", "checks", "findings"]


@dataclass(frozen=True, eq=False)
class Loaded:
    """The rows of a load per table; `accounts`: the `account_id` of every account we know.

    `as_of`: when the extract was true. `keyed`: tables whose rows name their account by the key of
    another system. `records`: how many each file holds, by its name.
    """

    tables: Mapping[str, pl.DataFrame]
    accounts: pl.DataFrame
    as_of: date
    keyed: frozenset[str] = frozenset()
    records: Mapping[str, int] = field(default_factory=dict)

    def told_later(self, table: str) -> bool:
        """Whether its accounts are only known, and told, when the load is published."""
        return table in self.keyed or TABLES[table].billed is not None


@dataclass(frozen=True)
class Check:
    """What is looked for, in `words`; `find` yields a finding for each table where it is found."""

    words: str
    find: Callable[[Loaded], Iterable[Finding]]


def findings(loaded: Loaded) -> tuple[Finding, ...]:
    """What all checks find in a load."""
    return tuple(found for check in checks().values() for found in check.find(loaded))


@cache
def checks() -> dict[str, Check]:
    """Every check, by the name of its module."""
    return {
        module.name: found.CHECK
        for module in pkgutil.iter_modules(__path__)
        if hasattr(found := importlib.import_module(f"{__name__}.{module.name}"), "CHECK")
    }
