"""ICP definitions against one another: by hand, and with the accounts that change side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View
from icp_metrics.compare.contest import Contest, Definition, contest
from icp_metrics.errors import SliceError
from icp_metrics.profile.document import Profile, parse
from icp_metrics.wording import contest as words
from tests.builders import ICP, YEAR, account, crowd, deal, joined, pays, small_company, total
from tests.winning import END, accounts, cost, deals

SOFTWARE = parse(ICP)
WITH_BANKS = parse(ICP.replace("[software]", "[software, banking]"))
WITH_FARMS = parse(ICP.replace("[software]", "[software, farming]"))
EVER = Slice(starts=date(2024, 1, 1), ends=date(2026, 1, 1))
RETAIL = parse(ICP.replace("[software]", "[retail]"))


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Won of decided: software 20 of 40, banking 9 of 12, farming 1 of 5, retail 10 of 40."""
    rows = joined(
        crowd("s", 40, 20, industry="software"),
        crowd("b", 12, 9, industry="banking"),
        crowd("f", 5, 1, industry="farming"),
        crowd("r", 40, 10, industry="retail"),
    )
    names = [a["account_id"] for a in rows["accounts"]]
    paying = [pays(n, 100 + i, f"2024-0{1 + i % 9}-01") for i, n in enumerate(names)]
    paying.append(pays(names[0], 1, "2025-12-31", subscription_id="last"))
    return small_company(tmp_path_factory.mktemp("contest"), **rows, subscriptions=paying)


def held(view: View, *profiles: Profile, kpi: str = "win_rate", asked: Slice = YEAR) -> Contest:
    # The first is the one that is saved; the others are drafts.
    definitions = [Definition(p, 1 if p is SOFTWARE else None) for p in profiles]
    return contest(view, KPIS[kpi], asked, definitions)


def test_each_definition_divides_the_same_deals_and_the_best_comes_first(view: View) -> None:
    found = held(view, SOFTWARE, WITH_BANKS)
    told = {e.definition.version: e for e in found.entries}
    assert told[1].gap == pytest.approx(20 / 40 - 20 / 57)
    assert told[None].gap == pytest.approx(29 / 52 - 11 / 45)
    assert [e.definition.version for e in found.entries] == [None, 1]
    assert told[None].accounts == {"fit": 52, "not_fit": 45, "unknown": 0, "all": 97}
    [pair] = found.pairs
    assert (pair.moved, pair.sides.height) == (12, 12)
    assert set(pair.sides.select("first", "second").rows()) == {("not_fit", "fit")}
    whole = (20 / 40 - 20 / 57) - (29 / 52 - 11 / 45)
    assert pair.gap.value == pytest.approx(whole)
    assert pair.gap.low is not None and pair.gap.high is not None
    assert pair.gap.low < whole < pair.gap.high


def test_pair_is_surer_than_two_differences_that_know_nothing_of_each_other(view: View) -> None:
    found = held(view, SOFTWARE, WITH_BANKS)
    [pair] = found.pairs
    assert pair.gap.low is not None and pair.gap.high is not None
    halves = [
        (e.row.gap.high - e.row.gap.low) / 2
        for e in found.entries
        if e.row.gap.high is not None and e.row.gap.low is not None
    ]
    unpaired = (halves[0] ** 2 + halves[1] ** 2) ** 0.5
    assert (pair.gap.high - pair.gap.low) / 2 < 0.7 * unpaired


def test_definition_against_itself_is_the_same_accounts(view: View) -> None:
    [pair] = held(view, SOFTWARE, SOFTWARE).pairs
    assert (pair.moved, pair.gap.value, pair.gap.low, pair.verdict) == (0, 0.0, None, "equivalent")
    assert pair.sides.is_empty()


def test_contest_the_other_way_round_turns_the_sign(view: View) -> None:
    [one] = held(view, SOFTWARE, RETAIL).pairs
    [other] = held(view, RETAIL, SOFTWARE).pairs
    assert one.gap.value == pytest.approx(-(other.gap.value or 0))
    assert one.gap.low == pytest.approx(-(other.gap.high or 0))
    assert (one.verdict, other.verdict) == ("better", "worse")


