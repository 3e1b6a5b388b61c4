"""Trap: GRR capped on the total, so that those who grow pay for those who leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import YEAR, pays, total, values
from tests.soundness.billing import billed


def test_growth_of_one_customer_never_covers_the_loss_of_another(tmp_path: Path) -> None:
    rows = []
    for i in range(40):
        grows = i % 2
        rows += [
            pays(f"A{i}", 100, "2024-06-01", "2025-06-01"),
            pays(f"A{i}", 200 if grows else 50, "2025-06-01"),
        ]
    _, view = billed(tmp_path, rows)
    # The total grew by a quarter: capped on the total, GRR would be 100 %.
    assert values(total(view, "nrr", YEAR))["fit"] == pytest.approx(1.25)
    assert values(total(view, "grr", YEAR))["fit"] == pytest.approx(0.75)
