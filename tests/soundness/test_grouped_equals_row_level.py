"""Sums per bucket say what plain Python finds in the rows themselves, to 1e-9."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from datetime import date
from math import fsum

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Row, Slice, View, compare, members
from icp_metrics.compare.members import segment

ASKED = Slice(starts=date(2025, 10, 1), ends=date(2026, 10, 1))


def check(view: View, kpi: str, row: Row, asked: Slice) -> None:
    """Value, facts, accounts and counts of every group, from the rows behind it."""
    for name, group in row.groups.items():
        rows = members(view, kpi, asked, group=name).to_dicts()
        assert len(rows) == group.facts
        assert len({r["account_id"] or r["fact_id"] for r in rows}) == group.n
        assert sum(r["judged_later"] for r in rows) == group.judged_later
        assert sum(r["filled_later"] for r in rows) == group.filled_later
        if not rows:
            assert group.estimate.value is None
            continue
        ratio = fsum(float(r["y"]) for r in rows) / fsum(float(r["x"]) for r in rows)
        assert group.estimate.value == pytest.approx(ratio, rel=1e-9)


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("fit_as_of", ["sold", "today"])
def test_total_is_that_of_the_rows(demo_view: View, kpi: str, fit_as_of: str) -> None:
    asked = replace(ASKED, fit_as_of=fit_as_of)  # type: ignore[arg-type]
    check(demo_view, kpi, compare(demo_view, kpi, asked)[0], asked)


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("by", ["employees", "tech_stack", "opportunities.source"])
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
    estimate = compare(demo_view, "win_rate", ASKED)[0].groups["all"].estimate
    assert estimate.replicates is not None
    assert estimate.replicates.variance == pytest.approx(variance, rel=1e-9)
    assert estimate.replicates.k == k
