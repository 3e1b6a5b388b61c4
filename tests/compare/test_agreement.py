"""A KPI counted in several ways is decided only where all of them agree."""

from __future__ import annotations

from dataclasses import replace

from icp_metrics.compare.agreement import agreed
from icp_metrics.compare.row import Group, Row, Verdict
from icp_metrics.statistics.estimate import Estimate
from tests.compare.test_headline import row

KNOWN = Group(Estimate(10.0, 8.0, 12.0, "ok"), 40, 40)


def way(variant: str, verdict: Verdict, *flags: str) -> Row:
    found = row("cac", verdict)
    groups = dict.fromkeys(found.groups, KNOWN)
    return replace(found, variant=variant, flags=flags, groups=groups)


def test_all_ways_that_agree_leave_the_answer() -> None:
    every = [way("worked", "better"), way("leads", "better")]
    found = agreed(every[0], every)
    assert found.verdict == "better"
    assert found.flags == ()
    assert list(found.extras["variants"]) == ["worked", "leads"]


def test_one_way_that_cannot_tell_leaves_it_open() -> None:
    every = [way("worked", "better"), way("leads", "too_little_data")]
    found = agreed(every[0], every)
    assert found.verdict == "no_clear_difference"
    assert found.flags == ("variants_differ",)


def test_way_that_makes_the_groups_equal_by_construction_has_no_say() -> None:
    every = [way("worked", "better"), way("pipeline", "no_clear_difference", "circular")]
    found = agreed(every[0], every)
    assert found.verdict == "better"
    assert found.extras["variants"]["pipeline"]["circular"] is True


def test_way_that_cannot_be_told_at_all_has_no_say() -> None:
    """No leads are loaded to share spend over."""
    nothing = replace(row("cac", "too_little_data"), variant="leads")
    every = [way("worked", "better"), nothing]
    assert agreed(every[0], every).verdict == "better"


def test_answer_that_is_open_stays_open_without_a_flag() -> None:
    every = [way("worked", "too_little_data"), way("leads", "better")]
    assert agreed(every[0], every).verdict == "too_little_data"
    assert agreed(every[0], every).flags == ()
