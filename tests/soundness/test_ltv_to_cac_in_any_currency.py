"""LTV to CAC is a ratio: in yen it is what it is in euros, and so is the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import Row, Slice, open_view
from tests.builders import ICP, deal, load_rows, new_store, pays, total
from tests.winning import accounts, cost

ASKED = Slice(starts=date(2024, 5, 1), ends=date(2026, 1, 1))


def rows(folder: Path, scale: float) -> dict[str, Row]:
    store = new_store(folder, ICP)
    saved = store.settings().with_values({"gross_margin": 0.8, "horizon_months": 12}, version=1)
    store.save_settings(saved, author="", reason="")
    paying, deals = [], []
    for name, won in (("F", 30), ("N", 18)):
        for i in range(40):
            cells = {"created_on": "2024-02-10", "amount": 100 * scale}
            status = "won" if i < won else "lost"
            deals.append(deal(f"d{name}{i}", f"{name}{i}", status, "2024-05-20", **cells))
            if i < won:
                end = "2025-02-01" if i % 6 == 0 else None
                mrr = scale * (20 + i + (5 if name == "F" else 0))
                paying.append(pays(f"{name}{i}", mrr, "2024-05-20", end, currency="EUR"))
    load_rows(
        store,
        accounts=accounts(),
        deals=deals,
        spend=[cost("s", "2024-02-28", 8000 * scale)],
        subscriptions=paying,
        as_of="2025-12-31",
        data_through="2025-12-31",
    )
    view = open_view(store)
    return {kpi: total(view, kpi, ASKED) for kpi in ("cltv", "cac", "ltv_to_cac")}


def test_scaling_the_currency_scales_its_parts_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("euros", "yen")]
    for folder in folders:
        folder.mkdir()
    euros, yen = rows(folders[0], 1), rows(folders[1], 160)
    for kpi, scale in (("cltv", 160), ("cac", 160), ("ltv_to_cac", 1)):
        for name in ("fit", "not_fit"):
            a, b = (found[kpi].groups[name].estimate for found in (euros, yen))
            assert a.value is not None and a.low is not None and a.high is not None
            assert (b.value, b.low, b.high) == pytest.approx(
                (scale * a.value, scale * a.low, scale * a.high)
            )
    a, b = euros["ltv_to_cac"], yen["ltv_to_cac"]
    assert b.gap.value == pytest.approx(a.gap.value)
    assert b.gap.p == pytest.approx(a.gap.p)
    assert b.verdict == a.verdict
    # Worth less cost, what one might compare instead, is another figure in each currency.
    less = [
        found["cltv"].groups["fit"].estimate.value - found["cac"].groups["fit"].estimate.value  # type: ignore[operator]
        for found in (euros, yen)
    ]
    assert less[1] > 100 * less[0]
