"""Values that a mapping does not list: a new stage on Monday morning, with count and amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.casting import cast
from icp_metrics.extracts.column_map import ColumnMap, Lookup, When
from icp_metrics.extracts.mapping import Mapping, TableMap
from icp_metrics.extracts.origins import texts
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.scaling import scaled
from icp_metrics.presets.files import readings_of
from icp_metrics.suggest.sources import Sources, sources
from icp_metrics.suggest.vocabulary import declared, word_for

AMOUNTS = {
    "opportunities": "amount",
    "subscriptions": "mrr",
    "invoice_lines": "amount",
    "spend": "amount",
    "support_tickets": "cost",
}
"""Per table the column that its rows are weighed by."""

AMOUNT = pl.Decimal(38, 4)
"""Sums of money pass its 18 digits."""
_LONGEST_LIST = 200


@dataclass(frozen=True)
class Value:
    """A distinct value of a column, and what becomes of it.

    `rows`: how often. `amount`: the sum of its rows, where they are in one currency. `word`: our
    word for it now; None: its rows are rejected. `listed`: the mapping names it. `likely`: what it
    means by its synonyms. `allowed`: our words for the column; none where any text may stand.
    """

    table: str
    column: str
    header: str
    value: str
    rows: int
    amount: Decimal | None
    word: str | None
    listed: bool
    likely: str | None
    allowed: tuple[str, ...]

    @property
    def rejected(self) -> bool:
        """Whether rows with it are rejected as the mapping stands."""
        return self.word is None and not self.listed


def unlisted(mapping: Mapping, readings: Sequence[Reading]) -> list[Value]:
    """The values of the files that a mapping's value maps and vocabularies do not list.

    Those that `otherwise` swallows are among them, with the word they get. The most rows first.
    """
    return [v for v in values(mapping, readings) if not v.listed]


def unlisted_in(mapping: Mapping, files: Sequence[Path]) -> list[Value]:
    """`unlisted` of files on disk; raises ReadError."""
    with readings_of(files) as readings:
        return unlisted(mapping, readings)


def values(mapping: Mapping, readings: Sequence[Reading]) -> list[Value]:
    """Every distinct value of every column with a value map or a vocabulary, listed or not."""
    return values_of(sources(mapping, readings))


def values_of(known: Sources) -> list[Value]:
    """`values` of files that are known as sources already."""
    found: list[Value] = []
    for table in known.mapping.tables:
        if table.source in known.wrong:
            continue
        rows = known.rows(table)
        amount = amounts(table, rows, known)
        for column in table.all_columns:
            words = declared(table.table.name, column.name)
            if (words or column.values) and not isinstance(column.origin, When) and column.columns:
                found += _values(table, column, words, rows, amount, known)
    return found


def amounts(table: TableMap, rows: pl.DataFrame, known: Sources) -> pl.Series | None:
    """What each row weighs in money; None where no amount, or more than one currency, is said."""
    name = AMOUNTS.get(table.table.name)
    column = next((c for c in table.columns if c.name == name), None)
    if column is None:
        return None
    currency = next((c for c in table.columns if c.name == "currency"), None)
    try:
        if currency is not None:
            found = texts(currency, rows, known.lookups, "currency").text
            if found.drop_nulls().n_unique() > 1:
                return None
        text = texts(column, rows, known.lookups, column.name).text
        value, wrong = cast(text, column, where=column.name, timezone="UTC")
        return scaled(value, wrong, column, rows)[0].cast(AMOUNT)
    except (MappingError, pl.exceptions.ColumnNotFoundError):
        return None


def _values(
    table: TableMap,
    column: ColumnMap,
    words: tuple[str, ...],
    rows: pl.DataFrame,
    amount: pl.Series | None,
    known: Sources,
) -> list[Value]:
    where = f"{table.table.name}.{column.name}"
    cells = texts(replace(column, values=None), rows, known.lookups, where).text
    weighed = pl.DataFrame({"text": cells}).with_columns(
        pl.lit(None, AMOUNT).alias("amount") if amount is None else amount.alias("amount")
    )
    counted = (
        weighed.drop_nulls("text")
        .group_by("text", maintain_order=True)
        .agg(pl.len().alias("rows"), pl.col("amount").sum().alias("amount"))
        .sort("rows", descending=True, maintain_order=True)
        .head(_LONGEST_LIST)
    )
    given = dict(column.values.values) if column.values else {}
    header = column.origin.take if isinstance(column.origin, Lookup) else column.columns[0]
    found = []
    for text, n, total in counted.iter_rows():
        listed, word = _word(text, column, words, given)
        found.append(
            Value(
                table.table.name,
                column.name,
                header,
                text,
                n,
                None if amount is None else total,
                word,
                listed,
                word_for(table.table.name, column.name, text),
                words,
            )
        )
    return found


def _word(
    text: str, column: ColumnMap, words: tuple[str, ...], given: dict[str, str | None]
) -> tuple[bool, str | None]:
    """Whether the mapping lists a text, and the word that it becomes."""
    low = text.strip().lower()
    if low in given:
        return True, given[low]
    if column.values is not None and column.values.has_otherwise:
        return False, column.values.otherwise
    if column.values is not None and not column.values.keep:
        return False, None
    # Kept as it is: right where it is one of our words, or any text may stand.
    return (not words or text in words), (text if not words or text in words else None)
