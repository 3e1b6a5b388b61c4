"""A deal with an account that was billed before it began is not new business."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import open_view
from icp_metrics.loading import load
from tests.builders import deal, mapping_of, new_store, rows_of, write_csv


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bool, str]]:
    """deal -> (is_new_business, new_business_by). A and B are billed from 1 March 2025."""
    folder: Path = tmp_path_factory.mktemp("earlier")

    def blank(name: str, account: str, began: str, **cells: Any) -> dict[str, Any]:
        return deal(name, account, "lost", "2025-06-01", created_on=began, type=None, **cells)

    deals = [
        blank("A before", "A", "2025-02-28", pipeline=None),
        blank("A same day", "A", "2025-03-01"),
        blank("A after", "A", "2025-03-02"),
        blank("A piped", "A", "2025-03-02", pipeline="New business"),
        deal("A typed", "A", "won", "2025-05-01", created_on="2025-03-02"),
        blank("A won before", "A", "2025-07-02"),
        blank("B after", "B", "2025-03-02"),
        # A contract is a won deal: it is known as an earlier win, from the day it was closed.
        deal("C won", "C", "won", "2025-03-10", arr=1200, term_months=12, starts_on="2025-01-01"),
        blank("C during", "C", "2025-02-01"),
    ]
    subscriptions = [
        {
            "subscription_id": "s",
            "account_id": "A",
            "started_on": "2025-03-01",
            "mrr": 10,
            "status": "active",
        }
    ]
    line = {"line_id": "l", "account_id": "B", "issued_on": "2025-03-01", "amount": 80}
    tables: dict[str, list[dict[str, Any]]] = {
        "opportunities": deals,
        "subscriptions": subscriptions,
        "invoice_lines": [{**line, "kind": "recurring", "status": "paid"}],
    }
    store = new_store(folder)
    files = [write_csv(folder, name, rows) for name, rows in tables.items()]
    result = load(store, mapping_of(**tables), files)
    assert not result.errors and result.problems.is_empty()
    sql = "SELECT opportunity_id, is_new_business, new_business_by FROM opportunities"
    return {name: (new, by) for name, new, by in rows_of(open_view(store), sql)}


def test_deal_begun_while_the_account_was_billed_is_not_new_business(decided: Any) -> None:
    assert decided["A after"] == (False, "earlier_mrr")
    assert decided["B after"] == (False, "earlier_mrr")


def test_deal_begun_before_the_first_paid_day_or_on_it_is(decided: Any) -> None:
    assert decided["A before"] == (True, "earlier_win")
    assert decided["A same day"] == (True, "earlier_win")


def test_type_and_pipeline_come_first(decided: Any) -> None:
    assert decided["A piped"] == (True, "pipeline")
    assert decided["A typed"] == (True, "type")


def test_earlier_win_comes_before_earlier_mrr(decided: Any) -> None:
    assert decided["A won before"] == (False, "earlier_win")


def test_contract_alone_says_nothing_that_its_win_does_not(decided: Any) -> None:
    assert decided["C during"] == (True, "earlier_win")
