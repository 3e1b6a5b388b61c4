"""Sums per bucket say what plain Python finds in the rows themselves, to 1e-9."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import fsum
from typing import Any

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Row, Slice, View, compare, members
from icp_metrics.compare.cells import cells
from icp_metrics.compare.members import segment
from icp_metrics.compare.question import question
from icp_metrics.statistics.estimate import Rules

ASKED = Slice(starts=date(2025, 10, 1), ends=date(2026, 10, 1))


Records = list[dict[str, Any]]


def ratio(rows: Records, _: int | None) -> float:
    return fsum(float(r["y"]) for r in rows) / fsum(float(r["x"]) for r in rows)


def risk(rows: Records, day: int) -> int:
    return sum(r["entry_day"] <= day <= r["exit_day"] for r in rows)


def left(rows: Records, day: int, event: str) -> int:
    return sum(r["exit_day"] == day and r["left_by"] == event for r in rows)


def days_to_win(rows: Records, horizon: int | None) -> float | None:
    """The Aalen-Johansen median of winners, one day after the other."""
    assert horizon is not None
    stays, won, curve = 1.0, 0.0, []
    for day in range(horizon + 1):
        at_risk = risk(rows, day)
        if at_risk:
            won += stays * left(rows, day, "won") / at_risk
            stays *= 1 - (left(rows, day, "won") + left(rows, day, "lost")) / at_risk
        curve.append(won)
    if not won:
        return None
    return next(day for day, f in enumerate(curve) if f / won >= 0.5 - 1e-12)


def still_paying(rows: Records, horizon: int | None) -> float | None:
    assert horizon is not None
    stays = 1.0
    for day in range(horizon + 1):
        if at_risk := risk(rows, day):
            stays *= 1 - left(rows, day, "churned") / at_risk
    return stays


def margin(rows: Records, horizon: int | None) -> float | None:
    if horizon is None:
        return None
    stays, worth = 1.0, 0.0
    for month in range(horizon):
        here = [r for r in rows if r["tenure"] == month]
        stays *= 1 - sum(r["lost"] for r in here) / sum(r["at_risk"] for r in here)
        active = sum(r["active"] for r in here)
        worth += stays * fsum(float(r["margin"]) for r in here) / active
    return worth


def growth(rows: Records, _: int | None) -> float:
    first, last = min(r["month"] for r in rows), max(r["month"] for r in rows)
    opening = fsum(float(r["opening"]) for r in rows if r["month"] == first)
    return fsum(float(r["closing"]) for r in rows if r["month"] == last) / opening - 1


def cost(rows: Records, _: int | None) -> float:
    return fsum(float(r["cost"]) for r in rows) / sum(r["customers"] for r in rows)


def payback(rows: Records, _: int | None) -> float:
    paying = [float(r["margin"]) for r in rows if r["paying"]]
    return cost(rows, None) / (fsum(paying) / len(paying))


def net_promoters(rows: Records, _: int | None) -> float:
    return 100 * sum(r["promoters"] - r["detractors"] for r in rows) / len(rows)


def total(rows: Records, _: int | None) -> float:
    return fsum(float(r["y"]) for r in rows)


ROUTES: dict[str, Callable[[Records, int | None], float | None]] = {
    "cycle_length": days_to_win,
    "logo_retention": still_paying,
    "cltv": margin,
    "mrr_growth": growth,
    "cac": cost,
    "cac_payback": payback,
    "nps": net_promoters,
    "accounts": total,
    "open_pipeline": total,
    "renewals_due": total,
    "icp_share": total,
}
"""The second route of each KPI that is more than a ratio of sums."""


OF_FACTS = [name for name, kpi in KPIS.items() if not kpi.parts]


def check(view: View, kpi: str, row: Row, asked: Slice) -> None:
    """Value, facts, accounts and counts of every group, from the rows behind it."""
    for name, group in row.groups.items():
        rows = members(view, kpi, asked, group=name).to_dicts()
        assert len(rows) == group.facts
        # Spend that nobody bears is no account.
        borne = [r for r in rows if r["account_id"] or not r.get("cost")]
        assert len({r["account_id"] or r["fact_id"] for r in borne}) == group.n
        assert sum(r["judged_later"] for r in rows) == group.judged_later
        assert sum(r["filled_later"] for r in rows) == group.filled_later
        if group.estimate.value is None:
            assert not rows or group.estimate.status == "not_estimable"
            continue
        expected = ROUTES.get(kpi, ratio)(rows, row.horizon)
        if kpi == "icp_share" and expected is not None:
            expected /= total(members(view, kpi, asked).to_dicts(), None)
        assert group.estimate.value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("kpi", OF_FACTS)
@pytest.mark.parametrize("fit_as_of", ["sold", "today"])
def test_total_is_that_of_the_rows(demo_view: View, kpi: str, fit_as_of: str) -> None:
    asked = replace(ASKED, fit_as_of=fit_as_of)  # type: ignore[arg-type]
    row = compare(demo_view, kpi, asked)[0]
    assert row.groups["fit"].estimate.value is not None
    check(demo_view, kpi, row, asked)


@pytest.mark.parametrize(
    ("kpi", "by"),
    [
        *((name, "employees") for name in OF_FACTS),
        *((name, by) for name in ("win_rate", "grr") for by in ("tech_stack", "region")),
        ("deal_size", "opportunities.source"),
        ("cycle_length", "opportunities.source"),
    ],
)
def test_every_segment_is_that_of_its_rows(demo_view: View, kpi: str, by: str) -> None:
    asked = replace(ASKED, by=by)
    for row in compare(demo_view, kpi, asked)[1:]:
        check(demo_view, kpi, row, segment(demo_view, kpi, asked, row.segment))


def test_variance_is_the_jackknife_of_the_rows(demo_view: View) -> None:
    """Leave out one bucket of rows at a time, by loops, and compare the effective number."""
    by_bucket: dict[int, list[float]] = defaultdict(list)
    for r in members(demo_view, "win_rate", ASKED).to_dicts():
        own = r["account_id"] or r["fact_id"]
        by_bucket[int(hashlib.md5(own.encode()).hexdigest()[:8], 16) % 128].append(float(r["y"]))
    won, n = fsum(map(fsum, by_bucket.values())), sum(map(len, by_bucket.values()))
    thetas = [(won - fsum(ys)) / (n - len(ys)) for ys in by_bucket.values()]
    k, mean = len(thetas), fsum(thetas) / len(thetas)
    variance = (k - 1) / k * fsum((t - mean) ** 2 for t in thetas)
    found = cells(demo_view, question(demo_view, KPIS["win_rate"], ASKED))
    estimate = KPIS["win_rate"].estimator.estimate(found[0, None, "all"].sums, Rules())
    assert estimate.replicates is not None
    assert estimate.replicates.variance == pytest.approx(variance, rel=1e-9)
    assert estimate.replicates.k == k
