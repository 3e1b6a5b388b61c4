from __future__ import annotations

import pytest
from statsmodels.stats.multitest import multipletests

from icp_metrics.statistics.multiplicity import benjamini_hochberg, bonferroni, holm


def test_q_agrees_with_statsmodels_in_any_order_and_with_ties() -> None:
    p = [0.03, 0.001, 0.8, 0.03, 0.2, 0.049, 0.0004]
    assert benjamini_hochberg(p) == pytest.approx(list(multipletests(p, method="fdr_bh")[1]))


def test_a_comparison_without_p_leaves_the_family_first() -> None:
    assert benjamini_hochberg([0.01, None, 0.04]) == [0.02, None, 0.04]


def test_q_of_one_comparison_is_its_p() -> None:
    assert benjamini_hochberg([0.037]) == [0.037]


def test_an_empty_family_has_no_q() -> None:
    assert benjamini_hochberg([]) == []
    assert benjamini_hochberg([None, None]) == [None, None]


@pytest.mark.parametrize(("rule", "name"), [(bonferroni, "bonferroni"), (holm, "holm")])
def test_stricter_rules_agree_with_statsmodels(rule, name: str) -> None:  # type: ignore[no-untyped-def]
    p = [0.03, 0.001, 0.8, 0.03, 0.2, 0.049, 0.0004]
    assert rule(p) == pytest.approx(list(multipletests(p, method=name)[1]))
    assert rule([]) == []
