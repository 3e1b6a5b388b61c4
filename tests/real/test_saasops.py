"""Contracts billed up front, with the MRR of every month worked out by somebody else.

Four cases: one contract, renewed at twice the price, renewed at half, and one of half a year.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import View, open_view
from icp_metrics.compare.movements import movements
from icp_metrics.loading import Stated, load
from tests.builders import mapping_of, new_store, write_csv

DATA = Path(__file__).parents[3] / "shared" / "data" / "saasops"
END = date(2023, 12, 31)
CASES = ["case1", "case2", "case3", "case4"]

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data/saasops is not here: no reference cases to load"
)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"cases_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def invoice_lines() -> list[dict[str, Any]]:
    """One line per billed segment. Ids are positions in the files of a case; ends are included."""
    segments = {(s["case"], n): s for s, n in numbered(rows("segments"))}
    invoices = {(i["case"], n): i for i, n in numbered(rows("invoices"))}
    lines = []
    for pair in rows("invoicesegments"):
        case, segment = pair["case"], segments[pair["case"], pair["SegmentID"]]
        invoice = invoices[case, pair["InvoiceID"]]
        last = date.fromisoformat(segment["SegmentEndDate"])
        lines.append(
            {
                "line_id": f"{case} {segment['Title']}",
                "invoice_id": f"{case} {invoice['Number']}",
                "account_id": case,
                "issued_on": invoice["Date"],
                "service_starts_on": segment["SegmentStartDate"],
                "service_ends_on": (last + timedelta(1)).isoformat(),
                "amount": segment["SegmentValue"],
                "kind": "recurring",
                "status": "paid",
            }
        )
    return lines


def numbered(found: list[dict[str, str]]) -> list[tuple[dict[str, str], str]]:
    """Each row with its position among the rows of its case, from 1."""
    seen: dict[str, int] = {}
    for row in found:
        seen[row["case"]] = seen.get(row["case"], 0) + 1
        row["_position"] = str(seen[row["case"]])
    return [(row, row["_position"]) for row in found]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("saasops")
    store = new_store(folder)
    exact = store.settings().with_values({"churn_gap_days": 0, "past_due_days": 0}, version=1)
    store.save_settings(exact, author="", reason="contracts end when they end")
    lines = invoice_lines()
    file = write_csv(folder, "invoice_lines", lines)
    stated = Stated(as_of=END, data_through=END)
    result = load(store, mapping_of(invoice_lines=lines), [file], stated=stated)
    assert not result.errors and result.problems.is_empty()
    return open_view(store)


@pytest.mark.parametrize("case", CASES)
def test_mrr_and_its_movements_are_those_published_in_all_24_months(view: View, case: str) -> None:
    expected = {
        r["month"]: {
            "opening": r["mrr_start"],
            "new": r["mrr_new"],
            "reactivation": "0",
            "expansion": r["mrr_expansion"],
            "contraction": f"-{r['mrr_contraction']}",
            "churn": f"-{r['mrr_churn']}",
            "closing": r["mrr_end"],
        }
        for r in rows("expected_monthly")
        if r["case"] == case
    }
    assert len(expected) == 24
    found = {f"{r['date']:%Y-%m}": r for r in movements(view, account=case).to_dicts()}
    assert set(found) <= set(expected)
    for month, parts in expected.items():
        given = found.get(month, dict.fromkeys(parts, Decimal(0)))
        assert {p: given[p] for p in parts} == {p: Decimal(v) for p, v in parts.items()}, month


def test_the_book_is_the_sum_of_the_cases(view: View) -> None:
    expected: dict[str, Decimal] = {}
    for row in rows("expected_monthly"):
        expected[row["month"]] = expected.get(row["month"], Decimal(0)) + Decimal(row["mrr_end"])
    found = {f"{d:%Y-%m}": v for d, v in movements(view).select("date", "closing").rows()}
    assert {m: v for m, v in found.items() if v} == {m: v for m, v in expected.items() if v}
