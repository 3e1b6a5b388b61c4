"""The trend: gaps where it is too early, hollow where the data ends, names at the ends of lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from icp_metrics.charts.look import LIGHT
from icp_metrics.charts.trend import ticks, trend
from icp_metrics.compare.periods import Period, add_months
from icp_metrics.compare.row import Row
from icp_metrics.statistics.estimate import Estimate
from tests.charts.rows import HIDDEN, WIN_RATE, with_group


def over(count: int, months: int, first: date = date(2025, 1, 1)) -> list[Row]:
    """The win rate of so many periods of so many months."""
    starts = [add_months(first, months * i) for i in range(count)]
    return [replace(WIN_RATE, period=Period(s, add_months(s, months))) for s in starts]


def test_gap_for_too_few_and_a_hollow_mark_for_an_incomplete_quarter() -> None:
    first, second, third = over(3, 3)
    second = with_group(second, "fit", HIDDEN)
    third = replace(third, period=replace(third.period, complete=False))
    chart = trend([first, second, third], LIGHT, 1)
    fit, other = chart.data
    assert (fit.name, other.name) == ("In ICP", "Outside ICP")
    assert list(fit.y) == [0.40, None, 0.40]
    assert list(other.y) == [0.25, 0.25, 0.25]
    assert list(fit.error_y.array) == pytest.approx([0.12, 0, 0.12])
    assert list(other.error_y.arrayminus) == pytest.approx([0.05, 0.05, 0.05])
    assert fit.connectgaps is False
    assert list(fit.marker.symbol) == ["circle", "circle", "circle-open"]
    assert [c[0] for c in fit.customdata] == ["2025 Q1", "2025 Q2", "2025 Q3"]
    assert "incomplete" in fit.hovertext[2] and "incomplete" not in fit.hovertext[0]
    assert "62.5" not in chart.to_json()


def test_fiscal_quarters_are_named_with_their_year() -> None:
    rows = over(5, 3, date(2025, 4, 1))
    places, words = ticks(rows, 4)
    assert places == [0, 1, 2, 3, 4]
    assert words == ["Q1<br>FY2026", "Q2", "Q3", "Q4", "Q1<br>FY2027"]
    assert next(c[0] for c in trend(rows, LIGHT, 4).data[0].customdata) == "FY2026 Q1"


def test_months_are_named_as_far_as_a_phone_has_room() -> None:
    places, words = ticks(over(18, 1, date(2025, 4, 1)), 1)
    assert places == [2, 5, 8, 11, 14, 17]
    assert words == ["Jun<br>2025", "Sep", "Dec", "Mar<br>2026", "Jun", "Sep"]
    assert ticks(over(5, 12, date(2021, 1, 1)), 1)[1] == ["2021", "2022", "2023", "2024", "2025"]
    assert ticks(over(1, 1), 1) == ([0], ["Jan<br>2025"])


def test_lines_are_named_at_their_ends_and_not_on_top_of_each_other() -> None:
    rows = over(3, 3)
    ended = with_group(rows[2], "not_fit", HIDDEN)
    named = {a.text: a for a in trend([*rows[:2], ended], LIGHT, 1).layout.annotations}
    assert (named["<b>In ICP</b>"].x, named["<b>In ICP</b>"].y) == (2, 0.40)
    assert (named["<b>Outside ICP</b>"].x, named["<b>Outside ICP</b>"].y) == (1, 0.25)
    assert {a.yshift for a in named.values()} == {0}
    close = replace(rows[2].groups["not_fit"], estimate=Estimate(0.399, 0.3, 0.5, "ok"))
    alike = trend([*rows[:2], with_group(rows[2], "not_fit", close)], LIGHT, 1)
    near = {a.text: a.yshift for a in alike.layout.annotations}
    assert near["<b>In ICP</b>"] > 8 > -8 > near["<b>Outside ICP</b>"]
    assert not any(t.showlegend for t in alike.data)


def test_target_is_a_dashed_line_with_its_value() -> None:
    chart = trend(over(3, 3), LIGHT, 1, target=0.25)
    [line] = chart.layout.shapes
    assert (line.y0, line.y1, line.line.dash) == (0.25, 0.25, "dash")
    assert "target 25.0%" in [a.text for a in chart.layout.annotations]
    assert not trend(over(3, 3), LIGHT, 1).layout.shapes
