"""Names of sheets: what Excel takes for one."""

from __future__ import annotations

import re

_LONGEST = 31


def sheet_name(words: str) -> str:
    """The words without the signs that Excel refuses in the name of a sheet, cut if long."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", words).strip("' ")
    return allowed[:_LONGEST].rstrip("' ") or "Sheet"
