"""The headline: does the ICP work? One word over the headline KPIs, and its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from icp_metrics.compare.row import Row, Verdict

Word = Literal["working", "not working", "mixed", "too early"]

_ANSWERS = {
    "better": "yes",
    "worse": "no",
    "mixed": "mixed",
    "undecided": "too early to say",
    "missing": "not measured yet",
}


@dataclass(frozen=True)
class Headline:
    """`word` over all headline KPIs; `before` and `after` the sale: better, worse, mixed, ..."""

    word: Word
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """`Yes before the sale; too early to say after it.` Both sides are always named."""
        before, after = _ANSWERS[self.before], _ANSWERS[self.after]
        if before == after:
            return f"{before.capitalize()}, before and after the sale."
        return f"{before.capitalize()} before the sale; {after} after it."


def headline(rows: Sequence[Row]) -> Headline:
    """The headline over total rows of the headline KPIs; others are passed over.

    working: none decided worse, at least one better before the sale and one after; not working:
    some worse, none better; mixed: both; else too early. Never a count of KPIs, which share
    inputs. KPIs without data are left out. A difference that the mix of accounts mostly explains
    is not decided here: it says nothing for or against the ICP.
    """
    counted = [r for r in rows if r.kpi.headline and r.by is None]
    verdicts = {_verdict(r) for r in counted}
    before, after = (_side([r for r in counted if r.kpi.sale == s]) for s in ("before", "after"))
    if "better" in verdicts and "worse" in verdicts:
        return Headline("mixed", before, after)
    if "worse" in verdicts:
        return Headline("not working", before, after)
    if before == "better" and after == "better":
        return Headline("working", before, after)
    return Headline("too early", before, after)


def _verdict(row: Row) -> Verdict:
    return "no_clear_difference" if row.explained else row.verdict


def _side(rows: Sequence[Row]) -> str:
    known = [_verdict(r) for r in rows if r.gap.value is not None]
    if not known:
        return "missing"
    if "better" in known and "worse" in known:
        return "mixed"
    return "better" if "better" in known else "worse" if "worse" in known else "undecided"
