"""What is said of the rows behind a figure: how many, in which order, and how few hold how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from icp_metrics.compare.listing import Listing
from icp_metrics.compare.row import Row
from icp_metrics.wording.codes import GROUP_WORDS
from icp_metrics.wording.numbers import counted, digits, money, percent
from icp_metrics.wording.plain import inline
from icp_metrics.wording.sentences import title
from icp_metrics.wording.when import dates

TOP = 10
"""How many rows are said to hold how much."""


def heading(listing: Listing, row: Row, group: str) -> str:
    """`12 of 533 deals behind win rate, In ICP, 1 Oct 2025 to 30 Sep 2026`."""
    noun = row.kpi.fact_noun
    left = f"{digits(listing.found)} of " if listing.found != listing.facts else ""
    when = "at the end of the data" if row.kpi.window == "now" else dates(row.period)
    return f"{left}{counted(listing.facts, noun)} behind {inline(title(row))}, " + (
        f"{GROUP_WORDS[group]}, {when}"
    )


def held(listing: Listing, row: Row, words: str) -> str:
    """`The first 10 hold 62% of the MRR lost ($98.0k of $158.1k).`; nothing where rows are not
    sorted by it from the top, or are too few."""
    by_money = listing.sort == "amount" and listing.descending
    if listing.amount is None or not by_money or listing.found <= TOP:
        return ""
    first = sum(max(x, 0.0) for x in listing.rows["amount"].head(TOP).fill_null(0.0))
    share = percent(first / listing.amount, 0)
    said = f"The first {TOP} hold {share} of the {inline(words)}"
    if row.kpi.fact_noun.startswith("months"):
        # A customer's revenue stands there once for each month: added up it is no amount.
        return f"{said}."
    figures = (money(x, listing.currency) for x in (first, listing.amount))
    return f"{said} ({' of '.join(figures)})."


def outcome_counts(counts: Mapping[str, int]) -> str:
    """`352 lost, 181 won`."""
    return ", ".join(f"{digits(n)} {words}" for words, n in counts.items())


def cut(listing: Listing) -> str:
    """`The first 1,000 of 8,337 are shown.`; nothing where all are."""
    shown = listing.rows.height
    if shown == listing.found:
        return ""
    return f"The first {digits(shown)} of {digits(listing.found)} are shown; a download has all."


def nothing_found(listing: Listing, noun: str, narrowed: Sequence[str]) -> str:
    """Why none of the rows is left: `None of the 533 deals is left by: find "acme", lost.`"""
    return f"None of the {counted(listing.facts, noun)} is left by: {', '.join(narrowed)}."
