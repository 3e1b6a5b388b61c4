"""An explanation as plain text, to be read from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill, indent

from icp_metrics.explain import words
from icp_metrics.explain.explanation import Explanation, RowsInAndOut
from icp_metrics.explain.worked.worked import Column, Worked

_WIDE = 96
_FEW = 12
"""Rows of a table of steps that are printed; of more the first and the last of them."""


def text(e: Explanation) -> str:
    """The explanation; of a figure made of others, then how those were made."""
    parts = [
        words.headline(e),
        "",
        _wrapped(e.definition),
        "",
        *_titled("What it is of", _pairs(words.about(e))),
        *(line for said in e.rows for line in _titled(f"From {said.nouns}", _in_and_out(said))),
        *_titled("Formula", _formula(e)),
        *_titled("Likely range", _range(e.worked)),
        *_titled("The difference", _difference(e)),
        *_titled("Settings that shape it", _pairs((s.name, words.setting(s)) for s in e.settings)),
        *_titled("To be known", [_wrapped(f"- {said}") for said in (*e.left_out, *e.flags)]),
        *_titled("Sources", [_wrapped(f"- {source}") for source in e.sources]),
        *_titled("SQL", _sql(e)),
    ]
    for part in e.parts:
        parts += ["=" * _WIDE, "", text(part)]
    return "\n".join(parts).rstrip() + "\n"


def _titled(title: str, lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    return [title, "-" * len(title), *lines, ""] if lines else []


def _wrapped(said: str) -> str:
    return fill(said, _WIDE, subsequent_indent="  " if said.startswith("- ") else "")


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(pairs)
    wide = max((len(label) for label, _ in pairs), default=0)
    return [
        fill(f"{label.ljust(wide)}  {said}", _WIDE, subsequent_indent=" " * (wide + 2))
        for label, said in pairs
    ]


def _in_and_out(said: RowsInAndOut) -> list[str]:
    wide = max(len(f"{line.rows:,}") for line in said.lines)
    lines = [f"{line.rows:>{wide},}  {line.words}" for line in said.lines]
    return [*lines, _wrapped(f"These are {said.becomes}.")] if said.becomes else lines


def _formula(e: Explanation) -> list[str]:
    made = e.worked
    if made is None:
        return []
    lines = [_wrapped(made.formula)]
    if made.value is None:
        lines += [f"  {t.words}: {words.number(t.value)}" for t in made.terms]
        return [*lines, f"No number: {words.why(e)}."]
    lines += [indent(_wrapped(f"= {words.shortened(made.put_in)}"), "  ")]
    lines += [f"  = {words.exact(made.value)}, shown as {words.figure(e)}"]
    return [*lines, *_steps(made.columns)]


def _steps(columns: tuple[Column, ...]) -> list[str]:
    if not columns:
        return []
    rows = list(zip(*(c.values for c in columns), strict=True))
    cut = len(rows) > _FEW
    shown = [*rows[: _FEW // 2], *rows[-_FEW // 2 :]] if cut else rows
    cells = [[c.words for c in columns], *([_cell(v) for v in row] for row in shown)]
    wide = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    lines = ["  ".join(t.rjust(w) for t, w in zip(line, wide, strict=True)) for line in cells]
    if cut:
        lines.insert(1 + _FEW // 2, f"... {len(rows) - _FEW} more rows, all in the workbook ...")
    return ["", *lines]


def _cell(value: float | None) -> str:
    return "" if value is None else words.number(value)


def _range(made: Worked | None) -> list[str]:
    if made is None or not made.rule:
        return []
    return [_wrapped(made.rule), "", *_pairs(words.figures(made.range))]


def _difference(e: Explanation) -> list[str]:
    said = words.of_gap(e)
    if not said or e.gap is None:
        return []
    return [
        *_pairs(said),
        "",
        _wrapped(e.gap.rule),
        "",
        *_pairs(words.figures((*e.gap.figures, *e.gap.adjusted))),
    ]


def _sql(e: Explanation) -> list[str]:
    if e.queries is None:
        return []
    return [
        f"-- DuckDB, on {e.version_file}. The facts, as they were made when it was published:",
        e.queries.facts.rstrip() + ";",
        "",
        f"-- The sums of the answer; period {e.queries.period} is this one:",
        e.queries.answer.rstrip() + ";",
    ]
