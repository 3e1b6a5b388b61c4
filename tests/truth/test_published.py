"""The product's answers against published figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.truth.published import PUBLISHED, Published
from tests.truth.solve import SOLVERS, solve

CASES = Path(__file__).parents[2].parent / "shared" / "truth" / "cases.json"


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case.name)
def test_answer_is_the_printed_figure(case: Published) -> None:
    answers = solve(case.kind, case.input, case.params, list(case.expected))
    for key, printed in case.expected.items():
        within = case.within_of.get(key, case.within)
        expected = None if printed is None else pytest.approx(printed, rel=0, abs=within)
        assert answers[key] == expected, (key, case.citation)


def test_what_the_product_does_not_compute_says_so() -> None:
    with pytest.raises(NotImplementedError, match="sbg_del is not computed"):
        solve("sbg_del", {"alpha": 1, "beta": 1, "d": 0.1}, {}, ["DEL"])
    with pytest.raises(NotImplementedError, match="'wald' is not computed"):
        solve("proportion_ci", {"x": 1, "n": 9}, {"method": "wald"}, ["lower"])
    with pytest.raises(NotImplementedError, match="by_q3 not computed"):
        solve("multitest", {"p": [0.1, 0.2, 0.3]}, {"alpha": 0.05}, ["bh_q1", "by_q3"])


def _answerable() -> list[Any]:
    """Cases of a shared file of published cases that the product can answer, part by part."""
    if not CASES.exists():
        absent = pytest.mark.skip(reason="no ../shared/truth/cases.json beside the project")
        return [pytest.param(None, None, id="absent", marks=absent)]
    found = []
    for case in json.loads(CASES.read_text()):
        if case["kind"] not in SOLVERS:
            continue
        for key in case["expected"]:
            try:
                solve(case["kind"], case["input"], case["params"], [key])
            except NotImplementedError:
                continue
            found.append(pytest.param(case, key, id=f"{case['id']}-{key}"))
    return found


@pytest.mark.parametrize(("case", "key"), _answerable())
def test_answer_agrees_with_the_shared_case(case: dict[str, Any], key: str) -> None:
    answer = solve(case["kind"], case["input"], case["params"], [key])[key]
    within = case["tolerance"].get("per_field", {}).get(key, case["tolerance"]["abs"])
    assert answer == pytest.approx(case["expected"][key], rel=0, abs=within)
