"""Which column of a file each column of a table may be, with a score and a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from icp_metrics.schema import Column, Table
from icp_metrics.suggest.fits import fits
from icp_metrics.suggest.look import Look
from icp_metrics.suggest.names import named
from icp_metrics.suggest.vocabulary import allowed, known_share

LEAST = 0.5
"""The score from which on a column is suggested."""

_BY_WORDS = 0.62
_ALL_KNOWN = 0.9


@dataclass(frozen=True)
class Candidate:
    """A column of the file (`header`) that may be `column`, how sure that is, and why.

    `entity`: how clearly the header names what a row of the table is, 0 to 1.
    """

    column: str
    header: str
    score: float
    reason: str
    entity: float = 0.0


def candidates(
    table: Table, looks: Mapping[str, Look], *, main: bool, taken: Collection[str] = ()
) -> dict[str, Candidate]:
    """Per column of `table` the best column of the file that no better one needs.

    `main`: a row of the file is a row of the table. `taken`: headers that another table reads.
    """
    pairs = [
        found
        for column in table.columns
        for header, look in looks.items()
        if header not in taken and (found := candidate(table, column, look, main=main)) is not None
    ]
    pairs.sort(key=lambda c: -c.score)
    best: dict[str, Candidate] = {}
    used: dict[str, str] = {}
    for each in pairs:
        if each.column in best or not _may_share(each.column, used.get(each.header)):
            continue
        best[each.column] = each
        used.setdefault(each.header, each.column)
    for column in table.columns:
        if column.required and allowed(column) and column.name not in best:
            # A stage says how the deal stands, too; other columns are what their names say.
            claimed = set() if column.name == "status" else {c.header for c in pairs}
            free = {h: look for h, look in looks.items() if h not in claimed}
            by_words = _by_words(table, column, free)
            if by_words is not None:
                best[column.name] = by_words
    return best


def candidate(table: Table, column: Column, look: Look, *, main: bool) -> Candidate | None:
    """The file's column as a candidate for `column`; None below the least score."""
    name = named(look.header, table.name, column.name, main=main)
    if name.score < LEAST:
        return None
    fit = fits(table, column, look, main=main)
    score = name.score * fit.share
    if score < LEAST:
        return None
    called = "by its name" if name.score >= 0.9 else f"by its name, like '{name.synonym}'"
    return Candidate(
        column.name, look.header, round(score, 2), f"{called}; {fit.words}", name.entity
    )


def _may_share(column: str, other: str | None) -> bool:
    """Whether one column of a file may be two of ours: a stage says how the deal stands, too."""
    return other is None or {column, other} in ({"status", "stage"},)


def _by_words(table: Table, column: Column, looks: Mapping[str, Look]) -> Candidate | None:
    """A column whose few words are those of the vocabulary, whatever it is called."""
    best = None
    for look in looks.values():
        if not look.few or look.flags or look.numbers > 0:
            continue
        known = known_share(table.name, column.name, look.distinct.iter_rows())
        if known >= _ALL_KNOWN and (best is None or known > best[0]):
            best = (known, look)
    if best is None:
        return None
    words = ", ".join(best[1].examples())
    return Candidate(column.name, best[1].header, _BY_WORDS, f"by its words: {words}")
