"""The SQL judges every account as the plain Python of `judge.py` does; a draft as a saved one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, open_view
from icp_metrics.profile.document import parse
from icp_metrics.profile.fit import fit_select
from icp_metrics.store import Store
from tests.builders import YEAR, account, deal, load_rows, new_store, query
from tests.profile.judge import judge

WORDS = ["Software", "retail", "BANK", "bank"]
TOOLS = ["SAP", "Kafka", "Excel"]
KINDS = {"accounts": {"plan": "text", "vip": "flag", "since": "date", "ratio": "number"}}
ATTRIBUTES = ["industry", "employees", "tech_stack", "plan", "vip", "since", "ratio"]


def random_cells(chance: random.Random) -> dict[str, Any]:
    cells = {
        "industry": chance.choice(WORDS),
        "employees": chance.randint(1, 9),
        "tech_stack": chance.sample(TOOLS, chance.randint(1, 2)),
        "plan": chance.choice(WORDS),
        "vip": chance.random() < 0.5,
        "since": date(2024, 1, 1) + timedelta(days=chance.randint(0, 9)),
        "ratio": chance.randint(0, 8) / 8,
    }
    return {k: None if chance.random() < 0.25 else v for k, v in cells.items()}


def random_criterion(chance: random.Random) -> dict[str, Any]:
    attribute = chance.choice(ATTRIBUTES)
    if attribute in ("industry", "plan"):
        op = chance.choice(["in", "not_in", "is"])
        value: Any = chance.choice(WORDS) if op == "is" else chance.sample(WORDS, 2)
    elif attribute == "tech_stack":
        op = chance.choice(["contains", "contains_any"])
        value = chance.choice(TOOLS) if op == "contains" else chance.sample(TOOLS, 2)
    elif attribute == "vip":
        op, value = "is", chance.random() < 0.5
    else:
        op = chance.choice(["between", "at_least", "at_most", "in", "is", "not_in"])
        two = sorted(
            random_cells(random.Random(chance.random() * i))[attribute] or _low(attribute)
            for i in (1, 2)
        )
        value = two if op in ("between", "in", "not_in") else two[0]
    mode = chance.choice(["weight", "weight", "weight", "required", "exclude"])
    weight = {"weight": chance.randint(1, 9)} if mode == "weight" else {}
    return {"attribute": attribute, "op": op, "value": value, "mode": mode, **weight}


def _low(attribute: str) -> Any:
    return {"employees": 2, "since": date(2024, 1, 3), "ratio": 0.25}[attribute]


def random_profile(seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    return {
        "name": f"p{seed}",
        "fit_at": chance.choice([0, 40, 50, 60, 100]),
        "min_judged": chance.choice([0, 0.25, 0.5, 0.6, 1]),
        "tiers": {"A": 90, "B": 50, "D": 0},
        "criteria": [random_criterion(chance) for _ in range(chance.randint(1, 6))],
    }


CELLS = {f"A{i:03d}": random_cells(random.Random(1000 + i)) for i in range(250)}
PROFILES = [random_profile(seed) for seed in range(60)]
SAVED = PROFILES[:4]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    texts = [yaml.safe_dump(p) for p in SAVED]
    made = new_store(tmp_path_factory.mktemp("random"), *texts)
    states = ["won", "lost", "lost"]
    load_rows(
        made,
        accounts=[account(name, **cells) for name, cells in CELLS.items()],
        deals=[
            deal(f"d{i}", name, states[i % 3], "2025-06-15", amount=100 + i, currency="EUR")
            for i, name in enumerate(CELLS)
        ],
        attributes=KINDS,
    )
    return made


@pytest.fixture(scope="module")
def view(store: Store) -> View:
    return open_view(store)


def by_sql(view: View, profile: dict[str, Any]) -> dict[str, tuple[str, float | None, str | None]]:
    judged = view.engine.run(fit_select(parse(yaml.safe_dump(profile)), view.account_attributes))
    names = query(view, "SELECT span_id, account_id FROM account_spans")
    rows = judged.join(names, on="span_id").select("account_id", "fit", "score", "tier").rows()
    return {a: (fit, score, tier) for a, fit, score, tier in rows}


@pytest.mark.parametrize("seed", range(0, 60, 10))
def test_sql_judges_as_plain_python_does(view: View, seed: int) -> None:
    for profile in PROFILES[seed : seed + 10]:
        found = by_sql(view, profile)
        for name, cells in CELLS.items():
            fit, score, tier = judge(profile, cells)
            exact = None if score is None else pytest.approx(float(score), abs=1e-9)
            assert found[name] == (fit, exact, tier), (profile, cells)


def test_random_profiles_reach_every_word_and_tier() -> None:
    judged = [judge(p, cells) for p in PROFILES for cells in CELLS.values()]
    assert {fit for fit, _, _ in judged} == {"fit", "not_fit", "unknown"}
    assert {tier for _, _, tier in judged} == {"A", "B", "D", None}


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("by", [None, "industry", "tech_stack", "tier"])
def test_draft_answers_as_the_same_profile_saved(store: Store, kpi: str, by: str | None) -> None:
    asked = Slice(starts=YEAR.starts, ends=YEAR.ends, by=by)
    for profile in SAVED:
        saved = open_view(store, profile=str(profile["name"]))
        draft = replace(saved, profile_version=None)
        told = [[r.to_json() for r in compare(v, kpi, asked)] for v in (saved, draft)]
        assert told[0] == told[1]
