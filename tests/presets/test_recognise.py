"""Files are told by their headers, however these are written; nothing is decided."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from icp_metrics.errors import MappingError
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading
from icp_metrics.presets import (
    Score,
    best_of,
    nearest,
    preset,
    presets,
    readings_of,
    recognise,
    recognise_files,
)
from icp_metrics.tables import TABLES
from tests.presets.samples import SAMPLES, STRIPE_DASHBOARD

OPPORTUNITY = "Id,AccountId,StageName,CloseDate,CreatedDate,IsWon,IsClosed,Amount,OwnerId"
REPORT = "Opportunity Name,Account Name,Stage,Close Date,Created Date,Amount,Opportunity Owner"
DEALS = "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner"
STRIPE = "id,customer_id,status,current_period_start,start_date,ended_at,unit_amount,interval"
CHARGES = "id,amount,amount_refunded,currency,status,customer_id,invoice_id,captured,description"
KNOWN = {
    "salesforce": [OPPORTUNITY],
    "salesforce_report": [REPORT],
    "hubspot": [DEALS, "Record ID,Company name,Industry,Number of Employees,City"],
    "stripe": [STRIPE, "id,customer_id,amount_due,status,amount_paid,subtotal,billing_reason"],
    "delighted": ["id,score,comment,created_at,survey_type,person"],
    "zendesk": ["id,created_at,subject,status,organization_id,requester_id,via_channel"],
    "google_ads": ["date,customer_id,cost_micros,device,clicks,impressions,base_campaign,id"],
    "facebook_ads": ["ad_id,date,account_id,impressions,spend"],
}
"""Headers of the systems without a file among the samples, and of some that look like others."""


def headers(name: str, text: str) -> tuple[str, ...]:
    if name.endswith(".jsonl"):
        return tuple(dict.fromkeys(k for line in text.splitlines() for k in json.loads(line)))
    return tuple(next(csv.reader(io.StringIO(text))))


CASES = [
    *((preset, "", tuple(h.split(","))) for preset, all_ in KNOWN.items() for h in all_),
    *(
        (preset, name, headers(name, text))
        for preset, sets in SAMPLES.items()
        for files in sets
        for name, text in files.items()
    ),
]


def scores(columns: Sequence[str]) -> list[Score]:
    return recognise([Reading("export.csv", Path(), 1, tuple(columns), "", "", ())])


@pytest.mark.parametrize(("name", "file", "columns"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_each_preset_knows_its_own_files_best(name, file, columns):
    best, second, *_ = scores(columns)
    assert best.preset.name == name
    assert best.score > second.score


def test_every_preset_has_a_sample():
    assert set(KNOWN) | set(SAMPLES) == set(presets())


def test_charges_of_the_api_are_no_payments_of_the_dashboard():
    """They have the same columns in snake case, and are a hundred times as much."""
    assert [s.preset.name for s in scores(CHARGES.split(",")) if s.score] == []


def test_stripe_api_and_dashboard_never_score_for_each_other():
    known = {
        name: {s.preset.name for columns in sets for s in scores(columns) if s.score}
        for name, sets in {
            "stripe": [h.split(",") for h in KNOWN["stripe"]],
            "stripe_dashboard": [headers(n, t) for n, t in STRIPE_DASHBOARD.items()],
        }.items()
    }
    assert "stripe_dashboard" not in known["stripe"]
    assert "stripe" not in known["stripe_dashboard"]


def test_reasons_say_what_spoke_for_it_what_is_missing_and_what_spoke_against():
    found = {s.preset.name: s for s in scores(OPPORTUNITY.split(","))}
    [reason] = found["salesforce"].reasons
    assert (reason.source, reason.score) == ("opportunities", found["salesforce"].score)
    assert reason.has[:3] == reason.must == ("Id", "StageName", "CloseDate")
    assert {"AccountId", "IsWon", "Amount"} <= set(reason.has)
    assert reason.lacks == ("ForecastCategory", "Probability", "LeadSource", "FiscalQuarter")
    assert found["salesforce"].tables == ("opportunities",)
    [against] = {s.preset.name: s for s in scores([*OPPORTUNITY.split(","), "_fivetran_start"])}[
        "salesforce"
    ].reasons
    assert (against.score, against.against) == (0, ("_fivetran_start",))
    assert "_fivetran_start speaks against it" in against.told


def test_score_is_half_for_what_must_be_and_half_for_the_share_of_the_rest():
    [reason] = next(s for s in scores(DEALS.split(",")) if s.preset.name == "hubspot").reasons
    # By hand: 5 of the 8 other columns of deals are there.
    assert reason.score == 0.5 + 0.5 * 5 / 8


def test_nearest_names_what_a_file_lacks_of_what_it_is_most_like():
    near = nearest(scores(["Record ID", "Deal Name", "Amount"]))
    score, reason = near[0]
    assert (score.preset.name, reason.source) == ("hubspot", "deals")
    assert reason.told == (
        "export.csv is not deals: it has Record ID, Deal Name, Amount, but it lacks Deal Stage."
    )


def test_score_is_plain_data_for_a_page():
    data = scores(OPPORTUNITY.split(","))[0].to_json()
    assert json.loads(json.dumps(data)) == data
    assert data["files"] == {"export.csv": "opportunities"}


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
    with readings_of(write({"notes.csv": "note,day\na,b\n"})) as readings:
        assert best_of(readings) is None
    mixed = {"Opportunity.csv": OPPORTUNITY + "\n1\n", "notes.csv": "note,day\na,b\n"}
    with readings_of(write(mixed)) as readings:
        assert best_of(readings) is None


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
