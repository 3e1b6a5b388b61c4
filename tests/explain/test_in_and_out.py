"""Rows in and out: whatever the number, what comes in and what goes out adds up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.question import question
from icp_metrics.engine.lint import lint
from icp_metrics.engine.sql import bind, parse
from icp_metrics.explain import Explanation, explain
from icp_metrics.explain.in_and_out import UNTOLD, left_out, parameters
from tests.builders import YEAR, account, deal, small_company
from tests.explain.awkward import FILTERED
from tests.explain.conftest import WAYS, Explained

MADE = [way for way in WAYS if not KPIS[way[0]].parts]


def adds_up(e: Explanation) -> None:
    for said in e.rows:
        *lines, end = said.lines
        assert sum(line.rows for line in lines) == end.rows
        assert UNTOLD not in [line.words for line in lines]
    assert e.rows[-1].lines[-1].rows == e.number.facts


@pytest.mark.parametrize("store", ["demo", "awkward"])
@pytest.mark.parametrize(("kpi", "way"), MADE)
def test_all_records_less_those_left_out_are_the_facts(
    explained: Explained, store: str, kpi: str, way: str
) -> None:
    row, every = explained(store, kpi, way)
    for group, e in every.items():
        adds_up(e)
        assert e.number.facts == row.groups[group].facts
        assert len(e.rows) == len(row.kpi.records)


@pytest.mark.parametrize("store", ["demo_view", "awkward"])
@pytest.mark.parametrize(("kpi", "way"), MADE)
def test_a_record_has_a_reason_exactly_where_it_is_no_fact(
    kpi: str, way: str, store: str, request: pytest.FixtureRequest
) -> None:
    view: View = request.getfixturevalue(store)
    q = question(view, KPIS[kpi], Slice(variant=way))
    records = q.kpi.records[-1]
    reasons = " OR ".join(f"COALESCE({r.sql}, FALSE)" for r in records.left_out) or "FALSE"
    sql = f"SELECT o.record_id, {reasons} AS out FROM ({records.sql}) AS o"
    found = view.engine.run(bind(sql, parameters(view, q)))
    facts = view.engine.run(parse(f"SELECT fact_id FROM {q.kpi.facts_table(way)}"))["fact_id"]
    kept = found.filter(~found["out"])["record_id"]
    assert sorted(kept.to_list()) == sorted(facts.to_list())
    assert found["record_id"].n_unique() == found.height


@pytest.mark.parametrize(("kpi", "way"), MADE)
def test_records_are_declared_in_portable_sql(kpi: str, way: str) -> None:
    declared = KPIS[kpi].of(way).records
    assert declared
    for records in declared:
        conditions = [f"SELECT {r.sql} AS held FROM accounts AS o" for r in records.left_out]
        assert [says for sql in (records.sql, *conditions) for says in lint(sql)] == []


def test_reasons_of_every_kind_occur_in_the_awkward_company(explained: Explained) -> None:
    said: set[str] = set()
    for kpi, way in MADE:
        rows = explained("awkward", kpi, way)[1]["all"].rows
        said |= {line.words for of in rows for line in of.lines if line.rows < 0}
    every = {r.words for kpi, way in MADE for of in KPIS[kpi].of(way).records for r in of.left_out}
    # The first needs a setting; the others guard what cannot be: revenue after the data, and
    # subscriptions that cancel each other out.
    assert every - said == {
        "that never entered the qualified stage",
        "first paid after the end of the data",
        "of customers who pay nothing in all",
    }


@pytest.mark.parametrize("kpi", ["win_rate", "nps", "grr", "cycle_length"])
def test_filters_leave_out_in_turn_and_it_still_adds_up(awkward: View, kpi: str) -> None:
    for group in GROUPS:
        e = explain(awkward, kpi, FILTERED, group)
        adds_up(e)
        words = [line.words for line in e.rows[-1].lines]
        assert words.index("Region is not North") < words.index(
            "Industry is not software or retail"
        )


def test_the_lines_of_a_small_company_are_those_counted_by_hand(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        accounts=[account("S", industry="software"), account("R", industry="retail"), account("X")],
        deals=[
            deal("won", "S", "won", "2025-02-01"),
            deal("lost", "S", "lost", "2025-03-01"),
            deal("retail", "R", "lost", "2025-03-01"),
            deal("blank", "X", "won", "2025-03-01"),
            deal("last year", "S", "won", "2024-12-31"),
            deal("next year", "S", "won", "2026-01-01"),
            deal("renewal", "S", "won", "2025-03-01", type="renewal"),
            deal("open", "S", "open", None, created_on="2025-03-01"),
            deal("bad", "S", "disqualified", "2025-03-01"),
        ],
        as_of="2026-02-01",
    )
    e = explain(view, "win_rate", YEAR, "fit")
    assert [(line.words, line.rows) for line in e.rows[0].lines] == [
        ("deals in all", 9),
        ("not new business", -1),
        ("still open", -1),
        ("disqualified", -1),
        ("before the period", -1),
        ("after the period", -1),
        ("Outside ICP", -1),
        ("Can't tell", -1),
        ("behind this number", 2),
    ]
    assert e.worked is not None
    assert (e.worked.put_in, e.worked.value) == ("1 / (1 + 1)", 0.5)


def test_every_record_left_out_is_listed_with_its_reason(awkward: View) -> None:
    e = explain(awkward, "nps", FILTERED, "fit")
    listed = left_out(awkward, question(awkward, KPIS["nps"], FILTERED), "fit")
    counts = dict(listed["reason"].value_counts().rows())
    assert counts == {line.words: -line.rows for line in e.rows[0].lines if line.rows < 0}
    behind = members(awkward, "nps", FILTERED, group="fit")["fact_id"]
    assert set(listed["record_id"]).isdisjoint(behind)
    assert len(set(listed["record_id"])) == listed.height


def test_a_segment_is_explained_as_compare_answers_it(demo_view: View) -> None:
    asked = Slice(starts=date(2025, 10, 1), ends=date(2026, 10, 1), by="region")
    rows = {r.segment: r for r in compare(demo_view, "win_rate", asked)[1:]}
    e = explain(demo_view, "win_rate", asked, "not_fit", segment="South")
    adds_up(e)
    group = rows["South"].groups["not_fit"]
    assert (e.number.value, e.number.facts) == (group.estimate.value, group.facts)
    assert e.gap is not None
    assert (e.gap.value, e.gap.q) == (rows["South"].gap.value, rows["South"].q)
