from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.compare import View, compare, members
from icp_metrics.compare.members import segment
from icp_metrics.dimensions import band_labels
from icp_metrics.errors import SliceError
from tests.builders import YEAR


def facts_by(view: View, by: str) -> dict[str | None, int]:
    rows = compare(view, "win_rate", replace(YEAR, by=by))[1:]
    return {r.segment: r.groups["all"].facts for r in rows}


def test_declared_bands_include_their_upper_bound_and_stand_in_order(shop: View) -> None:
    found = facts_by(shop, "employees")
    assert found == {"1-200": 3, "201-1000": 2, "5001+": 1, None: 3}
    assert list(found) == ["1-200", "201-1000", "5001+", None]


def test_bounds_can_be_asked_for(shop: View) -> None:
    assert facts_by(shop, "employees:1,200") == {"1-1": 1, "2-200": 2, "201+": 3, None: 3}


def test_number_without_bands_goes_to_quartiles(shop: View) -> None:
    # Ratings 0.25, 0.5, 0.75, 1.5: the lower quartiles are 0.5, 0.75 and 0.75 or less.
    found = facts_by(shop, "rating")
    assert sum(found.values()) == 9
    assert found[None] == 4
    assert len(found) in (4, 5)
    # A (0.25) has two deals; each other rated account one.
    assert found[next(iter(found))] >= 2


def test_text_flag_and_date_are_their_values(shop: View) -> None:
    assert facts_by(shop, "industry") == {"banking": 1, "retail": 2, "software": 3, None: 3}
    assert facts_by(shop, "vip") == {"false": 2, "true": 3, None: 4}
    assert facts_by(shop, "since") == {"2020": 2, "2021": 1, "2024": 2, None: 4}


def test_property_of_the_deal_is_asked_for_with_its_table(shop: View) -> None:
    assert facts_by(shop, "opportunities.source") == {"Event": 2, "Web": 4, None: 3}
    assert facts_by(shop, "opportunities.rival") == {"Nix": 2, None: 7}


def test_list_counts_a_deal_in_each_of_its_values_once(shop: View) -> None:
    found = facts_by(shop, "tools")
    # A is in both SAP and Kafka; E names Kafka three times.
    assert found["SAP"] == 3
    assert found["Excel"] == 1
    assert found["Kafka"] == 3
    assert found[None] == 4


@pytest.mark.parametrize(
    ("bounds", "labels"),
    [
        ((200, 1000, 5000), ["1-200", "201-1000", "1001-5000", "5001+"]),
        ((0, 10), ["up to 0", "1-10", "11+"]),
        ((0.5, 2), ["up to 0.5", "over 0.5 to 2", "over 2"]),
        ((-4, 0), ["up to -4", "over -4 to 0", "over 0"]),
        ((7,), ["1-7", "8+"]),
    ],
)
def test_band_labels(bounds: tuple[float, ...], labels: list[str]) -> None:
    assert band_labels(bounds, whole=True) == labels


def test_bands_of_figures_with_decimals_say_over() -> None:
    labels = band_labels((1000, 12345683.25), whole=False)
    assert labels == ["up to 1,000", "over 1,000 to 12,345,683.25", "over 12,345,683.25"]


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("industri", r"nothing win rate can be broken down.*Did you mean 'industry'"),
        ("source", "is nothing win rate can be broken down or filtered by"),
        ("industry:1,2", "industry is a text; only a number takes bounds"),
        ("employees:a,b", "bounds are numbers, such as employees:200,1000"),
        ("employees:5,5", "figures that rise"),
        ("accounts.industry", "Did you mean"),
    ],
)
def test_break_down_that_cannot_be_is_refused_with_the_cure(shop: View, by: str, says: str) -> None:
    with pytest.raises(SliceError, match=says):
        compare(shop, "win_rate", replace(YEAR, by=by))


@pytest.mark.parametrize("kpi", ["win_rate", "deal_size"])
@pytest.mark.parametrize(
    "by", ["industry", "employees", "employees:1,200", "tools", "vip", "opportunities.source"]
)
def test_rows_behind_a_number_are_exactly_its_facts(shop: View, kpi: str, by: str) -> None:
    asked = replace(YEAR, by=by)
    total, *segments = compare(shop, kpi, asked)
    for group, cell in total.groups.items():
        assert members(shop, kpi, YEAR, group=group).height == cell.facts
    for row in segments:
        behind = segment(shop, kpi, asked, row.segment)
        for group, cell in row.groups.items():
            assert members(shop, kpi, behind, group=group).height == cell.facts
