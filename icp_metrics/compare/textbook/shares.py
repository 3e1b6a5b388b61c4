"""Shares as a textbook has them: as if every fact were somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from icp_metrics.compare.textbook.line import Line, Part, Scale
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.homogeneity import homogeneity
from icp_metrics.statistics.kitagawa import kitagawa
from icp_metrics.statistics.mantel_haenszel import (
    Pooled,
    Stratum,
    breslow_day,
    cmh,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from icp_metrics.statistics.power import needed_for_shares, smallest_detectable_share
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.shares import (
    chi2_homogeneity,
    difference_error,
    newcombe_counts,
    two_shares,
    wilson,
)
from icp_metrics.statistics.standardisation import directly_standardised

_GREENLAND = "Greenland & Robins (1985) Biometrics 41:55-68"

POWER = 0.8
"""The chance that what is planned for should be told with: the usual one."""

Sides = tuple[Sums, Sums]


def of_groups(fit: Sums, not_fit: Sums, rules: Rules, smallest: float) -> list[Line]:
    """Each share with Wilson's limits, both compared, and what so many facts could tell."""
    sides = [(float(y), float(x)) for y, x in (s.values.sum(axis=0) for s in (fit, not_fit))]
    groups: tuple[tuple[Part, tuple[float, float]], ...] = (
        ("fit", sides[0]),
        ("not_fit", sides[1]),
    )
    found = [_wilson(part, *side, rules) for part, side in groups if side[1] > 0]
    if min(x for _, x in sides) <= 0:
        return found
    counts = (*sides[0], *sides[1])
    return [*found, *_compared(counts, rules), *_planned(counts, rules, smallest)]


def of_strata(strata: Sequence[Sides], by: Sequence[str], rules: Rules) -> list[Line]:
    """Both compared within strata: pooled, standardised, taken apart, and whether strata agree."""
    tables = [_stratum(*sides) for sides in strata]
    both = [t for t in tables if t[1] > 0 and t[3] > 0]
    given = f"{len(both)} of {len(tables)} strata hold both groups, by {' and '.join(by)}"
    confidence = rules.confidence
    large = risk_difference(tables, confidence, "greenland_robins")
    pooled: tuple[tuple[str, Scale, str, Pooled | None], ...] = (
        (
            "Risk difference, Mantel-Haenszel",
            "difference",
            "Mantel & Haenszel (1959) JNCI 22:719-748; variance of Sato (1989) Biometrics 45:1323",
            risk_difference(tables, confidence),
        ),
        ("The same, with the variance for large strata", "difference", _GREENLAND, large),
        (
            "Odds ratio, Mantel-Haenszel",
            "times",
            "Robins, Breslow & Greenland (1986) Biometrics 42:311-323",
            odds_ratio(tables, confidence),
        ),
        ("Risk ratio, Mantel-Haenszel", "times", _GREENLAND, risk_ratio(tables, confidence)),
    )
    lines = [
        Line("strata", name, scale, given, source, figure.value, figure.low, figure.high)
        for name, scale, source, figure in pooled
        if figure is not None
    ]
    return [*lines, *_tests(tables, given, rules), *_mixed(tables, given)]


def _stratum(fit: Sums, not_fit: Sums) -> Stratum:
    (y1, x1), (y2, x2) = (s.values.sum(axis=0) for s in (fit, not_fit))
    return float(y1), float(x1), float(y2), float(x2)


def _of(y: float, x: float) -> str:
    return f"{y:,.0f} of {x:,.0f}"


def _wilson(part: Part, y: float, x: float, rules: Rules) -> Line:
    low, high = wilson(y / x, x, z_of(rules.confidence))
    source = "Wilson (1927) JASA 22:209-212"
    return Line(part, "Share with Wilson limits", "value", _of(y, x), source, y / x, low, high)


