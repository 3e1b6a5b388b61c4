"""A deal counts once, however many rows of other tables belong to its account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.compare import View, compare, open_view
from tests.builders import (
    ICP,
    YEAR,
    account,
    counts,
    deal,
    load_rows,
    new_store,
    rows_of,
    total,
    try_rows,
    values,
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """An account told in four loads, changed each time, with three technologies."""
    store = new_store(tmp_path_factory.mktemp("fan"), ICP)
    for day, industry, tools in (
        ("2025-03-31", "retail", ["SAP"]),
        ("2025-06-30", "software", ["SAP", "Kafka"]),
        ("2025-09-30", "banking", ["SAP", "Kafka", "Excel"]),
        ("2025-12-31", "software", ["SAP", "SAP", "sap"]),
    ):
        rows = [account("A", industry=industry, tech_stack=tools, region="North")]
        load_rows(store, accounts=rows, as_of=day)
    deals = [
        deal("d1", "A", "won", "2025-07-15", amount=100, currency="EUR"),
        deal("d2", "A", "lost", "2025-07-16", amount=50, currency="EUR"),
    ]
    load_rows(store, deals=deals, as_of="2025-12-31")
    return open_view(store)


def test_account_of_many_spans_does_not_multiply_its_deals(view: View) -> None:
    assert rows_of(view, "SELECT COUNT(*) FROM account_spans") == [(4,)]
    assert counts(total(view)) == {"fit": 2, "not_fit": 0, "unknown": 0, "all": 2}
    assert values(total(view, "deal_size"))["all"] == 100


def test_list_attribute_does_not_multiply_the_total(view: View) -> None:
    whole, *segments = compare(view, "win_rate", replace(YEAR, by="tech_stack"))
    assert counts(whole)["all"] == 2
    assert {s.segment: counts(s)["all"] for s in segments} == {"SAP": 2, "Kafka": 2}


def test_filter_on_several_values_of_a_list_does_not_multiply_deals(view: View) -> None:
    asked = replace(YEAR, where=(("tech_stack", ("SAP", "Kafka")),), by="region")
    assert [counts(r)["all"] for r in compare(view, "win_rate", asked)] == [2, 2]


def test_value_told_twice_in_a_list_counts_once(view: View) -> None:
    asked = replace(YEAR, by="tech_stack", fit_as_of="today")
    segments = compare(view, "win_rate", asked)[1:]
    assert [counts(s)["all"] for s in segments if s.segment == "SAP"] == [2]


def test_account_row_repeated_to_the_letter_does_not_multiply_deals(view: View, tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = new_store(tmp_path, ICP)
    rows = [account("A", industry="software")] * 3
    load_rows(store, accounts=rows, deals=[deal("d1", "A", "won", "2025-07-15")])
    again = open_view(store)
    assert counts(total(again))["all"] == 1
    assert rows_of(again, "SELECT COUNT(*) FROM accounts") == [(1,)]


def test_deal_told_twice_differently_is_rejected_and_not_counted_twice(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = new_store(tmp_path, ICP)
    result = try_rows(
        store,
        accounts=[account("A", industry="software")],
        deals=[
            deal("d1", "A", "won", "2025-07-15"),
            deal("d1", "A", "lost", "2025-07-15"),
            deal("d2", "A", "lost", "2025-07-15"),
        ],
    )
    assert result.problems["row"].to_list() == [2, 3]
    assert counts(total(open_view(store)))["all"] == 1


def test_deal_in_two_loads_is_one_deal_as_last_told(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = new_store(tmp_path, ICP)
    load_rows(store, accounts=[account("A", industry="software")])
    load_rows(store, deals=[deal("d1", "A", "lost", "2025-07-15")], as_of="2025-07-31")
    load_rows(store, deals=[deal("d1", "A", "won", "2025-07-15")], as_of="2025-08-31")
    row = total(open_view(store))
    assert (counts(row)["all"], values(row)["all"]) == (1, 1)
