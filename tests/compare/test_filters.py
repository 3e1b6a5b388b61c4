from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.slice import Filter
from icp_metrics.errors import SliceError
from tests.builders import YEAR, total, values


def deals(view: View, *where: Filter) -> set[str]:
    found = set(members(view, "win_rate", replace(YEAR, where=where))["fact_id"])
    row = total(view, asked=replace(YEAR, where=where))
    assert row.groups["all"].facts == len(found)
    return found


def test_values_of_one_attribute_are_joined_by_or(shop: View) -> None:
    assert deals(shop, ("industry", ("software",))) == {"a1", "a2", "b1"}
    assert deals(shop, ("industry", ("software", "banking"))) == {"a1", "a2", "b1", "f1"}


def test_different_attributes_are_joined_by_and(shop: View) -> None:
    both = deals(shop, ("industry", ("software",)), ("region", ("North",)))
    assert both == {"a1", "a2"}
    assert deals(shop, ("industry", ("software",)), ("opportunities.source", ("Web",))) == {
        "a1",
        "b1",
    }


def test_blank_is_a_missing_value(shop: View) -> None:
    assert deals(shop, ("industry", ("",))) == {"e1", "x1", "y1"}
    assert deals(shop, ("industry", ("", "banking"))) == {"e1", "x1", "y1", "f1"}
    assert deals(shop, ("opportunities.source", ("",))) == {"e1", "f1", "y1"}


def test_list_is_filtered_by_any_of_its_values(shop: View) -> None:
    assert deals(shop, ("tools", ("SAP",))) == {"a1", "a2", "b1"}
    assert deals(shop, ("tools", ("Excel", "SAP"))) == {"a1", "a2", "b1", "c1"}
    assert deals(shop, ("tools", ("",))) == {"d1", "f1", "x1", "y1"}


def test_band_flag_and_year_are_filtered_by_their_labels(shop: View) -> None:
    assert deals(shop, ("employees", ("1-200",))) == {"a1", "a2", "e1"}
    assert deals(shop, ("vip", ("true",))) == {"a1", "a2", "b1"}
    assert deals(shop, ("since", ("2024",))) == {"c1", "f1"}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("industry", 'it\'s "quoted"; --', "No industry is"),
        ("industry", "SOFTWARE", "Did you mean 'software'"),
        ("employees", "500", "201-1000"),
    ],
)
def test_value_that_nobody_has_is_refused_with_what_there_is(
    shop: View, name: str, value: str, says: str
) -> None:
    with pytest.raises(SliceError, match=says):
        total(shop, asked=replace(YEAR, where=((name, (value,)),)))


def test_a_filter_that_leaves_nothing_gives_no_number(shop: View) -> None:
    day = date(2001, 1, 1)
    row = total(shop, asked=Slice(starts=day, ends=date(2001, 1, 2)))
    assert set(values(row).values()) == {None}
    assert row.groups["all"].estimate.reason == "no_data"
    assert row.verdict == "too_little_data"


def test_filter_on_what_does_not_exist_is_refused(shop: View) -> None:
    with pytest.raises(SliceError, match="Did you mean 'region'"):
        compare(shop, "win_rate", replace(YEAR, where=(("regionn", ("North",)),)))


def test_period_that_ends_before_it_starts_is_refused(shop: View) -> None:
    with pytest.raises(SliceError, match="nothing lies between"):
        compare(shop, "win_rate", replace(YEAR, ends=date(2024, 1, 1)))


def test_unknown_variant_is_refused_with_the_nearest_name(shop: View) -> None:
    with pytest.raises(
        SliceError, match=r"Win rate has no variant 'close'\. Did you mean 'closed'"
    ):
        compare(shop, "win_rate", replace(YEAR, variant="close"))


def test_unknown_group_is_refused(shop: View) -> None:
    with pytest.raises(SliceError, match="no group 'fits'"):
        members(shop, "win_rate", YEAR, group="fits")


def test_members_are_newest_first_with_names_and_reasons(shop: View) -> None:
    rows = members(shop, "win_rate", YEAR).to_dicts()
    assert [r["fact_id"] for r in rows[:3]] == ["y1", "x1", "c1"]
    assert rows[2]["reason"] == "fails: industry is one of software"
    assert rows[2]["account_name"] == "C"
    assert (rows[1]["account_id"], rows[1]["fit"]) == (None, "unknown")
