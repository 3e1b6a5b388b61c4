"""Files are told by their headers, however these are written; nothing is decided."""

from __future__ import annotations

import pytest

from icp_metrics.errors import MappingError
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.presets import best_fit, preset, presets, recognise_files
from icp_metrics.tables import TABLES

OPPORTUNITY = "Id,AccountId,StageName,CloseDate,CreatedDate,IsWon,IsClosed,Amount,OwnerId"
REPORT = "Opportunity Name,Account Name,Stage,Close Date,Created Date,Amount,Opportunity Owner"
DEALS = "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner"
KNOWN = {
    "salesforce": OPPORTUNITY,
    "salesforce_report": REPORT,
    "hubspot": DEALS,
    "stripe": "id,customer_id,status,current_period_start,start_date,ended_at,unit_amount,interval",
    "delighted": "id,score,comment,created_at,survey_type,person",
    "zendesk": "id,created_at,subject,status,organization_id,requester_id,via_channel",
    "google_ads": "date,customer_id,cost_micros,device,clicks,impressions,base_campaign,id",
    "facebook_ads": "ad_id,date,account_id,impressions,spend",
}


@pytest.mark.parametrize("name", KNOWN)
def test_each_preset_knows_its_file_best(write, name):
    scores = recognise_files(write({"export.csv": KNOWN[name] + "\n" + "1," * 4 + "1\n"}))
    assert scores[0].preset.name == name
    assert scores[0].score > scores[1].score
    assert len(scores) == len(presets()) == len(KNOWN)


@pytest.mark.parametrize("written", [OPPORTUNITY.lower(), OPPORTUNITY.replace("Id", " ID ")])
def test_case_and_spaces_of_headers_do_not_count(write, written):
    best = recognise_files(write({"export.csv": written + "\n1\n"}))[0]
    assert (best.preset.name, best.sources) == ("salesforce", {"export.csv": "opportunities"})


def test_file_of_another_kind_lowers_the_score_and_is_named(write):
    files = {"Opportunity.csv": OPPORTUNITY + "\n1\n", "notes.csv": "note,day\na,b\n"}
    alone = recognise_files(write({"Opportunity.csv": files["Opportunity.csv"]}))[0]
    best = recognise_files(write(files))[0]
    assert best.score == pytest.approx(alone.score / 2, abs=1e-4)
    assert best.sources["notes.csv"] is None


def test_nothing_is_offered_where_a_file_is_not_known(write):
    assert best_fit(write({"notes.csv": "note,day\na,b\n"})) is None
    mixed = {"Opportunity.csv": OPPORTUNITY + "\n1\n", "notes.csv": "note,day\na,b\n"}
    assert best_fit(write(mixed)) is None


def test_preset_that_does_not_exist_names_the_nearest():
    with pytest.raises(MappingError, match=r"no preset 'hubspt'\. Did you mean 'hubspot'"):
        preset("hubspt")


@pytest.mark.parametrize("name", presets())
def test_templates_fill_columns_that_exist_and_name_sources_that_exist(name):
    one = presets()[name]
    sources = {s.source for s in one.signs}
    for table, templates in one.tables.items():
        for template in templates:
            assert template["from"] in sources
            assert {j["lookup"] for j in template.get("join", {}).values()} <= sources
            assert set(template["columns"]) <= {c.name for c in TABLES[table].columns}


def test_fitted_mapping_is_one_and_says_where_it_is_from(fitted):
    found = fitted(
        "hubspot", {"deals.csv": DEALS + "\n1,a,closedwon,p,5,2026-01-02,2026-01-01,x\n"}
    )
    assert Mapping.parse(found.text).name == "hubspot"
    assert found.text.startswith(
        "# HubSpot (deals and companies): preset hubspot, fitted to deals.csv."
    )
    assert "field list" in found.text
