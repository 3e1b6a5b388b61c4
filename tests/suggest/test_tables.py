"""Which table a file is, and which of its columns is which: by names and by what cells hold."""

from __future__ import annotations

import pytest

from icp_metrics.errors import MappingError
from icp_metrics.suggest import suggest
from tests.suggest.conftest import Read

DEALS = (
    "Opportunity Ref,Client,Sector,Headcount,Date Opened,Date Closed,Outcome,Deal Value,Sales Rep\n"
    "R-1,Norvex,Software,320,2026-01-14,2026-03-20,Won,18500,Tolve\n"
    "R-2,Norvex,Software,320,2026-05-02,2026-06-30,Lost,4200,Bexa\n"
    "R-3,Talmir,Retail,85,2026-01-21,2026-02-11,Lost,6000,Tolve\n"
    "R-4,Ombrant,Software,1400,2026-02-09,,Open,25000,Bexa\n"
)


def test_flat_report_feeds_accounts_and_opportunities(said) -> None:
    found = said({"export.csv": DEALS})
    assert found["accounts"] == {
        "account_id": "Client",
        "name": "Client",
        "industry": "Sector",
        "employees": "Headcount",
    }
    assert found["opportunities"] == {
        "opportunity_id": "Opportunity Ref",
        "account_id": "Client",
        "status": {"from": "Outcome", "values": {"Won": "won", "Lost": "lost", "Open": "open"}},
        "amount": "Deal Value",
        "created_on": "Date Opened",
        "closed_on": "Date Closed",
        "owner": "Sales Rep",
    }


def test_every_suggestion_has_a_score_and_a_reason(read: Read) -> None:
    found = suggest(read({"export.csv": DEALS}))
    columns = [c for t in found.tables for c in t.columns]
    assert all(0.5 <= c.score <= 1 and c.reason for c in columns)
    [closed] = [c for c in columns if c.column == "closed_on"]
    assert closed.reason == "by its name; all are dates"
    assert all(t.score and t.reason for t in found.tables)


def test_column_of_dates_cannot_be_an_amount(said) -> None:
    rows = "".join(f"D-{i},Won,2026-01-{i:02d},{1000 + i}.50\n" for i in range(1, 10))
    found = said({"deals.csv": "Deal ID,Stage,Amount,Net\n" + rows}, tables=["opportunities"])
    assert "amount" not in found["opportunities"]


def test_identifier_that_comes_again_is_no_key(said) -> None:
    rows = "".join(f"{i % 3},K-{i},Won,2026-01-{i:02d}\n" for i in range(1, 10))
    found = said({"x.csv": "Deal ID,Deal Number,Stage,Close Date\n" + rows})
    assert found["opportunities"]["opportunity_id"] == "Deal Number"


def test_many_different_texts_are_no_status(read: Read) -> None:
    rows = "".join(f"D-{i},note {i},2026-01-{i % 28 + 1:02d},{i}\n" for i in range(100))
    found = suggest(read({"deals.csv": "Deal ID,Status,Close Date,Amount\n" + rows}))
    assert found.tables[0].missing == ("status",)


def test_status_is_found_by_its_words_under_any_name(said) -> None:
    text = "Deal ID,Ergebnis 2,Close Date\nD-1,Won,2026-01-01\nD-2,Lost,2026-01-02\n"
    found = said({"deals.csv": text})
    assert found["opportunities"]["status"] == {
        "from": "Ergebnis 2",
        "values": {"Won": "won", "Lost": "lost"},
    }


def test_flags_for_won_and_closed_decide_the_status(said) -> None:
    text = (
        "Deal ID,Stage,Is Won,Is Closed,Close Date\n"
        "D-1,Signed,true,true,2026-01-01\nD-2,Talks,false,false,\nD-3,Gone,false,true,2026-01-03\n"
    )
    assert said({"deals.csv": text})["opportunities"]["status"] == {
        "when": [
            {"if": {"Is Won": ["true"]}, "then": "won"},
            {"if": {"Is Closed": ["true"]}, "then": "lost"},
        ],
        "otherwise": "open",
    }


def test_end_goes_with_its_start(said) -> None:
    text = (
        "Subscription ID,Customer ID,valid_from,valid_to,end_date,MRR,Status\n"
        "S-1,C-1,2026-01-01,2026-02-01,2027-01-01,100,active\n"
        "S-2,C-2,2026-01-05,,2027-01-05,200,active\n"
    )
    assert said({"subscriptions.csv": text})["subscriptions"]["ended_on"] == "valid_to"


def test_price_with_interval_quantity_and_cents_becomes_mrr(said) -> None:
    text = (
        "Subscription ID,Customer ID,Start Date,Unit Amount Cents,Quantity,Interval,Status\n"
        "S-1,C-1,2026-01-01,2500,40,month,active\nS-2,C-2,2026-01-05,600000,1,year,canceled\n"
    )
    assert said({"subscriptions.csv": text})["subscriptions"]["mrr"] == {
        "from": "Unit Amount Cents",
        "divide": "100",
        "times": "Quantity",
        "per": {"from": "Interval"},
    }


def test_price_without_an_interval_is_asked_and_not_said(drafted) -> None:
    text = (
        "Subscription ID,Customer ID,Start Date,Price,Status\n"
        "S-1,C-1,2026-01-01,2500,active\nS-2,C-2,2026-01-05,600,canceled\n"
    )
    made = drafted({"subscriptions.csv": text})
    assert "# DECIDE 'Price' is an amount for an interval" in made
    assert "      # mrr: {from: Price}" in made
    assert "\n      mrr:" not in made


