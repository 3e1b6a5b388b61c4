"""Answers to surveys, to test with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from icp_metrics.compare import View
from tests.builders import account, small_company

Rows = list[dict[str, Any]]
FIT, OTHER = {"industry": "software"}, {"industry": "retail"}


def answer(
    response_id: str,
    account_id: str | None,
    score: float | None,
    on: str = "2025-06-15",
    **cells: Any,
) -> dict[str, Any]:
    """An NPS answer's row unless `kind` says otherwise; a score of None was asked, not answered."""
    return {
        "response_id": response_id,
        "account_id": account_id,
        "respondent": f"p-{response_id}",
        "kind": "nps",
        "score": score,
        "answered_on": on,
        **cells,
    }


def answers(prefix: str, scores: Iterable[float | None], **cells: Any) -> tuple[Rows, Rows]:
    """One answer each of as many accounts: (accounts, answers). `industry` goes to the accounts."""
    of_account = {k: cells.pop(k) for k in ("industry",) if k in cells}
    scored = list(enumerate(scores))
    accounts = [account(f"{prefix}{i:03d}", **of_account) for i, _ in scored]
    rows = [answer(f"{prefix}-r{i:03d}", f"{prefix}{i:03d}", s, **cells) for i, s in scored]
    return accounts, rows


def company(folder: Path, *parts: tuple[Sequence[Any], Sequence[Any]]) -> View:
    """A company of these accounts and answers; the data reaches the end of 2025."""
    return small_company(
        folder,
        accounts=[a for accounts, _ in parts for a in accounts],
        survey_responses=[r for _, rows in parts for r in rows],
        data_through="2025-12-31",
    )


CSAT = {"kind": "csat", "scale_min": 1, "scale_max": 5}


def csat(
    prefix: str, scores: list[float], low: float = 1, high: float = 5, **cells: str
) -> tuple[Rows, Rows]:
    """Answers on a scale from `low` to `high`."""
    return answers(prefix, scores, kind="csat", scale_min=low, scale_max=high, **cells)
