"""Groups, segments, tiers, periods and states add up to all there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare
from icp_metrics.compare.cells import Cell, Key, cells
from icp_metrics.compare.periods import Every, split
from icp_metrics.compare.question import question
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import ALL
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


OF_DEALS = {"opportunities.source", "opportunities.competitor"}
STATES = ("fit", "not_fit", "unknown")
OF_FACTS = [k for k in KPIS.values() if not k.parts]
EVENTS = [k for k in OF_FACTS if k.window == "event" and k.adds_up]
"""Of those that take the latest, what counts hangs on the period."""


def answered(view: View, kpi: Kpi, asked: Slice) -> dict[Key, Cell]:
    return cells(view, question(view, kpi, asked))


def added(found: Iterable[Cell]) -> np.ndarray:
    """Facts, and each column of the estimator, over cells and buckets and days."""
    rows = [
        np.append(c.facts, c.sums.values.reshape(-1, c.sums.values.shape[-1]).sum(axis=0))
        for c in found
    ]
    return np.sum(rows, axis=0)


def one_each(found: dict[Key, Cell]) -> list[Cell]:
    return [c for (_, _, group), c in found.items() if group != ALL]


@pytest.mark.parametrize("kpi", OF_FACTS, ids=lambda k: k.id)
def test_segments_add_up_to_the_total(demo_view: View, kpi: Kpi) -> None:
    whole = one_each(answered(demo_view, kpi, ALL_TIME))
    for by in SINGLE:
        if by in OF_DEALS and kpi.facts_of != "opportunities":
            continue
        many = one_each(answered(demo_view, kpi, replace(ALL_TIME, by=by)))
        assert added(many) == pytest.approx(added(whole), rel=1e-12), by


@pytest.mark.parametrize("kpi", OF_FACTS, ids=lambda k: k.id)
@pytest.mark.parametrize("fit_as_of", ["sold", "today"])
def test_groups_add_up_to_all(demo_view: View, kpi: Kpi, fit_as_of: str) -> None:
    for by in (None, "region", "tech_stack"):
        asked = replace(ALL_TIME, fit_as_of=fit_as_of, by=by)  # type: ignore[arg-type]
        found = answered(demo_view, kpi, asked)
        for (period, segment, group), whole in found.items():
            if group != ALL:
                continue
            parts = [found[key] for s in STATES if (key := (period, segment, s)) in found]
            assert added(parts) == pytest.approx(added([whole]), rel=1e-12)
            # An account whose fit changed is in two groups and counts once in all.
            assert whole.n <= min(whole.facts, sum(p.n for p in parts))
            # Only spend that nobody bears has no account.
            assert whole.n > 0 or not whole.sums.filled.any()


@pytest.mark.parametrize("kpi", EVENTS, ids=lambda k: k.id)
@pytest.mark.parametrize("every", ["month", "quarter", "year"])
def test_periods_add_up_to_the_whole(demo_view: View, kpi: Kpi, every: Every) -> None:
    starts, ends = date(2024, 2, 10), date(2026, 8, 20)
    whole = question(demo_view, kpi, Slice(starts=starts, ends=ends))
    parts = replace(whole, periods=tuple(split(whole.periods[0], every, ends, 1)))
    assert len(parts.periods) > 2
    one, many = (added(one_each(cells(demo_view, q))) for q in (whole, parts))
    assert many == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize("kpi", OF_FACTS, ids=lambda k: k.id)
def test_values_of_a_list_reach_every_fact(demo_view: View, kpi: Kpi) -> None:
    whole = answered(demo_view, kpi, ALL_TIME)[0, None, ALL].facts
    found = answered(demo_view, kpi, replace(ALL_TIME, by="tech_stack"))
    listed = [c.facts for (_, _, group), c in found.items() if group == ALL]
    assert max(listed) <= whole <= sum(listed)


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
