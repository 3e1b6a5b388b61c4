"""How much of a file's money is in rejected rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from icp_metrics.extracts.casting import cast
from icp_metrics.extracts.draft import read_by
from icp_metrics.extracts.mapping import TableMap
from icp_metrics.extracts.origins import texts, with_joined
from icp_metrics.extracts.records import Records
from icp_metrics.extracts.scaling import scaled

TABLE, COLUMN = "opportunities", "amount"


@dataclass(frozen=True)
class Amounts:
    """`opportunities.amount` of one file, sizes without sign: of all rows, and of the rejected.

    `rows`: how many rows have an amount that can be read; the others are in neither sum.
    """

    total: Decimal
    rejected: Decimal
    rows: int


def amounts(
    table_maps: Sequence[TableMap],
    records: Records,
    rejected: pl.Series,
    lookups: Mapping[str, pl.DataFrame],
    *,
    timezone: str,
) -> dict[str, Amounts]:
    """The amounts per file of a source that feeds opportunities; else nothing.

    Rows the reader could not cut into cells count by the cell where the amount should be.
    """
    table_map = next((t for t in table_maps if t.table.name == TABLE), None)
    column = next((c for c in table_map.columns if c.name == COLUMN), None) if table_map else None
    if table_map is None or column is None:
        return {}
    filled = records.frame.filter(~pl.col("_blank") & ~pl.col("_footer"))
    joined, _ = with_joined(table_map.joined, filled, lookups, TABLE)
    frame = read_by(table_map, joined)
    found = texts(column, frame, lookups, f"{TABLE}.{COLUMN}")
    value, wrong = cast(found.text, column, where=f"{TABLE}.{COLUMN}", timezone=timezone)
    value, _ = scaled(value, wrong, column, frame)
    # Sums of Decimal(18, 4) may pass 18 digits.
    sizes = frame.select("_record", "_file", size=value.cast(pl.Decimal(38, 4)).abs())
    bad = pl.col("_record").is_in(rejected.implode())
    sums = sizes.group_by("_file").agg(
        total=pl.col("size").sum(),
        rejected=pl.col("size").filter(bad).sum(),
        rows=pl.col("size").count(),
    )
    return {
        file: Amounts(total or Decimal(0), lost or Decimal(0), rows)
        for file, total, lost, rows in sums.iter_rows()
    }
