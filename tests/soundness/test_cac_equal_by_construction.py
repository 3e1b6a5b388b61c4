"""Trap: spend shared over won deals alone, so that every customer costs the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from icp_metrics.compare import compare
from tests.builders import YEAR, small_company
from tests.winning import END, accounts, cost, deals


def test_won_deals_alone_are_flagged_and_decide_nothing(tmp_path: Path) -> None:
    """All that is shared among customers alone costs each the same, whatever became of others."""
    rows = deals({"F": 40, "N": 40})
    for i, row in enumerate(rows):
        row["amount"] = 10 if i < 40 else 1000
    view = small_company(
        tmp_path, accounts=accounts(), **END, deals=rows, spend=[cost("s", "2025-02-28", 8000)]
    )
    for variant in ("worked", "pipeline"):
        found = compare(view, "cac", replace(YEAR, variant=variant))[0]
        assert "circular" in found.flags
        assert found.verdict not in ("better", "worse")
        assert found.extras["variants"][variant]["circular"]
    # By amount it looks a hundred times cheaper, and is made so.
    assert found.gap.ratio == pytest.approx(0.01)
    assert found.gap.p is not None and found.gap.p < 0.001
