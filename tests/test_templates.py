"""The workbook of a table holds what its declaration says, and loads as it is."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import pytest

from icp_metrics.loading import load
from icp_metrics.projections import mapping
from icp_metrics.tables import TABLES
from icp_metrics.templates import workbook
from tests.builders import ICP, new_store


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_workbook_has_the_columns_with_an_example_and_says_what_they_may_hold(
    table, tmp_path: Path
) -> None:
    file = tmp_path / f"{table.name}.xlsx"
    file.write_bytes(workbook(table))
    book = fastexcel.read_excel(str(file))
    assert book.sheet_names == [table.name[:31], "about"]
    rows = book.load_sheet(0, dtypes="string").to_polars()
    assert rows.columns == [c.name for c in table.columns]
    assert [cell or "" for cell in rows.row(0)] == [c.example for c in table.columns]
    about = book.load_sheet("about", dtypes="string").to_polars()
    assert about["column"].to_list() == [c.name for c in table.columns]
    for column in table.columns:
        allowed = [word for check in column.checks for word in check.allowed]
        said = about.filter(about["column"] == column.name)["rules"][0] or ""
        assert all(word in said for word in allowed)


def test_filled_in_workbook_loads_through_the_mapping_beside_it(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    for name in ("accounts", "spend"):
        table = TABLES[name]
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(workbook(table))
        done = load(store, mapping(table), [file])
        assert done.published, done.errors
        assert done.tables[name]["rows"] == 1
        assert done.problems.is_empty()
