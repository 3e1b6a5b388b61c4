"""Groups, segments, tiers, periods and states add up to all there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare
from icp_metrics.compare.ask import sums
from icp_metrics.compare.compare import question
from tests.builders import counts, rows_of

ALL_TIME = Slice(starts=date(2000, 1, 1), ends=date(2027, 1, 1))
SINGLE = [
    "industry",
    "employees",
    "country",
    "region",
    "sales_led",
    "founded_on",
    "tier",
    "annual_revenue",
    "opportunities.source",
    "opportunities.competitor",
]


def added(view: View, kpi: str, asked: Slice) -> np.ndarray:
    """facts, y and x over everything a question answers."""
    q = question(view, KPIS[kpi], asked)
    frame = view.engine.run(sums(view, q, by_fit=True))
    return frame.select("facts", *KPIS[kpi].estimator.columns).sum().to_numpy()[0]


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("by", SINGLE)
def test_segments_add_up_to_the_total(demo_view: View, kpi: str, by: str) -> None:
    whole, *segments = compare(demo_view, kpi, replace(ALL_TIME, by=by))
    for group, facts in counts(whole).items():
        assert sum(counts(s)[group] for s in segments) == facts
    one, many = (added(demo_view, kpi, replace(ALL_TIME, by=b)) for b in (None, by))
    assert many == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("fit_as_of", ["sold", "today"])
@pytest.mark.parametrize("by", [None, "region", "tech_stack"])
def test_groups_add_up_to_all(demo_view: View, kpi: str, fit_as_of: str, by: str | None) -> None:
    asked = replace(ALL_TIME, fit_as_of=fit_as_of, by=by)  # type: ignore[arg-type]
    for row in compare(demo_view, kpi, asked):
        found = counts(row)
        assert found["fit"] + found["not_fit"] + found["unknown"] == found["all"]
        assert 0 < row.groups["all"].n <= found["all"]
        # An account whose fit changed is in two groups and counts once in all.
        assert row.groups["all"].n <= sum(row.groups[g].n for g in ("fit", "not_fit", "unknown"))


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("every", ["month", "quarter", "year"])
def test_periods_add_up_to_the_whole(demo_view: View, kpi: str, every: str) -> None:
    asked = Slice(starts=date(2024, 2, 10), ends=date(2026, 8, 20))
    whole = compare(demo_view, kpi, asked)[0]
    parts = compare(demo_view, kpi, replace(asked, every=every))  # type: ignore[arg-type]
    for group, facts in counts(whole).items():
        assert sum(counts(p)[group] for p in parts) == facts
    per_part = [
        added(demo_view, kpi, Slice(starts=p.period.starts, ends=p.period.ends)) for p in parts
    ]
    assert np.sum(per_part, axis=0) == pytest.approx(added(demo_view, kpi, asked), rel=1e-12)


@pytest.mark.parametrize("kpi", KPIS)
def test_values_of_a_list_reach_every_fact(demo_view: View, kpi: str) -> None:
    whole, *segments = compare(demo_view, kpi, replace(ALL_TIME, by="tech_stack"))
    assert sum(counts(s)["all"] for s in segments) >= counts(whole)["all"]
    assert max(counts(s)["all"] for s in segments) <= counts(whole)["all"]


def test_tiers_hold_every_fit_deal_and_only_judged_ones(demo_view: View) -> None:
    whole, *tiers = compare(demo_view, "win_rate", replace(ALL_TIME, by="tier"))
    found = {t.segment: counts(t) for t in tiers}
    assert set(found) == {"A", "B", "C", None}
    assert found["A"]["fit"] + found["B"]["fit"] == counts(whole)["fit"]
    assert found[None]["unknown"] == counts(whole)["unknown"]
    # C is from 40 and fit from 60: only deals that are not fit.
    assert found["C"]["fit"] == 0 < found["C"]["not_fit"]


def test_won_lost_open_and_disqualified_are_all_deals(demo_view: View) -> None:
    states = Counter(
        dict(rows_of(demo_view, "SELECT status, COUNT(*) FROM opportunities GROUP BY status"))
    )
    assert set(states) <= {"won", "lost", "open", "disqualified"}
    assert rows_of(demo_view, "SELECT COUNT(*) FROM opportunities") == [(states.total(),)]
    new = rows_of(
        demo_view,
        "SELECT COUNT(*) FROM opportunities WHERE is_new_business AND status IN ('won', 'lost')",
    )
    assert [(counts(compare(demo_view, "win_rate", ALL_TIME)[0])["all"],)] == new
