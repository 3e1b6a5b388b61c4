"""A mapping's text is changed in place: comments and the rest of it stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.errors import MappingError
from icp_metrics.extracts.grammar import document
from icp_metrics.suggest import assigned, says, with_column, with_key

TEXT = """\
# Ours.
name: our-crm   # the name
tables:
  opportunities:
    columns:
      opportunity_id: Id      # the key
      # By the words of the stage.
      status: {from: Stage, values: {Won: won, Lost: lost}}
      type:
        from: Type
        values:
          New: new    # first deals
          # Later ones:
          Upsell: expansion

      created_on: Opened
      stage: Stage
"""


def changed(before: str, after: str) -> list[str]:
    """The lines that came, and that went."""
    one, other = before.splitlines(), after.splitlines()
    return [f"-{x}" for x in one if x not in other] + [f"+{x}" for x in other if x not in one]


def test_value_is_added_between_the_braces() -> None:
    made = assigned(TEXT, "opportunities", "status", {"Stalled": "open"})
    assert changed(TEXT, made) == [
        "-      status: {from: Stage, values: {Won: won, Lost: lost}}",
        "+      status: {from: Stage, values: {Won: won, Lost: lost, Stalled: open}}",
    ]


def test_value_is_added_under_the_others_of_a_block() -> None:
    made = assigned(TEXT, "opportunities", "type", {"Renew": "renewal"})
    assert changed(TEXT, made) == ["+          Renew: renewal"]


def test_value_that_is_listed_gets_the_new_word_whatever_its_case() -> None:
    made = assigned(TEXT, "opportunities", "type", {"NEW": "renewal"})
    assert changed(TEXT, made) == [
        "-          New: new    # first deals",
        "+          New: renewal    # first deals",
    ]


def test_column_without_a_map_keeps_its_other_values() -> None:
    made = assigned(TEXT, "opportunities", "stage", {"Neg.": "Negotiation"})
    assert says(made, "opportunities", "stage")[1] == {
        "from": "Stage",
        "values": {"Neg.": "Negotiation"},
        "otherwise": "keep",
    }


def test_values_that_yaml_would_misread_are_quoted() -> None:
    odd = {
        "a, b": "won",
        "- x": "won",
        "#1": "lost",
        "yes: no": "lost",
        "{": "won",
        "~": "lost",
        "": "open",
    }
    made = assigned(TEXT, "opportunities", "status", odd)
    assert says(made, "opportunities", "status")[1]["values"] == {
        "Won": "won",
        "Lost": "lost",
        **odd,
    }


def test_column_decided_by_rules_has_no_map_to_add_to() -> None:
    text = "tables: {opportunities: {columns: {status: {when: [{if: {A: x}, then: won}]}}}}"
    with pytest.raises(MappingError, match=r"opportunities\.status has no value map"):
        assigned(text, "opportunities", "status", {"y": "lost"})
    with pytest.raises(MappingError, match="has no table 'leads'"):
        assigned(text, "leads", "source", {"y": "z"})


def test_key_is_said_changed_and_taken_away() -> None:
    made = with_key(TEXT, "opportunities", "created_on", "dates", "day_first")
    assert "      created_on: {from: Opened, dates: day_first}" in made
    again = with_key(made, "opportunities", "created_on", "dates", "month_first")
    assert "      created_on: {from: Opened, dates: month_first}" in again
    gone = with_key(again, "opportunities", "created_on", "dates", None)
    assert says(gone, "opportunities", "created_on")[1] == {"from": "Opened"}


def test_column_is_added_and_taken_away_with_its_line() -> None:
    made = with_column(TEXT, "opportunities", "currency", {"value": "EUR"})
    assert changed(TEXT, made) == ["+      currency: {value: EUR}"]
    assert with_column(made, "opportunities", "currency", None) == TEXT
    without = with_column(TEXT, "opportunities", "opportunity_id", None)
    assert changed(TEXT, without) == ["-      opportunity_id: Id      # the key"]


def test_text_with_anchors_is_written_anew_with_the_same_meaning() -> None:
    text = (
        "tables:\n  opportunities:\n    columns:\n      opportunity_id: &id Id\n      name: *id\n"
    )
    made = with_column(text, "opportunities", "opportunity_id", "Number")
    assert document(made)["tables"]["opportunities"]["columns"] == {
        "opportunity_id": "Number",
        "name": "Id",
    }


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text(
            st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12
        ),
        st.sampled_from(["open", "won", "lost"]),
        max_size=4,
    )
)
def test_any_values_are_added_and_nothing_else_changes(words: dict[str, str]) -> None:
    once: dict[str, str] = {}
    for value, word in words.items():
        if value.strip() and value.strip().lower() not in {
            "won",
            "lost",
            *(v.strip().lower() for v in once),
        }:
            once[value] = word
    made = assigned(TEXT, "opportunities", "status", once)
    expected = document(TEXT)
    expected["tables"]["opportunities"]["columns"]["status"]["values"].update(once)
    assert document(made) == expected
    assert "# By the words of the stage." in made and "# first deals" in made
