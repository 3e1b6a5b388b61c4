"""A KPI counted in several ways, or on several bases, is decided only where they agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.compare.agreement import agreed
from icp_metrics.compare.row import Group, Row, Verdict
from icp_metrics.statistics.estimate import Difference, Estimate
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


def basis(variant: str, verdict: Verdict, gap: float, status: str = "ok") -> Row:
    found = row("win_rate", verdict)
    group = replace(KNOWN, estimate=replace(KNOWN.estimate, status=status))
    return replace(
        found, variant=variant, groups=dict.fromkeys(found.groups, group), gap=Difference(gap)
    )


def test_bases_whose_differences_have_one_sign_leave_the_answer() -> None:
    every = [basis("closed", "better", 0.08), basis("cohort", "too_little_data", 0.01)]
    found = agreed(every[0], every)
    assert (found.verdict, found.flags) == ("better", ())
    assert found.extras["variants"]["cohort"]["gap"]["value"] == 0.01


@pytest.mark.parametrize("other", [-0.01, 0.0])
def test_bases_whose_differences_have_not_leave_it_open(other: float) -> None:
    every = [basis("closed", "better", 0.08), basis("cohort", "too_little_data", other)]
    found = agreed(every[0], every)
    assert (found.verdict, found.flags) == ("no_clear_difference", ("bases_differ",))


@pytest.mark.parametrize("status", ["insufficient", "not_estimable"])
def test_basis_that_may_not_be_shown_has_no_say_and_that_is_said(status: str) -> None:
    every = [basis("closed", "better", 0.08), basis("cohort", "too_little_data", -0.3, status)]
    found = agreed(every[0], every)
    assert (found.verdict, found.flags) == ("better", ("one_basis",))


def test_curve_stands_beside_and_decides_nothing() -> None:
    every = [
        basis("closed", "worse", -0.08),
        basis("cohort", "worse", -0.05),
        basis("curve", "better", 0.02),
    ]
    assert agreed(every[0], every).verdict == "worse"
    # Asked for itself, it is decided by the same rule.
    assert agreed(every[2], every).verdict == "no_clear_difference"


def test_what_weighs_otherwise_is_no_basis() -> None:
    every = [basis("closed", "worse", -0.08), basis("cohort", "worse", -0.05)]
    assert agreed(basis("amount", "better", 0.1), every).verdict == "better"
