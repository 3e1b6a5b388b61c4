"""NPS, CSAT and the response rate: what would be silently wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import Slice, View, compare, members, open_view
from icp_metrics.statistics.scales import rescaled, top_box_from
from tests.builders import ICP, YEAR, account, counts, new_store, total, try_rows, values
from tests.soundness.surveys import CSAT, FIT, OTHER, answer, answers, company, csat

# NPS


def test_nps_is_promoters_less_detractors_in_points(tmp_path: Path) -> None:
    view = company(
        tmp_path,
        answers("f", [10, 10, 9, 9, 9, 8, 7, 6, 0, 3], **FIT),
        answers("o", [9, 8, 8, 8, 7, 7, 6, 5, 1, 0], **OTHER),
    )
    row = total(view, "nps")
    assert values(row)["fit"] == pytest.approx(100 * (5 - 3) / 10)
    assert values(row)["not_fit"] == pytest.approx(100 * (1 - 4) / 10)
    assert values(row)["all"] == pytest.approx(100 * (6 - 7) / 20)
    assert row.gap.value == pytest.approx(50)
    assert row.to_json()["unit"] == "points"


def test_gap_of_a_and_b_is_the_gap_of_b_and_a_turned(tmp_path: Path) -> None:
    scores = [10] * 14 + [8] * 9 + [2] * 7, [9] * 8 + [7] * 12 + [6] * 11

    def gap(name: str, first: int, second: int) -> tuple[float, float, float, float]:
        (tmp_path / name).mkdir()
        view = company(
            tmp_path / name,
            answers("a", scores[0], industry="software" if first == 0 else "retail"),
            answers("b", scores[1], industry="software" if first == 1 else "retail"),
        )
        g = total(view, "nps").gap
        assert g.value is not None and g.low is not None and g.high is not None and g.p is not None
        return g.value, g.low, g.high, g.p

    value, low, high, p = gap("ab", 0, 1)
    assert gap("ba", 1, 0) == pytest.approx((-value, -high, -low, p))


@pytest.fixture(scope="module")
def changed_mind(tmp_path_factory: pytest.TempPathFactory) -> View:
    """One person detracts in March and promotes in September; another never tells who they are."""
    who = {"respondent": "p-1"}
    return company(
        tmp_path_factory.mktemp("mind"),
        (
            [account("A", **FIT)],
            [
                answer("r1", "A", 2, "2025-03-10", **who),
                answer("r2", "A", 10, "2025-09-10", **who),
                answer("r3", "A", 7, "2025-03-11", respondent=None),
                answer("r4", "A", 7, "2025-03-12", respondent=None),
            ],
        ),
    )


def test_latest_answer_of_a_person_in_the_period_counts(changed_mind: View) -> None:
    row = total(changed_mind, "nps")
    assert counts(row)["fit"] == 3
    assert values(row)["fit"] == pytest.approx(100 / 3)


def test_earlier_answer_counts_in_a_period_that_ends_before_the_later_one(
    changed_mind: View,
) -> None:
    spring = Slice(starts=date(2025, 1, 1), ends=date(2025, 7, 1))
    row = total(changed_mind, "nps", spring)
    assert counts(row)["fit"] == 3
    assert values(row)["fit"] == pytest.approx(-100 / 3)


def test_latest_answer_is_found_in_each_quarter_of_a_year(changed_mind: View) -> None:
    rows = compare(changed_mind, "nps", replace(YEAR, every="quarter"))
    assert [counts(r)["fit"] for r in rows] == [3, 0, 1, 0]


def test_of_two_answers_on_one_day_one_counts(tmp_path: Path) -> None:
    same = [answer(f"r{i}", "A", score, respondent="p") for i, score in enumerate((0, 10))]
    view = company(tmp_path, ([account("A", **FIT)], same))
    assert counts(total(view, "nps"))["fit"] == 1
    assert values(total(view, "nps"))["fit"] == 100


def test_answers_of_one_account_are_one_cluster(tmp_path: Path) -> None:
    """Twelve accounts of six people who think alike say less than 72 accounts."""
    alike, apart = tmp_path / "alike", tmp_path / "apart"
    scores = [10] * 36 + [8] * 18 + [3] * 18
    for folder in (alike, apart):
        folder.mkdir()
    rows = [answer(f"r{i}", f"A{i // 6:02d}", s) for i, s in enumerate(scores)]
    clustered = total(
        company(alike, ([account(f"A{i:02d}", **FIT) for i in range(12)], rows)), "nps"
    )
    single = total(company(apart, answers("s", scores, **FIT)), "nps")
    assert counts(clustered)["fit"] == counts(single)["fit"] == 72
    assert (clustered.groups["fit"].n, single.groups["fit"].n) == (12, 72)
    wide, narrow = (r.groups["fit"].estimate for r in (clustered, single))
    assert wide.value == narrow.value == 25
    assert wide.high is not None and wide.low is not None
    assert narrow.high is not None and narrow.low is not None
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_account_variant_counts_each_account_once(tmp_path: Path) -> None:
    """One account of eight promoters, nine of one detractor each."""
    loud = [answer(f"loud{i}", "A", 10) for i in range(8)]
    view = company(tmp_path, ([account("A", **FIT)], loud), answers("b", [0] * 9, **FIT))
    assert values(total(view, "nps"))["fit"] == pytest.approx(100 * (8 - 9) / 17)
    each = total(view, "nps", replace(YEAR, variant="account"))
    assert values(each)["fit"] == pytest.approx(100 * (1 - 9) / 10)
    assert (counts(each)["fit"], each.groups["fit"].n) == (17, 10)


def test_account_variant_takes_the_latest_of_each_person_first(changed_mind: View) -> None:
    each = total(changed_mind, "nps", replace(YEAR, variant="account"))
    assert values(each)["fit"] == pytest.approx(100 / 3)


@pytest.mark.parametrize("score", [11, -1, 7.5])
def test_score_that_is_no_nps_answer_is_rejected_with_its_row(tmp_path: Path, score: float) -> None:
    accounts, rows = answers("a", [9] * 30, **FIT)
    rows[4] = {**rows[4], "score": score}
    store = new_store(tmp_path, ICP)
    result = try_rows(store, accounts=accounts, survey_responses=rows)
    [problem] = result.problems.to_dicts()
    # Row 1 holds the names of the columns.
    assert (problem["file"], problem["row"], problem["column"]) == (
        "survey_responses.csv",
        6,
        "score",
    )
    assert problem["problem"] == "an NPS answer is a whole number from 0 to 10"
    assert str(score) in problem["value"]
    assert counts(total(open_view(store), "nps"))["fit"] == 29


# CSAT


@pytest.mark.parametrize(
    ("low", "high", "scores"),
    [
        (1, 5, [1, 2, 3, 3.5, 4, 4.5, 5]),
        (1, 7, [1, 4, 5, 6, 7, 7]),
        (0, 1, [0, 1, 1, 1, 0, 1]),
        (1, 3, [1, 2, 3, 3, 2, 2]),
        (0, 10, [0, 8, 9, 10, 8, 7]),
        (0.5, 5, [0.5, 3.5, 4, 4.5, 5, 1]),
    ],
)
def test_sql_of_both_variants_is_the_function_of_the_scale(
    tmp_path: Path, low: float, high: float, scores: list[float]
) -> None:
    view = company(tmp_path, csat("a", scores, low, high, **FIT))
    first = top_box_from(low, high)
    assert first is not None
    satisfied = sum(s >= first for s in scores) / len(scores)
    assert values(total(view, "csat"))["fit"] == pytest.approx(satisfied)
    mean = sum(rescaled(s, (low, high)) for s in scores) / len(scores)
    points = total(view, "csat", replace(YEAR, variant="mean"))
    assert values(points)["fit"] == pytest.approx(mean)
    assert points.to_json()["unit"] == "points"


def test_every_csat_answer_of_a_person_counts(tmp_path: Path) -> None:
    rows = [answer(f"r{i}", "A", s, respondent="p", **CSAT) for i, s in enumerate((1, 5, 4, 5))]
    row = total(company(tmp_path, ([account("A", **FIT)], rows)), "csat")
    assert counts(row)["fit"] == 4
    assert values(row)["fit"] == pytest.approx(3 / 4)


def test_csat_account_variant_counts_each_account_once(tmp_path: Path) -> None:
    loud = [answer(f"loud{i}", "A", 5, **CSAT) for i in range(8)]
    view = company(tmp_path, ([account("A", **FIT)], loud), csat("b", [1] * 7, **FIT))
    assert values(total(view, "csat"))["fit"] == pytest.approx(8 / 15)
    each = total(view, "csat", replace(YEAR, variant="account"))
    assert values(each)["fit"] == pytest.approx(1 / 8)


def test_answer_without_a_scale_and_on_a_slider_is_left_out_and_said(tmp_path: Path) -> None:
    view = company(
        tmp_path,
        csat("a", [90, 20, 50], 0, 100, **FIT),
        ([account("z", **FIT)], [answer("z", "z", 4, kind="csat")]),
    )
    boxes = total(view, "csat")
    assert counts(boxes)["all"] == 0
    assert boxes.extras["left_out"] == {"no_scale": 1, "no_boxes": 3}
    mean = total(view, "csat", replace(YEAR, variant="mean"))
    assert counts(mean)["all"] == 3
    assert mean.extras["left_out"] == {"no_scale": 1}


# Response rate


def test_who_did_not_answer_is_in_the_response_rate_alone(tmp_path: Path) -> None:
    view = company(
        tmp_path,
        answers("n", [10, None, 9, None, None, 8, 0, 9], **FIT),
        answers("c", [5, None, 4, 1, 2], **CSAT, **FIT),
    )
    assert counts(total(view, "nps"))["fit"] == 5
    assert counts(total(view, "csat"))["fit"] == 4
    asked = {
        v: total(view, "response_rate", replace(YEAR, variant=v)) for v in ("all", "nps", "csat")
    }
    assert {v: counts(r)["fit"] for v, r in asked.items()} == {"all": 13, "nps": 8, "csat": 5}
    rates = {v: values(r)["fit"] for v, r in asked.items()}
    assert rates == {
        "all": pytest.approx(9 / 13),
        "nps": pytest.approx(5 / 8),
        "csat": pytest.approx(4 / 5),
    }


def test_response_rate_is_not_known_where_only_answers_are_loaded(tmp_path: Path) -> None:
    view = company(
        tmp_path,
        answers("n", [10, 9, 0, 9, 8, 8], **FIT),
        answers("c", [5, None, 4, 1, 2, 5], **CSAT, **FIT),
    )
    nps = total(view, "response_rate", replace(YEAR, variant="nps"))
    assert {g.estimate.reason for g in nps.groups.values()} == {"only_answered"}
    both = total(view, "response_rate", replace(YEAR, variant="all"))
    assert values(both)["fit"] == pytest.approx(11 / 12)


# Rows behind


@pytest.mark.parametrize(
    ("kpi", "variant"),
    [
        ("nps", "respondent"),
        ("nps", "account"),
        ("csat", "top_box"),
        ("csat", "account"),
        ("csat", "mean"),
        ("response_rate", "all"),
    ],
)
def test_rows_behind_a_figure_are_as_many_as_its_facts(
    tmp_path: Path, kpi: str, variant: str
) -> None:
    twice = [answer(f"t{i}", "f000", 9, f"2025-0{i}-01", respondent="p") for i in (1, 2, 3)]
    view = company(
        tmp_path,
        answers("f", [10, None, 9, 3, 8], **FIT),
        answers("o", [1, None, 4], **OTHER),
        answers("c", [5, 4, None, 1], **CSAT, **OTHER),
        ([], [*twice, answer("nobody", None, 6)]),
    )
    asked = replace(YEAR, variant=variant)
    row = total(view, kpi, asked)
    assert counts(row)["all"] > 0
    for group, found in row.groups.items():
        assert members(view, kpi, asked, group=group).height == found.facts


def test_answer_of_no_account_is_in_all_and_its_fit_is_not_known(tmp_path: Path) -> None:
    view = company(tmp_path, answers("f", [10] * 6, **FIT), ([], [answer("x", None, 0)]))
    assert counts(total(view, "nps")) == {"fit": 6, "not_fit": 0, "unknown": 1, "all": 7}


def test_fit_is_judged_when_it_was_answered(tmp_path: Path) -> None:
    view = company(tmp_path, answers("f", [10, 9, 8], on="2025-02-03", **FIT))
    judged = members(view, "nps", YEAR)["at"].to_list()
    assert judged == [date(2025, 2, 3)] * 3
