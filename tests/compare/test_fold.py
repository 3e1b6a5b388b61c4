"""Folding many values into Other: the same facts, counted once, and judged honestly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.compare import Row, Slice, View, compare
from icp_metrics.compare.breakdown import Breakdown, breakdown
from icp_metrics.compare.fold import fold, rows_of_other
from icp_metrics.compare.question import OTHER
from icp_metrics.errors import SliceError
from tests.builders import YEAR, account, crowd, deal, joined, small_company

MANY = 40
BY_TERRITORY = replace(YEAR, by="territory")


def name(i: int) -> str:
    """Territories by size; the smallest but one is called as what is folded."""
    return "Other" if i == MANY - 2 else f"T{i:02d}"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Forty territories of 45 deals down to 6, half in ICP; three accounts without one; tools of
    which an account has several; an account that deals with the reps of three sources."""
    parts = []
    for i in range(MANY):
        size = 3 + (MANY - i) // 2
        parts += [
            crowd(f"f{i}-", size, size // 2, industry="software", territory=name(i)),
            crowd(f"n{i}-", size, size // 3, industry="retail", territory=name(i)),
        ]
    parts.append(crowd("x-", 3, 1, industry="software"))
    rows = joined(*parts)
    for i, row in enumerate(rows["accounts"]):
        row["employees"] = i
        row["tools"] = [f"Tool {i % 30:02d}", f"Tool {(i + 1) % 30:02d}"]
    for i, row in enumerate(rows["deals"]):
        row["source"] = f"Source {i % 25:02d}"
    rows["accounts"].append(account("last", industry="software"))
    rows["deals"] += [
        deal(f"last-{i}", "last", "won", "2025-06-15", source=f"Rare {i}") for i in range(3)
    ]
    return small_company(
        tmp_path_factory.mktemp("many"),
        **rows,
        attributes={"accounts": {"territory": "text", "tools": "list"}},
    )


def other_of(found: Breakdown) -> Row:
    [row] = [r for r in found.segments if r.segment == OTHER]
    return row


def test_twenty_largest_stand_by_themselves_and_the_rest_are_one(many: View) -> None:
    found = breakdown(many, "win_rate", BY_TERRITORY)
    assert found.folded == tuple(sorted(name(i) for i in range(20, MANY)))
    labels = {r.segment for r in found.segments}
    assert labels == {*(name(i) for i in range(20)), OTHER, None}
    assert other_of(found).extras["folded"] == 20
    # 2 (3 + (40 - i) // 2) deals each, of which half in ICP: by hand, from 20 to 39.
    folded = sum(3 + (MANY - i) // 2 for i in range(20, MANY))
    assert other_of(found).groups["fit"].facts == folded
    assert other_of(found).groups["not_fit"].facts == folded
    assert sum(r.groups["all"].facts for r in found.segments) == found.total.groups["all"].facts


def test_other_is_the_answer_of_a_filter_by_its_values(many: View) -> None:
    found = breakdown(many, "win_rate", BY_TERRITORY)
    filtered = compare(many, "win_rate", replace(YEAR, where=(("territory", found.folded),)))[0]
    other = other_of(found)
    assert other.to_json()["groups"] == filtered.to_json()["groups"]
    assert (other.gap.low, other.gap.high) == (filtered.gap.low, filtered.gap.high)
    assert other.adjusted is not None and filtered.adjusted is not None
    assert other.adjusted.gap.value == pytest.approx(filtered.adjusted.gap.value)


def test_account_with_deals_in_several_folded_values_counts_once(many: View) -> None:
    found = breakdown(many, "win_rate", replace(YEAR, by="opportunities.source"))
    where = (("opportunities.source", found.folded),)
    filtered = compare(many, "win_rate", replace(YEAR, where=where))[0]
    assert len(found.folded) == 8 and {"Rare 0", "Rare 1", "Rare 2"} < set(found.folded)
    other = other_of(found).groups["all"]
    assert (other.n, other.facts) == (filtered.groups["all"].n, filtered.groups["all"].facts)
    assert other.n == other.facts - 2


def test_fact_with_several_folded_values_of_a_list_counts_once(many: View) -> None:
    found = breakdown(many, "win_rate", replace(YEAR, by="tools"))
    filtered = compare(many, "win_rate", replace(YEAR, where=(("tools", found.folded),)))[0]
    other = other_of(found)
    assert len(found.folded) == 10
    assert other.to_json()["groups"] == filtered.to_json()["groups"]
    # Of the tools folded most stand beside each other, so that most accounts have two of them.
    single = compare(many, "win_rate", replace(YEAR, by="tools"))
    each = sum(r.groups["all"].facts for r in single if r.segment in found.folded)
    assert each > other.groups["all"].facts > each / 2


@pytest.mark.parametrize("by", ["territory", "tools", "opportunities.source"])
@pytest.mark.parametrize("kpi", ["win_rate", "cycle_length"])
def test_rows_behind_other_are_as_many_as_it_counts(many: View, kpi: str, by: str) -> None:
    found = breakdown(many, kpi, replace(YEAR, by=by))
    rows = rows_of_other(many, kpi, found.asked)
    assert rows.height == other_of(found).groups["all"].facts > 0
    assert rows["fact_id"].n_unique() == rows.height


def test_value_called_other_is_not_what_is_folded(many: View) -> None:
    everything = compare(many, "win_rate", BY_TERRITORY)
    called = next(r for r in everything if r.segment == "Other")
    found = breakdown(many, "win_rate", BY_TERRITORY, most=37)
    assert found.folded == ("Other", "T37", "T39")
    kept = breakdown(many, "win_rate", replace(YEAR, by="territory", where=(_only("Other", 25),)))
    [row] = [r for r in kept.segments if r.segment == "Other"]
    assert row.groups["all"].facts == called.groups["all"].facts
    told = other_of(found).to_json()
    assert (told["segment"], told["extras"]["folded"]) == ("Other", 3)
    assert row.to_json()["extras"].get("folded") is None


def _only(label: str, most: int) -> tuple[str, tuple[str, ...]]:
    return "territory", (label, *(name(i) for i in range(most - 10, most)))


def test_answers_of_a_break_down_list_all_its_segments(many: View) -> None:
    assert len(compare(many, "win_rate", BY_TERRITORY)) == 1 + MANY + 1


def test_one_value_too_many_is_not_folded_nor_are_bands(many: View) -> None:
    within = replace(BY_TERRITORY, where=(("territory", tuple(name(i) for i in range(21))),))
    assert fold(many, "win_rate", within) == (within, ())
    bounds = ",".join(str(20 * i) for i in range(1, 31))
    banded = replace(YEAR, by=f"employees:{bounds}")
    found = breakdown(many, "win_rate", banded)
    assert found.folded == () and found.ordered and len(found.segments) > 21
    steps = [r.segment for r in found.segments if r.segment is not None]
    assert steps == sorted(steps, key=lambda s: int(s.rstrip("+").split("-")[0]))


def test_q_is_over_the_segments_that_are_shown(many: View) -> None:
    found = breakdown(many, "win_rate", BY_TERRITORY)
    ps = {r.segment: r.gap.p for r in found.segments if r.gap.p is not None}
    assert len(ps) == 21
    ranked = sorted(ps, key=lambda s: ps[s])
    # Benjamini and Hochberg: the least of p times the number of tests by rank, from there on.
    expected = {
        s: min(ps[t] * len(ps) / (ranked.index(t) + 1) for t in ranked[i:])
        for i, s in enumerate(ranked)
    }
    for row in found.segments:
        if row.segment in expected:
            assert row.q == pytest.approx(expected[row.segment])


def test_rows_of_other_of_a_figure_made_of_others_are_refused(demo_view: View) -> None:
    with pytest.raises(SliceError, match="no rows of its own"):
        rows_of_other(demo_view, "ltv_to_cac", Slice(by="industry"))
