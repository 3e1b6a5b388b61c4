"""A KPI counted in several ways is decided only where all of them agree."""

from __future__ import annotations

from dataclasses import replace

from icp_metrics.compare.agreement import agreed
from icp_metrics.compare.row import Row, Verdict
from tests.compare.test_headline import row


def way(variant: str, verdict: Verdict, *flags: str) -> Row:
    return replace(row("cac", verdict), variant=variant, flags=flags)


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


def test_answer_that_is_open_stays_open_without_a_flag() -> None:
    every = [way("worked", "too_little_data"), way("leads", "better")]
    assert agreed(every[0], every).verdict == "too_little_data"
    assert agreed(every[0], every).flags == ()
