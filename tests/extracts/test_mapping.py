"""What a mapping may say, and the sentence for what it may not."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.errors import MappingError
from icp_metrics.extracts.column_map import Cell, Constant, ValueMap, When
from icp_metrics.extracts.mapping import Mapping


def parse(columns: str = "", *, more: str = "", top: str = "") -> Mapping:
    declared = f"opportunity_id: Id, status: {{value: open}}{', ' if columns else ''}{columns}"
    return Mapping.parse(f"{top}\ntables: {{opportunities: {{columns: {{{declared}}}{more}}}}}")


def column(mapping: Mapping, name: str):
    return next(c for c in mapping.tables[0].all_columns if c.name == name)


def message(*args: str, **kwargs: str) -> str:
    with pytest.raises(MappingError) as error:
        parse(*args, **kwargs)
    return error.value.message


def test_plain_name_is_the_column_of_the_file():
    found = column(parse("amount: Amount (EUR)"), "amount")
    assert (found.origin, found.kind.name) == (Cell("Amount (EUR)"), "money")


def test_texts_stay_as_written():
    found = column(parse("owner: {from: x, values: {Yes: No, 007: 1e3, 2024-01-01: ~}}"), "owner")
    assert found.values == ValueMap((("yes", "No"), ("007", "1e3"), ("2024-01-01", None)))


def test_contracts_example_is_read():
    mapping = parse(
        "account_id: {match: accounts, on: name, from: Account}, "
        'created_on: {from: Opened, dates: "%d-%m-%Y"}, '
        'amount: {from: Amount, decimal: ",", divide: 100}, '
        "currency: {from: Cur, values: {US$: USD}, required: true}, type: {value: new}",
        more=', left_out: {IsDeleted: ["1", "true"]}, '
        "attributes: {route: {from: Route, kind: text, label: Route to market}}",
        top="name: our-crm",
    )
    assert mapping.name == "our-crm"
    assert column(mapping, "created_on").dates == ("%d-%m-%Y",)
    assert (column(mapping, "amount").decimal, column(mapping, "amount").divide_power) == (",", 2)
    assert column(mapping, "currency").required
    assert column(mapping, "type").origin == Constant("new")
    assert mapping.tables[0].left_out == (("IsDeleted", ("1", "true")),)


def test_case_is_upper_or_not_said():
    assert column(parse("currency: {from: c, case: upper}"), "currency").upper
    assert message("currency: {from: c, case: lower}") == (
        "opportunities.currency: case must be upper; without it letters stay as they are."
    )


def test_when_takes_one_text_or_several_and_several_columns():
    mapping = Mapping.parse(
        "tables: {opportunities: {columns: {opportunity_id: Id, status: {when: "
        '[{if: {IsWon: "1"}, then: won}, {if: {IsClosed: ["1", yes], Stage: [""]}, then: lost}],'
        "otherwise: open}}}}"
    )
    origin = column(mapping, "status").origin
    assert isinstance(origin, When)
    assert origin.branches[1].tests == (("IsClosed", ("1", "yes")), ("Stage", ("",)))
    assert (origin.has_otherwise, origin.otherwise) == (True, "open")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("amonut: x", "opportunities has no column 'amonut'. Did you mean 'amount'?"),
        (
            "amount: {frm: x}",
            "opportunities.amount needs one of from, together, when, value, lookup or match",
        ),
        ("amount: {from: x, decmal: ','}", "does not know 'decmal'. Did you mean 'decimal'?"),
        ("owner: {from: x, times: y}", "'times' is for money columns, not text"),
        ("amount: {from: x, per: {from: y}}", "'per' is for mrr"),
        ("amount: {from: x, divide: 12}", "divide must be 10, 100, 1000"),
        ("amount: {from: x, dates: '%Y-%m-%d'}", "'dates' is for date columns, not money"),
        ("created_on: {from: x, dates: 'Y-m-d'}", "does not say day, month and year"),
        ("created_on: {from: x, inclusive: true}", "not for created_on"),
        ("account_id: {match: accounts, on: key, from: x}", "needs 'system', such as stripe"),
        (
            "account_id: {match: accounts, on: [key, nme], system: s, from: x}",
            "Did you mean 'name'",
        ),
        ("account_id: {match: accounts, on: [domain, key], system: s, from: x}", "key first"),
        ("account_id: {match: accounts, on: [key, name], system: s, from: x}", "go together"),
        ("account_id: {match: accounts, on: key, system: s, from: x, name: y}", "go together"),
        ("account_id: {match: accounts, on: key, system: 's:t', from: x}", "has no ':'"),
        ("account_id: {match: accounts, on: name, system: s, from: x}", "goes with 'on: key'"),
        ("account_id: {match: accounts, on: nam, from: x}", "Did you mean 'name'?"),
        ("name: {match: accounts, on: name, from: x}", "match is for the account_id of a fact"),
        ("type: {value: nwe}", "cannot be 'nwe'; it must be one of new, expansion, renewal. Did"),
        ("type: {from: x, values: {a: new, A: new}}", "lists 'A' twice"),
        ("owner: {lookup: users, match: {a: b}, take: c}", "there is no source 'users'"),
        ("owner: {from: x, otherwise: y}", "'otherwise' needs 'values'"),
        ("owner: a, owner: b", "'owner' is written twice"),
    ],
)
def test_error_in_a_column_names_culprit_and_cure(columns, says):
    assert says in message(columns)


@pytest.mark.parametrize(
    ("mrr", "says"),
    [
        ("{from: a, per: Interval}", "per must have keys and values"),
        ("{from: a, per: {count: c}}", "per needs 'from: <column>' or 'value: year'"),
        ("{from: a, per: {value: yaer}}", "'yaer' is no interval; known are day, daily, week"),
        ("{from: a, per: {from: i, values: {J: jahr}}}", "'jahr' is no interval"),
        ("{from: a, divide: 12}", "divide must be 10, 100, 1000"),
    ],
)
def test_error_in_an_interval_names_culprit_and_cure(mrr, says):
    declared = f"subscription_id: i, started_on: s, status: {{value: active}}, mrr: {mrr}"
    with pytest.raises(MappingError) as error:
        Mapping.parse(f"tables: {{subscriptions: {{columns: {{{declared}}}}}}}")
    assert says in error.value.message


def test_the_account_of_a_key_cannot_be_matched():
    declared = "system: s, source_id: i, account_id: {match: accounts, on: name, from: n}"
    with pytest.raises(MappingError) as error:
        Mapping.parse(f"tables: {{account_keys: {{columns: {{{declared}}}}}}}")
    assert "match is for the account_id of a fact" in error.value.message


@pytest.mark.parametrize(
    ("attribute", "says"),
    [
        ("plan: {from: x}", "opportunities.plan needs a kind: text, number, date, flag, list"),
        ("plan: {from: x, kind: txt}", "there is no kind 'txt'. Did you mean 'text'?"),
        ("Plan Tier: {from: x, kind: text}", "lower snake case"),
        ("owner: {from: x, kind: text}", "is a column of the table; put it under 'columns'"),
        ("tier: {from: x, kind: text}", "the name 'tier' is taken"),
    ],
)
def test_attribute_needs_a_kind_and_a_free_name(attribute, says):
    assert says in message(more=f", attributes: {{{attribute}}}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tables: {opportunites: {}}", "no table 'opportunites'. Did you mean 'opportunities'?"),
        ("tables: {accounts: {columns: {name: x}}}", "accounts needs account_id"),
        ("tables: {}", "fills no table"),
        ("nme: x", "does not know 'nme'. Did you mean 'name'?"),
        ("a: [1", "the mapping is not YAML: line 1"),
        ("", "the mapping must have keys and values"),
    ],
)
def test_error_at_the_top_names_culprit_and_cure(text, says):
    with pytest.raises(MappingError) as error:
        Mapping.parse(text)
    assert says in error.value.message


def test_with_several_sources_a_table_says_which():
    sources = "sources: {deals: {file: d.csv}, users: {file: u.csv}}"
    assert message(top=sources) == "opportunities needs 'from': one of deals, users."
    assert "Did you mean 'deals'?" in message(more=", from: deal", top=sources)


def test_canonical_text_changes_with_meaning_only():
    one = parse("amount: {from: a, decimal: '.'}, owner: b", top="name: x # a comment")
    two = parse("owner: b, amount: a", top='name: "x"')
    assert one.canonical() == two.canonical()
    assert (
        one.canonical()
        != parse("owner: b, amount: {from: a, decimal: ','}", top="name: x").canonical()
    )
    assert json.loads(one.canonical())["name"] == "x"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.recursive(
        st.none() | st.text(max_size=6) | st.booleans() | st.sampled_from(["from", "x", "1"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["from", "values", "when", "if", "then", "lookup", "match", "dates"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_nonsense_is_a_mapping_error_and_nothing_else(given_):
    text = json.dumps(
        {
            "tables": {
                "accounts": {"columns": {"account_id": "x", "owner": given_}, "left_out": given_}
            }
        }
    )
    with contextlib.suppress(MappingError):
        Mapping.parse(text)
