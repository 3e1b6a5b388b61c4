"""Charts hold the numbers they are given, hide what may not be shown, and let no text be markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from icp_metrics.charts.coverage import coverage
from icp_metrics.charts.forest import forest
from icp_metrics.charts.groups import groups
from icp_metrics.charts.look import DARK, LIGHT, Look
from icp_metrics.charts.trend import trend
from icp_metrics.compare.periods import Period
from icp_metrics.statistics.estimate import Difference
from tests.charts.rows import DEAL_SIZE, HIDDEN, NOTHING, WIN_RATE, segment, with_group

HOSTILE = '<a href="http://evil.example">x</a> & co'


def test_groups_hold_each_value_with_its_range_and_name() -> None:
    chart = groups(WIN_RATE, LIGHT)
    found = {trace.customdata[0][0]: trace for trace in chart.data}
    fit = found["fit"]
    assert list(fit.x) == [0.40]
    assert list(fit.error_x.array) == pytest.approx([0.12])
    assert list(fit.error_x.arrayminus) == pytest.approx([0.09])
    assert [t.strip() for t in fit.y] == ["In ICP"]
    assert "40.0%" in fit.text[0]
    assert "60 deals of 50 accounts" in fit.hovertemplate
    assert list(found["not_fit"].x) == [0.25]
    assert [t.strip() for t in found["unknown"].y] == ["Can't tell"]


def test_groups_hide_the_number_of_too_few_accounts_and_say_so() -> None:
    chart = groups(with_group(WIN_RATE, "fit", HIDDEN), LIGHT)
    [fit] = [t for t in chart.data if t.customdata[0][0] == "fit"]
    assert list(fit.x) == [None]
    assert "too early" in fit.text[0]
    assert "62.5" not in chart.to_json()
    assert "0.625" not in chart.to_json()


def test_forest_ranks_segments_by_difference_with_the_total_beneath() -> None:
    rows = [
        segment("North", gap=Difference(0.10, -0.05, 0.25)),
        segment("South", gap=Difference(-0.20, -0.30, -0.10), verdict="worse"),
        segment(None, gap=Difference(0.30, 0.20, 0.40)),
    ]
    chart = forest(WIN_RATE, rows, LIGHT)
    assert list(chart.layout.yaxis.ticktext) == ["All", "South", "North", "(blank)"]
    assert [t.customdata[0][1] for t in chart.data] == [None, "South", "North", None]
    assert [t.customdata[0][0] for t in chart.data] == [None, "region", "region", "region"]
    # In percentage points.
    assert [t.x[0] for t in chart.data] == pytest.approx([15, -20, 10, 30])
    south = chart.data[1]
    assert list(south.error_x.array) == pytest.approx([10])
    assert list(south.error_x.arrayminus) == pytest.approx([10])
    assert south.marker.color == LIGHT.not_fit
    assert [a.text for a in chart.layout.annotations] == ["50 v 90"] * 4


def test_forest_of_money_is_in_money() -> None:
    chart = forest(DEAL_SIZE, [], LIGHT)
    assert list(chart.data[0].x) == [9_070]
    assert list(chart.data[0].error_x.array) == [6_130]
    assert chart.layout.xaxis.title.text == "Difference in EUR"


def test_forest_has_no_mark_where_a_side_is_too_small_but_the_count_says_why() -> None:
    hidden = with_group(segment("North", gap=Difference(0.375, None, None)), "fit", HIDDEN)
    chart = forest(WIN_RATE, [hidden], LIGHT)
    mark = chart.data[1]
    assert mark.marker.opacity == 0
    assert "37.5" not in chart.to_json()
    assert "0.375" not in chart.to_json()
    assert {"too early", "8 v 90"} <= {a.text for a in chart.layout.annotations}


def test_forest_shows_hostile_text_as_text_once_and_filters_by_it_as_it_is() -> None:
    chart = forest(WIN_RATE, [segment(HOSTILE), segment("a & b")], LIGHT)
    labels, hovers = chart.layout.yaxis.ticktext, [t.hovertext[0] for t in chart.data]
    assert "a &amp; b" in labels
    assert any(h.startswith("a &amp; b:") for h in hovers)
    for text in [*labels, *hovers]:
        assert "<" not in text.replace("<br>", "")
    assert HOSTILE in [t.customdata[0][1] for t in chart.data]


def test_trend_leaves_a_gap_for_too_few_and_a_hollow_mark_for_an_incomplete_quarter() -> None:
    first = replace(WIN_RATE, period=Period(date(2025, 1, 1), date(2025, 4, 1)))
    second = with_group(first, "fit", HIDDEN)
    second = replace(second, period=Period(date(2025, 4, 1), date(2025, 7, 1)))
    third = replace(WIN_RATE, period=Period(date(2025, 7, 1), date(2025, 10, 1), complete=False))
    chart = trend([first, second, third], LIGHT, 1)
    fit, other = chart.data
    assert (fit.name, other.name) == ("In ICP", "Outside ICP")
    assert list(fit.y) == [0.40, None, 0.40]
    assert list(other.y) == [0.25, 0.25, 0.25]
    assert list(fit.error_y.array) == pytest.approx([0.12, 0, 0.12])
    assert fit.connectgaps is False
    assert list(fit.marker.symbol) == ["circle", "circle", "circle-open"]
    assert list(chart.layout.xaxis.ticktext) == ["2025 Q1", "2025 Q2", "2025 Q3"]
    assert [c[0] for c in fit.customdata] == ["2025 Q1", "2025 Q2", "2025 Q3"]
    assert "incomplete" in fit.hovertext[2] and "incomplete" not in fit.hovertext[0]
    assert "62.5" not in chart.to_json()


def test_trend_counts_fiscal_quarters() -> None:
    first = replace(WIN_RATE, period=Period(date(2025, 4, 1), date(2025, 7, 1)))
    assert list(trend([first], LIGHT, 4).layout.xaxis.ticktext) == ["FY2026 Q1"]


def test_coverage_is_the_share_of_facts_in_three_labelled_parts() -> None:
    chart = coverage(WIN_RATE, DARK)
    assert [t.name for t in chart.data] == ["In ICP", "Outside ICP", "Can't tell"]
    assert [t.x[0] for t in chart.data] == pytest.approx([0.3, 0.6, 0.1])
    assert [t.text[0] for t in chart.data] == ["In ICP 30%", "Outside ICP 60%", "Can't tell 10%"]
    none = dict.fromkeys(WIN_RATE.groups, NOTHING)
    assert [t.x[0] for t in coverage(replace(WIN_RATE, groups=none), DARK).data] == [0, 0, 0]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_groups_keep_their_colours_and_are_told_apart_without_them(look: Look) -> None:
    traces = {t.customdata[0][0]: t for t in groups(WIN_RATE, look).data}
    assert {g: t.marker.color for g, t in traces.items()} == {
        "fit": look.fit,
        "not_fit": look.not_fit,
        "unknown": look.unknown,
    }
    assert len({t.marker.symbol for t in traces.values()}) == 3
    lines = trend([WIN_RATE], look, 1).data
    assert len({t.line.dash for t in lines}) == len({t.line.color for t in lines}) == 2
    # The placeholder colours that Streamlit puts into Plotly's template are nowhere.
    assert "#00000" not in groups(WIN_RATE, look).to_json()