def test_needed_column_that_only_another_file_has_is_looked_up(said) -> None:
    found = said(
        {
            "plans.csv": "plan_id,plan_name,mrr\nP-BASIC,Basic,30\nP-PRO,Pro,60\n",
            "subscriptions.csv": (
                "subscription_id,customer_id,plan_id,start_date,status\n"
                "S-1,C-1,P-BASIC,2026-01-01,active\nS-2,C-2,P-PRO,2026-01-05,active\n"
            ),
        }
    )
    assert found["subscriptions"]["mrr"] == {
        "lookup": "plans",
        "match": {"plan_id": "plan_id"},
        "take": "mrr",
    }


def test_columns_together_name_a_row_that_has_no_identifier(said) -> None:
    text = (
        "Month,Channel,Amount,Category\n"
        "2026-01-01,Search,100,Ads\n2026-01-01,Events,100,Ads\n2026-02-01,Search,100,Ads\n"
    )
    found = said({"spend.csv": text})
    assert found["spend"]["spend_id"] == {"together": ["Month", "Channel"]}


def test_currency_that_a_header_names_is_said_for_every_row(said) -> None:
    text = "Entry ID,Date,Cost USD,Category\nE-1,2026-01-01,10.5,Ads\nE-2,2026-01-02,11.5,Payroll\n"
    found = said({"costs.csv": text})
    assert found["spend"]["currency"] == {"value": "USD"}
    assert found["spend"]["category"]["values"] == {"Ads": "program", "Payroll": "people"}


def test_deleted_rows_are_left_out(drafted) -> None:
    text = "Id,Is Deleted,Account Name,Industry\nA1,false,Norvex,Software\nA2,true,Talmir,Retail\n"
    assert "    left_out: {Is Deleted: [1, true]}" in drafted({"accounts.csv": text})


def test_columns_nobody_claims_become_attributes_when_asked(said) -> None:
    text = (
        "Account ID,Name,Industry,Founded Year,Partner Since,Is Public\n"
        "A1,Norvex,Software,1999,2024-02-01,true\nA2,Talmir,Retail,2005,2025-03-01,false\n"
    )
    files = {"accounts.csv": text}
    assert set(said(files)["accounts"]) == {"account_id", "name", "industry"}
    own = said(files, attributes=True)["accounts"]
    assert {n: own[n]["kind"] for n in ("founded_year", "partner_since", "is_public")} == {
        "founded_year": "number",
        "partner_since": "date",
        "is_public": "flag",
    }


def test_files_of_one_shape_are_one_source_and_next_month_fits(drafted) -> None:
    row = "Account ID,Name,Industry\nA{},Norvex,Software\n"
    made = drafted({"crm_2026-01.csv": row.format(1), "crm_2026-02.csv": row.format(2)})
    assert "accounts.csv" not in made
    plans = "plan,price list\nBasic,A\n"
    both = drafted({"crm_2026-01.csv": row.format(1), "plans.csv": plans})
    assert "crm: {file: crm_*.csv}" in both


def test_files_that_look_like_no_table_are_said_to_be_none(read: Read) -> None:
    with pytest.raises(MappingError, match="look like none of our tables") as refused:
        suggest(read({"notes.csv": "note,text\n1,hello\n2,world\n"}))
    assert "notes.csv has note, text" in refused.value.message


def test_table_that_a_person_names_is_taken_even_where_little_fits(read: Read) -> None:
    found = suggest(read({"x.csv": "firm,town\nNorvex,Oslo\nTalmir,Bonn\n"}), tables=["accounts"])
    assert [(t.table, t.column("name").headers) for t in found.tables] == [("accounts", ("firm",))]
    with pytest.raises(MappingError, match="Did you mean 'accounts'"):
        suggest(read({"x.csv": "firm,town\nNorvex,Oslo\n"}), tables=["acounts"])


def test_report_s_footer_is_no_cell_of_a_column(read: Read) -> None:
    text = DEALS + '"Grand Totals (4 records)",,,,,,,,\n'
    found = suggest(read({"report.csv": text}))
    [sheet] = found.sheets.values()
    assert sheet.looks["Opportunity Ref"].distinct.height == 4


def test_campaign_that_is_told_by_name_gets_its_identifier(said) -> None:
    campaigns = "".join(f"7{i},Campaign {c},2026-01-01\n" for i, c in enumerate("ABCDEF"))
    spend = "".join(f"e{i},2026-01-0{i + 1},10{i},Campaign {c}\n" for i, c in enumerate("ABCDEF"))
    found = said(
        {
            "campaigns.csv": "Id,Name,Start Date\n" + campaigns,
            "ad_spend.csv": "Entry ID,Date,Cost,Campaign\n" + spend,
        }
    )
    assert found["spend"]["campaign_id"] == {
        "lookup": "campaigns",
        "match": {"Campaign": "Name"},
        "take": "Id",
    }


def test_file_of_other_things_is_not_taken_for_accounts(read: Read) -> None:
    text = "Id,Created,Email\n1,2026-01-01,ann@x.example\n2,2026-01-02,bo@y.example\n"
    with pytest.raises(MappingError, match="none of our tables"):
        suggest(read({"user_data.csv": text}))


def test_kind_and_scale_of_a_survey_come_from_its_name_and_its_answers(said) -> None:
    text = "id,score,created_at,Customer ID\n1,5,2026-01-01,A\n2,1,2026-01-02,B\n3,4,2026-01-03,C\n"
    found = said({"csat_2026.csv": text})["survey_responses"]
    assert [found[c] for c in ("kind", "scale_min", "scale_max")] == [
        {"value": "csat"},
        {"value": "1"},
        {"value": "5"},
    ]
