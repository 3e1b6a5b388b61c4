"""Cells as a table shows them: amounts as plain numbers, lists as text."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from icp_metrics import wording


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Amounts as numbers that a table can sort, lists as one text."""
    money = [c for c, kind in frame.schema.items() if isinstance(kind, pl.Decimal)]
    lists = [c for c, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(
        pl.col(money).cast(pl.Float64),
        pl.col(lists).list.join(", "),
    )


def text(value: object) -> str:
    """One value of any kind as text."""
    if value is None:
        return wording.MISSING
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
