"""What is true of what the demo company's customers say is found again: NPS, CSAT, who answers.

Expected figures come from the laws that answers were drawn from (sample_data/TRUTH.md).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import Slice, View, compare
from tests.builders import rows_of

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE_DATA / "truth.json").read_text(encoding="utf-8"))
VOICE = TRUTH["voice"]
PERIODS = list(TRUTH["periods"])
JUDGED = ["fit", "not_fit", "all"]
CASES = [(kpi, period) for kpi in ("nps", "csat") for period in PERIODS]


def asked(period: str) -> Slice:
    between = TRUTH["periods"][period]
    starts, ends = (date.fromisoformat(between[k]) for k in ("starts", "ends"))
    return Slice(starts=starts, ends=ends)


def answered(view: View, kpi: str, period: str, variant: str | None = None) -> dict[str, Any]:
    """The JSON of the whole: NPS in points, shares as fractions."""
    return compare(view, kpi, replace(asked(period), variant=variant))[0].to_json()


def inside(value: float, limits: dict[str, Any]) -> bool:
    return bool(limits["low"] <= value <= limits["high"])


@pytest.mark.parametrize(("kpi", "period"), CASES)
def test_answers_of_every_group_are_counted_once(demo_view: View, kpi: str, period: str) -> None:
    """NPS counts the last answer of a person in the period; the plain route agrees to the digit."""
    row = answered(demo_view, kpi, period)
    for name, true in VOICE[kpi][period]["groups"].items():
        assert row["groups"][name]["facts"] == true["facts"], name
        assert row["groups"][name]["value"] == pytest.approx(true["realised"], abs=2e-6), name
    assert row["gap"]["value"] == pytest.approx(VOICE[kpi][period]["gap"]["realised"], abs=2e-6)


@pytest.mark.parametrize(("kpi", "period"), CASES)
def test_expected_answers_are_in_their_ranges(demo_view: View, kpi: str, period: str) -> None:
    row, true = answered(demo_view, kpi, period), VOICE[kpi][period]
    for name in JUDGED:
        assert inside(true["groups"][name]["expected"], row["groups"][name]), name
    assert inside(true["gap"]["expected"], row["gap"])


@pytest.mark.parametrize("kpi", ["nps", "csat"])
def test_mean_over_other_companies_is_in_the_range(demo_view: View, kpi: str) -> None:
    row, elsewhere = answered(demo_view, kpi, "default"), VOICE["elsewhere"][kpi]
    for name in JUDGED:
        assert inside(elsewhere[name]["mean"], row["groups"][name]), name
    assert inside(elsewhere["gap"]["mean"], row["gap"])


def test_customers_that_fit_are_happier(demo_view: View) -> None:
    assert answered(demo_view, "nps", "default")["verdict"] == "better"


@pytest.mark.parametrize("kind", ["nps", "csat"])
@pytest.mark.parametrize("period", PERIODS)
def test_as_many_answer_in_each_group(demo_view: View, kind: str, period: str) -> None:
    row = answered(demo_view, "response_rate", period, kind)
    true = VOICE["response_rate"][period][kind]
    for name, group in true["groups"].items():
        found = row["groups"][name]
        assert found["facts"] == group["asked"], name
        assert found["value"] == pytest.approx(group["answered"] / group["asked"]), name
    for name in JUDGED:
        assert inside(true["expected"], row["groups"][name]), name
    assert inside(0, row["gap"])


def test_good_rows_of_voice_are_counted(demo_view: View) -> None:
    answers, tickets, use = VOICE["answers"], VOICE["tickets"], VOICE["usage"]
    nps = "FROM survey_responses WHERE kind = 'nps'"
    found = rows_of(demo_view, f"SELECT COUNT(*), COUNT(score), COUNT(DISTINCT respondent) {nps}")
    assert found == [(answers["rows"], answers["answered"], answers["people"])]
    nameless = rows_of(demo_view, f"SELECT COUNT(*) {nps} AND account_id IS NULL")
    assert nameless == [(answers["without_customer"],)]
    themes = "SELECT theme, COUNT(*) FROM {} GROUP BY theme"
    assert dict(rows_of(demo_view, themes.format("support_tickets"))) == tickets["theme"]
    said = rows_of(demo_view, f"SELECT theme, COUNT(*) {nps} AND theme IS NOT NULL GROUP BY theme")
    assert dict(said) == answers["theme"]
    open_and_cost = "SELECT COUNT(*) - COUNT(closed_on), SUM(cost) FROM support_tickets"
    assert rows_of(demo_view, open_and_cost) == [(tickets["open"], tickets["cost_usd"])]
    used = "SELECT COUNT(*), COUNT(DISTINCT account_id), CAST(SUM(events) AS BIGINT) FROM usage"
    assert rows_of(demo_view, used) == [(use["rows"], use["customers"], use["events"])]


def test_active_share_of_those_who_may_is_exact(demo_view: View) -> None:
    query = (
        "SELECT CAST(SUM(active_users) AS BIGINT), CAST(SUM(licensed_users) AS BIGINT) FROM usage"
    )
    active, licensed = rows_of(demo_view, query)[0]
    assert active / licensed == pytest.approx(VOICE["usage"]["active_share"]["all"], abs=1e-6)


def test_customers_of_the_help_desk_are_found_by_name(demo_view: View) -> None:
    found = rows_of(
        demo_view,
        "SELECT matched_by, COUNT(*) FROM account_keys WHERE system = 'help-desk' GROUP BY 1",
    )
    assert found == [("name", VOICE["organizations_found_by_name"])]
