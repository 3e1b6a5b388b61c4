"""Text from data made harmless in a cell: a spreadsheet that opens it as CSV runs nothing."""

from __future__ import annotations

import polars as pl

_RUNS = "=+-@＝＋－＠\t\r\n"
"""What a formula begins with: spreadsheets take the wide signs of East Asian text for the same."""


def harmless_text(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it as a formula."""
    return f"'{text}" if text[:1] and text[0] in _RUNS else text


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """A table whose text cells and heads no spreadsheet runs."""
    text = pl.col(pl.String)
    runs = text.str.slice(0, 1).is_in(list(_RUNS))
    cells = pl.when(runs).then("'" + text).otherwise(text).name.keep()
    return frame.with_columns(cells).rename(harmless_text)
