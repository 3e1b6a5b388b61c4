"""The page of the ICP definition."""

from __future__ import annotations

from pathlib import Path

from icp_metrics.compare import View
from icp_metrics.compare.accounts import scores
from icp_metrics.compare.criteria import criteria
from tests.builders import ICP, account, load_rows, new_store, small_company
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]

POINTS = """
name: points
reason: As sales has it.
author: RevOps
review_every_months: 6
criteria:
  - {attribute: industry, op: in, value: [software], mode: required}
  - {attribute: employees, op: at_least, value: 100, weight: 10}
"""


def test_criteria_are_met_failed_or_blank_and_each_account_is_one_of_them(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        profiles=(POINTS,),
        accounts=[
            account("A", industry="software", employees=200),
            account("B", industry="retail", employees=50),
            account("C", industry="software", employees=None),
            account("D", industry=None, employees=100),
        ],
    )
    found = [(m.criterion.attribute, m.meet, m.fail, m.blank) for m in criteria(view)]
    assert found == [("industry", 2, 1, 1), ("employees", 2, 1, 1)]


def test_page_of_the_icp_counts_whom_it_judges_and_lists_its_versions(
    opened: Opened, tmp_path: Path
) -> None:
    store = new_store(tmp_path, POINTS)
    load_rows(store, accounts=[account("A", industry="software", employees=200), account("B")])
    store.save_profile("points", POINTS.replace("value: 100", "value: 150"))
    app = opened(store, "profile")
    assert not app.error
    text = all_text(app)
    assert "Of 2 accounts 1 in ICP, 0 outside, 1 can't be told." in text
    counts, versions = (table.value for table in app.dataframe)
    assert list(counts["Criterion"]) == ["Industry is one of software", "Employees is at least 150"]
    assert list(versions["Version"]) == ["v2", "v1"]
    assert set(versions["Author"]) == {"RevOps"}
    saved = list(versions["Saved on"])
    due = list(versions["Review by"])
    assert [
        (d.year - s.year) * 12 + d.month - s.month for s, d in zip(saved, due, strict=True)
    ] == [
        6,
        6,
    ]
    assert "at_least, value: 150" in app.code[0].value


def test_page_of_the_icp_without_a_definition_says_how_to_write_one(
    opened: Opened, tmp_path: Path
) -> None:
    store = new_store(tmp_path)
    load_rows(store, accounts=[account("A")])
    assert "There is no ICP definition yet" in all_text(opened(store, "profile"))


def test_criteria_of_the_demo_company_count_every_account(demo_view: View) -> None:
    accounts = scores(demo_view).height
    assert {m.accounts for m in criteria(demo_view)} == {accounts}


def test_definition_of_musts_alone_says_there_are_no_points(opened: Opened, tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    load_rows(store, accounts=[account("A", industry="software")])
    assert "there are no points" in all_text(opened(store, "profile"))
