"""Worked: a formula with the figures put in, so declared that text and a spreadsheet can follow it.

References in formulas: `[cost]` a column of the rows behind the number, `[others.y]` one of the
rows of the other groups, `{won}` a term, or in a table the cell of a column in the same row,
`{share<}` the cell above, `{share:}` the whole column, `{share.last}` its last cell. Formulas are
such as spreadsheets know; those of terms alone are arithmetic too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

REFERENCE = re.compile(r"\{(\w+)(<|:|\.last)?\}|\[([\w.]+)\]")
"""name and its suffix, or the column of rows."""


@dataclass(frozen=True)
class Figure:
    """A figure in words, such as `accounts`. None: not known."""

    words: str
    value: float | None


@dataclass(frozen=True)
class Term:
    """A sum that enters the formula. `sheet`: how a spreadsheet finds it among the rows."""

    name: str
    words: str
    value: float
    sheet: str


@dataclass(frozen=True)
class Column:
    """A column of a table of steps. `sheet`: how a spreadsheet fills a row, `first` its first one
    where that differs; without it the values stand as they are."""

    name: str
    words: str
    values: tuple[float | None, ...]
    sheet: str = ""
    first: str = ""


@dataclass(frozen=True)
class Worked:
    """`formula`: in words. `expression`: over the terms and columns; blank where there is no value.
    `put_in`: the same with the figures. `rule`: how the likely range is made, from `range`."""

    formula: str
    terms: tuple[Term, ...]
    expression: str
    value: float | None
    put_in: str = ""
    columns: tuple[Column, ...] = ()
    rule: str = ""
    range: tuple[Figure, ...] = ()


def put_in(expression: str, terms: Mapping[str, float]) -> str:
    """A formula of terms with their figures: `412 / (412 + 896)`."""

    def figure(found: re.Match[str]) -> str:
        said = plain(terms[found[1]])
        return f"({said})" if said.startswith("-") else said

    return REFERENCE.sub(figure, expression)


def plain(value: float) -> str:
    """A figure with all the digits it is sure to, and nothing that arithmetic cannot read."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


def of_terms(formula: str, terms: tuple[Term, ...], expression: str, value: float | None) -> Worked:
    """A formula of terms alone."""
    by_name = {t.name: t.value for t in terms}
    said = put_in(expression, by_name) if value is not None else ""
    return Worked(formula, terms, expression if value is not None else "", value, said)
