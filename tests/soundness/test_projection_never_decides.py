"""A projection goes beyond what was seen: however far apart, it gives no answer and takes part in
none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare, open_view
from icp_metrics.compare.headline import headline
from tests.builders import ICP, account, load_rows, new_store, pays

EVER = Slice(starts=date(2020, 1, 1), ends=date(2026, 1, 1))


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Customers in ICP stay and pay ten times as much; half of the others leave each year."""
    return customers(tmp_path_factory.mktemp("projection"))


def customers(folder: Path) -> View:
    store = new_store(folder, ICP)
    saved = store.settings().with_values({"gross_margin": 0.8}, version=1)
    store.save_settings(saved, author="", reason="")
    rows = []
    for i in range(160):
        leaves = next((y for y in range(1, 6) if i % 2**y), None)
        end = None if leaves is None else f"{2020 + leaves}-01-15"
        rows.append(pays(f"N{i}", 50 + i % 7, "2020-01-15", end))
        rows.append(pays(f"F{i}", 500 + i % 7, "2020-01-15", "2023-01-15" if i % 9 == 0 else None))
    kinds = {"F": "software", "N": "retail"}
    load_rows(
        store,
        accounts=[account(r["account_id"], industry=kinds[r["account_id"][0]]) for r in rows],
        subscriptions=rows,
        data_through="2025-12-31",
    )
    return open_view(store)


def answered(view: View, variant: str | None = None, **changes: object) -> Row:
    return compare(view, "cltv", replace(EVER, variant=variant, **changes))[0]  # type: ignore[arg-type]


def test_gap_that_could_not_be_clearer_is_no_answer(view: View) -> None:
    row = answered(view, "projection")
    assert row.gap.ratio_low is not None and row.gap.ratio_low > 5
    assert (row.verdict, row.gap.p, row.q) == ("no_clear_difference", None, None)
    assert wording.verdict(row) == "A projection"
    assert row.horizon == 60
    assert wording.sentence(row).startswith("60-month margin (projection): ")
    assert wording.sentence(row).endswith("It decides nothing.")


def test_answer_of_the_kpi_is_that_of_what_was_seen(view: View) -> None:
    usual = answered(view)
    assert (usual.variant, usual.verdict, usual.horizon) == ("margin", "better", 24)
    assert wording.title(usual) == "24-month margin"
    assert wording.title(answered(view, "to_date")) == "24-month margin (to date)"


def test_no_segment_of_a_projection_is_decided(view: View) -> None:
    rows = compare(view, "cltv", replace(EVER, variant="projection", by="industry"))
    assert {r.verdict for r in rows} == {"no_clear_difference"}
    assert {r.q for r in rows} == {None}


def test_headline_rests_on_the_form_that_decides(view: View) -> None:
    assert headline([answered(view)]).after == "better"
    assert headline([answered(view, "projection")]).after != "better"
