"""What only a person can decide is asked, and loads as said once it is decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from icp_metrics.errors import MappingError
from icp_metrics.suggest import assigned, previews, understood, with_key
from tests.suggest.conftest import Read

HEAD = "Deal,Client,Opened,Closed,Result,Value\n"
OPEN_ORDER = {
    "deals.csv": HEAD
    + "D-1,Norvex,03/04/2025,05/06/2025,Won,100\nD-2,Talmir,02/05/2025,01/07/2025,Lost,200\n"
}


def test_dates_that_can_be_read_both_ways_are_asked_and_refused_before(drafted, loaded) -> None:
    text = drafted(OPEN_ORDER)
    assert "# DECIDE 'Opened' can be read in two ways" in text
    with pytest.raises(MappingError) as refused:
        loaded(text, OPEN_ORDER)
    assert refused.value.code == "E_DATE_ORDER"


def test_decided_order_loads_and_its_question_is_gone(drafted, loaded) -> None:
    text = drafted(OPEN_ORDER)
    for column in ("created_on", "closed_on"):
        text = with_key(text, "opportunities", column, "dates", "day_first")
    assert "DECIDE" not in text
    deals = loaded(text, OPEN_ORDER).tables["opportunities"]
    assert deals["created_on"].to_list() == [date(2025, 4, 3), date(2025, 5, 2)]
    assert deals["closed_on"].to_list() == [date(2025, 6, 5), date(2025, 7, 1)]


def test_question_names_both_days(drafted, read: Read) -> None:
    found = previews(understood(drafted(OPEN_ORDER)), read(OPEN_ORDER))
    [asked] = [p.question for p in found if p.column == "created_on"]
    assert asked.sentence == "Is '03/04/2025' 3 April 2025 or 4 March 2025?"
    assert [choice for choice, _ in asked.choices] == ["day_first", "month_first"]


def test_order_is_taken_from_the_other_dates_of_the_file(drafted, loaded) -> None:
    files = {
        "deals.csv": HEAD
        + "D-1,Norvex,03/04/2025,25/06/2025,Won,100\nD-2,Talmir,02/05/2025,01/07/2025,Lost,200\n"
    }
    text = drafted(files)
    assert "DECIDE" not in text
    assert "created_on: {from: Opened, dates: day_first}" in text
    assert loaded(text, files).tables["opportunities"]["created_on"][0] == date(2025, 4, 3)


def test_order_that_the_whole_column_tells_is_said_for_next_month(drafted) -> None:
    files = {
        "deals.csv": HEAD
        + "D-1,Norvex,03/24/2025,05/26/2025,Won,100\nD-2,Talmir,02/05/2025,01/07/2025,Lost,200\n"
    }
    assert "created_on: {from: Opened, dates: month_first}" in drafted(files)


def test_decimal_comma_is_found_from_the_whole_column(drafted, loaded) -> None:
    rows = (
        'D-1,Norvex,2025-04-03,2025-06-05,Won,"1.250,50"\nD-2,T,2025-05-02,2025-07-01,Lost,"7,5"\n'
    )
    files = {"deals.csv": HEAD + rows}
    text = drafted(files)
    assert "amount: {from: Value, decimal: ','}" in text
    found = loaded(text, files).tables["opportunities"]["amount"].to_list()
    assert found == [Decimal("1250.5"), Decimal("7.5")]


def test_points_that_all_stand_before_three_digits_are_asked(drafted, loaded) -> None:
    rows = "D-1,Norvex,2025-04-03,2025-06-05,Won,12.500\nD-2,T,2025-05-02,2025-07-01,Lost,4.250\n"
    files = {"deals.csv": HEAD + rows}
    text = drafted(files)
    assert "# DECIDE every '.' of 'Value' stands before three digits, as in '12.500'" in text
    text = with_key(text, "opportunities", "amount", "decimal", ",")
    assert "DECIDE" not in text
    found = loaded(text, files).tables["opportunities"]["amount"].to_list()
    assert found == [Decimal(12500), Decimal(4250)]


def test_word_that_is_not_known_is_asked_and_its_rows_are_rejected_before(drafted, loaded) -> None:
    rows = "".join(f"D-{i},C{i},2025-04-03,2025-06-05,Won,1\n" for i in range(30))
    files = {"deals.csv": HEAD + rows + "D-99,Norvex,2025-04-03,2025-06-05,Blorb,5\n"}
    text = drafted(files)
    assert "# DECIDE 'Blorb' (1 row) is one of open, won, lost, disqualified" in text
    assert loaded(text, files).rejected["opportunities"] == 1
    text = assigned(text, "opportunities", "status", {"Blorb": "lost"})
    assert "DECIDE" not in text
    done = loaded(text, files)
    assert done.rejected["opportunities"] == 0
    assert done.tables["opportunities"]["status"].to_list().count("lost") == 1


def test_seconds_since_1970_are_said_to_be_such(drafted, loaded) -> None:
    # 1751500800 is 2025-07-03 00:00:00 UTC.
    files = {"nps.csv": "id,score,nps comment,created_at\n7,9,fine,1751500800\n8,3,no,1751587200\n"}
    text = drafted(files, tables=["survey_responses"])
    assert "answered_on: {from: created_at, dates: epoch}" in text


def test_failures_are_counted_with_examples_in_the_comments(drafted, read: Read) -> None:
    rows = "".join(f"D-{i},C{i},2025-04-{i:02d},2025-06-05,Won,1\n" for i in range(1, 28))
    files = {"deals.csv": HEAD + rows + "D-99,Norvex,2025-02-30,2025-06-05,Won,much\n"}
    text = drafted(files)
    assert "# 1 cell fails: '2025-02-30' is not a date like %Y-%m-%d" in text
    assert "# 1 cell fails: 'much' is not a number" in text
    [amount] = [p for p in previews(understood(text), read(files)) if p.column == "amount"]
    assert (amount.rows, amount.filled, amount.failed) == (28, 28, 1)
    assert amount.first[0] == ("1", "1.0000")
