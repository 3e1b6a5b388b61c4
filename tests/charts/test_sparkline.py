"""The sparkline of a scorecard's line."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

from icp_metrics.charts.look import DARK, LIGHT, Look
from icp_metrics.charts.sparkline import HEIGHT, WIDTH, sparkline
from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Group, Row
from icp_metrics.statistics.estimate import Estimate
from tests.charts.rows import HIDDEN, WIN_RATE, with_group

SVG = "{http://www.w3.org/2000/svg}"


def quarters(*values: float | None, last_complete: bool = True) -> list[Row]:
    """In ICP these values, outside a tenth less; None is too early to show."""
    rows = []
    for i, value in enumerate(values):
        row = replace(
            WIN_RATE,
            period=Period(
                date(2025, 1 + 3 * (i % 4), 1),
                date(2025, 3 + 3 * (i % 4), 1),
                last_complete or i < len(values) - 1,
            ),
        )
        for name, less in (("fit", 0.0), ("not_fit", 0.1)):
            group = (
                HIDDEN
                if value is None
                else Group(Estimate(value - less, value - 0.2, value + 0.1, "ok"), n=50, facts=60)
            )
            row = with_group(row, name, group)
        rows.append(row)
    return rows


def drawn(rows: list[Row], look: Look = LIGHT, target: float | None = None) -> ElementTree.Element:
    picture = re.fullmatch(
        r'<img alt="[^"<>]+" title="[^"<>]+" width="\d+" height="\d+" '
        r'src="data:image/svg\+xml;base64,([^"]+)"/>',
        sparkline(rows, look, target=target),
    )
    assert picture is not None
    return ElementTree.fromstring(b64decode(picture[1]).decode())


def test_a_line_per_group_in_its_colour_the_one_outside_dashed() -> None:
    for look in (LIGHT, DARK):
        outside, fit = drawn(quarters(0.3, 0.35, 0.4), look).findall(f"{SVG}path")
        assert (fit.get("stroke"), outside.get("stroke")) == (look.fit, look.not_fit)
        assert outside.get("stroke-dasharray") and fit.get("stroke-dasharray") is None


def test_a_higher_value_stands_higher_and_all_within_the_picture() -> None:
    picture = drawn(quarters(0.3, 0.5, 0.4))
    _, fit = picture.findall(f"{SVG}path")
    points = [tuple(map(float, p.split())) for p in re.findall(r"[\d.]+ [\d.]+", fit.get("d", ""))]
    assert points[1][1] < points[2][1] < points[0][1]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def test_a_quarter_too_early_to_show_leaves_a_gap() -> None:
    _, fit = drawn(quarters(0.3, None, 0.4, 0.35)).findall(f"{SVG}path")
    assert [c for c in fit.get("d", "") if c in "ML"] == ["M", "M", "L"]


def test_the_end_is_hollow_where_its_quarter_is_incomplete() -> None:
    for complete, fill in ((True, LIGHT.fit), (False, LIGHT.paper)):
        dots = drawn(quarters(0.3, 0.4, last_complete=complete)).findall(f"{SVG}circle")
        assert dots[-1].get("fill") == fill


def test_the_target_is_a_line_across_and_within_the_picture() -> None:
    before = len(drawn(quarters(0.3, 0.4)).findall(f"{SVG}path"))
    lines = drawn(quarters(0.3, 0.4), target=0.9).findall(f"{SVG}path")
    assert len(lines) == before + 1
    at = re.fullmatch(r"M0 ([\d.]+)H\d+", lines[0].get("d", ""))
    assert at is not None and 0 <= float(at[1]) <= HEIGHT


def test_its_words_say_the_first_and_the_last_value() -> None:
    assert "In ICP: 30.0% to 40.0%. Outside ICP: 20.0% to 30.0%." in sparkline(
        quarters(0.3, 0.5, 0.4), LIGHT
    )


def test_one_quarter_is_no_line() -> None:
    assert sparkline(quarters(0.3), LIGHT) == ""
    assert sparkline(quarters(None, 0.3, None), LIGHT) == ""
