"""Two attributes crossed as a picture: colour by what matters, words in every cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.charts.heat import colours, heat, strength
from icp_metrics.charts.look import DARK, LIGHT, Look
from icp_metrics.compare.cross import Axis, Cross
from icp_metrics.compare.question import OTHER
from icp_metrics.compare.row import Row
from icp_metrics.statistics.estimate import Difference
from tests.charts.rows import HIDDEN, WIN_RATE, with_group

HOSTILE = '<a href="http://evil.example">x</a>'


def cell(value: float, *, decided: bool = False) -> Row:
    gap = Difference(value, value - 0.1, value + 0.1)
    verdict = ("better" if value > 0 else "worse") if decided else "no_clear_difference"
    return replace(WIN_RATE, gap=gap, verdict=verdict)  # type: ignore[arg-type]


FOUND = Cross(
    total=WIN_RATE,
    first=Axis("region", ("North", HOSTILE), ()),
    second=Axis("industry", ("software", OTHER, None), ("banking", "retail")),
    cells={
        ("North", "software"): cell(0.15, decided=True),
        ("North", OTHER): cell(0.02),
        ("North", None): with_group(cell(0.5), "fit", HIDDEN),
        (HOSTILE, "software"): cell(-0.07),
    },
    smallest=0.03,
)


def test_each_pair_is_a_cell_with_words_and_both_labels_for_a_click() -> None:
    chart = heat(FOUND, LIGHT)
    grid, clicks = chart.data
    # More industries than regions: they stand beneath each other, the first on top.
    assert [list(row) for row in grid.text] == [
        ["too early<br>8 v 90", ""],
        ["+2.0 pp<br>50 v 90", ""],
        ["<b>+15.0 pp</b><br>50 v 90", "-7.0 pp<br>50 v 90"],
    ]
    assert list(zip(clicks.x, clicks.y, map(tuple, clicks.customdata), strict=True)) == [
        (0, 2, ("North", "software")),
        (1, 2, (HOSTILE, "software")),
        (0, 1, ("North", OTHER)),
        (0, 0, ("North", None)),
    ]
    assert "50.0 pp" not in chart.to_json()
    assert chart.layout.hoverdistance == -1


def test_names_are_text_and_say_what_is_folded() -> None:
    chart = heat(FOUND, LIGHT)
    down = [a.text for a in chart.layout.annotations]
    assert down == ["software", "Other: 2 smaller values", "(blank)"]
    assert next(iter(chart.layout.xaxis.ticktext)) == "North"
    written = [*chart.layout.xaxis.ticktext, *chart.data[1].hovertext]
    assert not any("<" in text.replace("<br>", "") for text in written)
    assert any(text.startswith("software<br>&lt;a href") for text in chart.data[1].hovertext)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.029, 0), (-0.029, 0), (0.03, 1), (0.06, 2), (0.12, 3), (-0.05, -1), (-0.5, -3)],
)
def test_strength_counts_smallest_differences_that_matter(value: float, expected: int) -> None:
    assert strength(cell(value), FOUND) == expected
    cheaper = replace(cell(value), kpi=replace(WIN_RATE.kpi, better="lower"))
    assert strength(cheaper, FOUND) == -expected


def luminance(colour: str) -> float:
    """Relative luminance as WCAG has it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_words_can_be_read_on_every_colour(look: Look) -> None:
    for colour in colours(look):
        light, dark = sorted((luminance(colour), luminance(look.text)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, colour


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_each_strength_has_a_colour_of_its_own(look: Look) -> None:
    assert len(set(colours(look))) == 8
    grid = heat(FOUND, look).data[0]
    shown = {grid.colorscale[2 * z][1] for row in grid.z for z in row if z is not None}
    known = colours(look)
    assert shown == {known[6], known[3], known[1], known[7]}
