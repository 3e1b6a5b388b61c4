"""Costs at another lag are those of a store that is published with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics import wording
from icp_metrics.compare import Slice, compare, open_view
from icp_metrics.compare.lags import LAGS, Lag, lags
from icp_metrics.errors import SliceError
from icp_metrics.publish.settings import save_settings
from icp_metrics.store import Store
from tests.builders import ICP, account, deal, load_rows, new_store, pays
from tests.winning import cost

YEAR = Slice(starts=date(2025, 1, 1), ends=date(2026, 1, 1))


def spends(folder: Path) -> Store:
    """Deals and spend of every month of two years; what is spent in ICP falls, outside it grows.

    The deals of a month are of as many accounts in ICP as outside; some are won at once, some two
    months later.
    """
    store = new_store(folder, ICP)
    saved = store.settings().with_values({"gross_margin": 0.8}, version=1)
    store.save_settings(saved, author="", reason="")
    rows: dict[str, list[dict[str, Any]]] = {"accounts": [], "deals": [], "spend": [], "paid": []}
    for m in range(24):
        year, month = 2024 + m // 12, m % 12 + 1
        later = f"{2024 + (m + 2) // 12}-{(m + 2) % 12 + 1:02}-20"
        for i in range(16):
            name = f"{'F' if i % 2 else 'N'}{m}-{i}"
            industry = "software" if i % 2 else "retail"
            won = i % 4 < 2 if i % 2 else i % 8 < 3
            closed = later if i % 3 else f"{year}-{month:02}-25"
            if closed > "2025-12-31":
                won, closed = False, "2025-12-31"
            rows["accounts"].append(account(name, industry=industry))
            cells = {"created_on": f"{year}-{month:02}-05", "amount": 100 + 10 * i + m}
            rows["deals"].append(deal(f"d{name}", name, "won" if won else "lost", closed, **cells))
            if won:
                rows["paid"].append(pays(name, 10 + i, closed, currency="EUR"))
        rows["spend"] += [
            cost(f"s{m}", f"{year}-{month:02}-15", 4000 + 500 * (m % 5)),
            cost(
                f"a{m}", f"{year}-{month:02}-16", 90 * m, category="program", account_id=f"N{m}-0"
            ),
            cost(f"b{m}", f"{year}-{month:02}-17", 90 * (24 - m) * (m % 2), account_id=f"F{m}-1"),
        ]
    load_rows(
        store,
        accounts=rows["accounts"],
        deals=rows["deals"],
        spend=rows["spend"],
        subscriptions=rows["paid"],
        data_through="2025-12-31",
    )
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return spends(tmp_path_factory.mktemp("lags"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return spends(tmp_path_factory.mktemp("published"))


def by_months(found: list[Lag]) -> dict[int, Lag]:
    return {lag.months: lag for lag in found}


def told(row: Any) -> Any:
    as_json = row.to_json()
    shown = {
        name: [as_json["groups"][name][k] for k in ("value", "low", "high", "status", "reason")]
        for name in ("fit", "not_fit", "unknown", "all")
    }
    gap = [as_json["gap"][k] for k in ("value", "low", "high", "ratio", "ratio_low", "p")]
    numbers = [n for each in [*shown.values(), gap] for n in each if isinstance(n, float)]
    words = [s for each in shown.values() for s in each if isinstance(s, str)]
    ways = {name: v["verdict"] for name, v in as_json["extras"]["variants"].items()}
    return numbers, words, as_json["verdict"], ways


@pytest.mark.parametrize("kpi", ["cac", "cac_payback"])
def test_each_lag_is_what_a_store_published_with_it_says(
    store: Store, published: Store, kpi: str
) -> None:
    found = by_months(lags(open_view(store), kpi, YEAR))
    assert tuple(found) == LAGS
    for months in (0, 1, 6):
        save_settings(published, {"cac_lag_months": months}, author="", reason="tried")
        again = compare(open_view(published), kpi, YEAR)[0]
        ours, theirs = told(found[months].row), told(again)
        assert len(ours[0]) > 10
        assert ours[0] == pytest.approx(theirs[0]), months
        assert ours[1:] == theirs[1:], months
        assert found[months].period == again.period


def test_lag_that_is_set_is_the_answer_on_the_page(store: Store) -> None:
    view = open_view(store)
    for variant in ("worked", "pipeline"):
        asked = replace(YEAR, variant=variant)
        usual = by_months(lags(view, "cac", asked))[3]
        assert told(usual.row) == told(compare(view, "cac", asked)[0])
    save_settings(store, {"cac_lag_months": 5}, author="", reason="")
    assert tuple(by_months(lags(open_view(store), "cac", YEAR))) == (0, 1, 2, 3, 4, 5, 6)
    save_settings(store, {"cac_lag_months": 3}, author="", reason="")


def test_spend_known_for_part_of_the_period_alone_is_held_against_that_part(store: Store) -> None:
    """Spend is known from January 2024 on: at a lag of 6 months it wins from July on."""
    early = Slice(starts=date(2024, 3, 15), ends=date(2024, 10, 10))
    found = by_months(lags(open_view(store), "cac", early))
    assert (found[6].period.starts, found[6].period.ends) == (date(2024, 7, 1), date(2024, 10, 10))
    # Customers before April, when the set lag begins, are in no figure: nor is their cost here.
    assert found[0].period.starts == date(2024, 4, 1)
    cost_then = sum(4000 + 500 * (m % 5) + 90 * m + 90 * (24 - m) * (m % 2) for m in range(3, 10))
    row = found[0].row
    won = row.groups["all"].estimate.value
    assert won is not None
    customers = cost_then / won
    assert customers == pytest.approx(round(customers))


def test_lag_without_a_month_whose_spend_is_known_is_left_out(store: Store) -> None:
    before = Slice(starts=date(2024, 4, 1), ends=date(2024, 6, 1))
    assert tuple(by_months(lags(open_view(store), "cac", before))) == (0, 1, 2, 3, 4)
    assert (
        lags(
            open_view(store), "cac", replace(before, starts=date(2020, 1, 1), ends=date(2020, 6, 1))
        )
        == []
    )


def test_figure_without_costs_has_no_lag(store: Store) -> None:
    with pytest.raises(SliceError, match="Win rate has no costs that a lag could move"):
        lags(open_view(store), "win_rate", YEAR)


def test_without_spend_there_are_none(tmp_path: Path) -> None:
    empty = new_store(tmp_path, ICP)
    load_rows(empty, accounts=[account("A")], deals=[deal("d", "A", "won", "2025-03-03")])
    assert lags(open_view(empty), "cac", YEAR) == []


def at(months: int, verdict: Any, lag: Lag) -> Lag:
    return replace(lag, months=months, row=replace(lag.row, verdict=verdict, flags=()))


def test_sentence_says_whether_the_answer_hangs_on_the_lag(store: Store) -> None:
    some = lags(open_view(store), "cac", YEAR)[0]
    same = [at(m, "better", some) for m in LAGS]
    assert wording.holds(same) == "The answer holds at every lag from 0 to 6 months: cheaper."
    assert wording.holds(same[:1]).startswith("Only at a lag of 0 months")
    nothing = [at(m, "too_little_data", some) for m in LAGS]
    assert wording.holds(nothing) == "There is no answer at any lag from 0 to 6 months."
    turns = [*same[:3], at(3, "no_clear_difference", some), *(at(m, "worse", some) for m in (4, 6))]
    assert wording.holds(turns) == (
        "It hangs on the lag: cheaper at 0, 1 and 2 months, no answer at 3 months, dearer at 4 and "
        "6 months."
    )
