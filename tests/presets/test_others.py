"""Surveys, tickets, marketing and ads: rows of each sample worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from icp_metrics.tables import TABLES
from tests.presets import samples


@pytest.mark.parametrize("files", [samples.QUALTRICS, samples.QUALTRICS_ROWS], ids=["wide", "rows"])
def test_qualtrics_reads_nps_in_columns_and_in_rows_per_question(loaded, files):
    found = loaded("qualtrics", files)
    rows = found.tables["survey_responses"].sort("score", descending=True)
    assert rows.select("kind", "score", "scale_max", "answered_on").rows() == [
        ("nps", 9, 10, date(2026, 1, 5)),
        ("nps", 4, 10, date(2026, 1, 6)),
    ]
    assert not found.problems.height
    people = rows["respondent"].to_list()
    assert people in (["k1", "k2"], ["ann@norvex.example", "bo@talmir.example"])


def test_zendesk_export_of_tickets_with_the_day_they_were_solved(loaded):
    found = loaded("zendesk", samples.ZENDESK_EXPORT)
    tickets = found.tables["support_tickets"].select("ticket_id", "opened_on", "closed_on", "theme")
    assert tickets.rows() == [
        ("70", date(2026, 1, 5), date(2026, 1, 6), "Problem"),
        ("71", date(2026, 1, 8), None, "Question"),
    ]
    answers = found.tables["survey_responses"].select("response_id", "score", "scale_max").rows()
    assert answers == [("70", 1, 1)]


def test_marketo_programs_are_campaigns_and_mail_belongs_to_them(loaded):
    found = loaded("marketo", samples.MARKETO)
    members = found.tables["campaign_members"].select("campaign_id", "lead_id", "sent_on").rows()
    # The last of two mails; the skipped one is none.
    assert members == [("5", "1", date(2026, 1, 20))]
    [program] = found.tables["campaigns"].to_dicts()
    assert (program["channel"], program["started_on"], program["ended_on"]) == (
        "Webinar",
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
    leads = found.tables["leads"].select("lead_id", "source", "created_on").rows()
    assert leads == [("1", "Web", date(2026, 1, 5)), ("2", None, date(2026, 2, 5))]


def test_linkedin_cost_is_that_in_local_currency_and_counted_once(loaded):
    found = loaded("linkedin_ads", samples.LINKEDIN)
    rows = found.tables["spend"].select("spent_on", "amount", "currency", "campaign_id").rows()
    assert rows == [
        (date(2026, 1, 5), Decimal("100.25"), "EUR", "3"),
        (date(2026, 1, 6), Decimal(50), "EUR", "3"),
    ]


def test_linkedin_report_of_the_campaign_manager(loaded):
    found = loaded("linkedin_ads", samples.LINKEDIN_REPORT)
    rows = found.tables["spend"].select("spent_on", "amount", "currency", "campaign_id").rows()
    assert rows == [(date(2026, 1, 31), Decimal("100.25"), "EUR", "3")]


def test_microsoft_spend_is_units_and_rows_differ_by_their_dimensions(loaded):
    found = loaded("microsoft_ads", samples.MICROSOFT)
    rows = found.tables["spend"].select("amount", "currency", "channel").rows()
    assert rows == [
        (Decimal("12.34"), "USD", "Microsoft Ads"),
        (Decimal("0.66"), "USD", "Microsoft Ads"),
    ]


def test_our_own_templates_filled_in_are_a_row_of_each_table_though_names_are_alike(loaded):
    tables = [t for t in TABLES if t.startswith(("account", "campaign"))]
    assert len(tables) == 5
    found = loaded("templates", {f"{t}.csv": samples.TEMPLATES[f"{t}.csv"] for t in tables})
    assert {name: rows.height for name, rows in found.tables.items()} == dict.fromkeys(tables, 1)
    assert not found.problems.height


def test_further_columns_of_a_template_are_attributes(loaded):
    text = "account_id,name,industry,employees,country,Health\nA,Norvex,software,40,DE,good\n"
    rows = loaded("templates", {"accounts.csv": text}).tables["accounts"]
    assert rows.select("account_id", "employees", "health").rows() == [("A", 40, "good")]
