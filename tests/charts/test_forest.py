"""The break-down as a picture: marks where the numbers are, names of any length, text as text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from plotly.graph_objects import Figure

from icp_metrics.catalog import KPIS
from icp_metrics.charts.forest import forest
from icp_metrics.charts.look import LIGHT
from icp_metrics.charts.mix import mix
from icp_metrics.compare.question import OTHER
from icp_metrics.compare.row import Row
from icp_metrics.statistics.estimate import Difference
from tests.charts.rows import DEAL_SIZE, HIDDEN, WIN_RATE, segment, with_group

HOSTILE = (
    '<a href="http://evil.example">x</a> & co',
    "<img src=http://evil.example/x.png>",
    "[click](http://evil.example)",
    "javascript:alert(1)",
)
LONG = "The territory of the northern and the western provinces together with all of the islands"


def marks(chart: Figure) -> dict[Any, dict[str, Any]]:
    """What is drawn of each label: where, how, and what hover says."""
    return {
        label: {
            "x": trace.x[i],
            "y": trace.y[i],
            "trace": trace,
            "low": trace.error_x.arrayminus[i] if trace.error_x.arrayminus else None,
            "high": trace.error_x.array[i] if trace.error_x.array else None,
            "hover": trace.hovertext[i],
        }
        for trace in chart.data
        for i, (_, label) in enumerate(trace.customdata)
    }


def names(chart: Figure) -> list[str]:
    """The names written in the plot, from the top."""
    written = [a for a in chart.layout.annotations if a.x == 0 and a.xref == "x domain"]
    return [a.text for a in sorted(written, key=lambda a: -a.y)]


def test_segments_stand_in_the_order_given_beneath_all() -> None:
    rows = [
        segment("North", gap=Difference(0.10, -0.05, 0.25), verdict="no_clear_difference"),
        segment("South", gap=Difference(-0.20, -0.30, -0.15), verdict="worse"),
        segment(None, gap=Difference(0.30, 0.20, 0.40)),
    ]
    total = replace(WIN_RATE, gap=Difference(0.15, 0.03, 0.27))
    chart = forest(total, rows, LIGHT)
    assert names(chart) == ["<b>All</b>", "North", "South", "(blank)"]
    found = [(trace.name, list(trace.y), list(trace.x)) for trace in chart.data]
    # In percentage points.
    assert found == [
        ("all", [3], [15]),
        ("no_clear_difference", [2], [10]),
        ("worse", [1], [-20]),
        ("better", [0], [30]),
    ]
    south = marks(chart)["South"]
    assert (south["low"], south["high"]) == (pytest.approx(10), pytest.approx(5))
    assert south["trace"].marker.color == LIGHT.not_fit
    assert south["trace"].customdata[0] == ["region", "South"]
    counts = [a.text for a in chart.layout.annotations if a.x == 1 and a.xref == "x domain"]
    assert counts == ["50 v 90"] * 4
    low, high = chart.layout.xaxis.range
    assert low < -30 and high > 40


def test_verdicts_are_told_apart_without_colour() -> None:
    verdicts = ("better", "worse", "no_clear_difference")
    rows = [segment(v, verdict=v) for v in verdicts]
    chart = forest(WIN_RATE, rows, LIGHT)
    assert len({trace.marker.symbol for trace in chart.data}) == 4


def test_money_is_in_money() -> None:
    chart = forest(DEAL_SIZE, [], LIGHT)
    assert list(chart.data[0].x) == [9_070]
    assert list(chart.data[0].error_x.array) == [6_130]
    assert chart.layout.xaxis.title.text == "Difference in EUR"


def test_there_is_no_mark_where_a_side_is_too_small_but_the_count_says_why() -> None:
    hidden = with_group(segment("North", gap=Difference(0.375, None, None)), "fit", HIDDEN)
    chart = forest(WIN_RATE, [hidden], LIGHT)
    mark = marks(chart)["North"]
    assert mark["trace"].marker.opacity == 0 and mark["low"] is None
    assert "37.5" not in chart.to_json()
    assert "0.375" not in chart.to_json()
    assert {"too early", "8 v 90"} <= {a.text for a in chart.layout.annotations}
    nothing = forest(with_group(WIN_RATE, "fit", HIDDEN), [hidden], LIGHT)
    assert nothing.layout.xaxis.range is None


def test_segment_followed_less_far_than_the_whole_has_no_mark() -> None:
    total = replace(DEAL_SIZE, kpi=KPIS["cltv"], horizon=24)
    shorter = replace(total, by="region", segment="North", horizon=12)
    chart = forest(total, [shorter], LIGHT)
    assert marks(chart)["North"]["trace"].marker.opacity == 0
    assert "too early, 12 months only" in {a.text for a in chart.layout.annotations}
    alike = forest(total, [replace(shorter, horizon=24)], LIGHT)
    assert marks(alike)["North"]["trace"].marker.opacity == 1


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_text_is_text_and_filters_as_it_is(label: str) -> None:
    for chart in (forest(WIN_RATE, [segment(label)], LIGHT), mix([segment(label)], LIGHT)):
        hovers = [h for t in chart.data for h in t.hovertext]
        for text in [*names(chart), *hovers]:
            assert "<" not in text.replace("<br>", "").replace("<b>All</b>", "")
        assert label in [c[1] for t in chart.data for c in t.customdata]


def test_long_name_is_cut_in_the_plot_and_whole_in_hover() -> None:
    chart = forest(WIN_RATE, [segment(LONG)], LIGHT)
    [_, cut] = names(chart)
    assert cut == f"{LONG[:33]}…"
    assert marks(chart)[LONG]["hover"].replace("<br>", " ").startswith(LONG)
    # Beside the plot there is nothing that would narrow it: a phone shows all of its width.
    assert not chart.layout.yaxis.showticklabels
    assert chart.layout.margin.l + chart.layout.margin.r < 30


def test_what_is_folded_says_how_many_values_it_is_and_carries_its_mark() -> None:
    folded = segment(OTHER, extras={"folded": 23})
    called = segment("Other")
    chart = forest(WIN_RATE, [called, folded], LIGHT)
    assert names(chart) == ["<b>All</b>", "Other", "Other: 23 smaller values"]
    assert {"Other", OTHER} < set(marks(chart))


def test_forty_segments_have_a_line_each_and_one_has_one() -> None:
    rows = [segment(f"Region {i:02d}") for i in range(40)]
    chart = forest(WIN_RATE, rows, LIGHT)
    heights = [mark["y"] for mark in marks(chart).values()]
    assert sorted(heights) == list(range(41))
    # A name of 16 pixels and a mark of 10 have room above each other.
    assert chart.layout.height / 41 > 30
    assert len(names(forest(WIN_RATE, [segment("Only")], LIGHT))) == 2


def test_hover_tells_what_is_left_without_a_segment() -> None:
    row = segment("South", extras={"without": 0.061, "part": 0.089})
    assert "All without it: +6.1 pp" in marks(forest(WIN_RATE, [row], LIGHT))["South"]["hover"]


def state(label: str, **facts: float) -> Row:
    row = segment(label)
    for name, value in facts.items():
        group = replace(row.groups[name], estimate=replace(row.groups[name].estimate, value=value))
        row = with_group(row, name, group)
    return row


def test_mix_stacks_the_groups_of_each_segment_in_the_order_given() -> None:
    rows = [state("South", fit=0.5, not_fit=0.3), state(LONG, fit=0.2, not_fit=0.7)]
    chart = mix(rows, LIGHT)
    assert names(chart) == ["South", f"{LONG[:33]}…"]
    fit, other, _ = chart.data
    assert list(fit.x) == [0.5, 0.2] and list(other.x) == [0.3, 0.7]
    assert list(fit.y) == list(other.y) == [1, 0]
    assert chart.layout.barmode == "stack"
