"""Warehouse copies of QuickBooks and Marketo through their presets; their values mean nothing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.loading import Stated, load
from icp_metrics.presets import best_of, readings_of
from icp_metrics.store import Store
from tests.builders import new_store, query

DATA = Path(__file__).parents[3] / "shared" / "data"
QUICKBOOKS, MARKETO = DATA / "fivetran_quickbooks", DATA / "fivetran_marketo"


def cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def loaded(store: Store, preset: str, files: Sequence[Path]) -> dict[str, int]:
    """Load through the best preset, which must be `preset`: per file how many were rejected."""
    with readings_of(files) as readings:
        found = best_of(readings)
    assert found is not None
    assert found[0].preset.name == preset
    result = load(store, found[1].text, files, stated=Stated(as_of=date(2026, 1, 1)))
    assert result.published, result.errors
    return {f["file"]: f["rejected"] for f in result.files}


@pytest.mark.skipif(
    not QUICKBOOKS.is_dir(), reason="../shared/data/fivetran_quickbooks is not here"
)
def test_quickbooks_sums_are_those_of_its_item_lines_per_currency(tmp_path: Path) -> None:
    files = [QUICKBOOKS / f"{n}_data.csv" for n in ("invoice", "invoice_line", "customer")]
    invoices = {r["id"]: r for r in cells(files[0])}
    expected: dict[str, Decimal] = {}
    orphans = 0
    for line in cells(files[1]):
        if line["detail_type"] not in ("SalesItemLineDetail", ""):
            continue
        invoice = invoices.get(line["invoice_id"])
        orphans += invoice is None
        if invoice is not None and invoice["_fivetran_deleted"] == "FALSE":
            currency = invoice["currency_id"]
            expected[currency] = expected.get(currency, Decimal(0)) + Decimal(line["amount"])
    store = new_store(tmp_path)
    assert loaded(store, "quickbooks", files) == {
        "invoice_data.csv": 0,
        "invoice_line_data.csv": orphans,
        "customer_data.csv": 0,
    }
    sums = "SELECT currency, SUM(amount) AS total FROM invoice_lines GROUP BY 1"
    assert dict(query(open_view(store), sums).rows()) == expected
    kinds = query(open_view(store), "SELECT DISTINCT kind FROM invoice_lines").rows()
    assert kinds == [("one_off",)]


@pytest.mark.skipif(not MARKETO.is_dir(), reason="../shared/data/fivetran_marketo is not here")
def test_marketo_leads_and_programs_are_all_there(tmp_path: Path) -> None:
    names = ("lead", "program", "campaign", "activity_send_email")
    files = [MARKETO / f"marketo_{n}_data.csv" for n in names]
    store = new_store(tmp_path)
    assert set(loaded(store, "marketo", files).values()) == {0}
    counts = query(
        open_view(store),
        """SELECT (SELECT COUNT(*) FROM leads) AS l, (SELECT COUNT(*) FROM campaigns) AS c,
                  (SELECT COUNT(*) FROM campaign_members) AS m""",
    )
    programs = {r["id"]: r["program_id"] for r in cells(files[2])}
    sent = {
        (programs[r["campaign_id"]], r["lead_id"])
        for r in cells(files[3])
        if programs.get(r["campaign_id"]) and r["action_result"] != "skipped"
    }
    assert counts.rows() == [(len(cells(files[0])), len(cells(files[1])), len(sent))]
