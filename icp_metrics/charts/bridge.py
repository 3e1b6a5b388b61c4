"""The MRR bridge: from opening to closing by its movements, of one group."""

from __future__ import annotations

from collections.abc import Mapping

from icp_metrics import wording
from icp_metrics.charts.look import Figure, Look
from icp_metrics.charts.waterfall import Step, waterfall
from icp_metrics.statistics.bridge import MOVEMENTS

_STEPS = ("opening", *MOVEMENTS, "closing")


def bridge(
    amounts: Mapping[str, float | None],
    group: str,
    look: Look,
    *,
    currency: str | None,
    reach: float,
) -> Figure:
    """A waterfall that reads from the top down: opening, each movement, closing.

    `amounts`: opening, the movements (contraction and churn negative) and closing, all known.
    `reach`: where the axis ends, the same for groups that stand side by side. A mark gives back
    its group and name.
    """
    steps = []
    for name in _STEPS:
        amount = float(amounts[name] or 0.0)
        total = name in ("opening", "closing")
        said = wording.money if total else _signed
        hover = f"{wording.GROUP_WORDS[group]}, {name}: {wording.full_money(amount, currency)}"
        words = name.capitalize()
        steps.append(Step(words, amount, total, said(amount, currency), hover, (group, name)))
    return waterfall(steps, look.of(group), look, reach=(0, 1.2 * reach or 1))


def peak(amounts: Mapping[str, float | None]) -> float:
    """The highest level a bridge gets to on its way."""
    level = highest = float(amounts["opening"] or 0.0)
    for name in MOVEMENTS:
        level += float(amounts[name] or 0.0)
        highest = max(highest, level)
    return highest


def _signed(amount: float, currency: str | None) -> str:
    return wording.difference(amount, "money", currency)
