"""Whether the cells of a file's column can be those of a column of ours, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from icp_metrics.schema import DATE, ID, INTEGER, LIST, MONEY, NUMBER, Column, Table
from icp_metrics.suggest.look import Look
from icp_metrics.suggest.names import currency_in
from icp_metrics.suggest.vocabulary import allowed, known_share

ENOUGH = 0.8
"""Cells that must be of the kind; the others may be mistakes, which a load lists."""

_ADDRESS = r"(?i)^[^\s]+\.[a-z]{2,}(?:[/:?].*)?$"
_CURRENCY = r"(?i)^(?:[a-z]{3}|[a-z]{0,2}[$€£¥])$"
_NEVER_NUMBERS = {
    *("industry", "country", "region", "owner", "name", "domain", "legal_structure", "lost_reason"),
    *("persona", "source", "theme", "comment", "title", "channel", "pipeline", "type"),
}


@dataclass(frozen=True)
class Fit:
    """How well cells fit, 0 (they cannot be) to 1, in words."""

    share: float
    words: str


def fits(table: Table, column: Column, look: Look, *, main: bool) -> Fit:
    """How well the cells of `look` fit `column`. `main`: a row of the file is a row of `table`."""
    if not look.filled:
        return Fit(0.55, "blank in every row")
    if column.kind is DATE:
        return _dates(look)
    if column.kind in (INTEGER, NUMBER, MONEY):
        return _numbers(column, look)
    if column.kind is ID:
        alone = table.key == (column.name,)
        return _identifier(look, key=alone and main and look.unique < 1)
    if allowed(column):
        return _words(table, column, look)
    if column.kind is LIST:
        return Fit(0.2, "numbers") if look.numbers >= ENOUGH else Fit(1.0, "texts")
    return _text(column, look)


def _dates(look: Look) -> Fit:
    if look.dates >= ENOUGH:
        return Fit(look.dates, _of(look.dates, "dates"))
    if look.epochs >= ENOUGH:
        return Fit(look.epochs, "seconds since 1970")
    return Fit(0.0, "no dates")


def _numbers(column: Column, look: Look) -> Fit:
    share = look.whole if column.kind is INTEGER else look.numbers
    if look.flags and column.name != "score":
        return Fit(0.1, "yes and no")
    if share >= ENOUGH:
        what = "whole numbers" if column.kind is INTEGER else "numbers"
        # Ten digits without a point are a time or an identifier, not an amount.
        return Fit(0.1, "times") if look.epochs >= ENOUGH else Fit(share, _of(share, what))
    return Fit(0.0, "no numbers")


def _identifier(look: Look, *, key: bool) -> Fit:
    if look.dates >= ENOUGH and look.numbers < ENOUGH:
        return Fit(0.1, "dates")
    if look.flags and look.filled > 2:
        return Fit(0.1, "yes and no")
    if look.numbers >= ENOUGH > look.whole:
        return Fit(0.1, "amounts")
    if not key:
        return Fit(1.0, "none comes twice" if look.unique == 1.0 else "identifiers")
    repeated = f"{1 - look.unique:.1%} of them come again"
    return Fit(0.9 if look.unique >= 0.9 else 0.5 * look.unique, repeated)


def _words(table: Table, column: Column, look: Look) -> Fit:
    if not look.few:
        return Fit(0.1, f"{look.distinct.height:,} different texts")
    known = known_share(table.name, column.name, look.distinct.iter_rows())
    if look.flags or look.dates >= ENOUGH or look.numbers >= ENOUGH:
        return Fit(0.1, "no words")
    return Fit(0.55 + 0.45 * known, f"{known:.0%} of its words are known")


def _text(column: Column, look: Look) -> Fit:
    if column.name == "domain":
        like = look.share_like(_ADDRESS)
        return Fit(like if like >= 0.5 else 0.0, _of(like, "addresses"))
    if column.name == "currency":
        like = look.share_like(_CURRENCY)
        return Fit(like if like >= ENOUGH else 0.0, _of(like, "currencies"))
    if look.flags and look.filled > 2:
        return Fit(0.15, "yes and no")
    if look.numbers >= ENOUGH and column.name in _NEVER_NUMBERS:
        return Fit(0.2, "numbers")
    if look.dates >= ENOUGH and look.numbers < ENOUGH:
        return Fit(0.15, "dates")
    if currency_in(look.header) is not None:
        return Fit(0.3, "an amount by its name")
    return Fit(1.0, "texts")


def _of(share: float, what: str) -> str:
    return f"all are {what}" if share == 1.0 else f"{share:.1%} are {what}"
