"""The histogram of answers holds their shares, and tells groups and bands apart without colour."""

from __future__ import annotations

import polars as pl
import pytest

from icp_metrics.charts.answers import answers, band_shares, box_labels
from icp_metrics.charts.look import DARK, LIGHT

COUNTS = {
    "fit": [0, 0, 0, 0, 0, 1, 1, 2, 2, 6, 8],
    "not_fit": [4, 0, 0, 0, 0, 0, 8, 4, 0, 4, 0],
}


def rows(counts: dict[str, list[int]], bands: list[str], low: float, high: float) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "low": low,
                "high": high,
                "score": low + i,
                "band": band,
                "group": group,
                "answers": of[i],
                "share": of[i] / sum(of),
                "accounts": sum(of),
            }
            for group, of in counts.items()
            for i, band in enumerate(bands)
        ]
    )


NPS = rows(COUNTS, ["detractors"] * 7 + ["passives"] * 2 + ["promoters"] * 2, 0, 10)
CSAT = rows(
    {"fit": [1, 1, 2, 3, 3], "not_fit": [2, 2, 2, 2, 2]}, ["others"] * 3 + ["top"] * 2, 1, 5
)


def test_bars_are_shares_of_each_group() -> None:
    chart = answers(NPS, ["fit", "not_fit"], LIGHT)
    bars = {(t.name, x): y for t in chart.data for x, y in zip(t.x, t.y, strict=True)}
    assert bars["In ICP", 10] == pytest.approx(8 / 20)
    assert bars["Outside ICP", 6] == pytest.approx(8 / 20)
    assert len(bars) == 2 * 11
    assert list(chart.layout.xaxis.ticktext) == [str(i) for i in range(11)]


def test_hover_says_group_band_answer_and_count() -> None:
    chart = answers(NPS, ["fit", "not_fit"], LIGHT)
    said = [text for t in chart.data for text in t.hovertext]
    assert "In ICP, promoters: answered 10<br>8 answers, 40.0%" in said
    assert "In ICP, detractors: answered 5<br>1 answer, 5.0%" in said


@pytest.mark.parametrize("scores", [NPS, CSAT])
@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_bands_are_told_apart_by_pattern_and_by_name(scores: pl.DataFrame, look) -> None:  # type: ignore[no-untyped-def]
    chart = answers(scores, ["fit", "not_fit"], look)
    fills = {(t.marker.pattern.shape, t.marker.color) for t in chart.data if t.name == "In ICP"}
    assert len(fills) == scores["band"].n_unique()
    named = " ".join(a.text for a in chart.layout.annotations)
    words = ["Detractors", "Passives", "Promoters"] if scores is NPS else ["Others", "Satisfied"]
    assert all(word in named for word in words)


def test_each_band_says_its_share_in_both_groups() -> None:
    chart = answers(NPS, ["fit", "not_fit"], LIGHT)
    named = [a.text for a in chart.layout.annotations]
    # Detractors: 2 of 20 and 12 of 20; promoters 14 of 20 and 4 of 20.
    assert named == [
        "<b>Detractors</b><br>10% in ICP<br>60% outside",
        "<b>Passives</b><br>20% in ICP<br>20% outside",
        "<b>Promoters</b><br>70% in ICP<br>20% outside",
    ]
    assert band_shares(CSAT, "fit") == {"top": pytest.approx(0.6), "others": pytest.approx(0.4)}


def test_each_group_is_named_once_and_a_hidden_one_is_nowhere() -> None:
    chart = answers(CSAT, ["fit", "not_fit"], LIGHT)
    assert [t.name for t in chart.data if t.showlegend] == ["In ICP", "Outside ICP"]
    hidden = answers(CSAT, ["fit"], LIGHT)
    assert {t.name for t in hidden.data} == {"In ICP"}
    assert "outside" not in hidden.to_json()


def test_boxes_of_a_slider_are_named_by_their_ends() -> None:
    slider = pl.DataFrame({"low": [0.0], "high": [100.0]})
    assert box_labels(slider)[:2] == ["0 to 10", "10 to 20"]
    assert box_labels(slider)[-1] == "90 to 100"
