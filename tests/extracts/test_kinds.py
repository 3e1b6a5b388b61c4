"""Text to values, exactly or not at all, through a real file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from icp_metrics.errors import MappingError


def outcome(extract, column):
    """Per cell: its value, or the sentence why it was rejected."""
    good = dict(extract.tables["opportunities"].select("opportunity_id", column).iter_rows())
    bad = {str(r["row"] - 2): r["problem"] for r in extract.problems.iter_rows(named=True)}
    return [found for _, found in sorted({**good, **bad}.items(), key=lambda p: int(p[0]))]


def test_money_is_read_exactly_in_many_dresses(one):
    cells = ["$1,234.50", " (1,234.50) ", "EUR 99.9999", "-£12", "1 234 567.5", "1.5e3", "0", " "]
    assert outcome(one("amount: x", cells), "amount") == [
        *(Decimal(v) for v in ("1234.50", "-1234.50", "99.9999", "-12", "1234567.5", "1500", "0")),
        None,
    ]


@pytest.mark.parametrize(
    ("spec", "cells", "warned"),
    [
        ("x", ["12.500", "7"], True),
        ("x", ["12.500", "7.25"], False),
        ('{from: x, decimal: "."}', ["12.500"], False),
        ("x", ["12500", ""], False),
    ],
)
def test_point_before_three_digits_everywhere_is_said(one, spec, cells, warned):
    found = one(f"amount: {spec}", cells)
    assert any("if it groups thousands" in w for w in found.warnings) == warned


def test_money_beyond_a_float_keeps_every_digit(one):
    found = outcome(one("amount: x", ["99999999999999.9999", "0.1", "0.30000"]), "amount")
    assert found == [Decimal("99999999999999.9999"), Decimal("0.1"), Decimal("0.3")]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1.234,50", "is not a number with decimal mark '.'; say decimal: \",\""),
        ("10.00501", "has more than 4 decimals; money is never rounded in silence"),
        ("100000000000000", "is too large for an amount of money"),
        ("1e309", "is too large for an amount of money"),
        *(
            (cell, "is not a number")
            for cell in ("NaN", "inf", "12,34,567", "--5", "n/a", "()", "5%")
        ),
    ],
)
def test_money_that_is_none_is_a_problem(one, cell, says):
    found = outcome(one("amount: x", [cell, "1"]), "amount")
    assert found[0].startswith(says)
    assert found[1] == 1


def test_decimal_comma_is_read_where_the_mapping_says_so(one):
    found = one('amount: {from: x, decimal: ","}', ["1.234,50", "1 234,5", "12", "1,234.50"])
    assert outcome(found, "amount")[:3] == [Decimal("1234.5"), Decimal("1234.5"), 12]
    assert outcome(found, "amount")[3].endswith('say decimal: "."')


def test_cents_are_divided_exactly(one):
    found = one("amount: {from: x, divide: 100}", ["1999", "5", "10.5", "0.001"])
    assert outcome(found, "amount")[:3] == [Decimal("19.99"), Decimal("0.05"), Decimal("0.105")]
    assert outcome(found, "amount")[3].startswith("has more than 4 decimals")


def test_integers_are_whole(one):
    cells = ["2822.0", "1,200", "36.5", "9223372036854775808", "-1", ""]
    assert outcome(one("term_months: x", cells), "term_months") == [
        2822,
        1200,
        "is not a whole number",
        "is too large for a whole number",
        "must be 0 or more",
        None,
    ]


def test_numbers_are_finite(one):
    found = one("@size: {from: x, kind: number}", ["1.5", "1e-3", "1e309", "1e-400", "nan", ""])
    assert outcome(found, "size")[:2] == [1.5, 0.001]
    assert outcome(found, "size")[2:4] == ["is too large or too small for a number"] * 2
    assert outcome(found, "size")[4:] == ["is not a number", None]


def test_flags_and_lists(one):
    found = one("@vip: {from: x, kind: flag}", ["TRUE", "0", "Yes", "n", "", "maybe"])
    assert outcome(found, "vip")[:5] == [True, False, True, False, None]
    assert outcome(found, "vip")[5] == "is neither true nor false (also 1/0, yes/no)"
    found = one("@tech: {from: x, kind: list}", ["SAP; Kafka;;SAP ", " ; ", "a,b"])
    assert outcome(found, "tech") == [["SAP", "Kafka"], None, ["a,b"]]
    found = one('@tech: {from: x, kind: list, separator: ","}', ["a,b"])
    assert outcome(found, "tech") == [["a", "b"]]


def test_ids_and_texts_are_trimmed_and_else_kept(one):
    found = one("campaign_id: x", [" 007aB ", "1e5", "  "])
    assert outcome(found, "campaign_id") == ["007aB", "1e5", None]


@pytest.mark.parametrize(
    ("cells", "dates"),
    [
        (["2024-02-29", "2024-3-1 23:59"], ["2024-02-29", "2024-03-01"]),
        (["3/1/2017", "3/22/2017"], ["2017-03-01", "2017-03-22"]),
        (["3/1/2017", "22/3/2017"], ["2017-01-03", "2017-03-22"]),
        (["31.1.17", "1.2.17"], ["2017-01-31", "2017-02-01"]),
        (["5/5/2017", ""], ["2017-05-05", None]),
        (["05-Jan-24", "28-Feb-24"], ["2024-01-05", "2024-02-28"]),
    ],
)
def test_date_format_is_found_from_the_whole_column(one, cells, dates):
    wanted = [d and date.fromisoformat(d) for d in dates]
    assert outcome(one("created_on: x", cells), "created_on") == wanted


def test_timestamp_with_an_offset_is_a_date_in_the_timezone(one):
    cells = ["2024-06-23T23:30:00.000+0000", "2024-06-23T23:30:00Z", "2024-06-23 23:30:00"]
    found = one("created_on: x", [*cells, "2024-06-24T01:30:00+02:00"], timezone="Europe/Berlin")
    assert [d.day for d in outcome(found, "created_on")] == [24, 24, 23, 24]


def test_dates_that_can_be_read_in_two_ways_stop_the_load(one):
    with pytest.raises(MappingError) as error:
        one("created_on: x", ["5/5/2017", "3/1/2017", "n/a", *["7/7/2017"] * 20])
    assert error.value.code == "E_DATE_ORDER"
    assert error.value.message == (
        "opportunities.created_on: 'x' can be read in two ways: '3/1/2017' is 2017-03-01 or "
        '2017-01-03. Say dates: "%m/%d/%Y" or dates: "%d/%m/%Y".'
    )


def test_stated_dates_are_not_guessed(one):
    found = one(
        'created_on: {from: x, dates: ["%d/%m/%Y", "%Y-%m-%d"]}', ["3/1/2017", "2017-02-03"]
    )
    assert outcome(found, "created_on") == [date(2017, 1, 3), date(2017, 2, 3)]
    found = one('created_on: {from: x, dates: "%d/%m/%Y"}', ["3/1/2017", "13/13/2017"])
    assert outcome(found, "created_on")[1] == "is not a date like %d/%m/%Y"


def test_a_few_odd_dates_are_problems_and_many_stop_the_load(one):
    found = one("created_on: x", [*["2024-01-31"] * 9, "2024-02-30"])
    assert outcome(found, "created_on")[9] == "is not a date like %Y-%m-%d"
    with pytest.raises(MappingError, match=r"no date format fits 'x' \(for example 'soon'\)"):
        one("created_on: x", ["2024-01-31", "soon"])


def test_dates_outside_two_centuries_are_problems(one):
    found = one("created_on: x", ["2200-01-01", "0024-01-01", "1900-01-01", "2199-12-31"])
    assert outcome(found, "created_on")[0] == "is not between 1900-01-01 and 2199-12-31"
    assert outcome(found, "created_on")[2:] == [date(1900, 1, 1), date(2199, 12, 31)]


def test_the_end_of_time_of_a_warehouse_is_no_date(one):
    assert outcome(one("created_on: x", ["9999-12-31", "2024-01-01"]), "created_on") == [
        None,
        date(2024, 1, 1),
    ]


def test_last_day_covered_becomes_the_first_day_not_covered(one):
    found = one("@term_ends_on: {from: x, kind: date, inclusive: true}", ["2024-02-29", ""])
    assert outcome(found, "term_ends_on") == [date(2024, 3, 1), None]