def test_fewer_than_ten_accounts_that_change_side_are_listed_instead(view: View) -> None:
    found = held(view, SOFTWARE, WITH_FARMS)
    [pair] = found.pairs
    assert (pair.moved, pair.gap.low, pair.gap.p, pair.q) == (5, None, None, None)
    assert pair.gap.value == pytest.approx((20 / 40 - 20 / 57) - (21 / 45 - 19 / 52))
    assert pair.verdict == "too_little_data"
    told = found.to_json()["pairs"][0]
    assert [a["account_id"] for a in told["accounts"]] == [f"f{i:03d}" for i in range(5)]


def test_entry_is_the_row_of_its_own_page(view: View) -> None:
    found = held(view, SOFTWARE, WITH_BANKS)
    own = total(view).to_json()
    entry = next(e for e in found.entries if e.definition.version == 1).row.to_json()
    assert entry["groups"] == own["groups"]
    assert entry["gap"] == {**own["gap"], "q": None}


def test_what_follows_customers_follows_them_equally_far_in_every_definition(view: View) -> None:
    found = held(view, SOFTWARE, WITH_BANKS, RETAIL, kpi="cltv", asked=EVER)
    assert {e.row.horizon for e in found.entries} == {12}
    # Alone, the first would follow its own groups only: the same here, since all began alike.
    assert {total(view, "cltv", EVER).horizon} == {12}


def test_figure_made_of_others_counts_the_accounts_of_its_parts(view: View) -> None:
    [pair] = held(view, SOFTWARE, WITH_BANKS, kpi="ltv_to_cac").pairs
    assert pair.moved == 12


def test_mix_or_a_single_definition_is_no_contest(view: View) -> None:
    with pytest.raises(SliceError, match="at least two"):
        held(view, SOFTWARE)
    with pytest.raises(SliceError, match="no ICP definition does better"):
        held(view, SOFTWARE, RETAIL, kpi="icp_share")


def test_draft_is_judged_though_it_was_never_saved(view: View, tmp_path: Path) -> None:
    draft = Definition(WITH_BANKS, None)
    found = contest(view, KPIS["win_rate"], YEAR, [Definition(SOFTWARE, 1), draft])
    assert {e.definition.title for e in found.entries} == {"core v1", "core (draft)"}
    assert found.to_json()["definitions"][0]["version"] is None


