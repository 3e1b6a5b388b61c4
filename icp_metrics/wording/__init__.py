"""Words and numbers as people read them: one place, the same on every page and chart.

Values are `None` where unknown: every function says so in words, never as 0, None or NaN.
"""

from icp_metrics.wording.adjusted import like, mix, strata_left_out
from icp_metrics.wording.bases import bases, bases_mean, basis
from icp_metrics.wording.breakdown import cell, line, not_known, part, without
from icp_metrics.wording.cells import harmless, harmless_text
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
from icp_metrics.wording.criteria import criterion
from icp_metrics.wording.exceptions import lacking, worse_in
from icp_metrics.wording.faults import fault
from icp_metrics.wording.hundred import hundred
from icp_metrics.wording.lags import holds, of_this_way
from icp_metrics.wording.numbers import (
    brief,
    counted,
    currency_marks,
    difference,
    digits,
    full_money,
    interval,
    money,
    percent,
    significant,
    span,
    value,
)
from icp_metrics.wording.plain import attribute, capital, inline, plain, plain_html, segment
from icp_metrics.wording.reach import reach
from icp_metrics.wording.selected import filtered
from icp_metrics.wording.sentences import (
    answer,
    behind,
    beneath,
    beside_verdict,
    changed,
    companions,
    figure,
    flag,
    left_out,
    needed,
    sentence,
    spread,
    times,
    title,
    unknown,
    verdict,
    verdict_help,
)
from icp_metrics.wording.shown import blocked, comparison, same_horizon, shown, too_early, why_not
from icp_metrics.wording.targets import target
from icp_metrics.wording.when import compared, dates, day, day_of, day_pattern, when
from icp_metrics.wording.worths import by_churn, form, form_means

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
    "bases",
    "bases_mean",
    "basis",
    "behind",
    "beneath",
    "beside_verdict",
    "blocked",
    "brief",
    "by_churn",
    "capital",
    "cell",
    "changed",
    "companions",
    "compared",
    "comparison",
    "counted",
    "criterion",
    "currency_marks",
    "dates",
    "day",
    "day_of",
    "day_pattern",
    "difference",
    "digits",
    "fault",
    "figure",
    "filtered",
    "flag",
    "form",
    "form_means",
    "full_money",
    "harmless",
    "harmless_text",
    "holds",
    "hundred",
    "inline",
    "interval",
    "lacking",
    "left_out",
    "like",
    "line",
    "mix",
    "money",
    "needed",
    "not_known",
    "of_this_way",
    "part",
    "percent",
    "plain",
    "plain_html",
    "reach",
    "same_horizon",
    "segment",
    "sentence",
    "shown",
    "significant",
    "span",
    "spread",
    "strata_left_out",
    "target",
    "times",
    "title",
    "too_early",
    "unknown",
    "value",
    "verdict",
    "verdict_help",
    "when",
    "why_not",
    "without",
    "worse_in",
]
