"""Where the ICP does worse, and what is missing to judge accounts, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics.compare.exceptions import Blank
from icp_metrics.compare.row import Row
from icp_metrics.wording.numbers import counted, difference
from icp_metrics.wording.plain import attribute, inline, segment
from icp_metrics.wording.sentences import title
from icp_metrics.wording.shown import comparison


def worse_in(row: Row) -> str:
    """`Region: South: win rate is lower in ICP (-8.1 pp)`, of a segment."""
    assert row.by is not None
    gap = difference(comparison(row).value, row.kpi.unit, row.currency)
    where = f"{attribute(row.by)}: {segment(row.segment)}"
    return f"{where}: {inline(title(row))} is {row.kpi.worse_word} in ICP ({gap})"


def lacking(blanks: Sequence[Blank]) -> str:
    """`220 accounts lack employees: whether they fit can't be told.`, or `` where none does."""
    if not blanks:
        return ""
    lack = [f"{counted(b.accounts, 'accounts')} lack {inline(attribute(b.attribute))}"
            for b in blanks]  # fmt: skip
    return f"{'; '.join(lack)}: whether they fit can't be told."
