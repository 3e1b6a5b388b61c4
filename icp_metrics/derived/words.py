"""Values in the SQL of derived tables: dates of the data and codes of the settings."""

from __future__ import annotations

from datetime import date


def day(value: date) -> str:
    """A date as SQL."""
    return f"DATE '{value.isoformat()}'"


def text(value: str | None) -> str:
    """A code as SQL; NULL where there is none."""
    return "CAST(NULL AS VARCHAR)" if value is None else "'" + value.replace("'", "''") + "'"
