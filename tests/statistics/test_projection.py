"""The projection, against the published fit, a maximum of another library, and by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import optimize, special

from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS, Floats, left_out
from icp_metrics.statistics.projection import Projection
from icp_metrics.statistics.sbg import fit_many
from icp_metrics.statistics.sbg_near import fit_near

RULES = Rules()
FIVE_YEARS = Projection(horizon=60)

REGULAR = (100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1)
HIGH_END = (100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1)
"""Of 100 customers, how many are left after 0..7 years: Fader & Hardie (2007), Table 1."""


def renewals(at_risk: Sequence[float], lost: Sequence[float], margin: float = 100.0) -> Sums:
    """Sums of customers spread evenly over 100 buckets, each paying `margin` in a year begun."""
    last = len(at_risk)
    values = np.zeros((BUCKETS, last + 1, 4))
    for t, (n, gone) in enumerate(zip(at_risk, lost, strict=True), start=1):
        values[:100, t] = np.array([n, gone, n * margin, n * margin / 0.8]) / 100
    facts = values[..., 0].sum(axis=1)
    return Sums(values, facts, round(at_risk[0]), np.arange(last + 1))


def of_left(left: Sequence[float]) -> Sums:
    return renewals([10 * n for n in left[:-1]], [-10 * d for d in np.diff(left)])


def of_customers(rows: Sequence[tuple[int, float, int, bool]], first: int = 1) -> Sums:
    """Sums of customers: (bucket, margin a year, last renewal seen, whether lost at it).

    Seen from renewal `first` on.
    """
    last = max(r[2] for r in rows)
    values, facts = np.zeros((BUCKETS, last + 1, 4)), np.zeros(BUCKETS)
    for bucket, margin, seen, lost in rows:
        for t in range(first, seen + 1):
            values[bucket, t] += (1, lost and t == seen, margin, margin)
            facts[bucket] += 1
    return Sums(values, facts, len(rows), np.arange(last + 1))


def drawn(seed: int, customers: int, years: int) -> Sums:
    rng = np.random.default_rng(seed)
    rows = []
    for chance in rng.beta(1, 4, customers):
        leaves = int(rng.geometric(chance))
        until = int(rng.integers(1, years + 1))
        rows.append(
            (int(rng.integers(0, 128)), float(rng.lognormal()), min(leaves, until), leaves <= until)
        )
    return of_customers(rows)


@pytest.mark.parametrize(
    ("left", "alpha", "beta"), [(REGULAR, 0.704, 1.182), (HIGH_END, 0.668, 3.806)]
)
def test_model_is_the_published_one(left: Sequence[float], alpha: float, beta: float) -> None:
    found = FIVE_YEARS.companions(of_left(left), RULES)
    assert (found["alpha"], found["beta"]) == (
        pytest.approx(alpha, abs=0.001),
        pytest.approx(beta, abs=0.002),
    )
    # S(t) = B(alpha, beta + t) / B(alpha, beta), by scipy.
    there = special.beta(alpha, beta + np.arange(6)) / special.beta(alpha, beta)
    assert found["kept"] == pytest.approx(there[5], abs=0.002)
    assert found["months"] == pytest.approx(12 * there[:5].sum(), abs=0.05)


def test_worth_is_margin_of_a_year_by_years_begun() -> None:
    there = special.beta(0.704, 1.182 + np.arange(5)) / special.beta(0.704, 1.182)
    got = FIVE_YEARS.estimate(of_left(REGULAR), RULES)
    assert got.value == pytest.approx(100 * there.sum(), rel=1e-3)


def test_it_is_not_what_one_churn_for_all_would_say() -> None:
    """The easily lost go first: one churn for all would lose the loyal at the same pace."""
    sums = of_left(REGULAR[:5])
    risk, lost = sums.values[..., :2].sum(axis=(0, 1))
    kept_by_one_churn = (1 - lost / risk) ** 7
    alpha, beta = (FIVE_YEARS.companions(sums, RULES)[k] for k in ("alpha", "beta"))
    assert alpha is not None and beta is not None
    # Fitted to four years it foresees the seventh: 24.1 are left.
    projected = special.beta(alpha, beta + 7) / special.beta(alpha, beta)
    assert abs(projected - 0.241) < 0.02
    assert kept_by_one_churn < 0.12


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_maximum_is_that_of_scipy_with_customers_followed_for_unlike_times(seed: int) -> None:
    sums = drawn(seed, 300, 5)
    risk, lost = sums.values[:, 1:, :2].sum(axis=0).T
    t = np.arange(len(risk))

    def loss(logs: Floats) -> float:
        a, b = np.exp(logs)
        leave = a / (a + b + t)
        return float(-(lost * np.log(leave) + (risk - lost) * np.log1p(-leave)).sum())

    best = optimize.minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8})
    a, b = np.exp(best.x)
    there = special.beta(a, b + np.arange(5)) / special.beta(a, b)
    margin = sums.values[..., 2].sum() / risk.sum()
    got = FIVE_YEARS.estimate(sums, RULES)
    assert got.value == pytest.approx(margin * there.sum(), rel=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_fit_without_each_bucket_is_the_one_from_scratch(seed: int) -> None:
    """Newton's steps from the whole against a search of the whole plane for each."""
    customers = (30, 60, 300)[seed % 3]
    counts = np.moveaxis(drawn(seed, customers, 3 + seed % 4).values[:, 1:, :2], 1, -1)
    every = left_out(counts)
    alpha, beta, _ = fit_many(every[:, 0], every[:, 1])
    near = fit_near(every[:, 0], every[:, 1], float(alpha[0]), float(beta[0]))

    def there(a: Floats, b: Floats) -> Floats:
        t = np.arange(5)
        kept: Floats = np.cumprod((b[:, None] + t) / ((a + b)[:, None] + t), axis=1)
        return kept

    assert there(*near) == pytest.approx(there(alpha, beta), abs=1e-6, nan_ok=True)


