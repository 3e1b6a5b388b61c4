from __future__ import annotations

from typing import Any

import pytest

from icp_metrics.compare import View
from tests.builders import deal, rows_of, small_company


def blank(name: str, account_id: str | None, status: str, closed: str | None, **cells: Any) -> Any:
    return deal(name, account_id, status, closed, **{"type": None, **cells})


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bool, str]]:
    """deal -> (is_new_business, new_business_by)."""
    view: View = small_company(
        tmp_path_factory.mktemp("new"),
        deals=[
            # A first won on 10 March; a deal begun on that day or before is still new business.
            blank("A first", "A", "won", "2025-03-10", created_on="2025-01-10"),
            blank("A same day", "A", "lost", "2025-04-01", created_on="2025-03-10"),
            blank("A after", "A", "won", "2025-05-01", created_on="2025-03-11"),
            blank("A open", "A", "open", "2025-12-01", created_on="2025-03-11"),
            blank("A undated", "A", "open", None),
            deal("A typed", "A", "won", "2025-05-01"),
            deal("B typed", "B", "won", "2025-05-01", type="expansion"),
            blank("B piped", "B", "won", "2025-05-01", pipeline="New business"),
            blank("B renewal", "B", "won", "2025-05-01", pipeline="Renewals (new terms)"),
            blank("B newsletter", "B", "lost", "2025-04-01", pipeline="Newsletter"),
            # Created after it closed: it began when it closed, before the second win.
            blank("C backwards", "C", "won", "2025-02-01", created_on="2025-06-01"),
            blank("C second", "C", "won", "2025-03-01", created_on="2025-02-15"),
            blank("D lost before", "D", "lost", "2025-01-01"),
            blank("D first", "D", "won", "2025-05-01"),
            blank("nobody's", None, "won", "2025-05-01"),
            blank("nobody's second", None, "won", "2025-06-01"),
        ],
    )
    rows = rows_of(
        view, "SELECT opportunity_id, is_new_business, new_business_by FROM opportunities"
    )
    return {name: (new, by) for name, new, by in rows}


def test_type_decides_whatever_was_won_before(decided: dict[str, Any]) -> None:
    assert decided["A typed"] == (True, "type")
    assert decided["B typed"] == (False, "type")


def test_pipeline_decides_where_there_is_no_type(decided: dict[str, Any]) -> None:
    assert decided["B piped"] == (True, "pipeline")
    assert decided["B renewal"] == (False, "pipeline")


def test_pipeline_that_says_neither_leaves_it_to_earlier_wins(decided: dict[str, Any]) -> None:
    assert decided["B newsletter"] == (True, "earlier_win")


def test_deal_begun_after_a_win_of_the_account_is_not_new(decided: dict[str, Any]) -> None:
    assert decided["A first"] == (True, "earlier_win")
    assert decided["A same day"] == (True, "earlier_win")
    assert decided["A after"] == (False, "earlier_win")
    assert decided["A open"] == (False, "earlier_win")
    assert decided["A undated"] == (False, "earlier_win")


def test_deal_closed_before_it_was_created_began_when_it_closed(decided: dict[str, Any]) -> None:
    assert decided["C backwards"] == (True, "earlier_win")
    assert decided["C second"] == (False, "earlier_win")


def test_lost_deal_before_does_not_make_an_account_a_customer(decided: dict[str, Any]) -> None:
    assert decided["D first"] == (True, "earlier_win")


def test_deals_without_account_know_of_no_earlier_win(decided: dict[str, Any]) -> None:
    assert decided["nobody's"] == (True, "earlier_win")
    assert decided["nobody's second"] == (True, "earlier_win")
