from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from icp_metrics.statistics.mantel_haenszel import (
    Pooled,
    Stratum,
    breslow_day,
    cmh,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.shares import difference_error, newcombe_counts, two_shares

UGDP: list[Stratum] = [(8, 106, 5, 120), (22, 98, 16, 85)]
"""Rothman, Greenland & Lash (2008), Table 15-1; what metafor's rma.mh says of it at 90 %."""

SEED = 20


def random_strata() -> list[Stratum]:
    rng = np.random.default_rng(SEED)
    n = rng.integers(4, 60, (7, 2))
    x = rng.binomial(n, rng.uniform(0.2, 0.8, (7, 2)))
    return [(int(a), int(m), int(b), int(k)) for (a, b), (m, k) in zip(x, n, strict=True)]


def table(strata: list[Stratum]) -> StratifiedTable:
    return StratifiedTable([np.array([[a, m - a], [b, k - b]]) for a, m, b, k in strata])


def test_risk_difference_is_the_one_of_the_textbook() -> None:
    for variance in ("sato", "greenland_robins"):
        got = risk_difference(UGDP, 0.9, variance)  # type: ignore[arg-type]
        assert got is not None
        assert (got.value, got.low, got.high) == pytest.approx((0.0349, -0.0176, 0.0874), abs=6e-5)


def test_sato_error_by_hand() -> None:
    # One stratum, 3 of 5 against 1 of 5: d = 0.4, W = 2.5; P = (25·1 - 25·3) / 100 = -0.5,
    # Q = (3·4 + 1·2) / 20 = 0.7; (0.4 · -0.5 + 0.7) / 6.25 = 0.08.
    got = risk_difference([(3, 5, 1, 5)])
    assert got is not None and got.error is not None
    assert (got.value, got.error**2) == pytest.approx((0.4, 0.08))


def test_sato_error_holds_where_every_stratum_is_a_pair() -> None:
    # Matched pairs, of which 9 and 4 are discordant among 20: the variance of McNemar's
    # difference under its model, (b + c - (b - c)²/n) / n², as n grows.
    pairs: list[Stratum] = [(1, 1, 0, 1)] * 9 + [(0, 1, 1, 1)] * 4 + [(1, 1, 1, 1)] * 7
    got = risk_difference(pairs)
    assert got is not None and got.error is not None
    # P = (x2 - x1) / 4, Q = (x1 + x2 - 2·x1·x2) / 4, W = 1/2: (13/4 - 5/20 · 5/4) / 100.
    assert (got.value, got.error**2) == pytest.approx((0.25, (13 - 25 / 20) / 400))


def test_variance_for_large_strata_is_the_plain_one_in_one_stratum() -> None:
    got = risk_difference([(30, 80, 20, 90)], variance="greenland_robins")
    assert got is not None
    assert (got.value, got.error) == pytest.approx(difference_error(30, 80, 20, 90))


def test_ratios_are_those_of_the_textbook() -> None:
    odds, risks = odds_ratio(UGDP, 0.9), risk_ratio(UGDP, 0.9)
    assert odds is not None and risks is not None
    assert (odds.value, odds.low, odds.high) == pytest.approx((1.4031, 0.8411, 2.3409), abs=6e-5)
    assert (risks.value, risks.low, risks.high) == pytest.approx((1.3256, 0.8658, 2.0296), abs=6e-5)


def test_tests_are_those_of_the_textbook() -> None:
    plain, tarone = cmh(UGDP), breslow_day(UGDP, tarone=True)
    assert plain is not None and tarone is not None
    assert (plain.chi2, plain.p) == pytest.approx((1.1914, 0.2750), abs=6e-5)
    assert (tarone.chi2, tarone.p) == pytest.approx((0.3489, 0.5547), abs=6e-5)


@pytest.mark.parametrize("strata", [UGDP, random_strata()], ids=["textbook", "random"])
def test_ratios_and_tests_agree_with_statsmodels(strata: list[Stratum]) -> None:
    oracle = table(strata)
    odds, risks = odds_ratio(strata, 0.9), risk_ratio(strata)
    assert odds is not None and risks is not None
    assert odds.value == pytest.approx(oracle.oddsratio_pooled)
    assert (odds.low, odds.high) == pytest.approx(oracle.oddsratio_pooled_confint(alpha=0.1))
    assert risks.value == pytest.approx(oracle.riskratio_pooled)
    for correction in (False, True):
        got, expected = cmh(strata, correction=correction), oracle.test_null_odds(correction)
        assert got is not None
        assert (got.chi2, got.p) == pytest.approx((expected.statistic, expected.pvalue))
    for tarone in (False, True):
        alike, expected = breslow_day(strata, tarone=tarone), oracle.test_equal_odds(adjust=tarone)
        assert alike is not None
        assert (alike.chi2, alike.p) == pytest.approx((expected.statistic, expected.pvalue))


def test_one_stratum_is_the_plain_comparison() -> None:
    tested = cmh([(30, 80, 20, 90)])
    assert tested is not None
    assert (tested.chi2, tested.p) == pytest.approx(two_shares(30, 80, 20, 90))
    pearson = stats.chi2_contingency([[30, 50], [20, 70]], correction=False)[0]
    assert tested.chi2 == pytest.approx(pearson * 169 / 170)
    got, (gap, _, _) = risk_difference([(30, 80, 20, 90)]), newcombe_counts(30, 80, 20, 90)
    assert got is not None
    assert got.value == pytest.approx(gap)
    risks = risk_ratio([(30, 80, 20, 90)])
    assert risks is not None and risks.error is not None
    # Katz: 1/x1 - 1/n1 + 1/x2 - 1/n2.
    assert risks.error**2 == pytest.approx(1 / 30 - 1 / 80 + 1 / 20 - 1 / 90)
    odds = odds_ratio([(30, 80, 20, 90)])
    assert odds is not None and odds.error is not None
    # Woolf: the sum of all four reciprocals.
    assert odds.error**2 == pytest.approx(1 / 30 + 1 / 50 + 1 / 20 + 1 / 70)


def test_groups_changed_over_turn_every_figure_round() -> None:
    strata = random_strata()
    turned: list[Stratum] = [(b, k, a, m) for a, m, b, k in strata]
    one, other = risk_difference(strata), risk_difference(turned)
    assert one is not None and other is not None and one.low is not None and other.high is not None
    assert (one.value, one.low) == pytest.approx((-other.value, -other.high))
    odds, back = odds_ratio(strata), odds_ratio(turned)
    assert odds is not None and back is not None and odds.low is not None and back.high is not None
    assert (odds.value, odds.low) == pytest.approx((1 / back.value, 1 / back.high))
    tested, retested = cmh(strata), cmh(turned)
    assert tested is not None and retested is not None
    assert tested.chi2 == pytest.approx(retested.chi2)
    alike, again = breslow_day(strata), breslow_day(turned)
    assert alike is not None and again is not None
    assert alike.chi2 == pytest.approx(again.chi2)


def test_stratum_without_a_group_changes_nothing() -> None:
    more: list[Stratum] = [*UGDP, (3, 9, 0, 0), (0, 0, 2, 7), (0, 0, 0, 0)]
    for figure in (risk_difference, odds_ratio, risk_ratio, cmh, breslow_day):
        assert figure(more) == figure(UGDP)


def test_nothing_to_pool_is_none() -> None:
    apart: list[Stratum] = [(3, 9, 0, 0), (0, 0, 2, 7)]
    for figure in (risk_difference, odds_ratio, risk_ratio, cmh, breslow_day):
        assert figure(apart) is None
        assert figure([]) is None


def test_all_alike_has_a_value_and_no_limits() -> None:
    everyone: list[Stratum] = [(5, 5, 7, 7), (3, 3, 4, 4)]
    for figure, value in ((risk_difference, 0.0), (risk_ratio, 1.0)):
        got = figure(everyone)
        assert got is not None
        assert (got.value, got.error, got.low, got.high) == (value, None, None, None)
    assert odds_ratio(everyone) is None
    assert cmh(everyone) is None
    assert breslow_day(everyone) is None
    nobody: list[Stratum] = [(0, 5, 0, 7)]
    assert (risk_ratio(nobody), odds_ratio(nobody)) == (None, None)
    none_of_first: list[Stratum] = [(0, 5, 2, 7), (0, 3, 1, 4)]
    for figure in (risk_ratio, odds_ratio):
        assert figure(none_of_first) == Pooled(0.0, None, None, None)
        # The other way round it is endless.
        assert figure([(b, k, a, m) for a, m, b, k in none_of_first]) is None
    assert breslow_day(none_of_first) is None
    sure = risk_difference([(5, 5, 0, 7)])
    assert sure is not None
    assert (sure.value, sure.low) == (1.0, None)


def test_difference_of_less_than_the_correction_is_tested_as_it_is() -> None:
    # 1 of 3 against 1 of 4: 1 - 3·2/7 = 1/7, variance 3·4·2·5 / (49·6) = 120/294.
    small: list[Stratum] = [(1, 3, 1, 4)]
    tested = cmh(small, correction=True)
    assert tested is not None
    assert tested.chi2 == pytest.approx(0.05)
    assert tested == cmh(small)


def test_difference_as_large_as_the_correction_is_corrected_to_nothing() -> None:
    # 1 of 1 against none of 1 is 1/2 more than expected.
    tested = cmh([(1, 1, 0, 1)], correction=True)
    assert tested is not None
    assert (tested.chi2, tested.p) == (0.0, 1.0)


@pytest.mark.slow
def test_sato_limits_cover_in_sparse_and_in_large_strata() -> None:
    rng = np.random.default_rng(SEED)
    for size, strata in ((2, 60), (40, 4)):
        held, runs = 0, 4000
        for _ in range(runs):
            base = rng.uniform(0.2, 0.6, strata)
            n = np.full(strata, size // 2)
            x1, x2 = rng.binomial(n, base + 0.2), rng.binomial(n, base)
            got = risk_difference(list(zip(x1, n, x2, n, strict=True)))
            assert got is not None and got.low is not None and got.high is not None
            held += got.low <= 0.2 <= got.high
        assert held / runs == pytest.approx(0.95, abs=0.015), f"seed {SEED}"


def test_critical_value_is_that_of_the_confidence() -> None:
    got = risk_difference(UGDP, 0.9)
    assert got is not None and got.error is not None and got.low is not None
    assert (got.value - got.low) / got.error == pytest.approx(z_of(0.9))
