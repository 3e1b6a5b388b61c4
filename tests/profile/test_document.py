from __future__ import annotations

import pytest

from icp_metrics.errors import ProfileError
from icp_metrics.profile.document import Profile, check, parse
from icp_metrics.schema import DATE, FLAG, INTEGER, LIST, TEXT

KINDS = {"employees": INTEGER, "industry": TEXT, "tech_stack": LIST, "vip": FLAG, "since": DATE}


def of(*criteria: str, head: str = "name: x") -> Profile:
    listed = "".join(f"\n  - {{{c}}}" for c in criteria)
    return parse(f"{head}\ncriteria:{listed}\n")


def test_profile_of_the_contract_is_read_whole() -> None:
    profile = parse("""
name: mid-market
reason: try
author: A. Tester
review_every_months: 6
fit_at: 55
tiers: {C: 40, A: 80}
min_judged: 0.5
criteria:
  - {attribute: employees, op: between, value: [200, 1000], mode: required}
  - {attribute: industry, op: in, value: [software, fintech], weight: 30}
""")
    assert (profile.name, profile.fit_at, profile.min_judged) == ("mid-market", 55, 0.5)
    assert profile.tiers == (("A", 80), ("C", 40))
    assert profile.weight == 30
    assert profile.review_every_months == 6


def test_defaults_are_those_of_the_contract() -> None:
    profile = of("attribute: industry, op: is, value: a, weight: 1")
    assert (profile.fit_at, profile.min_judged) == (60, 0.6)
    assert profile.tiers == (("A", 80), ("B", 60), ("C", 40))


@pytest.mark.parametrize(
    ("criterion", "sentence"),
    [
        ("attribute: employees, op: between, value: [2, 9]", "employees is between 2 and 9"),
        ("attribute: industry, op: not_in, value: [a, b]", "industry is none of a, b"),
        ("attribute: tech_stack, op: contains, value: SAP", "tech_stack contains SAP"),
        ("attribute: vip, op: is, value: true", "vip is true"),
        ("attribute: since, op: at_least, value: 2024-01-01", "since is at least 2024-01-01"),
    ],
)
def test_criterion_reads_as_a_sentence(criterion: str, sentence: str) -> None:
    assert of(f"{criterion}, weight: 1").criteria[0].sentence == sentence


@pytest.mark.parametrize(
    ("criterion", "says"),
    [
        ("attribute: industry, op: isnt, value: a", "Criterion 1: 'isnt' is not an operator"),
        ("attribute: industry, op: in, value: []", r"Criterion 1 \(industry in\) needs a value"),
        (
            "attribute: industry, op: is, value: [a, b]",
            "'is' takes one value; for several use 'in'",
        ),
        ("attribute: industry, op: is, value: a", "needs a weight above 0, or mode: required"),
        (
            "attribute: industry, op: is, value: a, mode: must",
            "mode is required, weight or exclude",
        ),
        ("op: is, value: a", "Criterion 1 names no attribute"),
    ],
)
def test_criterion_that_cannot_be_is_refused_with_its_place(criterion: str, says: str) -> None:
    with pytest.raises(ProfileError, match=says):
        of(criterion)


@pytest.mark.parametrize("value", ["[9, 2]", "[2]", "[1, x]", "[1, 2, 3]"])
def test_between_needs_two_values_in_order(value: str) -> None:
    with pytest.raises(ProfileError, match="between needs two values, the smaller first"):
        of(f"attribute: employees, op: between, value: {value}, weight: 1")


@pytest.mark.parametrize("value", ["{a: 1}", "[[a]]", ".nan", ".inf"])
def test_value_that_is_no_text_number_date_or_flag_is_refused(value: str) -> None:
    with pytest.raises(ProfileError, match="a value is a text, number, date or true/false"):
        of(f"attribute: employees, op: in, value: {value}, weight: 1")


def test_weight_on_a_must_is_refused() -> None:
    with pytest.raises(ProfileError, match="a weight has no effect there; leave it out"):
        of("attribute: industry, op: is, value: a, mode: required, weight: 3")


@pytest.mark.parametrize("head", ["name: a/b", "name: ..", "name: ''", "fit_at: 60", "name: [a]"])
def test_name_that_cannot_be_a_folder_is_refused(head: str) -> None:
    with pytest.raises(ProfileError, match="needs a name without slashes"):
        of("attribute: industry, op: is, value: a, weight: 1", head=head)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("fit_at: 160", "fit_at is a number from 0 to 100; '160' is not"),
        ("min_judged: 60", "min_judged is a number from 0 to 1; '60' is not"),
        ("tiers: {A: high}", "tier A is a number from 0 to 100; 'high' is not"),
        ("tiers: [A]", "tiers are a name and a score each"),
        ("fit_att: 60", "has 'fit_att'. Did you mean 'fit_at'"),
    ],
)
def test_head_that_cannot_be_is_refused(head: str, says: str) -> None:
    with pytest.raises(ProfileError, match=says):
        of("attribute: industry, op: is, value: a, weight: 1", head=f"name: x\n{head}")


@pytest.mark.parametrize(
    "text", ["", "- a", "name: x", "name: x\ncriteria: []", "a: [", "name: x\ncriteria: 3"]
)
def test_text_that_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ProfileError):
        parse(text)


@pytest.mark.parametrize(
    ("criterion", "says"),
    [
        (
            "attribute: employes, op: at_least, value: 3",
            "'employes' is not .*Did you mean 'employees'",
        ),
        (
            "attribute: industry, op: between, value: [a, b]",
            "industry is of kind text, which 'between'",
        ),
        ("attribute: tech_stack, op: in, value: [SAP]", "Use one of: contains, contains_any"),
        (
            "attribute: employees, op: at_least, value: many",
            "employees is of kind integer; 'many' is not",
        ),
        ("attribute: vip, op: is, value: 'yes'", "vip is of kind flag; 'yes' is not"),
        ("attribute: since, op: at_least, value: '2024'", "since is of kind date; '2024' is not"),
    ],
)
def test_criterion_the_data_cannot_answer_names_attribute_and_cure(
    criterion: str, says: str
) -> None:
    with pytest.raises(ProfileError, match=says):
        check(of(f"{criterion}, weight: 1"), KINDS)
