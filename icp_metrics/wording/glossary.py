"""What the words of the screen mean: the guide and every tooltip say it from here.

What a KPI means is said by its declaration.
"""

from __future__ import annotations

from dataclasses import dataclass

from icp_metrics.catalog import KPIS
from icp_metrics.kpis import Kpi
from icp_metrics.wording.codes import VERDICT_HELP
from icp_metrics.wording.plain import plain


@dataclass(frozen=True)
class Term:
    """A word of the screen. `source`: where the method comes from, or the setting that rules it."""

    word: str
    meaning: str
    source: str = ""


_DECLARED = (
    Term("In ICP", "The account met the ICP definition when the fact was judged."),
    Term("Outside ICP", "The account did not meet the ICP definition when the fact was judged."),
    Term(
        "Can't tell",
        "Data is missing to say whether the account fits. Shown beside the two groups, never "
        "counted as outside.",
    ),
    Term(
        "Difference",
        "In ICP minus outside ICP. Shares differ by percentage points, amounts also by how many "
        "times.",
    ),
    Term("pp", "Percentage points: from 20 % to 25 % are 5 pp, and a quarter more."),
    Term(
        "Likely range",
        "Where the true figure lies in 95 of 100 such cases; a narrow one says that much is known. "
        "Deals of one account are alike, so accounts are what varies.",
        "Leaving out one of 128 classes of accounts at a time; the setting `confidence`",
    ),
    Term(
        "Answer",
        "What the likely range says of the difference, in words of the KPI: higher, faster, the "
        "same in practice, or too early.",
        "Decided: the range excludes no difference, and q is small enough",
    ),
    Term(
        "Too early",
        VERDICT_HELP["too_little_data"]
        + " About so many more accounts would narrow it, if they are like those there are.",
        "The settings `smallest_gap` and `min_n`",
    ),
    Term("Same in practice", VERDICT_HELP["equivalent"], "The setting `smallest_gap`"),
    Term(
        "No clear difference",
        "The likely range includes no difference, but rules out a large one. That does not say "
        "that the groups are alike.",
    ),
    Term(
        "Hangs on how it is counted",
        "There are several honest ways of counting it, and they do not give one answer: all of "
        "them are shown.",
    ),
    Term(
        "At like size and region",
        "Both groups averaged over the same kinds of accounts: what the difference would be if "
        "they consisted of the same.",
        "Direct standardisation; the setting `strata`",
    ),
    Term("A mix, a state", "It says how things are: nothing is better or worse."),
    Term("A projection", "A model carried beyond what was seen. It decides nothing."),
    Term(
        "q",
        "p after the other comparisons beside it: of those called a difference at q up to 0.05, at "
        "most about one in twenty is by chance.",
        "Benjamini and Hochberg (1995) JRSS B 57:289-300",
    ),
    Term(
        "p",
        "How often chance alone would show a difference at least as large. The answer uses q.",
    ),
    Term(
        "As sold",
        "Accounts are judged by what was known of them on the day the deal was created, not by "
        "what winning made of them.",
        "Attributes by date of the account exports",
    ),
    Term("As today", "Accounts are judged by what is known of them now."),
    Term(
        "Horizon",
        "How far a curve is followed: the last day or month that enough in each group were "
        "followed to.",
        "The settings `cycle_horizon_days` and `horizon_months`",
    ),
    Term("Numbers at risk", "How many are still followed at that age; a curve is as good as they."),
    Term(
        "Incomplete period",
        "The data ends before the period does: drawn hollow, and without a change.",
    ),
    Term("ARR", "Annual recurring revenue: what customers pay in a year at today's price."),
    Term("MRR", "Monthly recurring revenue: what customers pay in a month at today's price."),
    Term(
        "By quarter",
        "Both groups over the last eight quarters: in ICP solid, outside dashed. The dot at the "
        "end is hollow while the data does not reach the end of the quarter. A faint dotted line "
        "is the target.",
    ),
    Term("Target", "What was set for the KPI in ICP.", "The setting `targets`"),
    Term("Stalled", "In its stage for longer than three in four deals ever are."),
)

_SHORT = {
    "CAC": "cac",
    "CAC payback": "cac_payback",
    "LTV to CAC": "ltv_to_cac",
    "GRR": "grr",
    "NRR": "nrr",
    "NPS": "nps",
    "CSAT": "csat",
}
"""Short names that people use, by the KPI they stand for."""


def _first(kpi: Kpi) -> str:
    """What a definition begins with: the rest stands in the guide."""
    return f"{kpi.definition.partition('. ')[0].rstrip('.')}."


TERMS = {
    term.word: term
    for term in (
        *_DECLARED,
        *(Term(word, _first(KPIS[name])) for word, name in _SHORT.items()),
    )
}
"""Every word, as it stands on the screen."""

_ALSO = {"Change": "Difference", "First minus second": "Difference", "ICP": "In ICP"}
"""Headings of tables that mean one of them."""


def meaning(word: str) -> str:
    """What a word of the screen means, with where it comes from, to stand in a tooltip; `` of one
    that needs no explanation."""
    term = TERMS.get(_ALSO.get(word, word))
    if term is None:
        return ""
    return f"{term.meaning} ({term.source}.)" if term.source else term.meaning


def of_kpi(kpi: Kpi) -> str:
    """What a KPI asks, how it is defined, and what it is drawn from, to stand in a tooltip."""
    tables = (" or " if kpi.instead else " and ").join(kpi.tables)
    cited = f" Method: {plain(kpi.sources[0])}." if kpi.sources else ""
    return f"{kpi.question} {_first(kpi)} From {tables.replace('_', ' ')}.{cited}"
