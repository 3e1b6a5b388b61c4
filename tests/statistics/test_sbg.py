from __future__ import annotations

from math import inf

import numpy as np
import pytest
from scipy import optimize, special

from icp_metrics.statistics.sbg import Sbg, fit, fit_counts, fit_many, margin_multiple

REGULAR = (1, 0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241)
HIGH_END = (1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491)
"""Fader & Hardie (2007), Table 1: shares of customers there after 0 to 7 years."""

SEED = 11


@pytest.mark.parametrize(
    ("shares", "alpha", "beta"), [(REGULAR, 0.704, 1.182), (HIGH_END, 0.668, 3.806)]
)
def test_fit_is_the_published_one(shares: tuple[float, ...], alpha: float, beta: float) -> None:
    got = fit(shares)
    assert got is not None
    assert (got.alpha, got.beta) == pytest.approx((alpha, beta), abs=6e-4)


def test_projection_is_the_published_one() -> None:
    regular, high_end = Sbg(0.704, 1.182), Sbg(0.668, 3.806)
    assert regular.survival(12) == pytest.approx(0.170, abs=6e-4)
    assert regular.retention(1) == pytest.approx(0.627, abs=6e-4)
    # Of those who were there after 7 years at a discount of 10 %: an implementation of the paper
    # of 2010 prints 7.530.
    assert high_end.residual(0.1, 7) == pytest.approx(7.530, abs=6e-4)


def test_survival_is_the_product_of_retentions() -> None:
    model = Sbg(0.8, 2.5)
    product = np.cumprod([model.retention(t) for t in range(1, 30)])
    assert [model.survival(t) for t in range(1, 30)] == pytest.approx(product)
    assert model.survival(0) == 1
    assert 1 - model.retention(1) == pytest.approx(model.mean_churn)


def test_retention_rises_from_renewal_to_renewal() -> None:
    model = Sbg(0.8, 2.5)
    rates = [model.retention(t) for t in range(1, 50)]
    assert rates == sorted(rates)


@pytest.mark.parametrize("params", [(0.704, 1.182), (3.8, 15.2), (0.067, 0.267), (5e5, 3e5)])
@pytest.mark.parametrize("discount", [0.1, 0.01])
def test_lifetime_is_the_discounted_sum_of_survival(
    params: tuple[float, float], discount: float
) -> None:
    model, periods = Sbg(*params), range(4000)
    there = np.array([model.survival(t) for t in periods])
    factors = (1 + discount) ** -np.arange(4000.0)
    assert model.lifetime(discount) == pytest.approx(there @ factors, rel=1e-8)
    later = (there[4:] / there[3]) @ factors[:-4]
    assert model.residual(discount, 3) == pytest.approx(later, rel=1e-8)


def test_lifetime_is_the_hypergeometric_function_of_the_paper() -> None:
    for alpha, beta in ((0.704, 1.182), (3.8, 15.2)):
        expected = special.hyp2f1(1, beta, alpha + beta, 1 / 1.1)
        assert Sbg(alpha, beta).lifetime(0.1) == pytest.approx(expected)


def test_undiscounted_lifetime_is_the_mean_or_endless() -> None:
    # E(1 / churn) of a beta distribution: (alpha + beta - 1) / (alpha - 1).
    assert Sbg(3, 4).lifetime(0) == pytest.approx(3)
    assert Sbg(3, 4).lifetime(0) == pytest.approx(Sbg(3, 4).lifetime(1e-7), rel=1e-4)
    assert Sbg(0.9, 4).lifetime(0) == inf


def loglik(at_risk: np.ndarray, lost: np.ndarray, alpha: float, beta: float) -> float:
    """The likelihood of each renewal by itself: lost with 1 - r(t), kept with r(t)."""
    t = np.arange(1, len(lost) + 1)
    r = (beta + t - 1) / (alpha + beta + t - 1)
    return float((lost * np.log(1 - r) + (at_risk - lost) * np.log(r)).sum())


