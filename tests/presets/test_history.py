"""Field and property history: the rows of it, and the spans they make of today's accounts."""

from __future__ import annotations

from datetime import date

from icp_metrics.compare import open_view
from icp_metrics.loading import Stated, load
from icp_metrics.presets import fit_files, preset
from tests.builders import new_store, rows_of
from tests.presets import samples

EVER = date(1, 1, 1)


def test_salesforce_field_history_names_our_attributes_and_leaves_owners_out(loaded):
    found = loaded("salesforce", samples.FIELD_HISTORY, timezone="Europe/Berlin")
    rows = found.tables["account_history"].sort("change_id")
    assert rows.select(
        "account_id", "attribute", "changed_on", "old_value", "new_value"
    ).rows() == [
        ("001000000000001", "created", date(2025, 1, 10), None, None),
        # 23:30 in London is the next day in Berlin.
        ("001000000000001", "industry", date(2025, 5, 2), "Retail", "Software"),
        ("001000000000001", "employees", date(2025, 6, 1), "40", "400"),
        ("001000000000001", "icp_tier", date(2025, 6, 1), "C", "A"),
    ]
    stages = found.tables["stage_history"]
    assert stages.rows() == [("006000000000001", "Proposal", date(2025, 5, 1))]


def test_salesforce_history_reports_are_read_with_the_headers_people_see(loaded):
    found = loaded("salesforce_report", samples.HISTORY_REPORT)
    rows = found.tables["account_history"]
    assert rows.select(
        "account_id", "attribute", "changed_on", "old_value", "new_value"
    ).rows() == [
        ("001000000000001", "created", date(2025, 1, 10), None, None),
        ("001000000000001", "employees", date(2025, 5, 13), "40", "400"),
    ]
    assert found.tables["stage_history"].rows() == [
        ("006000000000001", "Proposal", date(2025, 5, 15))
    ]


ACCOUNT = (
    "Id,Name,IsDeleted,Industry,BillingCountry,NumberOfEmployees,OwnerId,ParentId,ICP_Tier__c\n"
    "001000000000001AAA,Norvex,,Software,DE,400,9,,A\n"
)


def test_field_history_and_the_account_of_today_are_spans(write, tmp_path):
    """Both in one load, through the mapping that the preset makes of them."""
    files = write({"Account.csv": ACCOUNT, **samples.FIELD_HISTORY})
    text = fit_files(preset("salesforce"), files).text
    (tmp_path / "s").mkdir()
    store = new_store(tmp_path / "s")
    result = load(store, text, files, stated=Stated(as_of=date(2026, 1, 15)))
    assert result.published, result.errors
    spans = rows_of(
        open_view(store),
        """SELECT valid_from, known_from, filled_later, industry, employees, icp_tier, country
           FROM account_spans ORDER BY valid_from""",
    )
    known = date(2025, 1, 10)
    # No history tells the country: until the account was loaded it is read back.
    late = ["country", "owner"]
    assert [(s[0], s[1], sorted(s[2]), *s[3:]) for s in spans] == [
        (EVER, known, late, "Retail", 40, "C", "DE"),
        (date(2025, 5, 1), known, late, "Software", 40, "C", "DE"),
        (date(2025, 6, 1), known, late, "Software", 400, "A", "DE"),
        (date(2026, 1, 15), known, [], "Software", 400, "A", "DE"),
    ]


COMPANIES = (
    "Record ID,Company name,Company Domain Name,Industry,Number of Employees,Country/Region,"
    "ICP Tier\n501,Norvex,norvex.example,SOFTWARE,40,Germany,A\n"
)


