"""The mapping of files that no preset knows, as text, with what of their cells cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from icp_metrics.extracts.read import Reading
from icp_metrics.suggest.preview import previews
from icp_metrics.suggest.suggest import suggest
from icp_metrics.suggest.suggested import Suggestion
from icp_metrics.suggest.understood import understood
from icp_metrics.suggest.unlisted import Value, unlisted
from icp_metrics.suggest.written import written

_MOST = 12


def drafted(
    readings: Sequence[Reading],
    *,
    accounts: pl.DataFrame | None = None,
    tables: Sequence[str] = (),
    attributes: bool = False,
    timezone: str = "UTC",
) -> tuple[str, Suggestion]:
    """The text of the mapping that `suggest` finds, and what it found.

    Its comments count the cells that fail, with examples. Raises MappingError like `suggest`.
    """
    found = suggest(readings, accounts=accounts, tables=tables, attributes=attributes)
    given = understood(written(found))
    told = {
        (p.table, p.column): p.told for p in previews(given, readings, timezone=timezone) if p.told
    }
    # Values that no map lists are asked for one by one; what they are worth is told instead.
    open_: dict[tuple[str, str], list[Value]] = {}
    for value in unlisted(given.mapping, readings):
        open_.setdefault((value.table, value.column), []).append(value)
    told |= {where: _worth(some) for where, some in open_.items() if where in told}
    return written(found, {where: says for where, says in told.items() if says}), found


def _worth(values: Sequence[Value]) -> str:
    """The amounts of values that no map lists; blank where they are not known."""
    some = [v for v in values if v.amount is not None][:_MOST]
    amounts = ", ".join(f"'{v.value}' {v.amount:,.2f}" for v in some)
    return f"not listed, in money: {amounts}" if some else ""
