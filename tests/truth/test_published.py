"""The product's answers against published figures."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.truth.published import PUBLISHED, Published
from tests.truth.solve import SOLVERS, solve

TRUTH = Path(__file__).parents[2].parent / "shared" / "truth"
CASES, KINDS = TRUTH / "cases.json", TRUTH / "kinds.md"


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case.name)
def test_answer_is_the_printed_figure(case: Published) -> None:
    answers = solve(case.kind, case.input, case.params, list(case.expected))
    for key, printed in case.expected.items():
        within = case.within_of.get(key, case.within)
        expected = None if printed is None else pytest.approx(printed, rel=0, abs=within)
        assert answers[key] == expected, (key, case.citation)


def test_what_the_product_does_not_compute_says_so() -> None:
    with pytest.raises(NotImplementedError, match="welch is not computed"):
        solve("welch", {"n1": 9, "mean1": 1, "sd1": 1, "n2": 9, "mean2": 2, "sd2": 1}, {}, ["t"])
    with pytest.raises(NotImplementedError, match="'wald' is not computed"):
        solve("proportion_ci", {"x": 1, "n": 9}, {"method": "wald"}, ["lower"])
    with pytest.raises(NotImplementedError, match="by_q3 not computed"):
        solve("multitest", {"p": [0.1, 0.2, 0.3]}, {"alpha": 0.05}, ["bh_q1", "by_q3"])


def test_strata_may_lack_a_group() -> None:
    rows = [[1, 2, 0], [3, 1, 1]]
    other = [[2, 1, 2], [4, 1, 0]]
    full = {"strata": [{"stratum": "a", "groups": [rows, other]}]}
    keys = ["chi2", "df", "O1", "E2"]
    without = {
        "strata": [
            *full["strata"],
            {"stratum": 2, "groups": [rows, []]},
            {"stratum": "c", "groups": [other]},
        ]
    }
    one, more = (solve("logrank_stratified", case, {}, keys) for case in (full, without))
    assert more["chi2"] == pytest.approx(one["chi2"])
    # Who has nobody beside them is expected as it was observed.
    assert more["O1"] == one["O1"] + 3 + 2


STRATA = {"strata": [[1, 2, 1, 4], [3, 4, 1, 2]], "columns": ["x_A", "n_A", "x_B", "n_B"]}
"""Rates of 1/2 and 3/4 in the first group, whose strata have 6 and 6 with the second."""


@pytest.mark.parametrize(
    ("weights", "first"),
    [
        (None, 0.625),
        ([6, 6], 0.625),
        ("total applicants per department", 0.625),
        ("pooled sizes of 2 strata", 0.625),
        ("both groups together (2 strata)", 0.625),
        ("the standard population is both groups combined", 0.625),
        ([3, 1], 0.5625),
        ("pooled stratum sizes (3, 1)", 0.5625),
        ("sizes of 2 strata (of 4) in 1960 (3; 1)", 0.5625),
        ("standard population of 1960 (3,000, 1,000)", 0.5625),
        ("shares (0.75,0.25)", 0.5625),
    ],
)
def test_weights_may_be_words_or_numbers(weights: object, first: float) -> None:
    got = solve("direct_standardisation", STRATA, {"weights": weights}, ["std1"])
    assert got["std1"] == pytest.approx(first)


@pytest.mark.parametrize(
    "weights",
    [
        "those of 1940",
        "small departments",
        "total standard population",
        "all of an external population",
        "total of the first group",
        "pooled stratum sizes (3, 1, 2)",
        "6 and 6",
    ],
)
def test_weights_of_others_are_not_guessed(weights: str) -> None:
    with pytest.raises(NotImplementedError, match="are not computed"):
        solve("direct_standardisation", STRATA, {"weights": weights}, ["std1"])


def test_what_does_not_exist_is_none() -> None:
    apart = {"strata": [[3, 9, 0, 0], [0, 0, 2, 7]], "columns": ["x1", "n1", "x2", "n2"]}
    keys = ["or_mh", "rd_mh", "rd_lower_sato", "rr_upper", "cmh_chi2_cc", "breslow_day"]
    assert solve("mh", apart, {}, keys) == dict.fromkeys(keys)
    assert solve("stratum_rd", apart, {}, ["rd_1", "se_2"]) == {"rd_1": None, "se_2": None}
    assert solve("direct_standardisation", apart, {}, ["std1"]) == {"std1": None}
    assert solve("sbg_fit", {"survival": [1, 1, 1, 1]}, {}, ["alpha"]) == {"alpha": None}
    assert solve("km", {"group": [[3, 0, 2]]}, {}, ["median", "S(9)"]) == {
        "median": None,
        "S(9)": 1.0,
    }


NONE_OF_NPS = {"promoters": 0, "passives": 0, "detractors": 0}


@pytest.mark.parametrize(
    ("kind", "given", "params", "keys"),
    [
        ("proportion_ci", {"x": 0, "n": 0}, {}, "lower upper"),
        ("proportion_ci", {"x": 5, "n": 3}, {}, "lower"),
        ("proportion_ci", {"x": None, "n": 3}, {}, "lower"),
        ("proportion_ci", {"n": 3}, {}, "lower"),
        ("diff_prop_ci", {"x1": 1, "n1": 4, "x2": 0, "n2": 0}, {}, "diff lower upper"),
        ("poisson_ci", {"count": -1}, {}, "lower upper"),
        ("chi2_homogeneity", {"x": [], "n": []}, {}, "chi2 df p"),
        ("ratio_delta", {"numerator": [1, 2], "denominator": [0, 0]}, {}, "ratio se_delta"),
        ("nps", NONE_OF_NPS, {}, "nps var se"),
        ("nps_bands", {"scores": []}, {}, "nps var"),
        ("nps_ci", NONE_OF_NPS, {}, "lower upper"),
        ("nps_diff", {"a": NONE_OF_NPS, "b": NONE_OF_NPS}, {}, "diff lower p"),
        ("power_prop", {"p1": 0.5, "p2": 0.5, "power": 0.9}, {}, "n"),
        ("rescale", {"values": [3], "from_range": [1, 1], "to_range": [0, 1]}, {}, "v1"),
        ("km", {"group": []}, {}, "median S(8) se(365)"),
        ("km", {"group": [[5, 0, 0]]}, {}, "median S(8)"),
        ("km_median_ci", {"groups": [[]]}, {}, "g1_median g1_loglog_lower g1_log_upper"),
        ("rmst", {"groups": [[], [[3, 1, 0]]]}, {"tau": 5}, "rmst_1 se_1 median_1 diff ratio"),
        ("retention", {"opening": 0, "churn": 0}, {}, "nrr grr gross_churn"),
        ("sbg_fit", {"survival": []}, {}, "alpha"),
        ("sbg_fit", {"survival": [1, 0.5, 0.6, 0.4]}, {}, "alpha beta"),
        ("sbg_fit", {"survival": [0.8**t for t in range(6)]}, {}, "alpha beta"),
        ("sbg_del", {"alpha": 0.5, "beta": 2, "d": 0}, {}, "DEL"),
        ("margin_multiple", {"retention": 1.2, "discounts": [0.1]}, {}, "i10"),
    ],
)
def test_figure_of_nobody_or_of_what_cannot_be_is_none(
    kind: str, given: dict[str, Any], params: dict[str, Any], keys: str
) -> None:
    assert solve(kind, given, params, keys.split()) == dict.fromkeys(keys.split())


def test_group_beside_an_empty_one_keeps_its_figures() -> None:
    groups = {"groups": [[], [[3, 1, 0], [5, 0, 1]]]}
    # Half of the area beyond 3 days: 3 + 2/2.
    assert solve("rmst", groups, {"tau": 5}, ["rmst_2"]) == {"rmst_2": 4.0}
    assert solve("km_median_ci", groups, {}, ["g2_median"]) == {"g2_median": 3.0}


def test_one_group_has_nothing_to_be_tested_against() -> None:
    nothing = {"chi2": 0, "df": 0, "p": None}
    assert solve("chi2_homogeneity", {"x": [3], "n": [7]}, {}, list(nothing)) == nothing
    assert solve("logrank", {"groups": [[[3, 1, 0]]]}, {}, list(nothing)) == nothing


def test_account_that_never_paid_did_not_move() -> None:
    keys = ["new", "expansion", "contraction", "churn", "reactivation", "final_mrr"]
    assert solve("mrr_movements", {"states": []}, {}, keys) == dict.fromkeys(keys, 0)


def test_nobody_in_the_first_group_is_a_ratio_of_nothing_without_limits() -> None:
    none = {"strata": [[0, 5, 2, 7], [0, 3, 1, 4]], "columns": ["x1", "n1", "x2", "n2"]}
    expected = {"or_mh": 0, "or_lower": None, "rr_mh": 0, "rr_upper": None, "breslow_day": None}
    assert solve("mh", none, {}, list(expected)) == expected


def test_p_that_is_null_or_not_a_number_is_in_no_family() -> None:
    case = {"p": [0.04, None, float("nan"), 0.01]}
    keys = ["bh_q1", "bh_q2", "bh_q3", "bh_q4", "holm_adj1", "bonferroni_adj4", "bh_rejected"]
    # Of two: q of .01 is .02, and Holm leaves the larger as it is.
    as_given = solve("multitest", case, {"index": "input"}, keys)
    assert list(as_given.values()) == pytest.approx([0.04, None, None, 0.02, 0.04, 0.02, 2])
    by_rank = solve("multitest", case, {"index": "rank"}, keys)
    assert list(by_rank.values()) == pytest.approx([0.02, 0.04, None, None, 0.02, None, 2])


@pytest.mark.parametrize(
    ("line", "mrr"),
    [
        ({"interval": "day"}, Fraction(1200 * 365, 12)),
        ({"interval": "week"}, Fraction(1200 * 52, 12)),
        ({"interval": "biweekly"}, Fraction(1200 * 26, 12)),
        ({"interval": "week", "interval_count": 2}, Fraction(1200 * 26, 12)),
        ({"interval": "month", "interval_count": 3}, 400),
        ({"interval": "month", "interval_count": None}, 1200),
        ({"interval": "Semi-Annual"}, 200),
        ({"interval": "semiannual"}, 200),
        ({"interval": "half_year"}, 200),
        ({"interval": "6_months"}, 200),
        ({"interval": "year", "interval_count": 2, "count": 3}, 150),
    ],
)
def test_price_of_any_interval_is_brought_to_a_month(line: dict[str, Any], mrr: Any) -> None:
    got = solve("mrr", {"lines": [{"amount": 1200, **line}]}, {}, ["mrr"])
    assert got["mrr"] == pytest.approx(float(mrr))


@pytest.mark.parametrize("scale", [100, 2500])
def test_shares_still_there_may_be_percentages_or_counts(scale: float) -> None:
    shares = [1, 0.631, 0.468, 0.382, 0.326]
    expected = solve("sbg_fit", {"survival": shares}, {}, ["alpha", "beta"])
    assert expected["alpha"] is not None
    series = [scale * share for share in shares]
    got = solve("sbg_fit", {"survival": series}, {}, ["alpha", "beta"])
    assert got == pytest.approx(expected)


@pytest.mark.parametrize("scale", [1, 100])
def test_shares_still_there_may_lack_the_start(scale: float) -> None:
    shares = [1, 0.631, 0.468, 0.382, 0.326]
    expected = solve("sbg_fit", {"survival": shares}, {}, ["alpha", "beta"])
    without = [scale * share for share in shares[1:]]
    assert solve("sbg_fit", {"survival": without}, {}, ["alpha", "beta"]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "given", "params", "key"),
    [
        ("poisson_ci", {"count": 5}, {"method": "score"}, "lower"),
        ("power_prop", {"p1": 0.5, "p2": 0.7, "n": 9}, {"alternative": "one-sided"}, "power"),
        ("power_prop", {"p1": 0.5, "p2": 0.7, "n": 9, "alternative": "greater"}, {}, "power"),
        ("rmst", {"groups": [[[3, 1, 0]]]}, {}, "rmst_1"),
        ("mrr", {"lines": [{"count": 1, "amount": 5, "interval": "moon"}]}, {}, "mrr"),
        ("mrr", {"lines": [{"amount": 5, "interval": "week", "interval_count": 0}]}, {}, "mrr"),
        ("sbg_fit", {"survival": [63, 47, 38, 33]}, {}, "alpha"),
    ],
)
def test_what_is_asked_otherwise_is_not_answered_as_usual(
    kind: str, given: dict[str, Any], params: dict[str, Any], key: str
) -> None:
    with pytest.raises(NotImplementedError):
        solve(kind, given, params, [key])


def test_usual_ways_have_several_names() -> None:
    case = {"p1": 0.5, "p2": 0.7, "n": 90}
    expected = solve("power_prop", case, {}, ["power"])
    for name in ("two-sided", "two.sided", "two_sided"):
        assert solve("power_prop", case, {"alternative": name}, ["power"]) == expected
    assert solve("poisson_ci", {"count": 5}, {"method": "exact"}, ["upper"]) == solve(
        "poisson_ci", {"count": 5}, {"method": "Garwood"}, ["upper"]
    )


KINDS_NOT_COMPUTED = {"cohen_h", "mean_ci", "power_t", "smd", "two_by_two", "welch"}
METHODS_NOT_COMPUTED = {
    "proportion_ci": {"clopper_pearson", "jeffreys", "wald", "wilson_cc"},
    "diff_prop_ci": {"agresti_caffo", "miettinen_nurminen", "newcombe_cc"},
}


def _computed(case: dict[str, Any]) -> bool:
    method = case["params"].get("method")
    kind = case["kind"]
    return kind not in KINDS_NOT_COMPUTED and method not in METHODS_NOT_COMPUTED.get(kind, ())


def _shared(*, computed: bool) -> list[Any]:
    """Each key of the shared file of published cases that the product can answer, or cannot."""
    if not CASES.exists():
        absent = pytest.mark.skip(reason="no ../shared/truth/cases.json beside the project")
        return [pytest.param(None, None, id="absent", marks=absent)]
    return [
        pytest.param(case, key, id=f"{case['id']}-{key}")
        for case in json.loads(CASES.read_text())
        if _computed(case) is computed
        for key in case["expected"]
    ]


@pytest.mark.parametrize(("case", "key"), _shared(computed=True))
def test_answer_agrees_with_the_shared_case(case: dict[str, Any], key: str) -> None:
    answer = solve(case["kind"], case["input"], case["params"], [key])[key]
    within = case["tolerance"].get("per_field", {}).get(key, case["tolerance"]["abs"])
    assert answer == pytest.approx(case["expected"][key], rel=0, abs=within)


@pytest.mark.parametrize(("case", "key"), _shared(computed=False))
def test_shared_case_of_another_method_is_not_answered(case: dict[str, Any], key: str) -> None:
    with pytest.raises(NotImplementedError):
        solve(case["kind"], case["input"], case["params"], [key])


@pytest.mark.skipif(not KINDS.exists(), reason="no ../shared/truth beside the project")
def test_every_kind_is_computed_or_is_named_as_not() -> None:
    kinds = set(re.findall(r"^## (\w+)$", KINDS.read_text(), re.M))
    assert kinds == set(SOLVERS) | KINDS_NOT_COMPUTED
    assert not set(SOLVERS) & KINDS_NOT_COMPUTED
    assert len(_shared(computed=True)) >= 94
