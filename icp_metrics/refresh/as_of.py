"""On which day an extract was true, from its name or from when it was written."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from icp_metrics.errors import ReadError

_DATE = re.compile(r"(?<!\d)((?:19|20|21)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")


def as_of(file: Path, how: str, *, today: date, timezone: str) -> date:
    """The day on which the extract `file` was true.

    `how`: `today`, `name` (the one date in it, year first), `modified` (in the timezone).
    Raises ReadError E_AS_OF where the name has no date, or several, or one yet to come.
    """
    if how == "today":
        return today
    if how == "modified":
        return datetime.fromtimestamp(file.stat().st_mtime, ZoneInfo(timezone)).date()
    found = sorted({day for day in map(_day, _DATE.findall(file.name)) if day is not None})
    if len(found) != 1:
        says = "no date" if not found else f"several dates ({', '.join(map(str, found))})"
        raise ReadError(
            f"{file.name} has {says} in its name. Name it like deals_2026-01-31.csv, or say "
            f"'as_of: modified' in the plan.",
            code="E_AS_OF",
        )
    if found[0] > today:
        raise ReadError(
            f"{file.name} is of {found[0]}, which is yet to come: today is {today}. Correct its "
            f"name.",
            code="E_AS_OF",
        )
    return found[0]


def _day(found: tuple[str, str, str, str]) -> date | None:
    year, _, month, day = found
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
