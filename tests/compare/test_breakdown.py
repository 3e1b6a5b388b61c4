"""The part of a segment in the difference, against compare() over all others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Row, Slice, View, compare, members
from icp_metrics.compare.breakdown import breakdown
from icp_metrics.compare.compare import unjudged
from tests.builders import YEAR, crowd, joined, small_company

UNITS = ("win_rate", "cycle_length", "deal_size", "nps", "grr", "cac", "ltv_to_cac")
"""A share, days, money, a score, retained money, costs, and one made of others."""


@pytest.mark.parametrize("kpi", UNITS)
def test_without_a_segment_the_difference_is_that_of_all_others(demo_view: View, kpi: str) -> None:
    found = breakdown(demo_view, kpi, Slice(by="region", adjust=False))
    labels = [r.segment or "" for r in found.segments]
    for row in (found.segments[0], found.segments[-1]):
        others = tuple(label for label in labels if label != (row.segment or ""))
        asked = Slice(where=(("region", others),), adjust=False, variant=found.total.variant)
        [rest] = unjudged(demo_view, KPIS[kpi], asked)
        without, part = row.extras["without"], row.extras["part"]
        assert without == pytest.approx(rest.gap.value)
        assert part == pytest.approx((found.total.gap.value or 0.0) - without)


def test_without_a_value_of_a_list_are_the_facts_that_do_not_have_it(demo_view: View) -> None:
    found = breakdown(demo_view, "win_rate", Slice(by="tech_stack"))
    every = members(demo_view, "win_rate", Slice())
    for row in found.segments:
        having = members(
            demo_view, "win_rate", Slice(where=(("tech_stack", (row.segment or "",)),))
        )
        rest = every.filter(~every["fact_id"].is_in(having["fact_id"].to_list()))
        won = {g: rest.filter(rest["fit"] == g)["y"].mean() for g in ("fit", "not_fit")}
        assert row.extras["without"] == pytest.approx(float(won["fit"]) - float(won["not_fit"]))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> View:
    """South makes the difference, West works against it, North is too small to tell."""
    parts = [
        crowd("sf", 40, 30, industry="software", region="South"),
        crowd("sn", 40, 10, industry="retail", region="South"),
        crowd("wf", 40, 12, industry="software", region="West"),
        crowd("wn", 40, 20, industry="retail", region="West"),
        crowd("nf", 4, 3, industry="software", region="North"),
    ]
    return small_company(tmp_path_factory.mktemp("regions"), **joined(*parts))


def test_segments_that_make_the_difference_stand_first(regions: View) -> None:
    found = breakdown(regions, "win_rate", replace(YEAR, by="region"))
    assert [r.segment for r in found.segments] == ["South", "North", "West"]
    # All: 45 of 84 v 30 of 80. Without South 15 of 44 v 20 of 40, without West 33 of 44 v 10 of
    # 40, without North 42 of 80 v 30 of 80.
    assert [r.extras["without"] for r in found.segments] == pytest.approx(
        [15 / 44 - 0.5, 0.525 - 0.375, 0.75 - 0.25]
    )
    whole = 45 / 84 - 0.375
    assert [r.extras["part"] for r in found.segments] == pytest.approx(
        [whole - (15 / 44 - 0.5), whole - 0.15, whole - 0.5]
    )


def test_where_less_is_better_what_makes_it_less_stands_first(demo_view: View) -> None:
    found = breakdown(demo_view, "cycle_length", Slice(by="region"))
    assert found.total.gap.value is not None and found.total.gap.value < 0
    parts = [r.extras["part"] for r in found.segments]
    assert parts == sorted(parts)


def test_without_all_of_a_group_there_is_no_part(regions: View) -> None:
    """Taken away, South leaves too few accounts in ICP to show what is left."""
    south = replace(YEAR, by="region", where=(("region", ("South", "North")),))
    found = breakdown(regions, "win_rate", south)
    by_name = {r.segment: r.extras for r in found.segments}
    assert by_name["South"]["without"] is None and by_name["South"]["part"] is None
    assert by_name["North"]["part"] is not None
    assert [r.segment for r in found.segments] == ["North", "South"]


def test_mix_and_average_by_account_have_no_parts(demo_view: View) -> None:
    assert KPIS["icp_share"].better == "neither"
    for kpi, variant in (("icp_share", None), ("nps", "account")):
        found = breakdown(demo_view, kpi, Slice(by="region", variant=variant))
        assert all("part" not in r.extras for r in found.segments)
        facts = [r.groups["all"].facts for r in found.segments]
        assert facts == sorted(facts, reverse=True)


def test_segments_are_those_of_compare(demo_view: View) -> None:
    """Figures, verdicts and q of a break-down with few values are those of every other route."""
    asked = Slice(by="region")
    plain: dict[str | None, Row] = {r.segment: r for r in compare(demo_view, "win_rate", asked)[1:]}
    for row in breakdown(demo_view, "win_rate", asked).segments:
        told = row.to_json()
        told["extras"] = {k: v for k, v in told["extras"].items() if k not in ("part", "without")}
        assert told == plain[row.segment].to_json()
