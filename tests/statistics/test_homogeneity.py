from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from icp_metrics.statistics.homogeneity import homogeneity


def test_statistic_agrees_with_statsmodels() -> None:
    differences, variances = [0.1, 0.3, -0.2, 0.15], [0.01, 0.02, 0.015, 0.04]
    got = homogeneity(differences, variances)
    oracle = combine_effects(np.array(differences), np.array(variances)).test_homogeneity()
    assert got is not None
    assert (got.chi2, got.df, got.p) == pytest.approx((oracle.statistic, oracle.df, oracle.pvalue))


def test_strata_of_the_textbook_are_alike() -> None:
    # Rothman, Greenland & Lash (2008), Table 15-1: 0.0338 ± 0.0315 and 0.0363 ± 0.0598; 0.001 in
    # the chapter. By hand: 0.0025² / (0.0315² + 0.0598²).
    got = homogeneity([0.0338, 0.0363], [0.0315**2, 0.0598**2])
    assert got is not None
    assert got.chi2 == pytest.approx(0.0025**2 / (0.0315**2 + 0.0598**2))
    assert got.chi2 == pytest.approx(0.001, abs=0.0009)


def test_equal_differences_are_alike() -> None:
    got = homogeneity([0.2, 0.2, 0.2], [0.01, 0.5, 3.0])
    assert got is not None
    assert (got.chi2, got.df, got.p) == pytest.approx((0.0, 2, 1.0))


def test_stratum_without_variance_is_left_out() -> None:
    assert homogeneity([0.1, 0.3, 0.9], [0.01, 0.02, 0.0]) == homogeneity([0.1, 0.3], [0.01, 0.02])
    assert homogeneity([0.1, 0.3], [0.01, float("nan")]) is None
    assert homogeneity([], []) is None
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        homogeneity([0.1, 0.3], [0.01])
