"""What docs/reference/coverage.md promises of the projection, where its model holds: a small part
always, the rest in `make slow`."""

from __future__ import annotations

import pytest

from benchmarks.coverage.measure import of_value
from benchmarks.coverage.renewals import Renewals

APART, ALIKE = Renewals(1, 5), Renewals(20, 80)
ONE_YEAR = Renewals(1, 5, seen=1)
"""Seen in the last year alone: everybody at one renewal."""


def test_projection_covers() -> None:
    assert of_value(APART, 200, 120).covered >= 0.90


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [100, 300, 1000])
@pytest.mark.parametrize("renewals", [APART, ALIKE, ONE_YEAR, Renewals(0.5, 1.5, years=3)])
def test_projection_covers_93_percent(renewals: Renewals, accounts: int) -> None:
    got = of_value(renewals, accounts, 1000)
    assert got.estimable >= 0.9
    assert got.covered >= 0.93
