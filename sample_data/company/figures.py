"""The figures of a set of deals: what they came to, and what they were expected to come to."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from company.accounts import BANDS, band_of
from company.calendar import LAST_DAY, Period
from company.deals import Deal
from company.jackknife import standard_error
from company.outcomes import AMOUNT_SPREAD, chance_if_closed, typical_amount
from company.profile import judge

Value = Callable[[Deal], float]
Group = Callable[[Deal], str]
GROUPS = ("fit", "not_fit", "unknown")


def as_sold(deal: Deal) -> str:
    """Judged with the attributes of the day the deal was created."""
    return deal.judged


@lru_cache(maxsize=20_000)  # the jackknife asks 128 times
def as_today(deal: Deal) -> str:
    """Judged with the attributes of the last export."""
    return judge(deal.account.known_on(LAST_DAY)) if deal.named else "unknown"


def closed_new(deals: Sequence[Deal], period: Period) -> list[Deal]:
    """New business closed in the period: what the win rate counts."""
    return [d for d in deals if d.kind == "new" and d.closed_on and d.closed_on in period]


def won(deal: Deal) -> float:
    return float(deal.status == "won")


def amount(deal: Deal) -> float:
    return deal.amount or 0.0


def mean_amount(deal: Deal) -> float:
    """The expected amount of the deal."""
    typical = typical_amount(fit=deal.fit, employees=deal.employees)
    return typical * math.exp(AMOUNT_SPREAD**2 / 2)


def mean(deals: Sequence[Deal], value: Value) -> float:
    return sum(map(value, deals)) / len(deals)


def gap(deals: Sequence[Deal], value: Value, group: Group) -> float:
    """fit minus not_fit."""
    fit, other = ([d for d in deals if group(d) == g] for g in ("fit", "not_fit"))
    return mean(fit, value) - mean(other, value)


def ratio(deals: Sequence[Deal], value: Value, group: Group) -> float:
    """fit over not_fit."""
    fit, other = ([d for d in deals if group(d) == g] for g in ("fit", "not_fit"))
    return mean(fit, value) / mean(other, value)


@lru_cache(maxsize=20_000)
def stratum(deal: Deal) -> tuple[str, str]:
    """Region and size band, as the CRM has them (a blank is a stratum of its own)."""
    employees = deal.account.known_on(deal.created_on).employees
    return deal.account.region, band_of(employees) if employees else ""


def like_for_like(deals: Sequence[Deal], value: Value, group: Group) -> float:
    """The gap at like size and region: strata weighted by their judged deals.

    Strata where a group has fewer than two accounts are left out.
    """
    strata: dict[tuple[str, str], list[Deal]] = {}
    for deal in deals:
        if group(deal) != "unknown":
            strata.setdefault(stratum(deal), []).append(deal)
    total = weight = 0.0
    for members in strata.values():
        clusters = [{d.cluster for d in members if group(d) == g} for g in ("fit", "not_fit")]
        if min(map(len, clusters)) >= 2:
            total += len(members) * gap(members, value, group)
            weight += len(members)
    return total / weight


def groups(deals: Sequence[Deal], group: Group, expected: Value | None) -> dict[str, object]:
    """Counts per group, the share won, and the share that was to be expected."""
    out: dict[str, object] = {}
    for name in (*GROUPS, "all"):
        members = [d for d in deals if name in (group(d), "all")]
        figures = {
            "deals": len(members),
            "won": sum(d.status == "won" for d in members),
            "accounts": len({d.cluster for d in members}),
            "judged_later": sum(d.judged_later for d in members),
            "filled_later": sum(d.filled_later for d in members),
            "realised": round(mean(members, won), 6),
        }
        if expected:
            figures["expected"] = round(mean(members, expected), 6)
        out[name] = figures
    return out


def with_interval(
    deals: Sequence[Deal], figure: Callable[[Sequence[Deal]], float]
) -> dict[str, float]:
    """The realised figure and its 95 % Wald limits, clustered by account."""
    value, se = figure(deals), standard_error(deals, figure)
    limits = {"realised": value, "low": value - 1.96 * se, "high": value + 1.96 * se}
    return {name: round(number, 6) for name, number in limits.items()}


def win_rate(deals: Sequence[Deal], period: Period) -> dict[str, object]:
    """Win rate of the deals that closed in the period, as sold."""
    closed = closed_new(deals, period)
    judged = [d for d in closed if d.judged != "unknown"]
    known = {id(d): chance_if_closed(d, period) for d in closed}

    def p(deal: Deal) -> float:
        return known[id(deal)]

    def effect(deal: Deal) -> float:
        ifs = (chance_if_closed(deal, period, fit=fit) for fit in (True, False))
        return next(ifs) - next(ifs)

    crude, level = partial(gap, group=as_sold), partial(like_for_like, group=as_sold)
    return {
        "groups": groups(closed, as_sold, p),
        "gap": {
            "expected": round(crude(closed, p), 6),
            **with_interval(closed, partial(crude, value=won)),
        },
        "like_for_like": {
            "expected": round(level(closed, p), 6),
            **with_interval(closed, partial(level, value=won)),
        },
        "effect": round(mean(judged, effect), 6),
    }


def by_band(deals: Sequence[Deal], period: Period) -> dict[str, dict[str, object]]:
    """Per size band: deals and expected win rate of fit and not fit."""
    out: dict[str, dict[str, object]] = {}
    for band in BANDS:
        members = [d for d in closed_new(deals, period) if stratum(d)[1] == band]
        for name in ("fit", "not_fit"):
            some = [d for d in members if d.judged == name]
            expected = round(mean(some, lambda d: chance_if_closed(d, period)), 6)
            out.setdefault(band, {})[name] = {"deals": len(some), "expected": expected}
    return out


def win_rate_today(deals: Sequence[Deal], period: Period) -> dict[str, object]:
    """The same deals, judged by today's attributes."""
    closed = closed_new(deals, period)
    return {
        "groups": groups(closed, as_today, None),
        "gap": with_interval(closed, partial(gap, value=won, group=as_today)),
    }


def deal_size(deals: Sequence[Deal], period: Period) -> dict[str, object]:
    """Mean amount of won new business: fit over not fit, expected and realised."""
    sold = [d for d in closed_new(deals, period) if d.status == "won"]
    out: dict[str, object] = {}
    for name in GROUPS:
        members = [d for d in sold if d.judged == name]
        out[name] = {
            "won": len(members),
            "expected": round(mean(members, mean_amount), 2),
            "realised": round(mean(members, amount), 2),
        }
    figure = partial(ratio, value=amount, group=as_sold)
    log_ratio = standard_error(sold, lambda some: math.log(figure(some)))
    value = figure(sold)
    limits = {
        "low": value * math.exp(-1.96 * log_ratio),
        "high": value * math.exp(1.96 * log_ratio),
    }
    expected = ratio(sold, mean_amount, as_sold)
    figures = {"expected": expected, "realised": value, **limits}
    return {"groups": out, "ratio": {name: round(number, 6) for name, number in figures.items()}}
