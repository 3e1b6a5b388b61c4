"""The gap at like mix: both groups averaged over the same strata with the same weights.

Direct standardisation: the figure of each group in each stratum, averaged with common weights,
those of both groups together (Fleiss 1981, Statistical Methods for Rates and Proportions, 2nd ed.,
ch. 14). Of a curve the curve is averaged and the figure read from it. Strata are fixed on the full
data; the weights are made anew without each bucket, so that the likely range knows that they are
sampled too. Limits are those of the estimator.

The crude gap of the facts kept falls into two parts (Kitagawa 1955, JASA 50:1168-1194): `rate`,
what it would be if both had the mean of their two mixes, and `mix`, what the mixes make of it.

Checked against `standardisation`, `kitagawa`, by hand, and by coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from icp_metrics.statistics.estimate import Difference, Estimate, Estimator, Points, Rules, Sums
from icp_metrics.statistics.homogeneity import Homogeneity, homogeneity
from icp_metrics.statistics.jackknife import Floats, Replicates, minus

FEWEST_BUCKETS = 2
"""A stratum in which a group has fewer non-empty buckets has no replicates, and is left out."""

Sides = tuple[Sums, Sums]


@dataclass(frozen=True, eq=False)
class Standardised:
    """A gap at like mix. `kept`: which strata are in it. `dropped`: the share of facts of the
    others. `crude` = `rate` + `mix`: the gap of the facts kept as it is; None where it cannot be
    told, as `homogeneity` where fewer than two strata have a gap with a likely range.
    """

    gap: Difference
    crude: float | None
    rate: float | None
    mix: float | None
    kept: tuple[bool, ...]
    dropped: float
    homogeneity: Homogeneity | None
    strata: tuple[Difference, ...]
    """The gap in each stratum kept, in order; empty where a side has too few accounts."""


def standardised(
    estimator: Estimator, strata: Sequence[Sides], rules: Rules
) -> Standardised | None:
    """First minus second at like mix, from the sums of both in each stratum.

    A stratum is left out where a side has fewer than two non-empty buckets, or where its figure
    or one of its replicates cannot be computed. None where no stratum is kept, or where strata
    mean nothing to the estimator. `estimator` is settled on the full data.
    """
    told = [_known(estimator, sides) for sides in strata]
    both = [sides for sides in told if sides is not None]
    if not both:
        return None
    groups = [[sides[g] for sides in both] for g in (0, 1)]
    values = [[side.points.values for side in group] for group in groups]
    weights = [np.stack([side.points.weight for side in group]) for group in groups]
    own = [_parts(w) for w in weights]
    sums = [together(*(side.sums for side in group)) for group in groups]

    def gap(of: Sequence[Floats]) -> Difference:
        first, second = (
            estimator.read(_mean(v, w), s, rules) for v, w, s in zip(values, of, sums, strict=True)
        )
        return difference(estimator, first, second, rules)

    common = _parts(weights[0] + weights[1])
    crude, rate = gap(own).value, gap([(own[0] + own[1]) / 2] * 2).value
    each = [_stratum(estimator, sides, rules) for sides in both]
    facts = [float(a.facts.sum() + b.facts.sum()) for a, b in strata]
    apart = [f for f, sides in zip(facts, told, strict=True) if sides is None]
    return Standardised(
        gap=gap([common, common]),
        crude=crude,
        rate=rate,
        mix=None if crude is None or rate is None else crude - rate,
        kept=tuple(sides is not None for sides in told),
        dropped=sum(apart) / sum(facts),
        homogeneity=_alike(estimator, [e for e, _ in each if e is not None]),
        strata=tuple(d for _, d in each),
    )


def difference(estimator: Estimator, first: Estimate, second: Estimate, rules: Rules) -> Difference:
    """The estimator's difference; the bare values where a side has no likely range."""
    found = estimator.difference(first, second, rules)
    if found.value is not None or first.value is None or second.value is None:
        return found
    return Difference(first.value - second.value)


def together(*parts: Sums) -> Sums:
    """The sums of several sets of facts; an account in two of them counts twice in `n`."""
    facts, n = np.sum([p.facts for p in parts], axis=0), sum(p.n for p in parts)
    each = [p.keys for p in parts if p.keys is not None]
    if not each:
        return Sums(np.sum([p.values for p in parts], axis=0), facts, n)
    keys = np.unique(np.concatenate(each))
    values = np.zeros((len(facts), len(keys), parts[0].values.shape[-1]))
    for part, own in zip(parts, each, strict=True):
        held = np.flatnonzero(part.facts > 0)[:, None]
        values[held, np.searchsorted(keys, own)] += part.values[held[:, 0]]
    return Sums(values, facts, n, keys)


@dataclass(frozen=True, eq=False)
class _Side:
    """A group in a stratum."""

    points: Points
    sums: Sums


def _known(estimator: Estimator, sides: Sides) -> tuple[_Side, _Side] | None:
    """Both sides of a stratum; None where one of them cannot be told."""
    if any(sums.filled.sum() < FEWEST_BUCKETS for sums in sides):
        return None
    found = []
    for sums in sides:
        points = _points(estimator, sums)
        filled = np.concatenate([[True], sums.filled])
        if points is None or not np.isfinite(points.values[filled]).all():
            return None
        found.append(_Side(points, sums))
    return found[0], found[1]


def _points(estimator: Estimator, sums: Sums) -> Points | None:
    """The estimator's points. Without a bucket that holds nothing they are those of the whole:
    few hold any in a stratum, and only these are computed."""
    held = np.flatnonzero(sums.facts > 0)
    some = estimator.points(replace(sums, values=sums.values[held], facts=sums.facts[held]))
    if some is None:
        return None
    place = np.zeros(1 + len(sums.facts), dtype=np.int64)
    place[1 + held] = 1 + np.arange(len(held))
    return Points(some.values[place], some.weight[place])


def _parts(weights: Floats) -> Floats:
    """The part of each stratum in the whole: weights of shape (strata, 1 + rows, points or 1)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        parts: Floats = weights / weights.sum(axis=0)
    return parts


def _mean(values: Sequence[Floats], parts: Floats) -> Floats:
    """Values of strata averaged: one stratum after another, as all at once leave the cache."""
    whole: Floats = values[0] * parts[0]
    for own, part in zip(values[1:], parts[1:], strict=True):
        whole += own * part
    return whole


def _stratum(
    estimator: Estimator, sides: tuple[_Side, _Side], rules: Rules
) -> tuple[tuple[Estimate, Estimate] | None, Difference]:
    """The two estimates of a stratum, and their difference, where both sides have enough."""
    if min(side.sums.n for side in sides) < rules.insufficient_below:
        return None, Difference()
    one, two = (estimator.read(side.points.values, side.sums, rules) for side in sides)
    return (one, two), estimator.difference(one, two, rules)


def _alike(estimator: Estimator, strata: Sequence[tuple[Estimate, Estimate]]) -> Homogeneity | None:
    """Whether the gaps of strata are alike, on the scale that the estimator decides by."""
    gaps = []
    for one, two in strata:
        if one.replicates is None or two.replicates is None:
            continue
        scaled = [_scaled(e.replicates, estimator) for e in (one, two) if e.replicates is not None]
        gap = minus(scaled[0], scaled[1])
        if gap.computable:
            gaps.append(gap)
    return homogeneity([g.value for g in gaps], [g.variance for g in gaps])


def _scaled(replicates: Replicates, estimator: Estimator) -> Replicates:
    if not estimator.decides_by_ratio:
        return replicates

    def logs(values: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, np.log(values), np.nan)

    return replicates.map(logs)
