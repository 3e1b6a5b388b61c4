"""The order of judging, the operators and the blanks, on accounts made for the purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from icp_metrics.compare import View, members, open_view
from icp_metrics.compare.accounts import scores
from icp_metrics.errors import ProfileError
from icp_metrics.profile.document import parse
from tests.builders import YEAR, account, deal, new_store, small_company, try_rows

ACCOUNTS = {
    "full": {
        "employees": 200,
        "industry": "Software",
        "tech_stack": ["SAP", "Kafka"],
        "vip": True,
        "since": "2020-05-01",
        "spend": 10.5,
    },
    "other": {
        "employees": 1000,
        "industry": "retail",
        "tech_stack": ["Excel"],
        "vip": False,
        "since": "2024-05-01",
        "spend": 0,
    },
    "large": {"employees": 1001, "industry": "software", "vip": True},
    "blank": {},
}
KINDS = {"accounts": {"vip": "flag", "since": "date", "spend": "number"}}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return small_company(
        tmp_path_factory.mktemp("judging"),
        profiles=(),
        accounts=[account(name, **cells) for name, cells in ACCOUNTS.items()],
        deals=[deal(f"d-{name}", name, "won", "2025-06-15") for name in ACCOUNTS],
        attributes=KINDS,
    )


def judged(view: View, criteria: str, head: str = "") -> dict[str, dict[str, Any]]:
    """Per account fit, score and reason by a draft profile."""
    profile = parse(f"name: x\n{head}\ncriteria: [{criteria}]")
    rows = members(replace(view, profile=profile), "win_rate", YEAR).to_dicts()
    return {r["account_id"]: r for r in rows}


def fits(view: View, criteria: str, head: str = "") -> dict[str, str]:
    return {name: r["fit"] for name, r in judged(view, criteria, head).items()}


def must(criterion: str) -> str:
    return f"{{{criterion}, mode: required}}"


@pytest.mark.parametrize(
    ("criterion", "fit"),
    [
        ("attribute: employees, op: between, value: [200, 1000]", {"full", "other"}),
        ("attribute: employees, op: between, value: [201, 1001]", {"other", "large"}),
        ("attribute: employees, op: at_least, value: 1000", {"other", "large"}),
        ("attribute: employees, op: at_most, value: 1000", {"full", "other"}),
        ("attribute: employees, op: in, value: [200, 1001]", {"full", "large"}),
        ("attribute: employees, op: is, value: 200", {"full"}),
    ],
)
def test_operators_on_numbers_include_their_ends(view: View, criterion: str, fit: set[str]) -> None:
    expected = {n: "fit" if n in fit else "not_fit" for n in ACCOUNTS} | {"blank": "unknown"}
    assert fits(view, must(criterion)) == expected


@pytest.mark.parametrize(
    ("criterion", "fit"),
    [
        ("attribute: industry, op: in, value: [SOFTWARE, x]", {"full", "large"}),
        ("attribute: industry, op: is, value: Retail", {"other"}),
        ("attribute: industry, op: not_in, value: [sofTware]", {"other"}),
        ("attribute: vip, op: is, value: true", {"full", "large"}),
        ("attribute: vip, op: is, value: false", {"other"}),
    ],
)
def test_text_is_compared_without_case_and_flags_as_they_are(
    view: View, criterion: str, fit: set[str]
) -> None:
    expected = {n: "fit" if n in fit else "not_fit" for n in ACCOUNTS} | {"blank": "unknown"}
    assert fits(view, must(criterion)) == expected


@pytest.mark.parametrize(
    ("criterion", "fit"),
    [
        ("attribute: tech_stack, op: contains, value: sap", {"full"}),
        ("attribute: tech_stack, op: contains_any, value: [EXCEL, kafka]", {"full", "other"}),
        ("attribute: tech_stack, op: contains, value: SA", set()),
        ("attribute: since, op: at_least, value: 2024-05-01", {"other"}),
        ("attribute: since, op: between, value: [2020-05-01, 2024-04-30]", {"full"}),
        ("attribute: spend, op: at_most, value: 10.5", {"full", "other"}),
    ],
)
def test_lists_dates_and_fractions_are_judged(view: View, criterion: str, fit: set[str]) -> None:
    found = fits(view, must(criterion))
    assert found["large"] == found["blank"] == "unknown"
    assert {n for n in ("full", "other") if found[n] == "fit"} == fit


def test_exclude_that_is_met_beats_every_other_criterion(view: View) -> None:
    found = judged(
        view,
        "{attribute: industry, op: is, value: software, mode: required},"
        "{attribute: employees, op: at_most, value: 200, mode: exclude}",
    )
    assert found["full"]["fit"] == "not_fit"
    assert found["full"]["reason"] == "excluded: employees is at most 200"
    assert found["large"]["fit"] == "fit"
    assert found["blank"]["fit"] == "unknown"


def test_exclude_that_cannot_be_judged_does_not_exclude(view: View) -> None:
    found = fits(view, "{attribute: industry, op: is, value: retail, mode: exclude}")
    assert found == {"full": "fit", "other": "not_fit", "large": "fit", "blank": "fit"}


def test_failed_must_beats_a_blank_one(view: View) -> None:
    found = judged(
        view,
        "{attribute: since, op: at_least, value: 2000-01-01, mode: required},"
        "{attribute: employees, op: at_most, value: 1000, mode: required}",
    )
    # `large` fails on employees though its `since` is blank.
    assert found["large"]["fit"] == "not_fit"
    assert found["large"]["reason"] == "fails: employees is at most 1000"
    assert found["blank"]["reason"] == "since is blank"


def test_score_is_points_met_of_points_judged(view: View) -> None:
    found = judged(
        view,
        "{attribute: industry, op: is, value: software, weight: 30},"
        "{attribute: employees, op: at_most, value: 999, weight: 50},"
        "{attribute: spend, op: at_least, value: 1, weight: 20}",
    )
    assert found["full"]["score"] == 100
    assert found["other"]["score"] == 0
    # 30 of the 80 points that can be judged.
    assert found["large"]["score"] == 37.5
    assert found["blank"]["score"] is None
    assert found["blank"]["reason"] == (
        "under 60% of the weight can be judged: attributes are blank"
    )


def test_exactly_the_least_share_of_the_weight_is_enough(view: View) -> None:
    # `large` has three of five equal weights judged: 0.6 of the weight.
    fifths = ",".join(
        f"{{attribute: {a}, op: {op}, value: {v}, weight: 0.2}}"
        for a, op, v in (
            ("employees", "at_least", 1),
            ("industry", "is", "software"),
            ("vip", "is", "true"),
            ("since", "at_least", "2000-01-01"),
            ("spend", "at_least", 0),
        )
    )
    assert fits(view, fifths, "min_judged: 0.6")["large"] == "fit"
    assert fits(view, fifths, "min_judged: 0.61")["large"] == "unknown"
    assert fits(view, fifths, "min_judged: 0")["blank"] == "unknown"


def test_score_of_exactly_fit_at_fits(view: View) -> None:
    criteria = (
        "{attribute: industry, op: is, value: software, weight: 60},"
        "{attribute: employees, op: at_most, value: 100, weight: 40}"
    )
    assert fits(view, criteria, "fit_at: 60")["full"] == "fit"
    assert fits(view, criteria, "fit_at: 60.5")["full"] == "not_fit"


def test_without_weights_the_musts_decide_and_there_is_no_score(view: View) -> None:
    found = judged(view, must("attribute: industry, op: is, value: software"))
    assert {r["score"] for r in found.values()} == {None}
    assert found["full"]["reason"] == "meets every must"


def test_criterion_on_an_attribute_nobody_has_cannot_be_judged(view: View) -> None:
    assert set(fits(view, must("attribute: mood, op: is, value: good")).values()) == {"unknown"}


def test_draft_whose_criterion_cannot_judge_the_kind_is_a_sentence(view: View) -> None:
    with pytest.raises(ProfileError, match="employees is of kind integer; 'many' is not"):
        fits(view, must("attribute: employees, op: is, value: many"))


def test_saved_profile_that_cannot_judge_the_kind_is_said_when_asked_and_blocks_no_load(
    tmp_path: Any,
) -> None:
    bad = f"name: x\ncriteria: [{must('attribute: employees, op: is, value: many')}]"
    store = new_store(tmp_path, bad)
    result = try_rows(store, accounts=[account("A", employees=3)])
    assert result.published
    with pytest.raises(ProfileError, match="employees is of kind integer"):
        scores(open_view(store))
