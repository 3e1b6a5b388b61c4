"""A definition learned from deals cannot be proved by them: only by what is decided later.

Sixty attributes mean nothing: every deal is won by the toss of a coin that knows none of them. The
one that looks best among 300 old deals is made the ICP definition.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare, open_view
from tests.builders import account, deal, load_rows, new_store
from tests.ledger import dated, lines_of

ATTRIBUTES = [f"trait_{i:02d}" for i in range(60)]
KINDS = {"accounts": dict.fromkeys(ATTRIBUTES, "flag")}
WRITTEN = date(2025, 1, 1)
SEED = 5


def definition(attribute: str) -> str:
    return (
        "name: best-looking\n"
        f"criteria: [{{attribute: {attribute}, op: is, value: true, mode: required}}]\n"
    )


def deals_of(dice: random.Random, year: int, count: int) -> dict[str, list[dict[str, Any]]]:
    names = [f"{year}-{i:03d}" for i in range(count)]
    return {
        "accounts": [account(n, **{a: dice.random() < 0.5 for a in ATTRIBUTES}) for n in names],
        "deals": [
            deal(
                f"d{n}",
                n,
                "won" if dice.random() < 0.3 else "lost",
                f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
            )
            for n in names
        ],
    }


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Old deals and new, judged by the attribute that goes best with what was won of the old."""
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    store = new_store(tmp_path_factory.mktemp("learned"))
    old, new = deals_of(dice, 2024, 300), deals_of(dice, 2025, 300)
    both = {name: [*old[name], *new[name]] for name in old}
    load_rows(store, **both, attributes=KINDS)
    won = {d["account_id"]: d["status"] == "won" for d in old["deals"]}

    def gap(attribute: str) -> float:
        sides = [
            [won[a["account_id"]] for a in old["accounts"] if a[attribute] is has]
            for has in (True, False)
        ]
        return sum(sides[0]) / len(sides[0]) - sum(sides[1]) / len(sides[1])

    best = max(ATTRIBUTES, key=gap)
    store.save_profile("best-looking", definition(best))
    dated(store, [WRITTEN.isoformat()] * lines_of(store))
    return open_view(store)


def row_in(view: View, starts: date, ends: date) -> Row:
    asked = Slice(starts=starts, ends=ends, variant="closed")
    return compare(view, "win_rate", asked)[0]


OLD = (date(2024, 1, 1), WRITTEN)
NEW = (WRITTEN, date(2026, 1, 1))


def test_naive_judgement_on_the_deals_it_was_learned_from_finds_a_difference_in_noise(
    learned: View,
) -> None:
    gap = row_in(learned, *OLD).gap
    assert gap.low is not None and gap.low > 0


def test_deals_decided_later_find_none(learned: View) -> None:
    gap = row_in(learned, *NEW).gap
    assert gap.low is not None and gap.high is not None
    assert gap.low < 0 < gap.high


def test_deals_decided_before_the_definition_was_written_are_said_to_be(learned: View) -> None:
    old, new = row_in(learned, *OLD), row_in(learned, *NEW)
    assert "hindsight" in old.flags
    told = {"facts": 300, "share": 1.0, "saved_on": "2025-01-01"}
    assert old.extras["before_definition"] == told
    assert "on 1 Jan 2025" in wording.flag("hindsight", old)
    assert "hindsight" not in new.flags
    assert "before_definition" not in new.extras


def test_of_a_period_in_which_the_definition_was_written_the_deals_before_are_counted(
    learned: View,
) -> None:
    starts, ends = date(2024, 12, 1), date(2025, 2, 1)
    row = row_in(learned, starts, ends)
    before = row_in(learned, starts, WRITTEN).groups["all"].facts
    whole = row.groups["all"].facts
    assert 0 < before < whole
    told = row.extras["before_definition"]
    assert (told["facts"], told["share"]) == (before, pytest.approx(before / whole))
    assert ("hindsight" in row.flags) == (2 * before > whole)


def test_parts_and_segments_of_a_figure_do_not_repeat_it(learned: View) -> None:
    asked = Slice(starts=OLD[0], ends=OLD[1], by=ATTRIBUTES[0], variant="closed")
    total, *segments = compare(learned, "win_rate", asked)
    assert "hindsight" in total.flags
    assert segments and not any("hindsight" in row.flags for row in segments)


def test_draft_or_no_definition_has_no_day_on_which_it_was_written(learned: View) -> None:
    undated = replace(learned, profile_saved_on=None)
    assert "hindsight" not in row_in(undated, *OLD).flags
