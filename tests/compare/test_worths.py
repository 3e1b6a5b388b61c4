"""The forms of a customer's worth, against loops over the rows that were loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import optimize, special

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare, members, open_view
from icp_metrics.store import Store
from tests.builders import ICP, account, load_rows, new_store, pays

THROUGH = date(2025, 12, 31)
EVER = Slice(starts=date(2019, 1, 1), ends=date(2026, 1, 1))
LAST_YEAR = Slice(starts=date(2025, 1, 1), ends=date(2026, 1, 1))
MARGIN = 0.7


def customers() -> list[dict[str, Any]]:
    """360 customers who began in the five years to the end of 2024; some change what they pay."""
    rng = np.random.default_rng(20)
    rows: list[dict[str, Any]] = []
    for i in range(360):
        name = f"{'F' if i % 3 else 'N'}{i}"
        month, day = int(rng.integers(0, 60)), int(rng.integers(1, 29))
        begins = date(2020 + month // 12, month % 12 + 1, day)
        mrr = float(np.round(rng.lognormal(5, 0.5), 2))
        chance = rng.beta(1, 6 if i % 3 else 3)
        years = int(rng.geometric(chance))
        ends = date(begins.year + years, begins.month, begins.day)
        if i % 11 == 0:
            # Who pays by the month leaves in the midst of a year, some within their first month.
            ends = date.fromordinal(begins.toordinal() + int(rng.integers(3, 900)))
        until = ends.isoformat() if ends <= THROUGH else None
        if i % 5 == 0 and ends.toordinal() > begins.toordinal() + 200:
            grows = date.fromordinal(begins.toordinal() + 200).isoformat()
            if grows <= THROUGH.isoformat():
                rows.append(pays(name, mrr, begins.isoformat(), grows))
                rows.append(pays(name, round(1.5 * mrr, 2), grows, until))
                continue
        rows.append(pays(name, mrr, begins.isoformat(), until))
    for n, row in enumerate(rows):
        row["subscription_id"] = f"s{n}"
        row["status"] = "active" if row["ended_on"] is None else "canceled"
    return rows


def company(folder: Path, **settings: Any) -> Store:
    store = new_store(folder, ICP)
    saved = store.settings().with_values(
        {"gross_margin": MARGIN, "churn_gap_days": 0, **settings}, version=1
    )
    store.save_settings(saved, author="", reason="")
    rows = customers()
    kinds = {"F": "software", "N": "retail"}
    load_rows(
        store,
        accounts=[
            account(name, industry=kinds[name[0]]) for name in {r["account_id"] for r in rows}
        ],
        subscriptions=rows,
        data_through=THROUGH.isoformat(),
    )
    return store


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return open_view(company(tmp_path_factory.mktemp("worths")))


def answered(view: View, variant: str, asked: Slice = EVER) -> Row:
    return compare(view, "cltv", replace(asked, variant=variant))[0]


def month_end(day: date, months: int) -> date:
    """The last day of the month that lies `months` after that of a day."""
    count = day.year * 12 + day.month + months
    return date.fromordinal(date(count // 12, count % 12 + 1, 1).toordinal() - 1)


def lives() -> dict[str, list[tuple[date, date, float]]]:
    """Account -> what it paid: from, up to before, a month."""
    found: dict[str, list[tuple[date, date, float]]] = {}
    for row in customers():
        ends = date.fromisoformat(row["ended_on"]) if row["ended_on"] else date(2099, 1, 1)
        found.setdefault(row["account_id"], []).append(
            (date.fromisoformat(row["started_on"]), ends, row["mrr"])
        )
    return found


def paid_in(spans: list[tuple[date, date, float]], first: int, last: int) -> float:
    """What was paid at the month-ends of months `first` to before `last` since the start."""
    begins = min(s for s, _, _ in spans)
    ends = [month_end(begins, k) for k in range(first, last)]
    return sum(mrr for day in ends for s, e, mrr in spans if s <= day < e)


def brought(prefix: str, months: int, asked: Slice) -> list[float]:
    """By customer, what was paid by the age, of those that came to it in the period."""
    found = []
    for name, spans in lives().items():
        begins = min(s for s, _, _ in spans)
        reached = month_end(begins, months - 1)
        assert asked.starts is not None and asked.ends is not None
        if name.startswith(prefix) and asked.starts <= reached < asked.ends and reached <= THROUGH:
            found.append(paid_in(spans, 0, months))
    return found


@pytest.mark.parametrize("asked", [EVER, LAST_YEAR], ids=["ever", "last year"])
def test_to_date_is_the_mean_over_customers_row_by_row(view: View, asked: Slice) -> None:
    row = answered(view, "to_date", asked)
    assert row.horizon == 24
    for name, prefix in (("fit", "F"), ("not_fit", "N")):
        paid = brought(prefix, 24, asked)
        assert row.extras["followed"][name] == len(paid)
        assert row.groups[name].estimate.value == pytest.approx(MARGIN * np.mean(paid))
        assert row.extras["revenue"][name] == pytest.approx(np.mean(paid))


def test_rows_behind_are_as_many_as_it_says(view: View) -> None:
    for variant in ("to_date", "projection"):
        row = answered(view, variant, LAST_YEAR)
        for name in ("fit", "not_fit", "all"):
            rows = members(view, "cltv", replace(LAST_YEAR, variant=variant), group=name)
            assert rows.height == row.groups[name].facts > 0


def test_to_date_is_of_the_age_that_was_set(tmp_path: Path) -> None:
    row = answered(open_view(company(tmp_path, horizon_months=36)), "to_date")
    assert (row.horizon, wording.title(row)) == (36, "36-month margin (to date)")
    value = row.groups["fit"].estimate.value
    assert value == pytest.approx(MARGIN * np.mean(brought("F", 36, EVER)))


def test_to_date_lies_about_what_is_expected(view: View) -> None:
    """Another sum over other customers, those followed long enough, of the same law."""
    began = Slice(starts=date(2020, 1, 1), ends=date(2026, 1, 1))
    expected, told = (answered(view, v, began) for v in ("margin", "to_date"))
    for name in ("fit", "not_fit"):
        e = told.groups[name].estimate
        assert e.low is not None and e.high is not None
        assert e.low < (expected.groups[name].estimate.value or 0) < e.high


def renewals(prefix: str, asked: Slice) -> tuple[dict[int, list[int]], float]:
    """Renewal -> up for it and lost, of those in the period; and what was paid in those years."""
    counts: dict[int, list[int]] = {}
    paid = 0.0
    for name, spans in lives().items():
        begins, ends = min(s for s, _, _ in spans), max(e for _, e, _ in spans)
        for t in range(1, 8):
            before, day = month_end(begins, 12 * (t - 1)), month_end(begins, 12 * t)
            there = t == 1 or ends > before
            assert asked.starts is not None and asked.ends is not None
            if not (name.startswith(prefix) and there and day <= THROUGH):
                continue
            if asked.starts <= day < asked.ends:
                risk = counts.setdefault(t, [0, 0])
                risk[0] += 1
                risk[1] += ends <= day
                paid += paid_in(spans, 12 * (t - 1), 12 * t)
    return counts, paid


@pytest.mark.parametrize("asked", [EVER, LAST_YEAR], ids=["ever", "last year"])
def test_projection_is_the_model_of_the_renewals_row_by_row(view: View, asked: Slice) -> None:
    row = answered(view, "projection", asked)
    assert row.horizon == 60
    for name, prefix in (("fit", "F"), ("not_fit", "N")):
        counts, paid = renewals(prefix, asked)
        t = np.array(sorted(counts))
        risk, lost = np.array([counts[k] for k in sorted(counts)], dtype=float).T

        def loss(logs: Any, t: Any = t, risk: Any = risk, lost: Any = lost) -> float:
            a, b = np.exp(logs)
            leave = a / (a + b + t - 1)
            return float(-(lost * np.log(leave) + (risk - lost) * np.log1p(-leave)).sum())

        best = optimize.minimize(
            loss, [0.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}
        )
        a, b = np.exp(best.x)
        years = np.exp(special.betaln(a, b + np.arange(5)) - special.betaln(a, b)).sum()
        expected = MARGIN * paid / risk.sum() * years
        assert row.groups[name].estimate.value == pytest.approx(expected, rel=1e-4)
        assert row.groups[name].facts == risk.sum()


def test_without_a_margin_every_form_is_revenue_and_says_so(tmp_path: Path) -> None:
    view = open_view(company(tmp_path, gross_margin=None))
    for variant, words in (
        ("margin", "24-month revenue"),
        ("to_date", "24-month revenue (to date)"),
        ("projection", "60-month revenue (projection)"),
    ):
        row = answered(view, variant)
        assert "no_margin" in row.flags
        assert wording.title(row) == words
        revenue = row.extras["revenue"]["fit"]
        assert row.groups["fit"].estimate.value == pytest.approx(revenue)
    assert "ARPA / churn" in wording.by_churn(answered(view, "margin"))


def test_forms_say_what_they_are_with_their_horizon_or_age(view: View) -> None:
    rows = [answered(view, variant) for variant in ("margin", "to_date", "projection")]
    assert [wording.form(r) for r in rows] == [
        "Expected in 24 months",
        "Brought in the first 24 months",
        "Projected for 60 months",
    ]
    assert "It decides." in wording.form_means(rows[0])
    assert "History" in wording.form_means(rows[1])
    assert "decides nothing" in wording.form_means(rows[2])
    short = answered(view, "projection", Slice(starts=date(2025, 11, 1), ends=date(2026, 1, 1)))
    assert wording.form(short) == "Projected beyond the horizon"
    assert "three yearly renewals must have been seen" in wording.form_means(short)
