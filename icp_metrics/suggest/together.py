"""Which few columns of a file together name a row, where it has no identifier."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import polars as pl

from icp_metrics.extracts.read import Reading
from icp_metrics.suggest.look import rows_of

_MOST_COLUMNS, _MOST_TOGETHER = 8, 4


def names_a_row(readings: Sequence[Reading], headers: Sequence[str]) -> tuple[str, ...] | None:
    """The fewest of `headers` whose cells no two rows share; None where there are none."""
    tried = list(headers)[:_MOST_COLUMNS]
    if not tried or not readings:
        return None
    frame = pl.concat([rows_of(r, tried) for r in readings])
    for size in range(1, min(_MOST_TOGETHER, len(tried)) + 1):
        for some in combinations(tried, size):
            if frame.height and frame.select(some).n_unique() == frame.height:
                return some
    return None
