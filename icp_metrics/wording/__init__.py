"""Words and numbers as people read them: one place, the same on every page and chart.

Values are `None` where unknown: every function says so in words, never as 0, None or NaN.
"""

from icp_metrics.wording.codes import (
    BLOCKING,
    COMPANIONS,
    FLAGS,
    GROUP_WORDS,
    LEFT_OUT,
    MISSING,
    REASONS,
    SOURCE_WORDS,
    VERDICT_HELP,
)
from icp_metrics.wording.numbers import (
    counted,
    currency_mark,
    difference,
    full_money,
    interval,
    money,
    value,
)
from icp_metrics.wording.plain import attribute, capital, inline, plain, plain_html, segment
from icp_metrics.wording.sentences import (
    answer,
    behind,
    changed,
    companions,
    flag,
    left_out,
    needed,
    sentence,
    times,
    title,
    verdict,
    verdict_help,
)
from icp_metrics.wording.shown import blocked, comparison, same_horizon, shown, too_early, why_not
from icp_metrics.wording.when import compared, dates, day, when

__all__ = [
    "BLOCKING",
    "COMPANIONS",
    "FLAGS",
    "GROUP_WORDS",
    "LEFT_OUT",
    "MISSING",
    "REASONS",
    "SOURCE_WORDS",
    "VERDICT_HELP",
    "answer",
    "attribute",
    "behind",
    "blocked",
    "capital",
    "changed",
    "companions",
    "compared",
    "comparison",
    "counted",
    "currency_mark",
    "dates",
    "day",
    "difference",
    "flag",
    "full_money",
    "inline",
    "interval",
    "left_out",
    "money",
    "needed",
    "plain",
    "plain_html",
    "same_horizon",
    "segment",
    "sentence",
    "shown",
    "times",
    "title",
    "too_early",
    "value",
    "verdict",
    "verdict_help",
    "when",
    "why_not",
]
