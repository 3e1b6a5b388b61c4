from __future__ import annotations

import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.shares import chi2_homogeneity, newcombe, newcombe_counts, wilson


@pytest.mark.parametrize(("x", "n"), [(81, 263), (1, 29), (0, 20), (20, 20), (1, 1), (499, 500)])
def test_wilson_agrees_with_statsmodels(x: int, n: int) -> None:
    expected = proportion_confint(x, n, method="wilson")
    assert wilson(x / n, n, z_of(0.95)) == pytest.approx(expected, abs=1e-12)


def test_wilson_ends_exactly_at_0_and_at_1() -> None:
    for n in range(1, 400):
        assert wilson(0.0, n, 1.96)[0] == 0.0
        assert wilson(1.0, n, 1.96)[1] == 1.0
        low, high = wilson(1.0, n, 1.96)
        assert low == pytest.approx(n / (n + 1.96**2))
        assert low < high


def test_wilson_is_mirrored() -> None:
    low, high = wilson(0.3, 17, 2.1)
    assert wilson(0.7, 17, 2.1) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(
    "counts",
    [(56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29), (0, 10, 0, 20), (10, 10, 0, 20)],
)
def test_newcombe_agrees_with_statsmodels(counts: tuple[int, int, int, int]) -> None:
    expected = confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    assert newcombe_counts(*counts)[1:] == pytest.approx(expected, abs=1e-12)


def test_confidence_widens_newcombe() -> None:
    expected = confint_proportions_2indep(9, 10, 3, 10, method="newcomb", compare="diff", alpha=0.1)
    assert newcombe_counts(9, 10, 3, 10, confidence=0.9)[1:] == pytest.approx(expected, abs=1e-12)


def test_correlated_shares_have_a_narrower_difference() -> None:
    first, second = (0.6, 0.5, 0.7), (0.5, 0.4, 0.6)
    low, high = newcombe(first, second, 0.5)
    # a = b = 0.1 on both sides: sqrt(0.01 + 0.01 - 0.01) = 0.1, by hand.
    assert (low, high) == pytest.approx((0.0, 0.2))
    assert newcombe(first, second)[0] < low


def test_chi_square_agrees_with_scipy() -> None:
    x, n = [83, 90, 129, 70], [86, 93, 136, 82]
    lost = [b - a for a, b in zip(x, n, strict=True)]
    expected = stats.chi2_contingency([x, lost], correction=False)
    assert chi2_homogeneity(x, n) == pytest.approx((expected[0], expected[2], expected[1]))


def test_shares_that_are_all_0_or_all_1_do_not_differ() -> None:
    assert chi2_homogeneity([0, 0], [5, 9]) == (0.0, 1, 1.0)
    assert chi2_homogeneity([5, 9], [5, 9]) == (0.0, 1, 1.0)
