"""The answers behind NPS and CSAT, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from icp_metrics.compare import Slice, View
from icp_metrics.compare.answers import answers
from tests.builders import YEAR, account
from tests.soundness.surveys import CSAT, answer, company
from tests.soundness.surveys import answers as answered

FIT, OTHER = {"industry": "software"}, {"industry": "retail"}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """NPS: a person of A answers 3, then 10; five more fit accounts, four others. CSAT: on two
    scales, and a slider."""
    twice = [
        answer("t1", "A", 3, "2025-02-01", respondent="p"),
        answer("t2", "A", 10, "2025-08-01", respondent="p"),
    ]
    slider = {"kind": "csat", "scale_min": 0, "scale_max": 100}
    return company(
        tmp_path_factory.mktemp("answers"),
        ([account("A", **FIT)], twice),
        answered("f", [10, 9, 9, 7, 0, None], **FIT),
        answered("o", [9, 6, 6, 8], **OTHER),
        answered("c", [5, 4, 2, 4.5], **CSAT, **FIT),
        answered("s", [7, 6, 1], kind="csat", scale_min=1, scale_max=7, **OTHER),
        answered("x", [100, 95, 12], **slider, **FIT),
    )


def counted(found: pl.DataFrame, group: str) -> dict[float, int]:
    """Answers of a group by score, those that someone chose."""
    own = found.filter((pl.col("group") == group) & (pl.col("answers") > 0))
    return dict(own.select("score", "answers").rows())


def test_each_score_has_its_count_per_group_and_the_latest_of_a_person_counts(view: View) -> None:
    found = answers(view, "nps", YEAR)
    assert found.height == 11 * 4
    assert counted(found, "fit") == {0: 1, 7: 1, 9: 2, 10: 2}
    assert counted(found, "not_fit") == {6: 2, 8: 1, 9: 1}
    assert counted(found, "all") == {0: 1, 6: 2, 7: 1, 8: 1, 9: 3, 10: 2}
    spring = replace(YEAR, ends=date(2025, 7, 1))
    assert counted(answers(view, "nps", spring), "fit") == {3: 1, 0: 1, 7: 1, 9: 2, 10: 1}


def test_shares_of_a_group_add_up_and_accounts_are_those_that_answered(view: View) -> None:
    found = answers(view, "nps", YEAR)
    for group, accounts in (("fit", 6), ("not_fit", 4), ("all", 10)):
        own = found.filter(pl.col("group") == group)
        assert own["share"].sum() == pytest.approx(1)
        assert own["accounts"].unique().to_list() == [accounts]
    nobody = found.filter(pl.col("group") == "unknown")
    assert nobody["share"].null_count() == nobody.height
    assert nobody["accounts"].sum() == 0


def test_bands_are_those_of_the_figure(view: View) -> None:
    found = answers(view, "nps", YEAR).filter(pl.col("group") == "all")
    assert found["band"].to_list() == ["detractors"] * 7 + ["passives"] * 2 + ["promoters"] * 2
    boxes = answers(view, "csat", replace(YEAR, variant="mean"))
    bands = {
        high: part.filter(pl.col("group") == "all")["band"].to_list()
        for (high,), part in boxes.partition_by("high", as_dict=True).items()
    }
    assert bands == {
        5.0: ["others"] * 3 + ["top"] * 2,
        7.0: ["others"] * 5 + ["top"] * 2,
        100.0: ["slider"] * 10,
    }


def test_every_scale_has_its_own_boxes(view: View) -> None:
    found = answers(view, "csat", replace(YEAR, variant="mean"))
    scale = {high: part for (high,), part in found.partition_by("high", as_dict=True).items()}
    assert counted(scale[5.0], "fit") == {2: 1, 4: 2, 5: 1}
    assert counted(scale[7.0], "not_fit") == {1: 1, 6: 1, 7: 1}
    assert counted(scale[100.0], "fit") == {10: 1, 90: 2}
    # A slider has no boxes to be in the top of.
    assert answers(view, "csat", YEAR)["high"].unique().sort().to_list() == [5, 7]


def test_filters_hold_and_nothing_is_nothing(view: View) -> None:
    retail = replace(YEAR, where=(("industry", ("retail",)),))
    assert counted(answers(view, "nps", retail), "all") == {6: 2, 8: 1, 9: 1}
    long_ago = Slice(starts=date(2001, 1, 1), ends=date(2002, 1, 1))
    assert answers(view, "nps", long_ago).is_empty()


def test_every_answer_is_in_one_box_of_the_account_variant_too(view: View) -> None:
    each = answers(view, "nps", replace(YEAR, variant="account"))
    assert each.equals(answers(view, "nps", YEAR))
