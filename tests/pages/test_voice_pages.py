"""The pages of NPS, CSAT and the response rate: how people answered, and who."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.store import Store
from tests.builders import ICP, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened
from tests.soundness.surveys import CSAT, Rows, answers

__all__ = ["opened"]

FIT, OTHER = {"industry": "software"}, {"industry": "retail"}
SEVEN = {"kind": "csat", "scale_min": 1, "scale_max": 7}


def filled(folder: Path, *parts: tuple[Rows, Rows]) -> Store:
    """A store of these accounts and answers, whose data ends with 2025."""
    store = new_store(folder, ICP)
    accounts = [a for own, _ in parts for a in own]
    rows = [r for _, own in parts for r in own]
    load_rows(store, accounts=accounts, survey_responses=rows, data_through="2025-12-31")
    return store


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """40 accounts on each side asked for NPS, of whom some are silent; CSAT on two scales."""
    return filled(
        tmp_path_factory.mktemp("surveyed"),
        answers("f", [10] * 20 + [8] * 10 + [3] * 6 + [None] * 4, **FIT),
        answers("o", [9] * 8 + [7] * 8 + [0] * 16 + [None] * 8, **OTHER),
        answers("c", [5] * 12 + [4] * 4 + [2] * 4, **CSAT, **FIT),
        answers("s", [7] * 4 + [6] * 2 + [1] * 8, **SEVEN, **OTHER),
    )


def test_page_of_nps_draws_the_answers_and_says_them_in_a_table(
    opened: Opened, surveyed: Store
) -> None:
    app = opened(surveyed, "kpi", kpi="NPS")
    assert not app.error
    assert "How they answered" in [s.value for s in app.subheader]
    # 20 and 6 of 36 in ICP, 8 and 16 of 32 outside.
    title = app.title[0].value.replace("\\", "")
    assert "39" in title and "-25" in title
    [table] = [d.value for d in app.dataframe if "Band" in d.value.columns]
    assert list(table["Answer"])[:2] == ["10", "9"]
    assert list(table["Band"])[:4] == ["Promoters", "Promoters", "Passives", "Passives"]
    assert table["In ICP"].iloc[0] == "20 (55.6%)"
    assert list(table["Outside ICP"])[1] == "8 (25.0%)"
    text = all_text(app).replace("\\", "")
    assert "the latest answer in the period" in text
    # 4 of 40 in ICP and 8 of 40 outside were asked and did not answer.
    assert "Response rate (NPS surveys) is 90.0% in ICP and 80.0% outside" in text


def test_page_of_csat_on_two_scales_has_no_figure_but_both_pictures(
    opened: Opened, surveyed: Store
) -> None:
    app = opened(surveyed, "kpi", kpi="CSAT")
    text = all_text(app)
    assert "several scales cannot be added up" in app.title[0].value
    assert "Scale 1 to 5" in text
    assert "Scale 1 to 7" in text
    tables = [d.value for d in app.dataframe if "Band" in d.value.columns]
    assert [len(t) for t in tables] == [5, 7]
    assert tables[0]["In ICP"].iloc[0] == "12 (60.0%)"
    assert tables[0]["Outside ICP"].iloc[0] == "0"


def test_page_of_csat_filtered_to_a_scale_has_its_figure(opened: Opened, surveyed: Store) -> None:
    app = opened(surveyed, "kpi", kpi="CSAT", where="Answer's scale: 1-5")
    assert not app.error
    assert "several scales" not in app.title[0].value
    assert "Scale 1 to 7" not in all_text(app)


def test_page_of_the_response_rate_draws_no_answers(opened: Opened, surveyed: Store) -> None:
    app = opened(surveyed, "kpi", kpi="Response rate")
    assert not app.error
    assert "How they answered" not in [s.value for s in app.subheader]


def test_response_rate_of_answers_alone_says_what_to_load(opened: Opened, tmp_path: Path) -> None:
    store = filled(tmp_path, answers("f", [10] * 12, **FIT), answers("o", [3] * 12, **OTHER))
    app = opened(store, "kpi", kpi="Response rate")
    assert "Only answers are loaded" in app.title[0].value.replace("\\", "")


def test_answers_of_too_few_accounts_are_not_drawn(opened: Opened, tmp_path: Path) -> None:
    store = filled(tmp_path, answers("f", [10] * 4, **FIT), answers("o", [3] * 5, **OTHER))
    app = opened(store, "kpi", kpi="NPS")
    assert "too few accounts have answered" in all_text(app)
    [table] = [d.value for d in app.dataframe if "Band" in d.value.columns]
    assert table["In ICP"].iloc[0] == "4"


@pytest.mark.parametrize(
    ("kpi", "found"),
    [
        ("NPS", {"promoter", "passive", "detractor"}),
        ("CSAT", {"satisfied", "not satisfied"}),
        ("Response rate", {"answered", "no answer"}),
    ],
)
def test_rows_behind_say_what_was_answered(
    opened: Opened, surveyed: Store, kpi: str, found: set[str]
) -> None:
    app = opened(surveyed, "accounts", kpi=kpi, group="All")
    shown = app.dataframe[0].value
    assert list(shown.columns)[:2] == ["Account", "Outcome"]
    assert set(shown["Outcome"]) == found
