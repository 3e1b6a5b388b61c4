"""The lines of the scorecard: the headline KPIs, in the order of the sale."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Row, Slice
from icp_metrics.errors import SliceError
from icp_metrics.kpis import Kpi
from icp_metrics.ui import frame, source
from icp_metrics.ui.card import bare, card, heads

HEADLINE = tuple(kpi for kpi in KPIS.values() if kpi.headline)


def answers(context: frame.Context, kpis: Sequence[Kpi]) -> dict[str, Row | str]:
    """The total of each KPI by its id, or why there is none: a filter it does not know."""
    found: dict[str, Row | str] = {}
    for kpi in kpis:
        try:
            found[kpi.id] = source.answer(context.pin, kpi.id, context.asked)[0]
        except SliceError as error:
            found[kpi.id] = error.message
    # A selection that suits no KPI is a mistake, and is said once.
    if all(isinstance(row, str) for row in found.values()):
        raise SliceError(next(str(row) for row in found.values()))
    return found


def draw_cards(context: frame.Context, answered: dict[str, Row | str], history: Slice) -> None:
    """One line for each answer, with its quarters of `history` as a sparkline."""
    heads()
    for name, row in answered.items():
        if isinstance(row, str):
            bare(KPIS[name], KPIS[name].title, row)
        elif reason := wording.blocked(row):
            bare(KPIS[name], wording.title(row), reason)
        else:
            card(row, source.figures(context.pin, name, history), frame.look())
