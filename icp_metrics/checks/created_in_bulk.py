"""Many records created on one day: the day of an import, not the day they came to be."""

from collections.abc import Iterator

import polars as pl

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding, rows_of
from icp_metrics.tables import TABLES

SHARE = 0.2
"""Of the records of a table, on one day: the share from which cycle length is off too."""

FEWEST_ROWS = 50
_FEWEST_DAYS = 30
"""Between the first and the last: an extract of one week has few days to be created on."""


def _find(loaded: Loaded) -> Iterator[Finding]:
    for name, rows in loaded.tables.items():
        if "created_on" not in rows.columns or rows.height < FEWEST_ROWS:
            continue
        days = rows["created_on"].drop_nulls()
        if days.is_empty() or (days.max() - days.min()).days < _FEWEST_DAYS:  # type: ignore[operator, union-attr]
            continue
        (day, n) = days.value_counts(sort=True).sort("count", "created_on").row(-1)
        if n > SHARE * rows.height:
            same = rows.filter(pl.col("created_on") == day)
            yield Finding(
                "created_in_bulk",
                "warn",
                f"{n:,} of {rows.height:,} {rows_of(name)} were created on {day}: the day of an "
                "import, it seems, not the day they came to be; what counts from their creation "
                "is not to be trusted",
                name,
                same.select(*TABLES[name].key, "created_on"),
            )


CHECK = Check("Created on one day", _find)
