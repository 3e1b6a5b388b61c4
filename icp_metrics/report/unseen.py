"""Signs that nobody is to see: marks of direction in text from data, marks for code in ours."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def seen(text: str) -> str:
    """The text without control signs and marks of direction; line breaks and tabs stay."""
    return _UNSEEN.sub("", text)


def unmarked(text: str) -> str:
    """A text of ours without its marks for code, which only Markdown reads."""
    return text.replace("`", "")
