"""Whether an extract is too bad to publish, and the sentence that says so."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from icp_metrics.extracts.outcome import Extract, FileCount

SHARE = 0.05
FLOOR_ROWS = 10


def refusal(extract: Extract, max_rejected: float | None) -> str | None:
    """Why the extract must be refused, or None. One file over the limit refuses the whole.

    In rows: more rejected than 5 % of the file's records, and more than 10 rows. In amount: the
    rejected rows hold more than 5 % of the file's `opportunities.amount`, and more than 10 rows of
    average amount: a few large deals refuse a large file, one bad row does not refuse a small one.
    `max_rejected` (a share, 0 to 1) replaces the 5 %; the 10 rows stay.
    """
    share = SHARE if max_rejected is None else max_rejected
    for count in extract.files:
        if count.rejected > max(share * count.records, FLOOR_ROWS):
            part = count.rejected / count.records
            return (
                f"{count.file}: {count.rejected:,} of {count.records:,} rows are rejected "
                f"({part:.1%}; {share:.1%} are allowed).{_most(extract, count)}"
            )
        money = extract.amounts.get(count.file)
        if money is None or not money.rows:
            continue
        floor = FLOOR_ROWS * money.total / money.rows
        if money.rejected > max(Decimal(str(share)) * money.total, floor):
            part = float(money.rejected / money.total)
            return (
                f"{count.file}: the {count.rejected:,} rejected rows hold {part:.1%} of the amount "
                f"({share:.1%} are allowed).{_most(extract, count)}"
            )
    return None


def _most(extract: Extract, count: FileCount) -> str:
    """The commonest problem of the file, with an example."""
    mine = extract.problems.filter(pl.col("file") == count.file)
    if not mine.height:
        return ""
    commonest = (
        mine.group_by("column", "problem", maintain_order=True)
        .agg(n=pl.len(), row=pl.col("row").first(), value=pl.col("value").first())
        .sort("n", descending=True, maintain_order=True)
        .row(0, named=True)
    )
    column = f"'{commonest['column']}' " if commonest["column"] else ""
    value = f" ('{commonest['value']}')" if commonest["value"] else ""
    return f" Most often: {column}{commonest['problem']}, first in row {commonest['row']}{value}."
