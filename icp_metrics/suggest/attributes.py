"""Columns of a file that no column of ours claims, as attributes of accounts or deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from icp_metrics.presets.custom import (
    attribute,
    attribute_name,
    chosen,
    kind_of,
    writes_false_as_blank,
)
from icp_metrics.schema import CUSTOM_KINDS, Column
from icp_metrics.suggest.suggested import Sheet, Suggested, SuggestedTable
from icp_metrics.suggest.written_as import written_as
from icp_metrics.tables import TABLES


def with_attributes(
    guessed: SuggestedTable, sheet: Sheet, every: Sequence[SuggestedTable]
) -> SuggestedTable:
    """The table with the filled columns of its file that nothing reads, if it takes any.

    Of a flat file the table whose rows they are takes them: the first that is not accounts.
    """
    table = TABLES[guessed.table]
    same = [t for t in every if t.source == guessed.source]
    takes = next((t for t in same if t.table != "accounts" and TABLES[t.table].custom), None)
    if not table.custom or (takes or guessed).table != guessed.table:
        return guessed
    read = {h for t in same for h in (*t.headers, *t.left_out)}

    def texts(header: str) -> pl.Series:
        return sheet.looks[header].distinct["text"]

    headers = [h for h in chosen(sheet.looks, ["*"], (), read) if len(texts(h))]
    blank_is_false = bool(headers) and writes_false_as_blank(list(sheet.looks), texts)
    found: dict[str, Suggested] = {}
    for header in headers:
        kind = kind_of(texts(header))
        name = attribute_name(header, table, found)
        says = attribute(header, kind, texts(header), blank_is_false=blank_is_false)
        column = Column(name, CUSTOM_KINDS[says["kind"]], "")
        how = written_as(table.name, column, sheet.looks[header], sheet.looks)
        found[name] = Suggested(
            name, {**says, **how.says}, (header,), 1.0, f"its cells are {kind}", how.asks
        )
    return replace(guessed, attributes=found)
