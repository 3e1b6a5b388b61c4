"""MRR of contracts: won deals with a value and a term."""

from __future__ import annotations

from typing import Any

import pytest

from tests.derived.book import book, pieces, spans, won


@pytest.mark.parametrize(
    ("deal", "expected"),
    [
        ({"arr": 1200}, ("2025-02-10", "2026-02-10", "100")),
        ({"tcv": 600}, ("2025-02-10", "2026-02-10", "50")),
        ({"arr": 1200, "tcv": 600}, ("2025-02-10", "2026-02-10", "100")),
        ({"arr": 1200, "starts_on": "2025-03-01"}, ("2025-03-01", "2026-03-01", "100")),
    ],
)
def test_annual_value_comes_first_and_the_start_falls_back_to_the_close(
    deal: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert pieces(book(opportunities=[won("D", "A", "2025-02-10", 12, **deal)])) == [expected]


@pytest.mark.parametrize(
    "deal",
    [
        won("D", "A", "2025-02-10", None, arr=1200),
        won("D", "A", "2025-02-10", 0, tcv=1200),
        won("D", "A", "2025-02-10", 12, amount=1200),
        won("D", "A", "2025-02-10", 12, arr=1200, status="lost"),
        won("D", "A", "2025-02-10", 12, arr=1200, status="open"),
    ],
    ids=["no term", "term of nothing", "only an amount", "lost", "open"],
)
def test_without_a_value_and_a_term_nothing_is_known(deal: dict[str, Any]) -> None:
    assert pieces(book(opportunities=[deal])) == []


def test_term_nobody_can_mean_is_cut_at_a_century() -> None:
    deal = won("D", "A", "2025-02-10", 10**15, arr=1200)
    assert pieces(book(opportunities=[deal])) == [("2025-02-10", "2125-02-10", "100")]


def test_contract_of_which_no_renewal_is_known_is_over_after_the_gap() -> None:
    view = book(
        opportunities=[
            won("D", "A", "2024-06-01", 12, arr=1200),
            won("E", "B", "2024-12-15", 12, arr=1200),
        ]
    )
    assert spans(view, "A") == [("2024-06-01", "2025-06-01", "100")]
    assert spans(view, "B") == [("2024-12-15", None, "100")]