def test_counts_are_fitted_as_scipy_does() -> None:
    rng = np.random.default_rng(SEED)
    at_risk = np.array([200.0, 170, 160, 90, 85, 40])
    lost = rng.binomial(at_risk.astype(int), [0.3, 0.22, 0.18, 0.15, 0.13, 0.11]).astype(float)
    got = fit_counts(at_risk, lost)
    found = optimize.minimize(
        lambda logs: -loglik(at_risk, lost, *np.exp(logs)),
        x0=[0.0, 0.0],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000},
    )
    assert got is not None
    assert (got.alpha, got.beta) == pytest.approx(tuple(np.exp(found.x)), rel=1e-5)
    assert got.loglik == pytest.approx(-found.fun)
    assert got.loglik == pytest.approx(loglik(at_risk, lost, got.alpha, got.beta))


def test_shares_are_fitted_as_counts_of_them() -> None:
    shares = np.array(REGULAR)
    counted = fit_counts(1000 * shares[:-1], -1000 * np.diff(shares))
    got = fit(REGULAR)
    assert got is not None and counted is not None
    assert (got.alpha, got.beta) == pytest.approx((counted.alpha, counted.beta))
    assert got.loglik == pytest.approx(counted.loglik / 1000)


def test_many_are_fitted_as_each_by_itself() -> None:
    shares = np.array([REGULAR, HIGH_END, (1,) * 8])
    alpha, beta, _ = fit_many(shares[:, :-1], -np.diff(shares))
    for i, series in enumerate((REGULAR, HIGH_END)):
        one = fit(series)
        assert one is not None
        assert (alpha[i], beta[i]) == pytest.approx((one.alpha, one.beta))
    assert np.isnan(alpha[2])


def test_parameters_that_made_the_data_are_found_again() -> None:
    rng = np.random.default_rng(SEED)
    churn = rng.beta(0.7, 1.6, 200_000)
    left = rng.geometric(churn)
    at_risk = np.array([(left >= t).sum() for t in range(1, 9)], dtype=float)
    lost = np.array([(left == t).sum() for t in range(1, 9)], dtype=float)
    # Half of them are seen from their third renewal on only: conditioned on being there.
    late = np.array([1.0, 1.0, *[2.0] * 6])
    got = fit_counts(at_risk * late, lost * late)
    assert got is not None
    assert (got.alpha, got.beta) == pytest.approx((0.7, 1.6), rel=0.05), f"seed {SEED}"


def test_retention_that_does_not_rise_is_one_rate_for_all() -> None:
    for shares in ((1, 0.5, 0.25, 0.125), (1, 0.9, 0.5, 0.1)):
        got = fit(shares)
        assert got is not None
        assert got.retention(1) == pytest.approx(got.retention(40), abs=1e-4)
    got = fit((1, 0.5, 0.25, 0.125))
    assert got is not None
    assert got.survival(10) == pytest.approx(0.5**10, rel=1e-3)
    # The oldest formula of all: 1 / (1 - r / (1 + d)).
    assert got.lifetime(0.1) == pytest.approx(1 / (1 - 0.5 / 1.1), rel=1e-5)


def test_nobody_lost_after_the_first_renewal_stays_so() -> None:
    got = fit((1, 0.6, 0.6, 0.6))
    assert got is not None
    assert got.survival(1) == pytest.approx(0.6, abs=1e-4)
    assert got.survival(20) == pytest.approx(0.6, abs=1e-3)


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ((1, 1, 1, 1), "nobody lost"),
        ((1, 0, 0, 0), "nobody kept"),
        ((1, 0.8, 0.7), "two renewals"),
        ((1,), "no renewal"),
        ((), "nothing"),
    ],
)
def test_what_tells_too_little_is_not_fitted(shares: tuple[float, ...], why: str) -> None:
    assert fit(shares) is None, why


def test_shares_that_cannot_be_are_refused() -> None:
    for shares in ((1, 0.5, 0.6, 0.4), (0.9, 0.5, 0.4, 0.3), (1, 0.5, 0.4, -0.1)):
        with pytest.raises(ValueError, match="start with 1 and never rise"):
            fit(shares)
    with pytest.raises(ValueError, match="can be lost"):
        fit_counts([10, 9, 8], [1, 2, 9])


def test_margin_multiple_is_the_published_one_and_the_sum() -> None:
    printed = {0.1: 2.67, 0.12: 2.5, 0.14: 2.35, 0.16: 2.22}
    for discount, multiple in printed.items():
        assert margin_multiple(0.8, discount) == pytest.approx(multiple, abs=6e-3)
    series = sum((0.8 / 1.1) ** t for t in range(1, 400))
    assert margin_multiple(0.8, 0.1) == pytest.approx(series)
