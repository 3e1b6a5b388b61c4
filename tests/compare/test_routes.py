"""Every route to an answer gives the same: cubes and facts, for all KPIs, slices and profiles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, cube, open_view
from icp_metrics.compare.cells import cells
from icp_metrics.compare.periods import before
from icp_metrics.compare.question import Question, question
from icp_metrics.kpis import Kpi
from icp_metrics.profile.document import parse
from icp_metrics.settings import Settings
from icp_metrics.store import Store
from tests.builders import ICP, account, deal, load_rows, new_store, pays

LARGE = """
name: large
fit_at: 50
tiers: {A: 90, B: 50}
criteria:
  - {attribute: employees, op: at_least, value: 500, weight: 2}
  - {attribute: region, op: in, value: [EMEA], weight: 1}
  - {attribute: tech_stack, op: contains, value: SAP, weight: 1}
"""
PERIODS = [
    (date(2025, 1, 1), date(2026, 1, 1)),
    (date(2024, 4, 1), date(2025, 2, 1)),
    (date(2023, 1, 1), date(2027, 1, 1)),
]
BY = [None, "industry", "employees", "region", "tech_stack", "tier"]
CUBED = [k for k in KPIS.values() if k.window in ("event", "snapshot") and k.variants]


def company(store: Store) -> None:
    """Accounts that change, deals with and without account, subscriptions that move."""
    rng = random.Random(5)
    names = [f"A{i:02d}" for i in range(60)]

    def accounts() -> list[dict[str, Any]]:
        return [
            account(
                n,
                industry=rng.choice(["software", "retail", None]),
                employees=rng.choice([50, 400, 900, 6000, None]),
                region=rng.choice(["EMEA", "AMER"]),
                tech_stack=rng.sample(["SAP", "Kafka", "Go"], rng.randrange(3)),
            )
            for n in names
        ]

    deals, billed = [], []
    for i in range(240):
        day = date(2024, 1, 1) + timedelta(days=rng.randrange(720))
        closed = day + timedelta(days=rng.randrange(9))
        state = rng.choice(["won", "lost", "lost", "open"])
        ended = None if state == "open" else closed.isoformat()
        who = rng.choice([*names, None])
        amount = rng.choice([None, rng.randrange(90_000) / 100])
        opened = day.isoformat()
        deals.append(deal(f"d{i}", who, state, ended, created_on=opened, amount=amount))
    for n in rng.sample(names, 40):
        day = date(2023, 6, 1) + timedelta(days=rng.randrange(300))
        turn = day + timedelta(days=60 + rng.randrange(300))
        end = (turn + timedelta(days=400)).isoformat() if rng.random() < 0.4 else None
        first, last = rng.randrange(100, 900), rng.choice([0, 150, 700])
        terms = {"term_ends_on": turn.isoformat()}
        billed.append(pays(n, first, day.isoformat(), turn.isoformat(), **terms))
        if last:
            billed.append(pays(n, last, turn.isoformat(), end))
    spent, answers = [], []
    for month in range(24):
        day = date(2023 + month // 12, month % 12 + 1, 15).isoformat()
        # The fair reaches nobody: what it costs belongs to no account.
        for what, channel in (("people", None), ("program", "Fair")):
            cells_of = {"spend_id": f"{what}-{month}", "category": what, "channel": channel}
            cost = rng.randrange(90_000) / 100
            spent.append({**cells_of, "spent_on": day, "amount": cost, "currency": "USD"})
    for i in range(150):
        day = date(2024, 1, 1) + timedelta(days=rng.randrange(720))
        kind, high = rng.choice([("nps", 10), ("csat", 5), ("csat", 7)])
        scale = {"scale_min": 0 if kind == "nps" else 1, "scale_max": high}
        score = rng.choice([None, rng.randrange(1, high + 1)])
        who = {"response_id": str(i), "account_id": rng.choice(names), "respondent": f"p{i % 40}"}
        answers.append({**who, **scale, "kind": kind, "score": score, "answered_on": str(day)})
    load_rows(store, as_of="2024-06-30", accounts=accounts())
    load_rows(
        store,
        as_of="2025-12-31",
        accounts=accounts(),
        deals=deals,
        subscriptions=billed,
        spend=spent,
        survey_responses=answers,
    )


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> tuple[View, View]:
    """The same company answered from cubes, and from facts."""
    made = []
    for name, least in (("cubes", 0), ("facts", 1_000_000_000)):
        folder = tmp_path_factory.mktemp(name)
        store = new_store(folder, ICP, LARGE)
        settings = Settings().with_values({"cube_from_facts": least}, version=1)
        store.save_settings(settings, author="", reason="")
        company(store)
        made.append(open_view(store, profile="large"))
    return made[0], made[1]


def asked(kpi: Kpi) -> Iterator[Slice]:
    for (starts, ends), by, variant in product(PERIODS, BY, kpi.variants):
        yield Slice(starts=starts, ends=ends, by=by, variant=variant)


def same(one: View, other: View, q: Question) -> None:
    a, b = cells(one, q), cells(other, q)
    assert a.keys() == b.keys()
    for key, left in a.items():
        right = b[key]
        assert (left.n, left.facts) == (right.n, right.facts), key
        assert (left.judged_later, left.filled_later) == (right.judged_later, right.filled_later)
        assert left.alike == right.alike
        assert left.shares == pytest.approx(right.shares, rel=1e-9)
        assert np.array_equal(left.by_bucket, right.by_bucket)
        x, y = left.sums, right.sums
        assert np.array_equal(x.keys, y.keys) if x.keys is not None else y.keys is None
        np.testing.assert_allclose(x.values, y.values, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kpi", CUBED, ids=lambda k: k.id)
def test_cubes_hold_what_the_facts_do(views: tuple[View, View], kpi: Kpi) -> None:
    from_cubes, from_facts = views
    some = 0
    for one in asked(kpi):
        q = question(from_cubes, kpi, one)
        q = replace(q, periods=(before(q.periods[0]), *q.periods))
        # Days at risk are counted from facts.
        assert cube.answers(from_cubes, q) == (q.kpi.adds_up and q.kpi.window != "exposure")
        assert not cube.answers(from_facts, q)
        same(from_cubes, from_facts, q)
        some += len(cells(from_facts, q))
    assert some > 50


def test_rows_are_the_same_to_the_last_key(views: tuple[View, View]) -> None:
    for by, every in ((None, "quarter"), ("region", None)):
        told = [
            [r.to_json() for r in compare(v, "nrr", Slice(*PERIODS[0], by=by, every=every))]
            for v in views
        ]
        assert rounded(told[0]) == rounded(told[1])


def rounded(told: Any) -> Any:
    if isinstance(told, dict):
        return {k: rounded(v) for k, v in told.items()}
    if isinstance(told, list):
        return [rounded(v) for v in told]
    return float(f"{told:.9g}") if isinstance(told, float) else told


@pytest.mark.parametrize(
    "other",
    [
        {"where": (("industry", ("retail",)),)},
        {"fit_as_of": "today"},
        {"by": "employees:100,800"},
        {"starts": date(2025, 1, 15)},
    ],
    ids=str,
)
def test_what_no_cube_holds_is_answered_from_facts(
    views: tuple[View, View], other: dict[str, Any]
) -> None:
    for name in ("win_rate", "grr", "cltv"):
        q = question(views[0], KPIS[name], replace(Slice(*PERIODS[0]), **other))
        assert not cube.answers(views[0], q)
        same(*views, q)


def test_draft_is_answered_from_facts_and_as_if_it_were_saved(views: tuple[View, View]) -> None:
    saved = views[0]
    draft = replace(saved, profile=parse(LARGE), profile_version=None)
    q = question(saved, KPIS["nrr"], Slice(*PERIODS[0], by="industry"))
    assert cube.answers(saved, q)
    assert not cube.answers(draft, q)
    same(saved, draft, q)
