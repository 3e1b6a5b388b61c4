"""Whether missing data follows the outcome, and the widest it could make of a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics import wording
from tests.builders import crowd, joined, small_company, total


def test_missing_data_that_follows_the_outcome_is_said_with_both_extremes(tmp_path: Path) -> None:
    # 40 of 60 unknown accounts were won, but 40 of 80 known ones: 50 % against 33 % unknown.
    view = small_company(
        tmp_path,
        **joined(
            crowd("f", 40, 25, industry="software"),
            crowd("o", 40, 15, industry="retail"),
            crowd("u", 60, 40),
        ),
    )
    row = total(view)
    told = row.extras["unknown"]
    assert "unknown_follows" in row.flags
    assert told["with_outcome"] == pytest.approx(40 / 80)
    assert told["without"] == pytest.approx(20 / 60)
    assert told["gap_if_fit"] == pytest.approx(65 / 100 - 15 / 40)
    assert told["gap_if_not_fit"] == pytest.approx(25 / 40 - 55 / 100)
    said = wording.unknown(row)
    assert "50.0% of those with the outcome, 33.3% of the others" in said
    assert "+7.5 pp; were all in ICP, +27.5 pp" in said


def test_missing_data_that_is_spread_alike_is_not_flagged(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        **joined(
            crowd("f", 40, 20, industry="software"),
            crowd("o", 40, 20, industry="retail"),
            crowd("u", 20, 10),
        ),
    )
    row = total(view)
    assert "unknown_follows" not in row.flags
    assert row.extras["unknown"]["with_outcome"] == row.extras["unknown"]["without"] == 0.2


def test_where_all_can_be_judged_nothing_is_said(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        **joined(crowd("f", 20, 10, industry="software"), crowd("o", 20, 10, industry="retail")),
    )
    row = total(view)
    assert "unknown" not in row.extras
    assert wording.unknown(row) == ""
