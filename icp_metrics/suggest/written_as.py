"""How the cells of a column are written: order of dates, decimal mark, words to translate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from icp_metrics.errors import MappingError
from icp_metrics.extracts.dates import ORDERS, dates
from icp_metrics.extracts.numbers import doubtful
from icp_metrics.schema import DATE, INTEGER, MONEY, NUMBER, Column
from icp_metrics.suggest.look import Look
from icp_metrics.suggest.vocabulary import allowed, word_for

_SIGNS = {"€": "EUR", "£": "GBP", "US$": "USD"}
_MOST_VALUES = 60


@dataclass(frozen=True)
class WrittenAs:
    """What a mapping says beside the column's name, and what a person must decide."""

    says: dict[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = ()


def written_as(table: str, column: Column, look: Look, others: Mapping[str, Look]) -> WrittenAs:
    """How the cells of `look` become `column`; `others`: the columns of the same file."""
    if column.kind is DATE:
        return _date(look, others)
    if column.kind in (INTEGER, NUMBER, MONEY):
        return _number(look, others)
    if allowed(column):
        return _words(table, column, look)
    return _currency(look) if column.name == "currency" else WrittenAs()


def _date(look: Look, others: Mapping[str, Look]) -> WrittenAs:
    if look.epochs > look.dates:
        return WrittenAs({"dates": "epoch"})
    if look.order != "both":
        return WrittenAs({"dates": look.order} if look.order else {})
    decided = {other.order for other in others.values() if other.dates} & set(ORDERS)
    if len(decided) == 1:
        # The other dates of the file are written in one way.
        return WrittenAs({"dates": next(iter(decided))})
    return WrittenAs(asks=(two_readings(look),))


def two_readings(look: Look) -> str:
    """The two dates that a cell may be, as a question."""
    try:
        dates(look.distinct["text"], formats=(), timezone="UTC", where="", column=look.header)
    except MappingError as error:
        told = error.message.split(" Say dates:")[0].removeprefix(": ")
        return f"{told} Say dates: day_first or dates: month_first."
    return ""


def _number(look: Look, others: Mapping[str, Look]) -> WrittenAs:
    if look.mark:
        return WrittenAs({"decimal": look.mark} if look.mark == "," else {})
    marks = {other.mark for other in others.values() if other.mark and not other.dates}
    example = doubtful(look.distinct["text"], decimal=".")
    grouped = doubtful(look.distinct["text"], decimal=",")
    if len(marks) == 1 and (example or grouped):
        # The other numbers of the file are written in one way.
        return WrittenAs({"decimal": next(iter(marks))})
    if example is None:
        return WrittenAs()
    ask = (
        f"every '.' of '{look.header}' stands before three digits, as in '{example}': say "
        'decimal: "." if it is the decimal mark, decimal: "," if it groups thousands.'
    )
    return WrittenAs(asks=(ask,))


def _words(table: str, column: Column, look: Look) -> WrittenAs:
    ours = allowed(column)
    texts = look.distinct.head(_MOST_VALUES)
    if set(texts["text"].str.to_lowercase()) <= set(ours) and set(texts["text"]) <= set(ours):
        return WrittenAs()
    values: dict[str, str] = {}
    asks: list[str] = []
    for text, n in texts.iter_rows():
        word = word_for(table, column.name, text)
        if word is None:
            rows = "1 row" if n == 1 else f"{n:,} rows"
            asks.append(f"'{text}' ({rows}) is one of {', '.join(ours)}: add it to values.")
        else:
            values.setdefault(text, word)
    return WrittenAs({"values": _once(values.items())}, tuple(asks))


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Case does not count in a value map: each text once."""
    found: dict[str, str] = {}
    low: set[str] = set()
    for text, word in pairs:
        if text.lower() not in low:
            found[text] = word
            low.add(text.lower())
    return found


def _currency(look: Look) -> WrittenAs:
    texts = look.distinct["text"].to_list()
    if all(t.isalpha() and t.isupper() for t in texts):
        return WrittenAs()
    if all(len(t) == 3 and t.isalpha() for t in texts):
        return WrittenAs({"case": "upper"})
    values: dict[str, str] = {}
    asks: list[str] = []
    for text in texts[:_MOST_VALUES]:
        code = _SIGNS.get(text.upper()) or (text.upper() if text.isalpha() else None)
        if code is None:
            asks.append(f"'{text}' is a currency: add its code to values, such as USD.")
        else:
            values[text] = code
    return WrittenAs({"values": _once(values.items())}, tuple(asks))
