"""Prices by quantity and by interval: per month, in decimals, to the cent."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.errors import MappingError
from icp_metrics.statistics.mrr import INTERVALS, monthly, months_of

HEAD = "subscription_id: id, started_on: {value: 2024-01-01}, status: {value: active}"


@pytest.fixture
def priced(load):
    """`priced(mrr, "a,q,i,c", rows)`: the amounts per month, and (value, problem) of the others."""

    def _priced(mrr, header, *rows, **files):
        mapping = f"tables: {{subscriptions: {{columns: {{{HEAD}, mrr: {mrr}}}}}}}"
        lines = "".join(f"{i},{row}\n" for i, row in enumerate(rows))
        found = load(mapping, subs=f"id,{header}\n{lines}", **files)
        amounts = found.tables["subscriptions"]["mrr"].to_list()
        return [str(a) for a in amounts], found.problems.select("value", "problem").rows()

    return _priced


PER_MONTH = {
    "1200,year,1": "100.0000",
    "1000,Annual,1": "83.3333",
    "100, quarterly ,1": "33.3333",
    "600,month,6": "100.0000",
    "600,every 6 months,1": "100.0000",
    "600,half-year,1": "100.0000",
    "99.99,week,1": "433.2900",
    "10,weeks,2": "21.6667",
    "1,day,1": "30.4167",
    "24,year,2": "1.0000",
    "7.5,Jahr,1": "0.6250",
    # Half to even in the fifth decimal: of 0.00005 and of 0.00015.
    "0.0006,year,1": "0.0000",
    "0.0018,year,1": "0.0002",
    '"1,234,567,890,123",month,1': "1234567890123.0000",
    "0,month,1": "0.0000",
}


def test_amount_of_an_interval_is_one_per_month(priced):
    mrr = "{from: a, per: {from: i, count: c, values: {jahr: year}}}"
    assert priced(mrr, "a,i,c", *PER_MONTH) == (list(PER_MONTH.values()), [])


UNSOUND = {
    "5,fortnight,1": ("5", "'fortnight' is no interval; known are day, daily, week, weekly"),
    "5,,1": ("5", "'i' is blank"),
    "5,month,": ("5", "'c' is blank"),
    "5,month,0": ("5", "cannot count 0"),
    "5,month,1.5": ("5", "'c' is not a whole number"),
    "x,month,1": ("x", "is not a number"),
    ",month,1": (None, "is blank, subscriptions needs mrr"),
    "-5,month,1": ("-5", "must be 0 or more"),
}


def test_row_without_a_sound_interval_is_rejected_with_the_reason(priced):
    amounts, problems = priced("{from: a, per: {from: i, count: c}}", "a,i,c", *UNSOUND)
    assert amounts == []
    for (value, problem), (shown, says) in zip(problems, UNSOUND.values(), strict=True):
        assert value == shown
        assert says in problem


def test_amount_is_multiplied_by_the_quantity_and_rounded_once(priced):
    mrr = '{from: a, decimal: ",", divide: 100, times: q, per: {from: i}}'
    rows = (
        '"1000",3,month',
        '"0,01","0,5",day',
        "5,x,month",
        "5,,month",
        "99999999999999,10000,day",
    )
    amounts, problems = priced(mrr, "a,q,i", *rows)
    # 0.0001 * 0.5 * 365 / 12: rounded after the product it would be nothing.
    assert amounts == ["30.0000", "0.0015"]
    assert [p for _, p in problems] == [
        "cannot be multiplied: 'q' is not a number",
        "cannot be multiplied: 'q' is blank",
        "is too large for an amount of money",
    ]


def test_an_interval_may_be_stated_once_for_all_rows(priced):
    assert priced("{from: a, per: {value: year}}", "a", "1200", "60") == (
        ["100.0000", "5.0000"],
        [],
    )


def test_amount_of_a_line_may_have_a_quantity(load):
    declared = "line_id: id, issued_on: {value: 2024-01-01}, kind: {value: recurring}"
    mapping = (
        f"tables: {{invoice_lines: {{columns: {{{declared}, status: {{value: paid}}, "
        "amount: {from: price, times: n}}}}"
    )
    found = load(mapping, lines="id,price,n\n1,2.50,-3\n2,,\n")
    assert found.tables["invoice_lines"]["amount"].to_list() == [Decimal("-7.5")]
    assert found.problems["problem"].to_list() == ["is blank, invoice_lines needs amount"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.decimals(min_value=0, max_value=10**9, places=4),
    st.sampled_from(list(INTERVALS)),
    st.integers(1, 400),
)
def test_monthly_is_the_exact_quotient(amount, interval, count):
    exact = Fraction(amount) / months_of(interval, count)
    assert abs(Fraction(monthly(amount, interval, count)) - exact) < Fraction(1, 10**30)
    cents = monthly(amount, interval, count).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    assert Fraction(cents) == round(exact * 10**4) / Fraction(10**4)


def test_mrr_of_lines_is_that_of_stripe():
    monthly_lines, yearly_lines = monthly(Decimal(100), "month"), monthly(Decimal(600), "year")
    assert 100 * monthly_lines + 50 * yearly_lines == 12_500


def test_an_interval_counts_one_or_more():
    with pytest.raises(ValueError, match="cannot count 0"):
        months_of("month", 0)


def test_minor_units_are_those_of_each_rows_currency(priced):
    mrr = "{from: a, divide: {minor_units_of: c}, times: q}"
    rows = ("1250,USD,1", "1250,jpy,1", "12345,KWD,2", "12345,CLF,1")
    # ISO 4217: cents, no smaller unit, thousandths, ten-thousandths.
    assert priced(mrr, "a,c,q", *rows) == (["12.5000", "1250.0000", "24.6900", "1.2345"], [])
    amounts, problems = priced(mrr, "a,c,q", "5,,1", "5,$,1")
    assert amounts == []
    assert [p for _, p in problems] == [
        "cannot be brought to units: 'c' is blank",
        "cannot be brought to units: 'c' holds no currency, but '$'",
    ]


def test_minor_units_are_for_money(load):
    with pytest.raises(MappingError, match="'minor_units_of' is for money columns, not integer"):
        load(
            "tables: {accounts: {columns: {account_id: id, "
            "employees: {from: n, divide: {minor_units_of: c}}}}}",
            a="id,n,c\n1,2,USD\n",
        )
