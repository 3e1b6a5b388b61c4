"""What docs/reference/coverage.md promises of surveys: a small part always, all in `make slow`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.coverage.measure import Population, of_change, of_gap, of_value
from benchmarks.coverage.voice import mean_scores, satisfied, scores

RUNS = 2000
FEW = 400
"""So few that a share of 95 % is sure to two points: what covers 95 % is above 92 %."""

EVEN, GOOD, FEW_DETRACTORS = (0.45, 0.3, 0.25), (0.7, 0.25, 0.05), (0.8, 0.18, 0.02)
VOICE: dict[str, Callable[[], Population]] = {
    "NPS of 20": lambda: scores(EVEN),
    "NPS of 65": lambda: scores(GOOD),
    "NPS with few detractors": lambda: scores(FEW_DETRACTORS),
    "NPS of accounts much alike": lambda: scores(EVEN, icc=0.5),
    "NPS by account": lambda: scores(EVEN, by_account=True),
    "CSAT of 80 %": lambda: satisfied(0.8),
    "CSAT of 97 %": lambda: satisfied(0.97),
    "CSAT by account": lambda: satisfied(0.8, by_account=True),
    "mean CSAT of 80": lambda: mean_scores(0.8),
    "mean CSAT of 97": lambda: mean_scores(0.97),
}


@pytest.mark.parametrize(
    ("name", "accounts"),
    [
        ("NPS of 20", 10),
        ("NPS with few detractors", 20),
        ("NPS by account", 50),
        ("CSAT of 97 %", 20),
        ("mean CSAT of 97", 20),
    ],
)
def test_voice_covers(name: str, accounts: int) -> None:
    assert of_value(VOICE[name](), accounts, FEW).covered >= 0.92


def test_gap_and_change_of_nps_cover() -> None:
    gap, ratio = of_gap(scores(EVEN), scores(GOOD), (20, 20), FEW)
    assert ratio is None
    assert gap.covered >= 0.92
    assert of_change(scores(GOOD, later=EVEN), 20, FEW)[0].covered >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [10, 20, 50, 200, 1000])
@pytest.mark.parametrize("name", VOICE)
def test_voice_covers_93_percent(name: str, accounts: int) -> None:
    assert of_value(VOICE[name](), accounts, RUNS).covered >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [(10, 10), (20, 20), (20, 200), (50, 50), (200, 200)])
@pytest.mark.parametrize(
    "names",
    [
        ("NPS of 20", "NPS of 65"),
        ("NPS with few detractors", "NPS with few detractors"),
        ("CSAT of 97 %", "CSAT of 80 %"),
        ("mean CSAT of 97", "mean CSAT of 80"),
    ],
)
def test_gap_of_voice_covers_93_percent(names: tuple[str, str], accounts: tuple[int, int]) -> None:
    first, second = (VOICE[name]() for name in names)
    assert of_gap(first, second, accounts, RUNS)[0].covered >= 0.93