def test_hubspot_property_history_makes_spans_without_old_values(write, tmp_path):
    history = "company_property_history.csv"
    files = write({"all-companies.csv": COMPANIES, history: samples.PROPERTY_HISTORY[history]})
    text = fit_files(preset("hubspot"), files).text
    (tmp_path / "s").mkdir()
    store = new_store(tmp_path / "s")
    assert load(store, text, files, stated=Stated(as_of=date(2026, 1, 15))).published
    spans = rows_of(
        open_view(store),
        """SELECT valid_from, known_from, filled_later, industry, employees, icp_tier
           FROM account_spans ORDER BY valid_from""",
    )
    known = date(2025, 1, 10)
    # The tier was set in May: nothing says what it was before, so it is read back.
    assert [(s[0], s[1], sorted(s[2]), *s[3:]) for s in spans] == [
        (EVER, known, ["country", "icp_tier"], "RETAIL", 40, "A"),
        (date(2025, 5, 1), known, ["country", "icp_tier"], "SOFTWARE", 40, "A"),
        (date(2025, 5, 2), known, ["country"], "SOFTWARE", 40, "A"),
        (date(2026, 1, 15), known, [], "SOFTWARE", 40, "A"),
    ]


def test_hubspot_history_is_read_however_the_copy_names_the_property(loaded):
    rows = loaded("hubspot", samples.AIRBYTE_HISTORY).tables["account_history"]
    told = rows.select("account_id", "attribute", "changed_on", "new_value").rows()
    assert told == [("501", "industry", date(2025, 1, 10), "RETAIL")]


def test_hubspot_deal_history_is_the_history_of_its_stages(loaded):
    name = "deal_property_history.csv"
    found = loaded("hubspot", {name: samples.PROPERTY_HISTORY[name]})
    assert found.tables["stage_history"].rows() == [
        ("11", "appointmentscheduled", date(2025, 1, 10)),
        ("11", "closedwon", date(2025, 2, 10)),
    ]


def test_salesforce_weekly_export_is_read_in_its_own_encoding(tmp_path):
    account = (
        '"ID","ISDELETED","MASTERRECORDID","NAME","TYPE","PARENTID","BILLINGCOUNTRY","INDUSTRY",'
        '"NUMBEROFEMPLOYEES","OWNERID","CREATEDDATE"\n'
        '"001000000000001AAA","0","000000000000000AAA","Köstrin Söhne","","000000000000000AAA",'
        '"Österreich","Retail","40","005000000000001AAA","2023-02-07 23:47:49"\n'
        '"001000000000002AAA","1","001000000000001AAA","Gone","","000000000000000AAA","","","",'
        '"005000000000001AAA","2023-02-07 20:47:49"\n'
    )
    deals = (
        '"ID","ISDELETED","ACCOUNTID","NAME","STAGENAME","AMOUNT","CLOSEDATE","ISCLOSED","ISWON",'
        '"OWNERID","CREATEDDATE"\n'
        '"006000000000001AAA","0","001000000000002AAA","a","Closed Won","100.5","2023-05-01","1",'
        '"1","005000000000001AAA","2023-02-08 08:00:00"\n'
        '"006000000000002AAA","0","000000000000000AAA","b","New","","2023-09-01","0","0",'
        '"005000000000001AAA","2023-02-08 08:00:00"\n'
    )
    files = [tmp_path / "Account.csv", tmp_path / "Opportunity.csv"]
    for file, text in zip(files, (account, deals), strict=True):
        file.write_bytes(text.encode("iso-8859-1"))
    (tmp_path / "s").mkdir()
    store = new_store(tmp_path / "s")
    text = fit_files(preset("salesforce"), files).text
    assert load(store, text, files, stated=Stated(as_of=date(2023, 6, 1))).published
    view = open_view(store)
    # A time without a zone keeps the day it is written with.
    assert rows_of(view, "SELECT account_id, name, country, created_on FROM accounts") == [
        ("001000000000001", "Köstrin Söhne", "Österreich", date(2023, 2, 7))
    ]
    deals_ = "SELECT opportunity_id, account_id, status FROM opportunities ORDER BY 1"
    assert rows_of(view, deals_) == [
        ("006000000000001", "001000000000001", "won"),
        ("006000000000002", None, "open"),
    ]
