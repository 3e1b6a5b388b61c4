"""Scores, costs and money as a textbook has them."""

from __future__ import annotations

from math import sqrt

from icp_metrics.compare.textbook.line import Line, Part
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.garwood import garwood
from icp_metrics.statistics.jackknife import BUCKETS
from icp_metrics.statistics.movements import retention
from icp_metrics.statistics.nps import Counts, adjusted_wald, nps, nps_difference, nps_variance
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.ratios import ratio_of_sums

_ROCKS = "Rocks (2016) Am Stat 70:365-372"
_POINTS = 100


def scores(fit: Sums, not_fit: Sums, rules: Rules) -> list[Line]:
    """The Net Promoter Score of each group, and both compared, every answer on its own."""
    sides: list[Counts] = []
    lines: list[Line] = []
    groups: tuple[tuple[Part, Sums], ...] = (("fit", fit), ("not_fit", not_fit))
    for part, sums in groups:
        promoters, passives, detractors = (float(c) for c in sums.values.sum(axis=0))
        counts = (promoters, detractors, promoters + passives + detractors)
        if counts[2] <= 0:
            return lines
        sides.append(counts)
        lines += _score(part, counts, rules)
    gap, low, high, p = nps_difference(sides[0], sides[1], rules.confidence)
    given = f"{sides[0][2]:,.0f} and {sides[1][2]:,.0f} answers"
    ends = _POINTS * gap, _POINTS * low, _POINTS * high, p
    source = f"{_ROCKS}; Lewis & Sauro (2021), MeasuringU"
    return [*lines, Line("gap", "Difference, adjusted Wald", "difference", given, source, *ends)]


def _score(part: Part, counts: Counts, rules: Rules) -> list[Line]:
    promoters, detractors, answers = counts
    given = f"{promoters:,.0f} promoters and {detractors:,.0f} detractors of {answers:,.0f}"
    low, high = adjusted_wald(*counts, z_of(rules.confidence))
    error = sqrt(nps_variance(promoters / answers, detractors / answers) / answers)
    value = _POINTS * nps(*counts)
    name = f"Score with adjusted Wald limits (standard error {_POINTS * error:.1f})"
    return [Line(part, name, "value", given, _ROCKS, value, _POINTS * low, _POINTS * high)]


def costs(fit: Sums, not_fit: Sums, rules: Rules) -> list[Line]:
    """Cost by customer of each group with the limits of a count, every customer on their own."""
    groups: tuple[tuple[Part, Sums], ...] = (("fit", fit), ("not_fit", not_fit))
    lines = []
    for part, sums in groups:
        cost, customers = (float(c) for c in sums.values.sum(axis=0)[:2])
        if cost <= 0:
            continue
        low, high = garwood(customers, rules.confidence)
        lines.append(
            Line(
                part,
                "Cost by customer with Garwood limits of their count",
                "money",
                f"{cost:,.0f} by {customers:,.0f} customers ({low:.1f} to {high:.1f})",
                "Garwood (1936) Biometrika 28:437-442",
                cost / customers if customers else None,
                cost / high,
                cost / low if low else None,
            )
        )
    return lines


def ratios(fit: Sums, not_fit: Sums, rules: Rules) -> list[Line]:
    """Each ratio of sums with the error of the delta method, and both compared.

    Of the classes of accounts, not of accounts: sums are kept by class, and each holds whole
    accounts, so the error allows for several facts of one.
    """
    groups: tuple[tuple[Part, Sums], ...] = (("fit", fit), ("not_fit", not_fit))
    z, source = z_of(rules.confidence), "Cochran (1977) Sampling Techniques, 3rd ed., 6.4"
    lines, known = [], []
    for part, sums in groups:
        filled = sums.values[:BUCKETS][sums.filled[:BUCKETS]]
        if len(filled) < 2 or filled[:, 1].sum() <= 0:
            continue
        value, error = ratio_of_sums(list(filled[:, 0]), list(filled[:, 1]))
        known.append((value, error))
        given = f"{len(filled)} classes of accounts"
        ends = value, value - z * error, value + z * error
        lines.append(
            Line(part, "Ratio of sums with the delta method", "value", given, source, *ends)
        )
    if len(known) < 2:
        return lines
    gap, error = known[0][0] - known[1][0], sqrt(known[0][1] ** 2 + known[1][1] ** 2)
    name, given = "Difference with the delta method", "variances add"
    ends = gap, gap - z * error, gap + z * error
    return [*lines, Line("gap", name, "difference", given, source, *ends)]


def rates(fit: Sums, not_fit: Sums, rules: Rules) -> list[Line]:
    """What sums of movements say of retention: an account that shrank and grew they cannot see."""
    groups: tuple[tuple[Part, Sums], ...] = (("fit", fit), ("not_fit", not_fit))
    lines = []
    for part, sums in groups:
        months = sums.values.sum(axis=0)
        if sums.facts.sum() == 0 or months[0, 0] <= 0:
            continue
        moved = months.sum(axis=0)
        found = retention(
            float(months[0, 0]),
            churn=-float(moved[5]),
            contraction=-float(moved[4]),
            expansion=float(moved[3]),
            reactivation=float(moved[2]),
        )
        given = f"{months[0, 0]:,.0f} at the opening"
        source = "ChartMogul Help Center: Net and Gross MRR Churn Rate"
        named = {
            "Net revenue retention, from movements": found.nrr,
            "Gross revenue retention, from movements": found.grr,
            "Gross churn, from movements": found.gross_churn,
            "Net churn, from movements": found.net_churn,
        }
        lines += [Line(part, n, "share", given, source, value) for n, value in named.items()]
    return lines
