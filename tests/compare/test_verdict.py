from __future__ import annotations

import pytest

from icp_metrics.compare.verdict import detectable, more_needed, verdict
from icp_metrics.statistics.estimate import Difference, Estimate, Status

OK = Estimate(0.5, 0.4, 0.6, "ok")


def word(
    gap: Difference,
    *,
    q: float | None = 0.01,
    sides: tuple[Status, Status] = ("ok", "ok"),
    better: str = "higher",
) -> str:
    estimates = tuple(Estimate(0.5, 0.4, 0.6, s) for s in sides)
    return verdict(
        gap,
        q,
        estimates,  # type: ignore[arg-type]
        smallest=0.03,
        better=better,  # type: ignore[arg-type]
        confidence=0.95,
    )


def gap(low: float, high: float) -> Difference:
    return Difference((low + high) / 2, low, high)


@pytest.mark.parametrize(
    ("low", "high", "q", "expected"),
    [
        (0.01, 0.09, 0.05, "better"),
        (-0.09, -0.01, 0.05, "worse"),
        (0.01, 0.05, 0.06, "no_clear_difference"),
        (-0.02, 0.04, None, "no_clear_difference"),
        (-0.02, 0.041, 0.9, "too_little_data"),
        (0.0, 0.2, 0.01, "too_little_data"),
    ],
)
def test_range_and_q_decide(low: float, high: float, q: float | None, expected: str) -> None:
    assert word(gap(low, high), q=q) == expected


@pytest.mark.parametrize(("low", "high"), [(-0.03, 0.03), (0.01, 0.02), (-0.02, -0.01)])
def test_range_within_the_smallest_difference_is_equivalent_even_off_zero(
    low: float, high: float
) -> None:
    assert word(gap(low, high)) == "equivalent"


def test_lower_can_be_better() -> None:
    assert word(gap(-0.2, -0.1), better="lower") == "better"
    assert word(gap(0.1, 0.2), better="lower") == "worse"


@pytest.mark.parametrize("side", ["insufficient", "not_estimable"])
def test_side_without_enough_accounts_is_too_little_data(side: Status) -> None:
    assert word(gap(0.1, 0.2), sides=("ok", side)) == "too_little_data"
    assert word(gap(0.1, 0.2), sides=("ok", "caution")) == "better"


def test_gap_without_range_is_too_little_data() -> None:
    assert word(Difference(0.2)) == "too_little_data"
    assert word(Difference()) == "too_little_data"


def test_ratio_decides_where_there_is_one() -> None:
    # The difference excludes zero, the ratio includes one.
    torn = Difference(0.2, 0.1, 0.3, ratio=1.2, ratio_low=0.99, ratio_high=1.5)
    assert word(torn) == "too_little_data"
    clear = Difference(0.2, -0.1, 0.5, ratio=1.2, ratio_low=1.01, ratio_high=1.5)
    assert word(clear) == "better"


@pytest.mark.parametrize(
    ("low", "high", "accounts", "expected"),
    [
        # Half-width 0.06 is twice 0.03: n · (4 - 1).
        (-0.06, 0.06, 100, 300),
        # Half-width 0.045: 1.5² - 1 = 1.25.
        (0.0, 0.09, 100, 125),
        (-0.03, 0.03, 100, None),
        (-0.01, 0.01, 100, None),
    ],
)
def test_more_needed_is_n_times_the_square_of_the_ratio_less_one(
    low: float, high: float, accounts: int, expected: int | None
) -> None:
    found = more_needed(gap(low, high), accounts, 0.03)
    assert found == (None if expected is None else pytest.approx(expected, abs=1))


def test_more_needed_of_no_range_is_not_known() -> None:
    assert more_needed(Difference(0.2), 10, 0.03) is None
    assert more_needed(gap(0, 1), 10, 0.0) is None
    # Nor is that of one that no number of accounts would narrow.
    assert more_needed(gap(-1e200, 1e200), 10, 0.03) is None


def test_difference_so_much_data_tells_is_28_errors_whatever_it_told() -> None:
    """Bloom (1995) Evaluation Review 19:547-556: 2.80 standard errors at 95 % and 80 %."""
    error = 0.02
    wide = gap(0.5 - 1.959964 * error, 0.5 + 1.959964 * error)
    assert detectable(wide, 0.95) == pytest.approx(2.8016 * error, rel=1e-4)
    assert detectable(Difference(), 0.95) is None
