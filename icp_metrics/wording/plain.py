"""Text from data and names from code, fit to stand on a page."""

from __future__ import annotations

import re

from icp_metrics.compare.question import OTHER
from icp_metrics.wording.codes import MISSING

_WHOSE = {
    "opportunities": "Deal's",
    "spend": "Spend's",
    "subscriptions": "Renewal's",
    "survey_responses": "Answer's",
}
"""Whose property a dimension of facts is, by its table."""


def segment(label: str | None) -> str:
    """The label of a segment; a missing attribute, and what is folded into one, in words."""
    if label is None:
        return MISSING
    if label == OTHER:
        return "Other"
    return f'"{label}"' if label == MISSING else label


def attribute(name: str) -> str:
    """`opportunities.lost_reason` as `Deal's lost reason`, `annual_revenue` as `Annual revenue`.

    The name of no account attribute holds an apostrophe: the two cannot be mistaken.
    """
    table, dot, column = name.rpartition(".")
    words = column.replace("_", " ")
    return f"{_WHOSE[table]} {words}" if dot else capital(words)


def inline(words: str) -> str:
    """A title within a sentence: `win rate`, but `MRR growth`."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def capital(words: str) -> str:
    """The words with a capital at their beginning: a sentence."""
    return words[:1].upper() + words[1:]


def plain(text: object) -> str:
    """Text from data made harmless inside Markdown: no link, image, HTML, colour or formula."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|>~$:<&])", r"\\\1", str(text))
    # Addresses, icons (`:material/home:`) and emoji are found in spite of it, in the text that is
    # left: a space of no width keeps their parts apart.
    apart = re.sub(r"(?i)(?<=:)(?=\S)|(?<=www)(?=\\\.)|(?=@)", "\u200b", escaped)
    # Spaces that keep a figure and its sign together stay as they are.
    return re.sub(r"[^\S\u00a0\u202f]+", " ", apart).strip()


def plain_html(text: str, longest: int = 28) -> str:
    """Text from data made harmless inside a chart, which reads a little HTML; cut if long."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
