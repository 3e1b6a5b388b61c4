"""What moved a figure, as a waterfall from before to after."""

from __future__ import annotations

from icp_metrics.charts.look import Figure, Look
from icp_metrics.charts.waterfall import Step, waterfall
from icp_metrics.compare.moved import Moved
from icp_metrics.wording import GROUP_WORDS, capital
from icp_metrics.wording import moved as words

_LEFT, _RIGHT = 0.15, 0.6
"""Room beside the marks, as shares of the span: to the right stand the amounts."""


def moved(found: Moved, group: str, look: Look, *, span: float) -> Figure:
    """The figure of a group before, what each part did, and after.

    Both ends are known. `span`: how much lies between the lowest and the highest level, the same
    for groups that stand side by side, so that equal lengths are equal changes.
    """
    steps = words.steps_of(found, group)
    assert steps.before is not None and steps.after is not None
    amounts = list(steps.parts.values())
    lines = [
        ("Before", steps.before, words.end(found, group, 0)),
        *(
            (capital(name), amount, said)
            for (name, said), amount in zip(words.parts(found, group), amounts, strict=True)
        ),
        ("After", steps.after, words.end(found, group, 1)),
    ]
    shown = [
        Step(name, amount, i in (0, len(lines) - 1), said, f"{GROUP_WORDS[group]}, {name}: {said}")
        for i, (name, amount, said) in enumerate(lines)
    ]
    low, _ = ends(found, group)
    reach = (low - _LEFT * span, low + (1 + _RIGHT) * span)
    return waterfall(shown, look.of(group), look, reach=reach, zero=False)


def ends(found: Moved, group: str) -> tuple[float, float]:
    """The lowest and the highest level between before and after."""
    steps = words.steps_of(found, group)
    level = steps.before or 0.0
    levels = [level]
    for amount in steps.parts.values():
        level += amount
        levels.append(level)
    return min(levels), max(levels)
