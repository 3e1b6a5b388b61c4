"""What moved a figure: each part by hand, and all parts together the whole change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, open_view
from icp_metrics.compare.both import PARTS, Both
from icp_metrics.compare.moved import Moved, Steps, moved, split
from icp_metrics.compare.moved_rows import counted, moved_rows
from icp_metrics.compare.states import State, as_of, between, in_force, published
from icp_metrics.errors import ProfileError, StoreError
from icp_metrics.loading import Stated, load
from icp_metrics.publish.settings import save_settings
from icp_metrics.store import Store
from icp_metrics.wording import moved as words
from tests.builders import (
    ICP,
    YEAR,
    account,
    crowd,
    deal,
    joined,
    load_rows,
    new_store,
    pays,
    total,
    values,
)
from tests.ledger import dated, lines_of
from tests.winning import END, accounts, cost, deals

BASE = joined(
    crowd("a", 40, 20, industry="software", amount=100, currency="USD"),
    crowd("b", 40, 10, industry="retail", amount=50, currency="USD"),
)
WIN_RATE = KPIS["win_rate"]
RETAIL_TOO = ICP.replace("[software]", "[software, retail]")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """20 of 40 won in ICP, 10 of 40 outside."""
    store = new_store(tmp_path, ICP)
    load_rows(store, **BASE)
    return store


@contextmanager
def opened(store: Store, states: tuple[State, State] | None = None) -> Iterator[Both]:
    both = Both.open(store, *(states or between(store)))
    try:
        yield both
    finally:
        both.close()


def figures(store: Store, kpi: str = "win_rate", asked: Slice = YEAR) -> Moved:
    with opened(store) as both:
        return moved(both, KPIS[kpi], asked)


def did(steps: Steps) -> dict[str, float]:
    """The parts that did something, rounded to ten digits."""
    return {name: round(amount, 10) for name, amount in steps.parts.items()}


def test_new_row_alone_moves_by_new(store: Store) -> None:
    load_rows(store, accounts=[account("n", industry="software")], deals=[NEW])
    found = figures(store)
    assert (found.groups["fit"].before, found.groups["fit"].after) == (20 / 40, 21 / 41)
    assert did(found.groups["fit"]) == {"new": round(21 / 41 - 20 / 40, 10)}
    assert did(found.groups["not_fit"]) == {}
    assert did(found.gap) == did(found.groups["fit"])
    with opened(store) as both:
        rows = moved_rows(both, WIN_RATE, YEAR)
    assert counted(rows) == {"new": 1}
    [row] = rows.to_dicts()
    assert (row["way"], row["fact_id"], row["account_id"], row["fit"]) == ("in", "new", "n", "fit")
    assert row["differs"] == []


NEW = deal("new", "n", "won", "2025-07-01", amount=100, currency="USD")


def test_changed_row_alone_moves_by_changed_and_says_what_differs(store: Store) -> None:
    load_rows(store, deals=[{**BASE["deals"][0], "status": "lost"}])
    found = figures(store)
    assert did(found.groups["fit"]) == {"changed": round(19 / 40 - 20 / 40, 10)}
    with opened(store) as both:
        [row] = moved_rows(both, WIN_RATE, YEAR).to_dicts()
    assert (row["part"], row["way"], row["fact_id"]) == ("changed", "differs", "d-a000")
    assert row["differs"] == [{"column": "status", "before": "won", "after": "lost"}]


def test_deal_that_was_open_comes_in_as_a_changed_row(store: Store) -> None:
    ahead = deal("o", "a001", "open", None, created_on="2025-06-01")
    load_rows(store, deals=[ahead])
    closed = {**ahead, "status": "won", "closed_on": "2025-09-01"}
    load_rows(store, deals=[closed])
    found = figures(store)
    assert did(found.groups["fit"]) == {"changed": round(21 / 41 - 20 / 40, 10)}
    with opened(store) as both:
        [row] = moved_rows(both, WIN_RATE, YEAR).to_dicts()
    assert (row["part"], row["way"]) == ("changed", "in")
    told = {c["column"]: (c["before"], c["after"]) for c in row["differs"]}
    assert told["status"] == ("open", "won")
    assert told["closed_on"] == (None, "2025-09-01")


def test_removed_row_alone_moves_by_removed(tmp_path: Path) -> None:
    mapping = """
        name: crm
        tables:
          opportunities:
            left_out: {Deleted: ["1"]}
            columns: {opportunity_id: Id, account_id: Account, status: Status, closed_on: Closed,
                      created_on: Closed, type: {value: new}}
    """
    store = new_store(tmp_path, ICP)
    load_rows(store, accounts=BASE["accounts"])
    for day, deleted in (("2025-12-30", ""), ("2025-12-31", "1")):
        lines = [
            f"{d['opportunity_id']},{d['account_id']},{d['status']},{d['closed_on']},"
            f"{deleted if d['opportunity_id'] == 'd-a000' else ''}"
            for d in BASE["deals"]
        ]
        file = tmp_path / f"deals_{day}.csv"
        file.write_text("\n".join(["Id,Account,Status,Closed,Deleted", *lines]), encoding="utf-8")
        assert load(store, mapping, [file], stated=Stated(date.fromisoformat(day))).published
    found = figures(store)
    assert did(found.groups["fit"]) == {"removed": round(19 / 39 - 20 / 40, 10)}
    with opened(store) as both:
        rows = moved_rows(both, WIN_RATE, YEAR)
    assert rows.select("part", "way", "fact_id").rows() == [("removed", "out", "d-a000")]


def test_the_other_way_round_the_parts_are_reversed(store: Store) -> None:
    load_rows(store, accounts=[account("n", industry="software")], deals=[NEW])
    there = between(store)
    with opened(store, (there[1], there[0])) as both:
        found = moved(both, WIN_RATE, YEAR)
    assert did(found.groups["fit"]) == {"removed": round(20 / 40 - 21 / 41, 10)}


def test_redefined_icp_moves_by_the_definition_and_lists_whom_it_judges_otherwise(
    store: Store,
) -> None:
    store.save_profile("core", RETAIL_TOO)
    first = store.current()
    assert first is not None
    states = between(store, first=first.number)
    assert [s.profile.version for s in states if s.profile] == [1, 2]
    with opened(store, states) as both:
        found = moved(both, WIN_RATE, YEAR)
        rows = moved_rows(both, WIN_RATE, YEAR)
    assert did(found.groups["fit"]) == {"definition": round(30 / 80 - 20 / 40, 10)}
    # Nobody is outside any more.
    assert found.groups["not_fit"] == Steps(10 / 40, None)
    assert found.gap.change is None
    assert counted(rows) == {"definition": 40}
    assert {c["column"] for r in rows.to_dicts() for c in r["differs"]} == {"fit"}


def test_rows_and_definition_are_told_apart(store: Store) -> None:
    load_rows(store, accounts=[account("n", industry="software")], deals=[NEW])
    store.save_profile("core", ICP.replace("[software]", "[retail]"))
    found = figures(store)
    assert did(found.groups["fit"]) == {
        "new": round(21 / 41 - 20 / 40, 10),
        "definition": round(10 / 40 - 21 / 41, 10),
    }
    assert found.gap.change == pytest.approx((10 / 40 - 21 / 41) - (20 / 40 - 10 / 40))


def test_confidence_moves_no_figure(store: Store) -> None:
    save_settings(store, {"confidence": 0.8}, author="", reason="")
    assert len(store.version_numbers()) == 1
    found = figures(store)
    assert [found.groups[g].parts for g in ("fit", "not_fit")] == [{}, {}]
    assert found.gap.parts == {}


PAYING = {
    "accounts": [account(f"A{i:02d}", industry="software") for i in range(20)],
    "subscriptions": [pays(f"A{i:02d}", 90 + 20 * (i % 2), "2023-01-01") for i in range(20)]
    + [pays("A00", 0.01, "2025-12-31", subscription_id="last")],
}
EVER = Slice(starts=date(2023, 1, 1), ends=date(2026, 1, 1))


@pytest.fixture
def paid(tmp_path: Path) -> Store:
    """20 customers who pay 100 a month on average, for three years."""
    store = new_store(tmp_path, ICP)
    load_rows(store, **PAYING)
    return store


def test_margin_shapes_the_data_and_moves_by_settings(paid: Store) -> None:
    save_settings(paid, {"gross_margin": 0.8}, author="", reason="")
    assert len(paid.version_numbers()) == 2
    fit = figures(paid, "cltv", EVER).groups["fit"]
    assert fit.before is not None and fit.after is not None
    # Revenue before, margin after.
    assert fit.after == pytest.approx(0.8 * fit.before)
    assert did(fit) == {"settings": round(fit.after - fit.before, 10)}
    with opened(paid) as both:
        rows = moved_rows(both, KPIS["cltv"], EVER)
    assert set(counted(rows)) == {"settings"}


def test_horizon_does_not_shape_the_data_and_moves_by_settings(paid: Store) -> None:
    save_settings(paid, {"horizon_months": 12}, author="", reason="")
    assert len(paid.version_numbers()) == 1
    fit = figures(paid, "cltv", EVER).groups["fit"]
    assert (fit.before, fit.after) == (pytest.approx(2400, rel=0.01), pytest.approx(1200, rel=0.01))
    assert list(did(fit)) == ["settings"]


@pytest.mark.parametrize("margin_first", [True, False])
def test_margin_set_before_or_after_other_rows_is_told_apart_from_them(
    paid: Store, margin_first: bool
) -> None:
    def set_margin() -> None:
        save_settings(paid, {"gross_margin": 0.5}, author="", reason="")

    if margin_first:
        set_margin()
    names = [f"N{i:02d}" for i in range(20)]
    load_rows(
        paid,
        accounts=[account(n, industry="software") for n in names],
        subscriptions=[pays(n, 400, "2023-01-01") for n in names],
    )
    if not margin_first:
        set_margin()
    states = between(paid, first=1)
    with opened(paid, states) as both:
        assert both.mixed == ()
        fit = moved(both, KPIS["cltv"], EVER).groups["fit"]
    months = 24
    before, together = 100 * months, 250 * months
    told = (
        {"settings": -before / 2, "new": (together - before) / 2}
        if margin_first
        else {"new": together - before, "settings": -together / 2}
    )
    assert did(fit) == {name: pytest.approx(told[name], rel=0.01) for name in did(fit)}
    assert set(did(fit)) == set(told)


def test_margin_set_between_two_loads_is_said_to_be_among_the_rows(paid: Store) -> None:
    def one_more(name: str) -> None:
        subscription = pays(name, 400, "2023-01-01")
        load_rows(paid, accounts=[account(name, industry="software")], subscriptions=[subscription])

    one_more("N1")
    save_settings(paid, {"gross_margin": 0.5}, author="", reason="")
    one_more("N2")
    with opened(paid, between(paid, first=1)) as both:
        assert both.mixed == ("gross_margin",)
        fit = moved(both, KPIS["cltv"], EVER).groups["fit"]
    assert "settings" not in did(fit)
    assert sum(fit.parts.values()) == pytest.approx(fit.change)


def test_amounts_in_two_currencies_are_not_compared(store: Store) -> None:
    assert figures(store, "deal_size").groups["fit"].before == 100
    other = joined(crowd("a", 40, 20, industry="software", amount=100, currency="EUR"))
    load_rows(store, deals=other["deals"])
    found = figures(store, "deal_size")
    assert found.groups["fit"].change is None


def test_rows_that_were_all_replaced_cannot_be_told_apart(store: Store) -> None:
    load_rows(
        store,
        deals=[{**d, "closed_on": "2024-06-15", "created_on": "2024-06-15"} for d in BASE["deals"]],
    )
    fresh = [{**d, "opportunity_id": f"x{d['opportunity_id']}"} for d in BASE["deals"][:30]]
    load_rows(store, deals=fresh)
    with opened(store, between(store, first=1)) as both:
        fit = moved(both, WIN_RATE, YEAR).groups["fit"]
    # Of the old deals none closes in the year any more: there is no figure without the new.
    assert (fit.before, fit.after) == (20 / 40, 20 / 30)
    assert (fit.removed, fit.changed, fit.new) == (0.0, None, None)
    assert fit.unsplit == pytest.approx(20 / 30 - 20 / 40)


def test_same_state_moves_nothing(store: Store) -> None:
    now = in_force(store)
    with opened(store, (now, now)) as both:
        assert both.steps == ()
        assert moved(both, WIN_RATE, YEAR).gap.parts == {}
        assert moved_rows(both, WIN_RATE, YEAR).is_empty()


@given(st.lists(st.sampled_from([None, 0.0, 1.5, -2.25, 8.0]), min_size=1, max_size=8))
def test_parts_and_what_cannot_be_split_add_up_to_the_change(found: list[float | None]) -> None:
    names = [PARTS[i % len(PARTS)] for i in range(len(found) - 1)]
    steps = split(names, found)
    if steps.change is None:
        assert steps.parts == {}
    else:
        # Quarters add without rounding.
        assert sum(steps.parts.values()) == steps.change


@pytest.mark.parametrize("seed", [0])
def test_parts_add_up_after_random_edits(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    store = new_store(tmp_path, ICP)
    load_rows(store, **BASE)
    for _ in range(dice.randint(1, 2)):
        names = [a["account_id"] for a in BASE["accounts"]]
        edited = [
            {
                **d,
                "status": dice.choice(["won", "lost", "open"]),
                "amount": dice.choice([10, 100, 1000]),
            }
            for d in dice.sample(BASE["deals"], 15)
        ]
        edited = [{**d, "closed_on": None} if d["status"] == "open" else d for d in edited]
        fresh = [
            deal(
                f"n{dice.random()}", dice.choice(names), dice.choice(["won", "lost"]), "2025-03-01"
            )
            for _ in range(10)
        ]
        moving = [
            account(n, industry=dice.choice(["software", "retail", None]))
            for n in dice.sample(names, 10)
        ]
        rows = [*edited, *({**d, "amount": 70, "currency": "USD"} for d in fresh)]
        load_rows(store, accounts=moving, deals=rows)
    store.save_profile("core", dice.choice([ICP, RETAIL_TOO.replace("software, ", "")]))
    then, now = between(store, first=1)
    ends = (
        open_view(store, version=1, profile_version=then.profile and then.profile.version),
        open_view(store),
    )
    with opened(store, (then, now)) as both:
        for name in ("win_rate", "deal_size", "win_yield", "open_pipeline"):
            found = moved(both, KPIS[name], YEAR)
            known = [values(total(view, name)) for view in ends]
            for group, steps in found.groups.items():
                assert (steps.before, steps.after) == tuple(v[group] for v in known)
                if steps.change is not None:
                    assert sum(steps.parts.values()) == pytest.approx(steps.change, abs=1e-9)


def test_before_a_definition_was_saved_its_first_version_judges(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    load_rows(store, **BASE)
    store.save_profile("core", ICP)
    store.save_profile("core", RETAIL_TOO)
    then = published(store, 1)
    assert then.profile is not None and then.profile.version == 1


def test_state_of_a_day_is_what_was_in_force_when_it_began(store: Store) -> None:
    load_rows(store, accounts=[account("n", industry="software")], deals=[NEW])
    store.save_profile("core", RETAIL_TOO)
    # A definition, two loads of three lines each, the definition again.
    dated(store, ["2026-01-01", *["2026-01-05"] * 3, *["2026-01-12"] * 3, "2026-01-19"])
    seen = {
        day: (state.version.number, state.profile.version)
        for day in (6, 12, 13, 19, 20)
        if (state := as_of(store, date(2026, 1, day))).profile
    }
    assert seen == {6: (1, 1), 12: (1, 1), 13: (2, 1), 19: (2, 1), 20: (2, 2)}
    with pytest.raises(StoreError, match="No data was in force when 2026-01-05 began"):
        as_of(store, date(2026, 1, 5))


def test_state_of_a_day_knows_a_rollback(store: Store) -> None:
    load_rows(store, accounts=[account("n", industry="software")], deals=[NEW])
    store.roll_back(1)
    dated(store, [*["2026-01-05"] * 7, *["2026-01-12"] * (lines_of(store) - 7)])
    numbers = [as_of(store, date(2026, 1, day)).version.number for day in (6, 13)]
    assert numbers == [2, 1]


def test_since_the_update_before_is_since_the_version_that_was_replaced(store: Store) -> None:
    assert [s.version.number for s in between(store)] == [1, 1]
    load_rows(store, accounts=[account("n", industry="software")], deals=[NEW])
    assert [s.version.number for s in between(store)] == [1, 2]
    load_rows(store, deals=[{**NEW, "status": "lost"}])
    assert [s.version.number for s in between(store)] == [2, 3]
    assert [s.version.number for s in between(store, first=1, last=2)] == [1, 2]
    with pytest.raises(ProfileError, match="no ICP definition 'cor'"):
        between(store, name="cor")


def test_account_of_a_kpi_of_accounts_that_stays_is_a_changed_row(paid: Store) -> None:
    raised = [pays("A01", 300, "2023-01-01")]
    load_rows(paid, subscriptions=raised)
    with opened(paid) as both:
        rows = moved_rows(both, KPIS["nrr"], YEAR)
    assert rows["part"].unique().to_list() == ["changed"]
    assert set(rows["account_id"]) == {"A01"}


def test_slice_filters_what_moves(store: Store) -> None:
    load_rows(store, accounts=[account("n", industry="software")], deals=[NEW])
    retail = replace(YEAR, where=(("industry", ("retail",)),))
    assert figures(store, asked=retail).groups["all"].parts == {}
    with opened(store) as both:
        assert moved_rows(both, WIN_RATE, retail).is_empty()


@pytest.fixture
def spent(tmp_path: Path) -> Store:
    """8,000 for people over 80 deals, 100 each: 20 customers in ICP and 5 outside."""
    store = new_store(tmp_path, ICP)
    load_rows(
        store,
        accounts=accounts(),
        deals=deals({"F": 20, "N": 5}),
        spend=[cost("s", "2025-02-28", 8000)],
        **END,
    )
    return store


def test_new_kind_of_cost_of_accounts_that_had_costs_is_new(spent: Store) -> None:
    """1,600 for tools, 20 a deal: no account is new to the figure, and none of it is as it was."""
    load_rows(spent, spend=[cost("t", "2025-02-28", 1600, category="tools")], **END)
    found = figures(spent, "cac")
    assert did(found.groups["fit"]) == {"new": 40 * 20 / 20}
    assert did(found.groups["not_fit"]) == {"new": 40 * 20 / 5}
    with opened(spent) as both:
        rows = moved_rows(both, KPIS["cac"], YEAR)
    assert counted(rows) == {"new": 80}
    assert words.rows(counted(rows), KPIS["cac"]) == "80 new costs and wins"
    assert "new costs and wins +€40" in words.line(found, "fit")


def test_more_of_a_cost_that_was_there_is_a_changed_one(spent: Store) -> None:
    load_rows(spent, spend=[cost("t", "2025-02-28", 800)], **END)
    found = figures(spent, "cac")
    assert did(found.groups["fit"]) == {"changed": 40 * 10 / 20}
    assert did(figures(spent, "cac_payback").groups["fit"]) == {}


def test_parts_of_a_cost_of_winning_add_up_whatever_became_of_it(spent: Store) -> None:
    """One more deal takes its part of the cost, one is won after all, and tools are new."""
    [last] = deals({"F": 1, "N": 0}, fit=1, others=0)
    load_rows(
        spent,
        accounts=[account("new", industry="software")],
        deals=[
            {**last, "opportunity_id": "dnew", "account_id": "new"},
            {**deals({"F": 40, "N": 0})[30], "status": "won"},
        ],
        spend=[cost("t", "2025-02-28", 810, category="tools")],
        **END,
    )
    steps = figures(spent, "cac").groups["fit"]
    before, after = 4000 / 20, 41 / 81 * 8810 / 22
    assert (steps.before, steps.after) == (before, pytest.approx(after, abs=1e-4))
    # The 40 of before bear 40 parts of 81; then come the new deal, two customers, tools. Parts of
    # a cost are rounded to a hundredth of a cent.
    diluted = 40 / 81 * 8000 / 20
    assert steps.changed == pytest.approx(diluted - before, abs=1e-4)
    assert steps.new == pytest.approx(after - diluted, abs=1e-4)
    assert sum(steps.parts.values()) == pytest.approx(steps.change)
