"""Two exports of Salesforce through its preset: by API, and opened and saved in American Excel."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from icp_metrics.compare import Slice, compare, open_view
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.presets import fit_files, preset
from icp_metrics.publish.settings import save_settings
from icp_metrics.store import Store
from tests.builders import new_store, query

DATA = Path(__file__).parents[3] / "shared" / "data"
API, MDY = DATA / "salesforce_api_datacloud", DATA / "salesforce_powerbi_mdy"
API_FILES = ("Account", "Opportunity", "Lead", "Campaign", "CampaignMember")
MDY_FILES = ("Account", "Opportunity", "OpportunityHistory", "Lead")

by_api = pytest.mark.skipif(
    not API.is_dir(), reason="../shared/data/salesforce_api_datacloud is not here"
)
by_excel = pytest.mark.skipif(
    not MDY.is_dir(), reason="../shared/data/salesforce_powerbi_mdy is not here"
)


def cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def loaded(store: Store, files: Sequence[Path], as_of: date) -> LoadResult:
    text = fit_files(preset("salesforce"), files).text
    result = load(store, text, files, stated=Stated(as_of=as_of))
    assert not result.errors
    return result


def kept(store: Store, sql: str) -> pl.DataFrame:
    return query(open_view(store), sql)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, LoadResult]:
    store = new_store(tmp_path_factory.mktemp("api"))
    return store, loaded(store, [API / f"{f}.csv" for f in API_FILES], date(2024, 2, 1))


@pytest.fixture(scope="module")
def mdy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, LoadResult]:
    store = new_store(tmp_path_factory.mktemp("mdy"))
    return store, loaded(store, [MDY / f"{f}.csv" for f in MDY_FILES], date(2026, 3, 31))


@by_api
def test_every_record_of_the_api_export_goes_in_by_its_15_characters(
    api: tuple[Store, LoadResult],
) -> None:
    store, result = api
    assert {f["file"]: f["accepted"] for f in result.files} == {
        f"{f}.csv": len(cells(API / f"{f}.csv")) for f in API_FILES
    }
    ids = kept(store, "SELECT opportunity_id, account_id FROM opportunities")
    # The byte order mark is no part of the first header, and case is kept.
    assert set(ids["opportunity_id"]) == {r["Id"][:15] for r in cells(API / "Opportunity.csv")}
    orphans = "SELECT account_id FROM opportunities EXCEPT SELECT account_id FROM accounts"
    assert kept(store, orphans).height == 0


@by_api
def test_won_is_1_and_a_blank_is_false(api: tuple[Store, LoadResult]) -> None:
    expected = Counter(
        "won" if r["IsWon"] else "lost" if r["IsClosed"] else "open"
        for r in cells(API / "Opportunity.csv")
    )
    found = kept(api[0], "SELECT status, COUNT(*) AS n FROM opportunities GROUP BY status")
    assert dict(found.iter_rows()) == dict(expected) == {"won": 12, "lost": 3, "open": 35}


@by_api
def test_blank_type_stays_blank_and_the_answer_says_it_was_derived(
    api: tuple[Store, LoadResult],
) -> None:
    types = "SELECT COUNT(type) AS n, COUNT(is_new_business) AS derived FROM opportunities"
    assert kept(api[0], types).row(0) == (0, 50)
    row = compare(open_view(api[0]), "win_rate", Slice(date(2023, 1, 1), date(2024, 2, 1)))[0]
    assert "derived" in row.flags


@by_api
def test_data_does_not_reach_the_close_dates_of_open_deals(
    api: tuple[Store, LoadResult],
) -> None:
    latest = max(r["CloseDate"] for r in cells(API / "Opportunity.csv"))
    assert latest > "2024-10-01"
    version = api[0].current()
    assert version is not None
    # All deals were created on one day, after the last that is won or lost was closed.
    assert version.data_through["opportunities"] == date(2024, 1, 22)
    assert max(version.data_through.values()) <= date(2024, 2, 1)


@by_api
def test_moments_become_days_in_the_zone_of_the_settings(tmp_path: Path) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    given = {
        r["Id"][:15]: datetime.strptime(r["CreatedDate"], "%Y-%m-%dT%H:%M:%S.%f%z")
        for r in cells(API / "Account.csv")
    }
    expected = {i: at.astimezone(zone).date() for i, at in given.items()}
    assert any(at.date() != expected[i] for i, at in given.items())
    store = new_store(tmp_path)
    save_settings(store, {"timezone": "Asia/Tokyo"}, author="", reason="a zone ahead of UTC")
    loaded(store, [API / "Account.csv"], date(2024, 2, 1))
    found = kept(store, "SELECT account_id, created_on FROM accounts")
    assert dict(found.iter_rows()) == expected


@by_api
def test_own_fields_become_attributes_and_columns(api: tuple[Store, LoadResult]) -> None:
    found = kept(api[0], "SELECT classification, COUNT(*) AS n FROM accounts GROUP BY 1")
    assert dict(found.iter_rows()) == {"Customer": 13, "Prospect": 7, None: 2}
    products = {r["Product__c"] for r in cells(API / "Opportunity.csv")}
    assert set(kept(api[0], "SELECT DISTINCT product FROM opportunities")["product"]) == products


@by_api
def test_deleted_rows_and_ids_of_15_characters(tmp_path: Path) -> None:
    """The same files with one deal deleted, and the account ids of the deals cut to 15."""
    rows = cells(API / "Opportunity.csv")
    rows[0]["IsDeleted"] = "1"
    for row in rows:
        row["AccountId"] = row["AccountId"][:15]
    deals = tmp_path / "Opportunity.csv"
    with deals.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    store = new_store(tmp_path)
    result = loaded(store, [API / "Account.csv", deals], date(2024, 2, 1))
    [count] = [f for f in result.files if f["file"] == "Opportunity.csv"]
    assert (count["accepted"], count["left_out"], count["rejected"]) == (49, 1, 0)
    assert result.tables["opportunities"]["matched"] == 49


@by_excel
def test_years_of_two_digits_and_american_days(mdy: tuple[Store, LoadResult]) -> None:
    def day(text: str) -> date:
        return datetime.strptime(text, "%m/%d/%y").date()

    store, result = mdy
    assert not result.problems.height
    given = cells(MDY / "Opportunity.csv")
    found = kept(store, "SELECT opportunity_id, created_on, closed_on FROM opportunities")
    assert {r[0]: r[1:] for r in found.iter_rows()} == {
        r["Id"][:15]: (day(r["CreatedDate"]), day(r["CloseDate"])) for r in given
    }
    history = kept(store, "SELECT MIN(entered_on) AS a, MAX(entered_on) AS b FROM stage_history")
    days = [day(r["CreatedDate"].split(" ")[0]) for r in cells(MDY / "OpportunityHistory.csv")]
    assert history.row(0) == (min(days), max(days))


@by_excel
def test_status_is_told_by_words_for_true_and_leads_without_their_day_are_left_out(
    mdy: tuple[Store, LoadResult],
) -> None:
    found = kept(mdy[0], "SELECT status, COUNT(*) AS n FROM opportunities GROUP BY status")
    assert dict(found.iter_rows()) == {"won": 12, "lost": 8, "open": 16}
    assert any("no table of the mapping reads leads" in w for w in mdy[1].warnings)


@by_excel
def test_data_does_not_reach_past_the_day_the_export_was_true(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    loaded(store, [MDY / f"{f}.csv" for f in MDY_FILES], date(2026, 3, 1))
    version = store.current()
    assert version is not None
    # The history has rows of 7 March: after the stated day they do not count.
    assert max(version.data_through.values()) <= date(2026, 3, 1)
