"""q belongs to a family: the totals of KPIs judged together, or the segments of one KPI."""

from __future__ import annotations

from dataclasses import replace

import pytest
from statsmodels.stats.multitest import multipletests

from icp_metrics.compare import Row, View, compare
from icp_metrics.compare.family import judged
from tests.builders import YEAR, crowd, joined, small_company


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Four regions with gaps of different size; the fourth has too few accounts to be judged."""
    crowds = []
    for region, fit_won, other_won in (("E", 30, 10), ("N", 25, 15), ("S", 21, 20)):
        crowds.append(crowd(f"{region}f", 40, fit_won, industry="software", region=region))
        crowds.append(crowd(f"{region}o", 40, other_won, industry="retail", region=region))
    crowds.append(crowd("Wf", 8, 8, industry="software", region="W"))
    crowds.append(crowd("Wo", 8, 1, industry="retail", region="W"))
    return small_company(tmp_path_factory.mktemp("family"), **joined(*crowds))


@pytest.fixture(scope="module")
def rows(view: View) -> dict[str | None, Row]:
    found = compare(view, "win_rate", replace(YEAR, by="region"))
    return {r.segment: r for r in found}


def test_q_of_segments_adjusts_over_the_segments_that_can_be_judged(
    rows: dict[str | None, Row],
) -> None:
    p = [rows[s].gap.p for s in "ENS"]
    expected = multipletests(p, method="fdr_bh")[1]
    assert [rows[s].q for s in "ENS"] == pytest.approx(list(expected))


def test_segment_with_too_few_accounts_has_no_p_and_is_not_in_the_family(
    rows: dict[str | None, Row],
) -> None:
    west = rows["W"]
    assert west.groups["fit"].estimate.status == "insufficient"
    assert west.gap.value == pytest.approx(1 - 1 / 8)
    assert (west.gap.p, west.q, west.verdict) == (None, None, "too_little_data")


def test_q_of_the_total_is_not_adjusted_for_the_segments(
    view: View, rows: dict[str | None, Row]
) -> None:
    total = compare(view, "win_rate", YEAR)[0]
    assert rows[None].by is None
    assert rows[None].q == total.q == total.gap.p


def test_q_decides_and_not_p(rows: dict[str | None, Row]) -> None:
    east, south = rows["E"], rows["S"]
    assert east.q is not None and east.q <= 0.05
    assert east.verdict == "better"
    assert south.verdict == "too_little_data"
    # About how many more: n · ((half-width / 0.03)² - 1).
    half = (south.gap.high - south.gap.low) / 2  # type: ignore[operator]
    assert south.extras["more_needed"] == pytest.approx(80 * ((half / 0.03) ** 2 - 1), abs=1)


def test_gap_is_fit_minus_not_fit(rows: dict[str | None, Row]) -> None:
    assert rows["E"].gap.value == pytest.approx(30 / 40 - 10 / 40)
    assert rows["S"].gap.value == pytest.approx(21 / 40 - 20 / 40)


def test_comparison_that_is_equal_by_construction_is_not_in_the_family_and_says_nothing(
    view: View,
) -> None:
    total = compare(view, "win_rate", YEAR)[0]
    same = replace(
        total,
        gap=replace(total.gap, value=0.0, low=-0.001, high=0.001, p=0.9),
        flags=("circular",),
    )
    plain, circular = judged([total, same], view)
    assert (plain.q, circular.q) == (total.gap.p, None)
    assert circular.verdict == "no_clear_difference"
    assert judged([replace(same, flags=())], view)[0].verdict == "equivalent"
