"""What each preset makes of a small file of its system: rows worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from icp_metrics.presets import fit_files, preset
from tests.workbook import Raw, write_workbook

MERGED = {
    "Account.csv": (
        "Id,Name,IsDeleted,MasterRecordId,BillingCountry,NumberOfEmployees,OwnerId,ParentId\n"
        "001AAAAAAAAAAAa,Norvex,,,DE,10,9,\n"
        "001AAAAAAAAAAAb,Norvex Ltd,1,001AAAAAAAAAAAa,DE,10,9,\n"
        "001AAAAAAAAAAAcAAX,Talmir,,,FR,20,9,001AAAAAAAAAAAaAAX\n"
        "001AAAAAAAAAAAd,Kestrin,,000000000000000AAA,,,9,000000000000000AAA\n"
    ),
    "Opportunity.csv": (
        "Id,IsDeleted,AccountId,Type,StageName,CloseDate,CreatedDate,IsWon,IsClosed,OwnerId\n"
        "006a,,001AAAAAAAAAAAb,New Customer,Closed Won,2026-02-01,2026-01-01,1,1,9\n"
        "006b,1,001AAAAAAAAAAAa,,Closed Won,2026-02-01,2026-01-01,1,1,9\n"
        "006c,,001AAAAAAAAAAAc,Custom,Unqualified,2026-02-01,2026-01-01,,1,9\n"
        "006d,,001AAAAAAAAAAAcAAX,,Closed Lost,2026-02-01,2026-01-01,,1,9\n"
        "006e,,000000000000000AAA,,Prospecting,2026-09-01,2026-01-01,,,9\n"
        "006f,,001AAAAAAAAAAAd,,Prospecting,2026-09-01,2026-01-01,,,9\n"
    ),
}


def test_salesforce_merged_accounts_deleted_rows_and_types(loaded):
    found = loaded("salesforce", MERGED)
    rows = found.tables["opportunities"].select("opportunity_id", "account_id", "type", "status")
    assert rows.rows() == [
        ("006a", "001AAAAAAAAAAAa", "new", "won"),
        ("006c", "001AAAAAAAAAAAc", None, "disqualified"),
        ("006d", "001AAAAAAAAAAAc", None, "lost"),
        # A reference of zeros is none.
        ("006e", None, None, "open"),
        ("006f", "001AAAAAAAAAAAd", None, "open"),
    ]
    accounts = found.tables["accounts"].select("account_id", "parent_id").rows()
    assert accounts == [
        ("001AAAAAAAAAAAa", None),
        ("001AAAAAAAAAAAc", "001AAAAAAAAAAAa"),
        ("001AAAAAAAAAAAd", None),
    ]


REPORT = (
    '"Opportunity Name","Account Name","Stage","Close Date","Created Date","Amount","Type",'
    '"Opportunity Owner","Segment"\n'
    '"Big","Norvex","Closed Won","1/31/2026","12/15/2025","1,200.50","Renewal","Ann","A"\n'
    '"Small","Norvex","Prospecting","2/28/2026","1/2/2026","","","Ann","B"\n'
    '"Grand Totals (3 records)"\n'
    '"Confidential Information - Do Not Distribute"\n'
    '"Copyright (c) 2000-2026 a vendor"\n'
)


def test_salesforce_report_leaves_its_footer_out_and_checks_the_count(loaded):
    found = loaded("salesforce_report", {"report1.csv": REPORT})
    deals = found.tables["opportunities"].to_dicts()
    assert [(d["opportunity_id"], d["status"], d["type"], d["amount"]) for d in deals] == [
        ("Norvex|Big|12/15/2025", "won", "renewal", Decimal("1200.5000")),
        ("Norvex|Small|1/2/2026", "open", None, None),
    ]
    assert [d["segment"] for d in deals] == ["A", "B"]
    assert [d["closed_on"] for d in deals] == [date(2026, 1, 31), date(2026, 2, 28)]
    assert found.tables["accounts"]["account_id"].to_list() == ["Norvex"]
    assert found.files[0].left_out == 3
    assert any("count 3 records, but 2 are here" in w for w in found.warnings)


def test_salesforce_report_as_a_workbook(tmp_path):
    file = write_workbook(
        tmp_path / "report1.xlsx",
        {
            "Report": [
                ["Opportunity Name", "Account Name", "Stage", "Close Date", "Created Date"],
                ["Big", "Norvex", "Closed Won", Raw("46053", style=1), Raw("46006", style=1)],
            ]
        },
    )
    text = fit_files(preset("salesforce_report"), [file]).text
    assert "together: [Account Name, Opportunity Name, Created Date]" in text


DEALS = {
    "hubspot-crm-exports-all-deals-2026-06-30.csv": (
        "Record ID,Deal name,deal stage,Pipeline,Amount,Close Date,Create Date,Deal owner,"
        "Associated Company IDs,Budget confirmed\n"
        "11,A,Closed Won (Sales),Sales,100,2026-02-01 10:00,2026-01-01 09:00,Ann,501,true\n"
        "12,B,closedlost,Sales,200,2026-02-02 10:00,2026-01-01 09:00,Ann,502,false\n"
        "13,C,Contract sent,Sales,300,2026-12-31 10:00,2026-01-01 09:00,Ann,,\n"
    ),
    "hubspot-crm-exports-all-companies-2026-06-30.csv": (
        "Record ID,Company name,Company Domain Name,Industry,Number of Employees,Country/Region,"
        "ICP Tier\n501,Norvex,norvex.example,SOFTWARE,320,Germany,Tier 1\n"
        "502,Talmir,talmir.example,,,France,\n"
    ),
}


def test_hubspot_reads_the_words_of_stages_and_keeps_own_properties(loaded):
    found = loaded("hubspot", DEALS)
    deals = found.tables["opportunities"].to_dicts()
    told = [(d["opportunity_id"], d["status"], d["account_id"]) for d in deals]
    assert told == [("11", "won", "501"), ("12", "lost", "502"), ("13", "open", None)]
    assert [d["budget_confirmed"] for d in deals] == [True, False, None]
    accounts = found.tables["accounts"].to_dicts()
    assert [(a["domain"], a["country"], a["icp_tier"]) for a in accounts] == [
        ("norvex.example", "Germany", "Tier 1"),
        ("talmir.example", "France", None),
    ]


STRIPE = {
    "subscription_data.csv": (
        "id,customer_id,status,start_date,created,ended_at,current_period_start,canceled_at\n"
        "s1,c1,active,2026-01-01 00:00:00,2026-01-01 00:00:00,,2026-01-01,\n"
        "s2,c2,unpaid,2026-02-01 00:00:00,2026-02-01 00:00:00,,2026-02-01,\n"
        "s3,c2,incomplete_expired,2026-02-01 00:00:00,2026-02-01 00:00:00,,2026-02-01,\n"
    ),
    "subscription_item_data.csv": (
        "id,subscription_id,plan_id,quantity,created,current_period_end\n"
        "i1,s1,p1,2,2026-01-01,2026-02-01\ni2,s2,p2,1,2026-02-01,2026-08-01\n"
        "i3,s3,p1,1,2026-02-01,2026-03-01\n"
    ),
    "plan_data.csv": (
        "id,amount,currency,interval,interval_count,product_id,usage_type\n"
        "p1,1500,usd,month,1,x,licensed\np2,60000,eur,month,6,y,licensed\n"
    ),
    "invoice_data.csv": (
        "id,customer_id,amount_due,amount_paid,status,created,billing_reason,subtotal\n"
        "n1,c1,3000,3000,paid,2026-01-01,x,3000\nn2,c2,100,0,draft,2026-02-01,x,100\n"
    ),
    "invoice_line_item_data.csv": (
        "id,invoice_id,amount,currency,period_start,period_end,subscription_id,type,proration\n"
        "l1,n1,3000,usd,2026-01-01,2026-02-01,s1,subscription,false\n"
        "l2,n1,-250,usd,2026-01-01,2026-01-02,,invoiceitem,false\n"
        "l3,n2,100,usd,2026-02-01,2026-03-01,s2,subscription,false\n"
    ),
}


def test_stripe_finds_prices_customers_and_states_in_its_other_tables(loaded):
    found = loaded("stripe", STRIPE)
    items = found.tables["subscriptions"].sort("subscription_id").to_dicts()
    # By hand: 2 seats of 15.00 a month; 600.00 for six months.
    assert [(i["subscription_id"], i["mrr"], i["currency"], i["status"]) for i in items] == [
        ("i1", Decimal("30.0000"), "USD", "active"),
        ("i2", Decimal("100.0000"), "EUR", "past_due"),
    ]
    assert [i["account_id"] for i in items] == ["stripe:c1", "stripe:c2"]
    lines = found.tables["invoice_lines"].sort("line_id").to_dicts()
    assert [(n["line_id"], n["amount"], n["kind"], n["status"]) for n in lines] == [
        ("l1", Decimal("30.0000"), "recurring", "paid"),
        ("l2", Decimal("-2.5000"), "one_off", "paid"),
    ]


def test_stripe_copy_in_one_table_per_thing(loaded):
    flat = (
        "id,customer_id,customer_email,customer_name,status,unit_amount,quantity,interval,"
        "interval_count,currency,valid_from,valid_to,is_deleted,current_term_end\n"
        "s1,c1,a@norvex.example,Norvex,active,120000,3,year,1,usd,2026-01-01,9999-12-31,,2027-01-01\n"
    )
    [row] = loaded("stripe", {"subscription_history.csv": flat}).tables["subscriptions"].to_dicts()
    # By hand: 1,200.00 a year for each of 3 is 300.00 a month.
    assert (row["mrr"], row["ended_on"], row["term_ends_on"]) == (
        Decimal("300.0000"),
        None,
        date(2027, 1, 1),
    )


def test_delighted_reads_its_csv_and_leaves_other_surveys_out(loaded):
    text = (
        "Response ID,Score,Comment,Created At,Survey Type,Person ID,Email\n"
        "1,9,good,2026-01-31T23:30:00+00:00,nps,7,ann@norvex.example\n"
        "2,4,,2026-02-01 08:00:00 UTC,csat,8,bo@talmir.example\n"
        "3,5,,2026-02-01 08:00:00 UTC,ces,8,bo@talmir.example\n"
    )
    found = loaded("delighted", {"answers.csv": text}, timezone="Europe/Berlin")
    rows = found.tables["survey_responses"].to_dicts()
    assert [(r["kind"], r["scale_min"], r["scale_max"], r["score"]) for r in rows] == [
        ("nps", 0, 10, 9),
        ("csat", 1, 5, 4),
    ]
    assert [r["answered_on"] for r in rows] == [date(2026, 2, 1), date(2026, 2, 1)]
    assert [r["account_id"] for r in rows] == ["delighted:7", "delighted:8"]


ZENDESK = {
    "ticket_data.csv": (
        "id,created_at,subject,status,organization_id,requester_id,via_channel,type\n"
        "1,2026-01-05 10:00:00,a,solved,o1,u1,web,incident\n"
        "2,2026-01-06 10:00:00,b,deleted,o1,u1,web,\n"
    ),
    "satisfaction_rating_data.csv": (
        "id,score,ticket_id,requester_id,comment,reason,created_at,updated_at\n"
        "r1,good,1,u1,thanks,,2026-01-07 10:00:00,2026-01-08 10:00:00\n"
        "r2,bad,1,u2,,slow,2026-01-07 10:00:00,\nr3,offered,1,u3,,,2026-01-07 10:00:00,\n"
        "r4,unoffered,1,u3,,,2026-01-07 10:00:00,\n"
    ),
    "organization_data.csv": (
        "id,name,external_id,shared_tickets,shared_comments,url\no1,Norvex,A1,F,F,x\no2,Talmir,,F,F,x\n"
    ),
}


def test_zendesk_satisfaction_is_a_scale_of_its_own_and_offered_is_no_answer(loaded):
    found = loaded("zendesk", ZENDESK)
    rows = found.tables["survey_responses"].to_dicts()
    assert [(r["response_id"], r["score"], r["scale_min"], r["scale_max"]) for r in rows] == [
        ("r1", 1, 0, 1),
        ("r2", 0, 0, 1),
        ("r3", None, 0, 1),
    ]
    assert {r["account_id"] for r in rows} == {"zendesk:o1"}
    keys = found.tables["account_keys"].select("source_id", "account_id").rows()
    assert keys == [("o1", "A1")]
    assert found.tables["support_tickets"]["ticket_id"].to_list() == ["1"]


def test_zendesk_tickets_without_satisfaction_are_no_survey(loaded):
    found = loaded("zendesk", {"ticket_data.csv": ZENDESK["ticket_data.csv"]})
    assert set(found.tables) == {"support_tickets"}


def test_zendesk_tickets_by_api_carry_their_satisfaction(loaded):
    lines = (
        '{"id": 1, "created_at": "2026-01-05T10:00:00Z", "subject": "a", "status": "solved", '
        '"organization_id": 7, "requester_id": 9, "satisfaction_rating": {"score": "good"}}\n'
        '{"id": 2, "created_at": "2026-01-05T10:00:00Z", "subject": "b", "status": "open", '
        '"organization_id": 7, "requester_id": 9, "satisfaction_rating": {"score": "unoffered"}}\n'
    )
    found = loaded("zendesk", {"tickets.jsonl": lines})
    assert found.tables["survey_responses"]["score"].to_list() == [1]
    assert found.tables["support_tickets"].height == 2


def test_google_tells_micros_and_one_level_is_read(loaded):
    ads = "date,customer_id,campaign_id,ad_id,device,cost_micros,clicks\n"
    campaigns = "_fivetran_id,date,customer_id,id,base_campaign,device,cost_micros,clicks\n"
    found = loaded(
        "google_ads",
        {
            "ad_stats.csv": ads + "2026-01-01,1,2,3,MOBILE,1234567,1\n",
            "campaign_stats.csv": campaigns + "x,2026-01-01,1,2,c/2,MOBILE,2500000,1\n",
        },
    )
    [row] = found.tables["spend"].to_dicts()
    assert (row["amount"], row["category"], row["channel"]) == (
        Decimal("2.5000"),
        "program",
        "Google Ads",
    )
    assert any("ad_stats.csv: no table of the mapping reads ads" in w for w in found.warnings)


def test_facebook_tells_units_and_a_row_is_an_ad_on_a_day(loaded):
    text = "ad_id,date,account_id,impressions,spend\n5,2026-01-01,1,10,76.53\n5,2026-01-02,1,9,1\n"
    rows = loaded("facebook_ads", {"basic_ad.csv": text}).tables["spend"].to_dicts()
    assert [(r["spend_id"], r["amount"]) for r in rows] == [
        ("2026-01-01|1|5", Decimal("76.5300")),
        ("2026-01-02|1|5", Decimal("1.0000")),
    ]
