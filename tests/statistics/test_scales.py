from __future__ import annotations

import pytest

from icp_metrics.statistics.scales import Boxes, rescaled, top_box_from


@pytest.mark.parametrize(
    ("low", "high", "first"), [(1, 5, 4), (1, 7, 6), (0, 10, 9), (1, 4, 3), (1, 3, 3), (0, 1, 1)]
)
def test_top_two_boxes_count_and_the_top_one_of_short_scales(
    low: float, high: float, first: float
) -> None:
    assert top_box_from(low, high) == first


def test_a_slider_has_no_boxes() -> None:
    assert top_box_from(0, 100) is None


def test_lowest_answer_becomes_0_and_the_highest_100() -> None:
    assert [rescaled(s, (1, 5)) for s in (1, 2, 4, 5)] == [0, 25, 75, 100]
    assert rescaled(6, (0, 10), (1, 5)) == pytest.approx(3.4)


def test_boxes_of_a_scale_are_its_points() -> None:
    boxes = Boxes(1, 5)
    assert boxes.begin == [1, 2, 3, 4, 5]
    assert [boxes.of(s) for s in (1, 3, 5)] == [0, 2, 4]
    # Half stars: 4.5 is satisfied as 4 is, 3.5 is not.
    assert [boxes.of(s) for s in (1.5, 3.5, 4.5)] == [0, 2, 3]
    assert Boxes(0.5, 5).begin == [0.5, 1, 2, 3, 4, 5]
    assert Boxes(0.5, 5).of(0.5) == 0


def test_boxes_of_a_slider_are_tenths() -> None:
    boxes = Boxes(0, 100)
    assert boxes.tenths
    assert boxes.begin == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert [boxes.of(s) for s in (0, 9.9, 10, 99, 100)] == [0, 0, 1, 9, 9]
    assert not Boxes(0, 10).tenths
