"""A template is fitted to the headers and cells at hand: what is dropped, added and guessed."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from icp_metrics.errors import MappingError
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.presets.custom import attribute_name, kind_of
from icp_metrics.tables import TABLES

HEAD = "Id,AccountId,StageName,CloseDate,CreatedDate,IsWon,IsClosed,OwnerId"
ACCOUNTS = "Id,Name,IsDeleted,BillingCountry,NumberOfEmployees,OwnerId,ParentId"


def deals(*rows: str, more: str = "") -> str:
    return "\n".join([HEAD + more, *rows]) + "\n"


def attributes(text: str, table: str) -> dict[str, str]:
    made = next(t for t in Mapping.parse(text).tables if t.table.name == table)
    return {a.name: a.kind.name for a in made.attributes}


def test_columns_the_file_lacks_are_dropped_and_told(fitted):
    found = fitted("salesforce", {"Opportunity.csv": deals("1,2,New,2026-01-02,2026-01-01,,,9")})
    [table] = Mapping.parse(found.text).tables
    assert {"amount", "currency", "source"}.isdisjoint(c.name for c in table.columns)
    assert any("No column says the currency" in note for note in found.notes)


def test_headers_are_written_as_the_file_has_them(fitted):
    lower = deals("1,2,New,2026-01-02,2026-01-01,,,9").replace("StageName", "stage_name")
    assert "stage: stage_name\n" in fitted("salesforce", {"Opportunity.csv": lower}).text


def test_table_without_a_column_it_needs_is_left_away_and_named(fitted):
    leads = "Id,LastName,Company,IsConverted,LeadSource,Status\n1,a,b,,,New\n"
    files = {"Opportunity.csv": deals("1,2,New,2026-01-02,2026-01-01,,,9"), "Lead.csv": leads}
    found = fitted("salesforce", files)
    assert [t.table.name for t in Mapping.parse(found.text).tables] == ["opportunities"]
    assert "leads needs created_on: 'CreatedDate', which Lead.csv has not." in found.notes


def test_no_table_at_all_is_an_error_that_names_the_column(fitted):
    leads = "Id,LastName,Company,IsConverted,LeadSource,Status\n1,a,b,,,New\n"
    with pytest.raises(MappingError, match="leads needs created_on: 'CreatedDate', which Lead"):
        fitted("salesforce", {"Lead.csv": leads})


def test_file_that_is_none_of_the_preset_is_an_error(fitted):
    with pytest.raises(MappingError, match=r"notes\.csv is none of the files of Salesforce"):
        fitted("salesforce", {"notes.csv": "note,day\na,b\n"})


CUSTOM = {
    "Sector__c": (["Retail", ""], "sector", "text"),
    "Is_Partner__c": (["TRUE", "FALSE"], "is_partner", "flag"),
    "Seats__c": (["1,200", "35.5"], "seats", "number"),
    "Renewal_Day__c": (["2026-01-31", ""], "renewal_day", "date"),
    "Phone2__c": (["4915112345678", "4915112345679"], "phone2", "text"),
    "Plan__c": (["007", "12"], "plan", "text"),
    "Score__c": (["5", "n/a"], "score_c", "text"),
    "Industry__c": (["a", "b"], "industry", "column"),
}


@pytest.mark.parametrize("header", CUSTOM)
def test_custom_fields_become_attributes_by_their_values(fitted, header):
    (first, second), name, kind = CUSTOM[header]
    rows = f'1,a,,DE,5,9,,"{first}"\n2,b,,DE,6,9,,"{second}"\n'
    text = fitted("salesforce", {"Account.csv": f"{ACCOUNTS},{header}\n{rows}"}).text
    if kind == "column":
        assert f"{name}: {header}\n" in text
    else:
        assert attributes(text, "accounts") == {name: kind}


def test_mostly_blank_custom_field_is_kept_and_one_without_a_cell_is_not(fitted):
    rows = "1,a,,DE,5,9,,\n" * 30 + "2,b,,DE,6,9,,x\n"
    text = fitted("salesforce", {"Account.csv": f"{ACCOUNTS},Level__c\n{rows}"}).text
    assert attributes(text, "accounts") == {"level": "text"}
    none = fitted("salesforce", {"Account.csv": f"{ACCOUNTS},Level__c\n1,a,,DE,5,9,,\n"}).text
    assert attributes(none, "accounts") == {}


def test_blank_flag_is_false_where_the_export_writes_1_or_blank(loaded):
    rows = "1,2,Won,2026-01-02,2026-01-01,1,1,9,1\n3,2,New,2026-01-02,2026-01-01,,,9,\n"
    found = loaded("salesforce", {"Opportunity.csv": deals(more=",Pilot__c") + rows})
    assert found.tables["opportunities"]["pilot"].to_list() == [True, False]
    assert found.tables["opportunities"]["status"].to_list() == ["won", "open"]


def test_blank_flag_is_unknown_where_the_export_writes_both(loaded):
    days = "2026-01-02,2026-01-01"
    rows = f"1,2,Won,{days},TRUE,TRUE,9,TRUE\n3,2,New,{days},FALSE,FALSE,9,\n"
    found = loaded("salesforce", {"Opportunity.csv": deals(more=",Pilot__c") + rows})
    assert found.tables["opportunities"]["pilot"].to_list() == [True, None]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("ICP Tier", "icp_tier"),
        ("NumberOfSeats__c", "number_of_seats"),
        ("tier", "tier_c"),
        ("Name__c", "name_c"),
        ("2024 Target", "c_2024_target"),
        ("Größe (m²)", "grosse_m2"),
    ],
)
def test_names_are_snake_case_and_never_taken(header, name):
    assert attribute_name(header, TABLES["accounts"], ()) == name


def test_names_that_fall_together_are_numbered():
    assert attribute_name("A B", TABLES["accounts"], {"a_b"}) == "a_b_2"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "0"], "flag"),
        (["1", "2"], "number"),
        (["01/31/2026", "02/03/2026"], "date"),
        (["2026-01-31T10:00:00.000+0000"], "date"),
        (["2026-01-31", "soon"], "text"),
    ],
)
def test_kinds_are_guessed_only_where_every_cell_agrees(cells, kind):
    assert kind_of(pl.Series(cells)) == kind


def test_order_of_day_and_month_is_taken_from_the_columns_that_tell_it(loaded, fitted):
    # The close dates allow both orders; 23 can only be a day.
    rows = deals("1,2,New,02/03/26,01/23/26,,,9", "2,2,New,04/05/26,01/24/26,,,9")
    assert "dates: month_first" in fitted("salesforce", {"Opportunity.csv": rows}).text
    found = loaded("salesforce", {"Opportunity.csv": rows})
    expected = [date(2026, 2, 3), date(2026, 4, 5)]
    assert found.tables["opportunities"]["closed_on"].to_list() == expected


def test_order_that_no_column_tells_stays_open_and_the_load_asks(loaded):
    with pytest.raises(MappingError, match="can be read in two ways") as error:
        loaded("salesforce", {"Opportunity.csv": deals("1,2,New,02/03/26,01/02/26,,,9")})
    assert error.value.code == "E_DATE_ORDER"


def test_patterns_fit_the_files_of_next_month_and_no_other(fitted):
    files = {
        "accounts_2026-06.csv": f"{ACCOUNTS}\n1,a,,DE,5,9,\n",
        "opportunities_2026-06.csv": deals("1,2,New,2026-01-02,2026-01-01,,,9"),
        "opportunities_2026-05.csv": deals("3,2,New,2026-01-02,2026-01-01,,,9"),
    }
    patterns = {s.name: s.pattern for s in Mapping.parse(fitted("salesforce", files).text).sources}
    assert patterns == {"accounts": "*account*", "opportunities": "*opportunit*"}
