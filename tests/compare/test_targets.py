"""Targets: shown beside the result, and told from it only where the likely range tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import View, compare, open_view
from icp_metrics.compare.row import Row
from icp_metrics.compare.targets import met
from icp_metrics.statistics.estimate import Estimate
from icp_metrics.store import Store
from tests.builders import ICP, YEAR, crowd, joined, load_rows, new_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """In ICP 40 of 100 deals are won (likely some 31 % to 50 %), outside 20 of 100."""
    made = new_store(tmp_path_factory.mktemp("targets"), ICP)
    parts = (crowd("f", 100, 40, industry="software"), crowd("n", 100, 20, industry="retail"))
    load_rows(made, **joined(*parts))
    return made


def with_target(store: Store, **targets: float) -> View:
    view = open_view(store)
    settings = view.settings.with_values({"targets": targets}, version=9)
    return replace(view, settings=settings)


def win_rate(view: View, **changes: object) -> Row:
    return compare(view, "win_rate", replace(YEAR, **changes))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "met"), [(0.25, "reached"), (0.60, "missed"), (0.40, "open"), (0.45, "open")]
)
def test_a_target_is_reached_or_missed_only_where_the_whole_likely_range_says_so(
    store: Store, target: float, met: str
) -> None:
    row = win_rate(with_target(store, win_rate=target))
    assert row.extras["target"] == {"value": target, "met": met}
    assert row.to_json()["extras"]["target"]["value"] == target


@pytest.mark.parametrize(
    ("target", "expected"), [(60, "reached"), (61, "reached"), (55, "open"), (49, "missed")]
)
def test_of_a_figure_that_is_better_low_a_target_above_the_range_is_reached(
    target: float, expected: str
) -> None:
    assert met(KPIS["cycle_length"], Estimate(54, 50, 60, "ok"), target) == expected
    assert met(KPIS["cycle_length"], Estimate(54, 50, 60, "insufficient"), target) == "open"


def test_a_target_is_of_the_whole_and_of_the_usual_way_of_counting(store: Store) -> None:
    view = with_target(store, win_rate=0.3)
    total, *segments = compare(view, "win_rate", replace(YEAR, by="industry"))
    assert total.extras["target"]["value"] == 0.3
    assert len(segments) == 2 and all("target" not in row.extras for row in segments)
    assert "target" not in win_rate(view, variant="cohort").extras
    assert "target" not in win_rate(open_view(store)).extras


def test_too_few_accounts_leave_a_target_open(tmp_path: Path) -> None:
    made = new_store(tmp_path, ICP)
    parts = (crowd("f", 3, 3, industry="software"), crowd("n", 60, 20, industry="retail"))
    load_rows(made, **joined(*parts))
    row = win_rate(with_target(made, win_rate=0.1))
    assert row.extras["target"]["met"] == "open"
    assert wording.target(row) == "Target in ICP 10.0%: too early to tell."


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (0.25, "Target in ICP 25.0%: reached."),
        (0.60, "Target in ICP 60.0%: missed."),
        (0.40, "Target in ICP 40.0%: within the likely range, so it can't be told."),
    ],
)
def test_the_words_of_a_target(store: Store, target: float, said: str) -> None:
    assert wording.target(win_rate(with_target(store, win_rate=target))) == said


def test_a_state_has_a_target_but_nothing_is_met(store: Store) -> None:
    row = compare(with_target(store, icp_share=0.5), "icp_share", YEAR)[0]
    assert row.extras["target"] == {"value": 0.5, "met": None}
    assert wording.target(row) == "Target in ICP 50.0%."
