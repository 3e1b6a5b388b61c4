"""Charts hold the numbers they are given, hide what may not be shown, and let no text be markup."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.charts.coverage import coverage
from icp_metrics.charts.groups import groups
from icp_metrics.charts.look import DARK, LIGHT, Look
from icp_metrics.charts.trend import trend
from tests.charts.rows import HIDDEN, NOTHING, WIN_RATE, with_group

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
