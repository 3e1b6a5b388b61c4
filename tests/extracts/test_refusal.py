"""A load with too many bad rows, or too much money in them, is refused with a sentence."""

from __future__ import annotations

from decimal import Decimal

from icp_metrics.extracts.extract import refusal


def cells(good: int, bad: int) -> list[str]:
    return ["100"] * good + ["oops"] * bad


def test_ten_bad_rows_of_a_small_file_go(one):
    assert refusal(one("amount: x", cells(5, 10)), None) is None


def test_eleven_bad_rows_of_a_small_file_do_not(one):
    assert refusal(one("amount: x", cells(89, 11)), None) == (
        "deals.csv: 11 of 100 rows are rejected (11.0%; 5.0% are allowed). "
        "Most often: 'x' is not a number, first in row 91 ('oops')."
    )


def test_five_percent_of_a_large_file_go_and_one_more_does_not(one):
    assert refusal(one("amount: x", cells(380, 20)), None) is None
    assert refusal(one("amount: x", cells(379, 21)), None) is not None


def test_share_allowed_can_be_stated_and_the_ten_rows_stay(one):
    assert refusal(one("amount: x", cells(89, 11)), 0.2) is None
    assert refusal(one("amount: x", cells(90, 10)), 0.0) is None


def large(load, bad: int, amount: int):
    """200 deals of 100, and `bad` deals of `amount` that were won without a date."""
    rows = [f"{i},open,100\n" for i in range(200)] + [f"b{i},won,{amount}\n" for i in range(bad)]
    mapping = (
        "tables: {opportunities: {columns: "
        "{opportunity_id: Id, status: Status, amount: Amount, closed_on: Closed}}}"
    )
    return load(mapping, deals="Id,Status,Amount,Closed\n" + "".join(r[:-1] + ",\n" for r in rows))


def test_two_bad_deals_that_hold_much_of_the_money_refuse_a_large_file(load):
    found = large(load, 2, 5000)
    assert found.amounts["deals.csv"].total == Decimal(30000)
    assert found.amounts["deals.csv"].rejected == Decimal(10000)
    assert refusal(found, None).startswith(
        "deals.csv: the 2 rejected rows hold 33.3% of the amount (5.0% are allowed). Most often: "
    )


def test_two_ordinary_bad_deals_do_not(load):
    assert refusal(large(load, 2, 100), None) is None