def test_limits_come_from_leaving_out_one_bucket_at_a_time() -> None:
    sums = drawn(4, 400, 5)
    got = FIVE_YEARS.estimate(sums, RULES)
    assert got.replicates is not None
    bucket = int(np.flatnonzero(sums.facts)[3])
    values, facts = sums.values.copy(), sums.facts.copy()
    values[bucket], facts[bucket] = 0, 0
    without = FIVE_YEARS.estimate(Sums(values, facts, sums.n, sums.keys), RULES)
    assert got.replicates.without[bucket] == pytest.approx(without.value, rel=1e-6)
    assert got.low is not None and got.value is not None and got.high is not None
    assert got.low < got.value < got.high


def test_nobody_left_is_no_figure_and_no_life_without_end() -> None:
    stays = of_customers([(i, 100.0 + i, 4, False) for i in range(40)])
    assert Projection().settle([stays], RULES).horizon == 60
    got = FIVE_YEARS.estimate(stays, RULES)
    assert (got.value, got.low, got.reason) == (None, None, "no_events")
    all_left = of_customers([(i, 100.0 + i, 1 + i % 4, True) for i in range(40)])
    assert FIVE_YEARS.estimate(all_left, RULES).value is not None
    at_once = of_customers([(i, 100.0 + i, 1, True) for i in range(40)])
    assert FIVE_YEARS.estimate(at_once, RULES).reason == "boundary"


def test_three_renewals_must_have_been_seen_with_ten_customers_in_every_group() -> None:
    three = of_customers([(i, 1.0 + i, 3, i % 5 == 0) for i in range(20)])
    two = of_customers([(i, 1.0 + i, 2, i % 5 == 0) for i in range(20)])
    thin = of_customers([(i, 1.0 + i, 3 if i < 9 else 2, i % 5 == 0) for i in range(20)])
    late = of_customers([(i, 1.0 + i, 5, i % 5 == 0) for i in range(20)], first=3)
    assert Projection().settle([three], RULES).horizon == 60
    for other in (two, thin, late):
        assert Projection().settle([three, other], RULES).horizon is None
    assert Projection().estimate(three, RULES).reason == "few_renewals"
    assert Projection().estimate(Sums.none(4, keyed=True), RULES).reason == "no_data"
    assert set(Projection().companions(three, RULES).values()) == {None}


def test_few_losses_are_told_with_caution() -> None:
    rows = [(i, 100.0 + i, 4, i < 6) for i in range(80)]
    assert FIVE_YEARS.estimate(of_customers(rows), RULES).status == "caution"


def test_twice_the_margin_is_twice_the_worth_and_the_same_ratio() -> None:
    sums, other = drawn(6, 300, 4), drawn(7, 300, 4)
    twice = Sums(sums.values * (1, 1, 2, 2), sums.facts, sums.n, sums.keys)
    a, b = (FIVE_YEARS.estimate(s, RULES) for s in (sums, twice))
    assert a.value is not None and a.low is not None
    assert (b.value, b.low) == pytest.approx((2 * a.value, 2 * a.low))
    c = FIVE_YEARS.estimate(other, RULES)
    forth, back = FIVE_YEARS.difference(a, c, RULES), FIVE_YEARS.difference(c, a, RULES)
    assert forth.value is not None and back.value is not None
    assert forth.value == pytest.approx(-back.value)
