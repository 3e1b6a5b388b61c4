"""What docs/reference/coverage.md promises of CAC and payback: a small part always, the rest in
`make slow`."""

from __future__ import annotations

import pytest

from benchmarks.coverage.measure import of_gap, of_value
from benchmarks.coverage.winning import Prospects

RUNS = 2000
FEW = 400
"""So few that a share of 95 % is sure to two points: what covers 95 % is above 92 %."""

WORKED, TAGGED = Prospects(0.1), Prospects(0.06, tagged=1)
PAYS = Prospects(0.1, margin=0.5)


@pytest.mark.parametrize(("prospects", "accounts"), [(WORKED, 40), (TAGGED, 100), (PAYS, 100)])
def test_cost_of_a_customer_covers(prospects: Prospects, accounts: int) -> None:
    assert of_value(prospects, accounts, FEW).covered >= 0.92


def test_gap_of_cac_covers() -> None:
    difference, ratio = of_gap(WORKED, Prospects(0.05), (40, 40), FEW)
    assert difference.covered >= 0.92
    assert ratio is not None
    assert ratio.covered >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [40, 100, 400, 2000])
@pytest.mark.parametrize("prospects", [WORKED, Prospects(0.1, nobody=0.5), TAGGED])
def test_cac_covers_93_percent(prospects: Prospects, accounts: int) -> None:
    assert of_value(prospects, accounts, RUNS).covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [100, 400, 2000])
@pytest.mark.parametrize("margin", [0.5, 1.0])
def test_months_to_pay_back_cover_93_percent(margin: float, accounts: int) -> None:
    assert of_value(Prospects(0.1, margin=margin), accounts, RUNS).covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(40, 40), (40, 400), (100, 100), (400, 400)])
@pytest.mark.parametrize(
    ("first", "second"), [(WORKED, Prospects(0.05)), (TAGGED, Prospects(0.03, tagged=1))]
)
def test_gap_of_cac_covers_93_percent(
    first: Prospects, second: Prospects, accounts: tuple[int, int]
) -> None:
    for got in of_gap(first, second, accounts, RUNS):
        assert got is not None
        assert got.covered >= 0.93
