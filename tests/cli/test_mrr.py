"""mrr: movements and sources as table, JSON and CSV; sentences where there is nothing to say."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.loading import Stated, load
from tests.builders import mapping_of, new_store, write_csv
from tests.cli.conftest import Command

END = date(2025, 3, 31)
SUBSCRIPTIONS = [
    {"subscription_id": "s", "account_id": "A", "started_on": "2025-01-10", "mrr": "100.5"},
    {"subscription_id": "t", "account_id": "B", "started_on": "2025-03-01", "mrr": "20"},
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with two subscriptions, one of which is billed otherwise."""
    folder = tmp_path_factory.mktemp("billed")
    store = new_store(folder)
    running = [{**s, "status": "active", "currency": "EUR"} for s in SUBSCRIPTIONS]
    line = {"line_id": "l", "account_id": "A", "issued_on": "2025-03-01", "amount": "80"}
    lines = [{**line, "currency": "EUR", "kind": "recurring", "status": "paid"}]
    tables = {"subscriptions": running, "invoice_lines": lines}
    files = [write_csv(folder, name, rows) for name, rows in tables.items()]
    stated = Stated(as_of=END, data_through=END)
    assert not load(store, mapping_of(**tables), files, stated=stated).errors
    return store.root


@pytest.fixture
def billed(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Command:
    """The command over that store. Tests only read it."""
    return Command(root, monkeypatch, capsys)


def test_months_as_json_are_plain_numbers(billed: Command) -> None:
    rows = billed("mrr", "--format", "json").json()
    assert [r["date"] for r in rows] == ["2025-01-01", "2025-02-01", "2025-03-01"]
    assert rows[0] == {
        "date": "2025-01-01",
        "opening": 0,
        "new": 100.5,
        "reactivation": 0,
        "expansion": 0,
        "contraction": 0,
        "churn": 0,
        "closing": 100.5,
        "currency": "EUR",
    }


def test_days_of_one_account_as_csv(billed: Command) -> None:
    told = billed(
        "mrr", "--every", "day", "--account", "B", "--starts", "2025-03-30", "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [(r["date"], float(r["closing"])) for r in rows] == [
        ("2025-03-30", 20),
        ("2025-03-31", 20),
    ]


def test_table_shows_money_to_the_cent(billed: Command) -> None:
    assert "100.50" in billed("mrr", "--ends", "2025-02-01").out


def test_sources_and_who_disagrees(billed: Command) -> None:
    told = billed("mrr", "--sources", "--format", "json").json()
    assert told["by_source"] == [
        {"source": "subscription", "currency": "EUR", "accounts": 2, "mrr": 120.5}
    ]
    (differs,) = told["disagreements"]
    assert (differs["account_id"], differs["subscription"], differs["lines"]) == ("A", 100.5, 80)
    table = billed("mrr", "--sources").out.splitlines()
    assert [line.split()[0] for line in table] == ["source", "subscription", "account_id", "A"]


def test_store_without_mrr_says_what_to_load(loaded: Command) -> None:
    told = loaded("mrr")
    assert (told.code, told.out) == (0, "")
    assert "load subscriptions" in told.err


def test_account_nobody_knows_is_named(billed: Command) -> None:
    told = billed("mrr", "--account", "Q")
    assert told.code == 1
    assert told.err.startswith("E_SLICE: There is no account 'Q'")
