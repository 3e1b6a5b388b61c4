"""New values on Monday morning: shown with count and amount, assigned, and then they load."""

from __future__ import annotations

from decimal import Decimal

import pytest

from icp_metrics.extracts.mapping import Mapping
from icp_metrics.suggest import assigned, unlisted, unlisted_in
from tests.suggest.conftest import Read

MAPPING = """
tables:
  opportunities:
    columns:
      opportunity_id: Id
      status: {from: Stage, values: {Won: won, Lost: lost}}
      amount: {from: Cents, divide: 100}
      closed_on: Closed
"""
MONDAY = {
    "deals.csv": (
        "Id,Stage,Cents,Closed\n1,Won,1000,2026-01-01\n2,lost,2000,2026-01-01\n"
        "3,Verbal yes,250050,2026-01-01\n4,Verbal yes,100,2026-01-01\n5,Dropped,300,2026-01-01\n"
    )
}


def test_new_values_have_count_amount_and_a_likely_word(read: Read) -> None:
    found = unlisted(Mapping.parse(MAPPING), read(MONDAY))
    assert [(v.value, v.rows, v.amount, v.likely, v.rejected) for v in found] == [
        ("Verbal yes", 2, Decimal("2501.50"), "open", True),
        ("Dropped", 1, Decimal("3.00"), None, True),
    ]
    assert found[0].allowed == ("open", "won", "lost", "disqualified")
    assert (found[0].table, found[0].column, found[0].header) == (
        "opportunities",
        "status",
        "Stage",
    )


def test_assigned_values_are_listed_and_load(read: Read, loaded) -> None:
    assert loaded(MAPPING, MONDAY).rejected["opportunities"] == 3
    text = assigned(MAPPING, "opportunities", "status", {"Verbal yes": "open", "Dropped": "lost"})
    assert unlisted(Mapping.parse(text), read(MONDAY)) == []
    done = loaded(text, MONDAY)
    assert done.rejected["opportunities"] == 0
    assert done.tables["opportunities"]["status"].to_list() == [
        "won",
        "lost",
        "open",
        "open",
        "lost",
    ]


def test_values_that_otherwise_swallows_are_shown_with_the_word_they_get(read: Read) -> None:
    text = MAPPING.replace("Lost: lost}}", "Lost: lost}, otherwise: open}")
    found = unlisted(Mapping.parse(text), read(MONDAY))
    assert [(v.value, v.word, v.rejected) for v in found] == [
        ("Verbal yes", "open", False),
        ("Dropped", "open", False),
    ]


def test_column_without_a_map_lists_what_the_table_does_not_allow(write) -> None:
    text = MAPPING.replace("{from: Stage, values: {Won: won, Lost: lost}}", "Stage")
    found = unlisted_in(
        Mapping.parse(text), write({"d.csv": MONDAY["deals.csv"].replace("Won", "won")})
    )
    assert [v.value for v in found] == ["Verbal yes", "Dropped"]


@pytest.mark.parametrize("currency", ["{value: EUR}", "Cur"])
def test_amounts_in_several_currencies_are_not_added_up(read: Read, currency: str) -> None:
    lines = MONDAY["deals.csv"].splitlines()
    rows = [f"{line},{'EUR' if i % 2 else 'USD'}" for i, line in enumerate(lines[1:])]
    files = {"deals.csv": "\n".join([lines[0] + ",Cur", *rows]) + "\n"}
    text = f"{MAPPING}      currency: {currency}\n"
    found = unlisted(Mapping.parse(text), read(files))
    assert [v.amount is None for v in found] == [currency == "Cur"] * 2


def test_only_the_latest_state_of_a_record_is_counted(read: Read) -> None:
    text = MAPPING.replace("    columns:\n", "    latest: At\n    columns:\n")
    files = {
        "deals.csv": (
            "Id,Stage,Cents,Closed,At\n1,Stalled,500,2026-01-01,2026-01-02\n"
            "1,Dropped,700,2026-01-01,2026-01-03\n2,Won,100,2026-01-01,2026-01-01\n"
        )
    }
    found = unlisted(Mapping.parse(text), read(files))
    assert [(v.value, v.rows, v.amount) for v in found] == [("Dropped", 1, Decimal(7))]


def test_currencies_in_small_letters_are_written_large(drafted, loaded) -> None:
    files = {
        "deals.csv": (
            "Deal ID,Stage,Amount,Currency,Close Date\nD1,Won,5,usd,2026-01-01\n"
            "D2,Lost,6,eur,2026-01-02\n"
        )
    }
    text = drafted(files)
    assert "currency: {from: Currency, case: upper}" in text
    assert loaded(text, files).tables["opportunities"]["currency"].to_list() == ["USD", "EUR"]
