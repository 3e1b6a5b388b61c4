"""What a table's declaration gives: a template that its own mapping loads, DDL, reference."""

import duckdb
import pytest

from icp_metrics import projections
from icp_metrics.compare import open_view
from icp_metrics.compare.accounts import account
from icp_metrics.loading import load
from icp_metrics.schema import TEXT
from icp_metrics.store import Store
from icp_metrics.tables import TABLES


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_template_loads_through_its_own_mapping(table, tmp_path):
    file = tmp_path / f"{table.name}.csv"
    file.write_text(projections.template(table), encoding="utf-8")
    result = load(Store(tmp_path / "store"), projections.mapping(table), [file])
    assert result.errors == []
    assert result.problems.is_empty()
    assert result.tables[table.name]["rows"] == 1


def test_every_example_of_accounts_comes_back_as_written(tmp_path):
    table = TABLES["accounts"]
    file = tmp_path / "accounts.csv"
    file.write_text(projections.template(table), encoding="utf-8")
    store = Store(tmp_path / "store")
    load(store, projections.mapping(table), [file])
    row = account(open_view(store), "0015g00000XyZab").account
    assert row["employees"] == 420
    assert row["tech_stack"] == ["SAP", "Kafka"]
    assert str(row["created_on"]) == "2024-03-18"


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_ddl_makes_every_declared_column_and_the_custom_ones(table):
    connection = duckdb.connect()
    connection.execute(projections.ddl(table, {"colour": TEXT}))
    made = [r[0] for r in connection.execute(f"DESCRIBE {table.name}").fetchall()]
    assert made == [*(c.name for c in table.columns), "colour", "bucket"]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_reference_names_every_column_and_rule(table):
    text = projections.reference(table)
    assert all(f"| {c.name} |" in text for c in table.columns)
    assert all(check.sentence in text for c in table.columns for check in c.checks)
