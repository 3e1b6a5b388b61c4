"""What holds of every KPI whatever the data: the other way round, in another order, in other money.

Random sums of two groups, drawn for the estimator of each KPI and variant.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icp_metrics.catalog import KPIS
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.bridge import MOVEMENTS, Bridge
from icp_metrics.statistics.estimate import Difference, Estimate, Estimator, Rules, Sums
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.retained import Retained
from icp_metrics.statistics.standardised import together

RULES = Rules()
EVERY = {
    f"{kpi.id}-{variant}": kpi.of(variant)
    for kpi in KPIS.values()
    if not kpi.parts
    for variant in kpi.variants
}
"""Every figure that is made of facts."""

MONEY = {"cost", "margin", "revenue", "opening", "closing", *MOVEMENTS}
"""Columns that are money; of an estimator that divides money by counts it is `y`."""

few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)


every = pytest.mark.parametrize("name", sorted(EVERY))


def drawn(e: Estimator, rng: np.random.Generator, accounts: int) -> Sums:
    """Sums of accounts that could be facts of the estimator: what is left is at most what was."""
    bucket = rng.integers(0, BUCKETS, accounts)
    held = np.bincount(bucket, minlength=BUCKETS).astype(float)
    names = e.columns
    if e.keyed_by is None:
        each = rng.lognormal(0, 1, (accounts, len(names)))
        if names == ("y", "x"):
            each[:, 1] = 1 if not isinstance(e, Retained) else each[:, 1]
            part = rng.random(accounts) < 0.6
            money = not getattr(e, "share", True)
            each[:, 0] = each[:, 0] if money else part * each[:, 1]
        elif names == ("promoters", "passives", "detractors"):
            each = np.eye(3)[rng.integers(0, 3, accounts)]
        for i, name in enumerate(names):
            if name in ("customers", "paying"):
                each[:, i] = rng.random(accounts) < 0.7
        values = np.zeros((BUCKETS, len(names)))
        np.add.at(values, bucket, each)
        return Sums(values, held, accounts)
    keys = np.arange(0, 40)
    values = np.zeros((BUCKETS, len(keys), len(names)))
    last = rng.integers(1, 40, accounts)
    if names[0] == "entered":
        how = rng.integers(1, len(names), accounts)
        np.add.at(values, (bucket, 0, 0), 1)
        np.add.at(values, (bucket, last, how), 1)
    elif isinstance(e, Bridge):
        opening, closing = rng.lognormal(0, 1, (2, accounts))
        values = values[:, :1]
        keys = keys[:1]
        for column, amount in (
            ("opening", opening),
            ("expansion", np.maximum(closing - opening, 0)),
            ("contraction", np.minimum(closing - opening, 0)),
            ("closing", closing),
        ):
            np.add.at(values, (bucket, 0, names.index(column)), amount)
    else:
        for account in range(accounts):
            rows = values[bucket[account]]
            gone = rng.random() < 0.5
            for month in range(last[account] + 1):
                over = gone and month == last[account]
                told = {"at_risk": 1, "lost": over, "active": not over, "entered": month == 0}
                told |= {"margin": rng.lognormal() * (not over), "revenue": 1.0 * (not over)}
                for name in names:
                    rows[month, names.index(name)] += float(told.get(name, 0))
    return Sums(values, held, accounts, keys)


def both(kpi: Kpi, seed: int) -> tuple[Estimator, Sums, Sums]:
    rng = np.random.default_rng(seed)
    sums = [drawn(kpi.estimator, rng, int(rng.integers(20, 90))) for _ in range(2)]
    return kpi.estimator.settle(sums, RULES), sums[0], sums[1]


def limits(of: Estimate | Difference) -> tuple[float, ...]:
    return tuple(np.nan if x is None else x for x in (of.value, of.low, of.high))


def near(first: tuple[float, ...], second: tuple[float, ...]) -> None:
    np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-9)


@every
@few
@given(seed=seeds)
def test_gap_the_other_way_round_has_the_other_sign(name: str, seed: int) -> None:
    e, a, b = both(EVERY[name], seed)
    one, two = (e.estimate(s, RULES) for s in (a, b))
    there, back = e.difference(one, two, RULES), e.difference(two, one, RULES)
    near(limits(there), tuple(-x for x in np.asarray(limits(back))[[0, 2, 1]]))
    assert (there.p is None) == (back.p is None)
    if there.p is not None and back.p is not None:
        assert there.p == pytest.approx(back.p)


@every
@few
@given(seed=seeds)
def test_which_number_a_bucket_has_changes_nothing(name: str, seed: int) -> None:
    e, a, b = both(EVERY[name], seed)
    order = np.random.default_rng(seed).permutation(BUCKETS)
    shuffled = [replace(s, values=s.values[order], facts=s.facts[order]) for s in (a, b)]
    settled = e.settle(shuffled, RULES)
    plain = [e.estimate(s, RULES) for s in (a, b)]
    other = [settled.estimate(s, RULES) for s in shuffled]
    for p, o in zip(plain, other, strict=True):
        near(limits(p), limits(o))
    near(limits(e.difference(*plain, RULES)), limits(e.difference(*other, RULES)))


@every
@few
@given(seed=seeds, factor=st.sampled_from([0.01, 7.5, 1e4]))
def test_money_in_another_unit_is_the_same_answer(name: str, seed: int, factor: float) -> None:
    """Cents for euros: amounts follow, and shares, ratios, p and months stay."""
    kpi = EVERY[name]
    names = MONEY & {*kpi.estimator.columns} or ({"y"} if kpi.unit == "money" else set())
    if not names:
        return
    e, a, b = both(EVERY[name], seed)
    scale = np.asarray([factor if column in names else 1.0 for column in e.columns])
    larger = [replace(s, values=s.values * scale) for s in (a, b)]
    settled = e.settle(larger, RULES)
    plain = [e.estimate(s, RULES) for s in (a, b)]
    other = [settled.estimate(s, RULES) for s in larger]
    by = factor if kpi.unit == "money" else 1.0
    for p, o in zip(plain, other, strict=True):
        near(tuple(by * x for x in limits(p)), limits(o))
        assert (p.status, p.reason) == (o.status, o.reason)
    gap, scaled = e.difference(*plain, RULES), settled.difference(*other, RULES)
    near(tuple(by * x for x in limits(gap)), limits(scaled))
    if gap.p is not None and scaled.p is not None:
        assert gap.p == pytest.approx(scaled.p, rel=1e-6)


@every
@few
@given(seed=seeds)
def test_value_lies_within_its_limits_and_a_share_within_0_and_1(name: str, seed: int) -> None:
    e, a, _ = both(EVERY[name], seed)
    found = e.estimate(a, RULES)
    if found.value is None or found.low is None or found.high is None:
        assert found.reason is not None or found.status in ("ok", "caution")
        return
    kpi = EVERY[name]
    assert found.low <= found.value <= found.high
    assert found.low < found.high
    if kpi.unit == "share" and kpi.id not in ("nrr", "mrr_growth"):
        assert 0 <= found.low <= found.high <= 1
    if kpi.unit == "points" and kpi.id == "nps":
        assert -100 <= found.low <= found.high <= 100


@every
@few
@given(seed=seeds)
def test_sums_of_two_sets_of_accounts_are_the_sums_of_all(name: str, seed: int) -> None:
    """What is added up in parts, by month or by machine, gives the figure of the whole."""
    e, a, b = both(EVERY[name], seed)
    whole = together(a, b)
    again = together(b, a)
    near(limits(e.estimate(whole, RULES)), limits(e.estimate(again, RULES)))
    assert whole.facts.sum() == a.facts.sum() + b.facts.sum()
    np.testing.assert_allclose(
        whole.values.sum(axis=tuple(range(whole.values.ndim - 1))),
        sum(s.values.sum(axis=tuple(range(s.values.ndim - 1))) for s in (a, b)),
    )


@every
@few
@given(seed=seeds)
def test_every_bucket_twice_as_heavy_is_the_same_value(name: str, seed: int) -> None:
    """A figure is a ratio of sums, or read from one: it does not hang on how much there is."""
    e, a, b = both(EVERY[name], seed)
    if EVERY[name].better not in ("higher", "lower"):
        return
    for sums in (a, b):
        value, same = (e.estimate(s, RULES).value for s in (sums, together(sums, sums)))
        # What could not be told of so few may be told of twice as many.
        assert value is None or same == pytest.approx(value)