def _compared(counts: Stratum, rules: Rules) -> list[Line]:
    y1, x1, y2, x2 = counts
    given = f"{_of(y1, x1)} against {_of(y2, x2)}"
    gap, low, high = newcombe_counts(*counts, confidence=rules.confidence)
    _, error = difference_error(*counts)
    margin = z_of(rules.confidence) * error
    statistic, p = two_shares(*counts)
    plain = chi2_homogeneity([y1, y2], [x1, x2])
    lines = [
        Line(
            "gap",
            "Difference with Newcombe limits",
            "difference",
            given,
            "Newcombe (1998) Stat Med 17:873-890, method 10",
            gap,
            low,
            high,
        )
    ]
    if error > 0:
        source = "Rothman, Greenland & Lash (2008) Modern Epidemiology, 3rd ed., ch. 14"
        name = "Difference with normal limits"
        lines.append(
            Line("gap", name, "difference", given, source, gap, gap - margin, gap + margin)
        )
    return [
        *lines,
        Line(
            "gap",
            "Pearson's chi-square times (N - 1) / N",
            "chi2",
            given,
            "Campbell (2007) Stat Med 26:3661-3675",
            statistic,
            p=p,
        ),
        Line(
            "gap",
            "Pearson's chi-square",
            "chi2",
            given,
            "Fleiss (1981) Statistical Methods for Rates and Proportions, 2nd ed.",
            plain[0],
            p=plain[2],
        ),
    ]


def _planned(counts: Stratum, rules: Rules, smallest: float) -> list[Line]:
    _, x1, y2, x2 = counts
    base, each = y2 / x2, 2 / (1 / x1 + 1 / x2)
    source = "R, power.prop.test; Fleiss (1981), ch. 3; for planning, whatever was found"
    lines = []
    least = smallest_detectable_share(base, each, POWER, rules.confidence)
    if least is not None:
        name = f"Smallest difference that so many tell with a chance of {POWER:.0%}"
        given = f"{each:,.0f} in each group, from {base:.1%}"
        lines.append(Line("planning", name, "difference", given, source, least - base))
    if smallest > 0 and base + smallest < 1:
        needed = needed_for_shares(base + smallest, base, POWER, rules.confidence)
        if isfinite(needed):
            name = f"Needed in each group to tell {100 * smallest:.1f} pp with that chance"
            lines.append(Line("planning", name, "count", f"from {base:.1%}", source, needed))
    return lines


def _tests(tables: Sequence[Stratum], given: str, rules: Rules) -> list[Line]:
    lines = []
    for correction in (False, True):
        if tested := cmh(tables, correction=correction):
            name = "Cochran-Mantel-Haenszel test" + (", with correction" if correction else "")
            source = "Mantel & Haenszel (1959) JNCI 22:719-748"
            lines.append(Line("strata", name, "chi2", given, source, tested.chi2, p=tested.p))
    for tarone in (False, True):
        if alike := breslow_day(tables, tarone=tarone):
            name = "Same odds ratio in all strata: Breslow-Day" + (", Tarone" if tarone else "")
            source = "Breslow & Day (1980) I, 4.4" + ("; Tarone (1985)" if tarone else "")
            lines.append(Line("strata", name, "chi2", given, source, alike.chi2, p=alike.p))
    # The error of a share of a handful tells too little to weigh it by.
    least = rules.insufficient_below
    known = [difference_error(*t) for t in tables if min(t[1], t[3]) >= least]
    if same := homogeneity([d for d, _ in known], [e * e for _, e in known]):
        name = f"Same difference in all strata with {least} in each group"
        source = "Cochran (1954) Biometrics 10:101-129"
        told = f"{same.df + 1} strata"
        lines.append(Line("strata", name, "chi2", told, source, same.chi2, p=same.p))
    return lines


def _mixed(tables: Sequence[Stratum], given: str) -> list[Line]:
    first, second = [(t[0], t[1]) for t in tables], [(t[2], t[3]) for t in tables]
    lines = []
    if one := directly_standardised(first, second):
        name = "Difference, directly standardised to both groups together"
        source = "Fleiss (1981), ch. 14"
        lines.append(Line("strata", name, "difference", given, source, one.gap))
    if parts := kitagawa(first, second):
        source = "Kitagawa (1955) JASA 50:1168-1194"
        for name, value in (("rates", parts.rate), ("mix", parts.mix)):
            told = f"Part of the difference that is {name}"
            lines.append(Line("strata", told, "difference", given, source, value))
    return lines
