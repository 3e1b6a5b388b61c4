"""One account with 40 % of a sum moves every figure made of it: that is said, and by how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare, members, open_view
from tests.builders import ICP, YEAR, account, deal, load_rows, new_store, pays, total
from tests.winning import END, accounts, cost, deals

EVER = Slice(starts=date(2023, 1, 1), ends=date(2026, 1, 1))


def company(folder: Path, largest: float) -> View:
    """Two groups of 150 customers that pay about 100 a month; in ICP one pays `largest`.

    With 150 accounts 128 buckets hold at most a few each, so none of them much by chance.
    """
    store = new_store(folder, ICP)
    saved = store.settings().with_values({"gross_margin": 0.8}, version=1)
    store.save_settings(saved, author="", reason="")
    rows, sold = [], []
    for name in ("F", "N"):
        for i in range(150):
            mrr = largest if (name, i) == ("F", 7) else 80 + i % 41
            end = "2025-05-15" if i % 10 == 3 else None
            rows.append(pays(f"{name}{i}", mrr, "2023-01-15", end))
            won = deal(f"d{name}{i}", f"{name}{i}", "won", "2025-03-01", amount=12 * mrr)
            sold.append(won | {"currency": "USD"})
    kinds = {"F": "software", "N": "retail"}
    load_rows(
        store,
        accounts=[
            account(r["account_id"], industry=kinds[r["account_id"][0]], name=f"Co {i}")
            for i, r in enumerate(rows)
        ],
        subscriptions=rows,
        deals=sold,
        data_through="2025-12-31",
    )
    return open_view(store)


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> View:
    """One account is 40 % of the MRR in ICP: 149 others pay 14,900 or so."""
    return company(tmp_path_factory.mktemp("heavy"), largest=9950)


@pytest.fixture(scope="module")
def even(tmp_path_factory: pytest.TempPathFactory) -> View:
    return company(tmp_path_factory.mktemp("even"), largest=100)


MONEY = ("grr", "nrr", "mrr_growth", "cltv", "deal_size", "win_yield")


def row_of(view: View, kpi: str) -> Row:
    return total(view, kpi, EVER if kpi == "cltv" else YEAR)


@pytest.mark.parametrize("kpi", MONEY)
def test_one_account_with_40_percent_of_the_sum_is_flagged_and_named(heavy: View, kpi: str) -> None:
    row = row_of(heavy, kpi)
    assert "concentration" in row.flags
    told = row.extras["largest"]
    assert list(told) == ["fit"]
    assert (told["fit"]["account_id"], told["fit"]["name"]) == ("F7", "Co 7")
    assert told["fit"]["share"] == pytest.approx(0.40, abs=0.03)
    share = f"{100 * told['fit']['share']:.1f}%"
    assert wording.flag("concentration", row).startswith(f"One account, Co 7, is {share} of the ")


@pytest.mark.parametrize("kpi", MONEY)
def test_many_accounts_that_pay_alike_are_not_flagged(even: View, kpi: str) -> None:
    row = row_of(even, kpi)
    assert "concentration" not in row.flags
    assert "largest" not in row.extras


def test_share_is_that_of_the_rows_behind_the_figure(heavy: View) -> None:
    rows = members(heavy, "grr", YEAR, group="fit")
    base = dict(zip(rows["account_id"], map(float, rows["x"]), strict=True))
    told = row_of(heavy, "grr").extras["largest"]["fit"]
    assert told["share"] == pytest.approx(base["F7"] / sum(base.values()))


def test_share_of_a_margin_to_the_horizon_leaves_out_later_months(heavy: View) -> None:
    """All started together: months after the 24th are in the data, and not in the figure."""
    told = row_of(heavy, "cltv").extras["largest"]["fit"]
    paid = {f"F{i}": 9950 if i == 7 else 80 + i % 41 for i in range(150)}
    # Who leaves in May 2025 has paid 28 months before: all of the 24.
    assert told["share"] == pytest.approx(paid["F7"] / sum(paid.values()))


def test_segments_are_flagged_too(heavy: View) -> None:
    rows = compare(heavy, "grr", replace(YEAR, by="industry"))
    flagged = {r.segment: "concentration" in r.flags for r in rows[1:]}
    assert flagged == {"software": True, "retail": False}


def test_spend_on_one_account_is_flagged_in_cac(tmp_path: Path) -> None:
    """Half of what was spent names one account: whoever it is, CAC hangs on it."""
    store = new_store(tmp_path, ICP)
    spend = [
        cost("s", "2025-02-28", 8000),
        cost("t", "2025-02-28", 4000, category="program", account_id="F3"),
    ]
    load_rows(store, accounts=accounts(), deals=deals({"F": 20, "N": 15}), spend=spend, **END)
    row = total(open_view(store), "cac")
    assert "concentration" in row.flags
    told = row.extras["largest"]["fit"]
    assert told["account_id"] == "F3"
    # 100 of 8,000 for its deal among 80, and 4,000.
    assert told["share"] == pytest.approx(4100 / 8000)
    assert "of the spend in ICP" in wording.flag("concentration", row)
