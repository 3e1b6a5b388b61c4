from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from icp_metrics.errors import ReadError
from icp_metrics.refresh.as_of import as_of

TODAY = date(2026, 3, 31)


def named(name: str) -> date:
    return as_of(Path(name), "name", today=TODAY, timezone="UTC")


@pytest.mark.parametrize(
    "name",
    [
        "deals_2026-01-31.csv",
        "deals_20260131.csv",
        "2026_01_31 deals.xlsx",
        "hubspot-crm-exports-all-deals-2026-01-31-1.csv",
        "deals 2026-01-31 (of 20260131).csv",
        "deals-1234567-2026.01.31.csv",
    ],
)
def test_date_in_a_name_is_found_however_it_is_written(name: str) -> None:
    assert named(name) == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("deals.csv", "has no date in its name"),
        ("deals_2026-02-30.csv", "has no date in its name"),
        ("deals_120260131.csv", "has no date in its name"),
        ("deals_2026-01-01_2026-01-31.csv", r"several dates \(2026-01-01, 2026-01-31\)"),
        ("deals_2026-04-01.csv", "is of 2026-04-01, which is yet to come"),
    ],
)
def test_name_from_which_the_day_cannot_be_told_is_refused(name: str, told: str) -> None:
    with pytest.raises(ReadError, match=told) as raised:
        named(name)
    assert raised.value.code == "E_AS_OF"


def test_modified_is_the_day_in_the_timezone_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.touch()
    written = datetime(2026, 1, 31, 23, 30, tzinfo=UTC).timestamp()
    os.utime(file, (written, written))
    assert as_of(file, "modified", today=TODAY, timezone="UTC") == date(2026, 1, 31)
    assert as_of(file, "modified", today=TODAY, timezone="Europe/Paris") == date(2026, 2, 1)
