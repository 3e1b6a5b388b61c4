"""A CRM filled in one go: what its dates can say, and what they cannot.

31 of 36 deals carry one day of creation, the day they were imported.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from icp_metrics.compare import Slice, View, compare, open_view
from icp_metrics.loading import LoadResult, Stated, load
from tests.builders import new_store, query

DATA = Path(__file__).parents[3] / "shared" / "data" / "salesforce_powerbi_mdy"
FILES = ["Opportunity.csv", "OpportunityHistory.csv", "Account.csv"]
MAPPING = Path(__file__).with_name("powerbi_mdy.yaml")
EVER = Slice(date(2020, 1, 1), date(2027, 1, 1))

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data/salesforce_powerbi_mdy is not here"
)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadResult, View]:
    store = new_store(tmp_path_factory.mktemp("powerbi"))
    stated = Stated(as_of=date(2026, 3, 31))
    text = MAPPING.read_text(encoding="utf-8")
    result = load(store, text, [DATA / f for f in FILES], stated=stated)
    assert not result.errors
    return result, open_view(store)


def test_cycle_of_an_import_is_not_estimable(loaded: tuple[LoadResult, View]) -> None:
    created = Counter(r["CreatedDate"] for r in rows("Opportunity.csv"))
    assert (created.most_common(1)[0][1], created.total()) == (31, 36)
    row = compare(loaded[1], "cycle_length", EVER)[0]
    assert {g.estimate.reason for g in row.groups.values()} == {"bulk_import"}
    assert all(g.estimate.value is None for g in row.groups.values())


def test_deals_closed_before_created_are_kept_and_left_out_of_the_cycle_only(
    loaded: tuple[LoadResult, View],
) -> None:
    def day(text: str) -> date:
        return datetime.strptime(text, "%m/%d/%y").date()

    deals = rows("Opportunity.csv")
    closed = [r for r in deals if r["IsClosed"] == "TRUE"]
    backwards = [r for r in closed if day(r["CloseDate"]) < day(r["CreatedDate"])]
    assert backwards
    result, view = loaded
    assert any("before" in w and str(len(backwards)) in w for w in result.warnings)
    # Some are renewals of customers that had bought before: not new business.
    row = compare(view, "cycle_length", EVER)[0]
    rate = compare(view, "win_rate", EVER)[0].groups["all"]
    new = query(
        view,
        "SELECT COUNT(*) AS n FROM opportunities WHERE is_new_business "
        "AND status IN ('won', 'lost')",
    )["n"][0]
    assert rate.facts == new > 0
    left_out = row.extras["left_out"]["closed_before_created"]
    assert 0 < left_out <= len(backwards)
    closed_in_cycle = query(
        view, "SELECT COUNT(*) AS n FROM facts_cycle_length__time_to_win WHERE left_on IS NOT NULL"
    )["n"][0]
    assert closed_in_cycle == new - left_out


def test_history_is_kept_row_by_row(loaded: tuple[LoadResult, View]) -> None:
    seen = {
        (r["OpportunityId"], r["StageName"], r["CreatedDate"].split(" ")[0])
        for r in rows("OpportunityHistory.csv")
    }
    kept = query(loaded[1], "SELECT opportunity_id FROM stage_history").height
    assert kept == len(seen)