def spending(folder: Path, amounts: tuple[float, float]) -> View:
    """Of 120 deals each software wins 90 and retail 30; the amounts are those of their deals."""
    rows = deals({"F": 90, "N": 30}, 120, 120)
    for i, row in enumerate(rows):
        row["amount"] = amounts[i // 120]
    spent = [cost("s", "2025-02-28", 24_000)]
    return small_company(folder, accounts=accounts(120, 120), **END, deals=rows, spend=spent)


def test_ways_of_sharing_spend_that_contradict_each_other_decide_no_contest(tmp_path: Path) -> None:
    """By deals both groups bear 12,000, by amount software bears nearly all."""
    found = held(spending(tmp_path, (10_000, 10)), SOFTWARE, RETAIL, kpi="cac")
    [pair] = found.pairs
    told = found.to_json()["pairs"][0]
    ways = {n: told["variants"][n]["verdict"] for n in ("worked", "pipeline")}
    assert ways == {"worked": "better", "pipeline": "worse"}
    assert told["variants"]["worked"]["value"] == pytest.approx(2 * (12_000 / 90 - 12_000 / 30))
    assert (pair.verdict, told["verdict"]) == ("no_clear_difference", "no_clear_difference")
    assert "variants_differ" in told["flags"]
    assert words.pair_line(pair)["Answer"] == "Hangs on how it is counted"
    [hangs] = [n for n in words.notes([found]) if n.startswith("Hangs")]
    assert "By deals worked -€533 (core v1 separates better)" in hangs
    assert "by pipeline created +€531 (core (draft) separates better)" in hangs


def test_contest_that_every_way_of_sharing_decides_alike_is_decided(tmp_path: Path) -> None:
    """The whole likely range is on one side by deals and by amount; no lead or tag says more."""
    [pair] = held(spending(tmp_path, (100, 100)), SOFTWARE, RETAIL, kpi="cac").pairs
    assert {w.first.row.variant: w.verdict for w in pair.ways} == {
        "worked": "better",
        "tagged": "too_little_data",
        "leads": "too_little_data",
        "pipeline": "better",
    }
    assert (pair.verdict, pair.flags) == ("better", ())
    assert words.answer(pair) == "core v1 separates better by all 2 ways of counting it"


@pytest.mark.parametrize("variant", ["worked", "pipeline"])
def test_contest_on_costs_that_are_equal_by_construction_decides_nothing(
    tmp_path: Path, variant: str
) -> None:
    rows = deals({"F": 40, "N": 40})
    for i, row in enumerate(rows):
        row["amount"] = 10 if i < 40 else 1000
    spent = [cost("s", "2025-02-28", 8000)]
    view = small_company(tmp_path, accounts=accounts(), **END, deals=rows, spend=spent)
    asked = replace(YEAR, variant=variant)
    [pair] = held(view, SOFTWARE, RETAIL, kpi="cac", asked=asked).pairs
    assert "circular" in pair.flags
    assert pair.verdict not in ("better", "worse", "equivalent")
    assert pair.q is None


def test_bases_of_the_win_rate_without_one_sign_decide_no_contest(tmp_path: Path) -> None:
    """Both win two in five, but a hundred old deals of software are closed as lost on one day."""
    first = date(2025, 1, 1)

    def on(day: int) -> str:
        return (first + timedelta(day)).isoformat()

    people, sold = [], []
    for group, industry in (("F", "software"), ("N", "retail")):
        for i in range(120):
            people.append(account(f"{group}{i}", industry=industry))
            status = "won" if i % 5 < 2 else "lost"
            created = {"created_on": on(2 * i)}
            sold.append(deal(f"d-{group}{i}", f"{group}{i}", status, on(2 * i + 30), **created))
    for i in range(100):
        people.append(account(f"O{i}", industry="software"))
        created = {"created_on": on(2 * i - 300)}
        sold.append(deal(f"d-O{i}", f"O{i}", "lost", "2025-06-20", **created))
    view = small_company(tmp_path, accounts=people, deals=sold, **END)
    found = held(view, SOFTWARE, RETAIL)
    [pair] = found.pairs
    assert pair.gap.high is not None and pair.gap.high < 0
    assert {w.first.row.variant: w.verdict for w in pair.ways}["closed"] == "worse"
    assert pair.verdict == "no_clear_difference"
    assert "bases_differ" in found.to_json()["pairs"][0]["flags"]
    assert words.answer(pair) == "Hangs on how it is counted"


def test_projection_decides_no_contest(view: View) -> None:
    projected = replace(EVER, variant="projection")
    sentence = r"24-month margin \(projection\) is not judged: no ICP definition does better in it"
    with pytest.raises(SliceError, match=sentence):
        held(view, SOFTWARE, RETAIL, kpi="cltv", asked=projected)


@pytest.mark.parametrize(
    ("saved_on", "seen", "said"),
    [
        # Every deal closes on 15 June 2025.
        (date(2025, 7, 1), [True, True], "core v2 and core v1 are judged by here"),
        (date(2025, 6, 15), [False, True], "core v2 is judged by here was decided before it was"),
        (None, [False, True], "core v2 is judged by here"),
    ],
)
def test_definition_written_after_the_deals_it_is_judged_by_is_said_to_be(
    view: View, saved_on: date | None, seen: list[bool], said: str
) -> None:
    several = [Definition(SOFTWARE, 1, saved_on), Definition(WITH_BANKS, 2, date(2026, 1, 1))]
    found = contest(view, KPIS["win_rate"], YEAR, several)
    told = found.to_json()
    by_version = sorted(told["definitions"], key=lambda d: d["version"])
    assert [d["hindsight"] for d in by_version] == seen
    assert "hindsight" in told["pairs"][0]["flags"]
    [paired, note] = words.notes([found])
    assert paired == words.PAIRED
    assert said in note


def test_definitions_written_before_the_deals_need_no_note_and_a_draft_always_does(
    view: View,
) -> None:
    early = date(2024, 12, 1)
    several = [Definition(SOFTWARE, 1, early), Definition(WITH_BANKS, 2, early)]
    found = contest(view, KPIS["win_rate"], YEAR, several)
    assert words.notes([found]) == [words.PAIRED]
    assert found.to_json()["pairs"][0]["flags"] == ["one_basis"]
    draft = contest(view, KPIS["win_rate"], YEAR, [several[0], Definition(WITH_BANKS, None)])
    assert "core (draft) is judged by here" in words.notes([draft])[1]
