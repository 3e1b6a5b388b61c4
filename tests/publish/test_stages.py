"""Stage history from weekly extracts of deals, counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import open_view
from tests.builders import deal, load_rows, new_store, rows_of
from tests.soundness.built import Extract, built

WEEK_1, WEEK_2, WEEK_3, WEEK_4 = (date(2025, 3, day) for day in (7, 14, 21, 28))
LONG_AGO, CREATED = date(2024, 11, 2), date(2025, 3, 10)


def extract(week: date, **stages: str | None) -> tuple[date, Extract]:
    """An extract of open deals by name; those called old are from before the first of them."""
    rows = {
        (name,): {
            "status": "open",
            "stage": stage,
            "created_on": LONG_AGO if name.startswith("old") else CREATED,
        }
        for name, stage in stages.items()
    }
    return week, {"opportunities": rows}


def own(week: date, *entered: tuple[str, str, date]) -> tuple[date, Extract]:
    """The CRM's own history as it was exported on that day."""
    return week, {"stage_history": {key: {} for key in entered}}


@pytest.fixture
def history(tmp_path: Path) -> Any:
    """`history(*loads)`: deal, stage and day of every stage entered."""

    def _history(*loads: tuple[date, Extract]) -> list[tuple[str, str, date]]:
        frame = built(tmp_path / "loads", loads)["stage_history"]
        return sorted(frame.select("opportunity_id", "stage", "entered_on").rows())

    return _history


def test_stage_that_differs_from_the_extract_before_was_entered_on_its_date(history: Any) -> None:
    weeks = [
        extract(WEEK_1, old="Demo"),
        extract(WEEK_2, old="Offer"),
        extract(WEEK_3, old="Offer"),
        extract(WEEK_4, old="Demo"),
    ]
    # Since when it had been in its first stage nobody knows.
    assert history(*weeks) == [("old", "Demo", WEEK_4), ("old", "Offer", WEEK_2)]


def test_new_deal_entered_its_first_stage_when_it_was_created(history: Any) -> None:
    weeks = [extract(WEEK_1, old="Demo"), extract(WEEK_2, new="Demo"), extract(WEEK_3, new="Offer")]
    assert history(*weeks) == [("new", "Demo", CREATED), ("new", "Offer", WEEK_3)]


def test_deal_that_earlier_extracts_passed_over_is_not_new(history: Any) -> None:
    assert history(extract(WEEK_2, old="Demo"), extract(WEEK_3, new="Demo")) == []


def test_late_extract_moves_the_day_to_where_it_belongs(history: Any) -> None:
    weeks = [
        extract(WEEK_1, old="Demo"),
        extract(WEEK_4, old="Offer"),
        extract(WEEK_2, old="Offer"),
    ]
    assert history(*weeks) == [("old", "Offer", WEEK_2)]


def test_blank_stage_is_no_stage(history: Any) -> None:
    weeks = [
        extract(WEEK_1, old="Demo"),
        extract(WEEK_2, old=None),
        extract(WEEK_3, old="Demo"),
        extract(WEEK_4, old="Offer"),
    ]
    assert history(*weeks) == [("old", "Offer", WEEK_4)]


def test_history_of_the_crm_goes_before_as_far_as_it_reaches(history: Any) -> None:
    told = [("old", "Demo", LONG_AGO), ("old", "Offer", date(2025, 3, 11))]
    weeks = [
        extract(WEEK_1, old="Demo"),
        extract(WEEK_2, old="Offer"),
        extract(WEEK_3, old="Won"),
        own(WEEK_2, *told),
    ]
    # Week 2 is told to the day; week 3 is after the history.
    assert history(*weeks) == [*told, ("old", "Won", WEEK_3)]
    told.append(("old", "Won", date(2025, 3, 18)))
    assert history(*weeks, own(WEEK_4, *told)) == told


def test_deal_that_the_history_does_not_name_is_followed_by_its_extracts(history: Any) -> None:
    weeks = [
        extract(WEEK_1, old="Demo", old_2="Demo"),
        extract(WEEK_2, old="Offer", old_2="Demo"),
        own(WEEK_2, ("old_2", "Demo", LONG_AGO)),
    ]
    assert history(*weeks) == [("old", "Offer", WEEK_2), ("old_2", "Demo", LONG_AGO)]


def test_one_extract_tells_of_no_passage(history: Any) -> None:
    assert history(extract(WEEK_2, old="Demo", new="Offer")) == []


def test_files_loaded_week_by_week_build_the_history(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    for week, stage in ((WEEK_1, "Demo"), (WEEK_2, "Offer")):
        deals = [deal("old", None, "open", None, stage=stage, created_on=LONG_AGO)]
        load_rows(store, as_of=week.isoformat(), deals=deals)
    found = rows_of(open_view(store), "SELECT opportunity_id, stage, entered_on FROM stage_history")
    assert found == [("old", "Offer", WEEK_2)]
