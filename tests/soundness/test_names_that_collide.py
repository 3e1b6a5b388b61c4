"""Ids of different things may be the same text: each thing counts as itself all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.compare import compare
from tests.builders import YEAR, account, small_company, total, values


def answer(
    response_id: str, account_id: str | None, score: int, **cells: object
) -> dict[str, object]:
    return {
        "response_id": response_id,
        "account_id": account_id,
        "kind": "nps",
        "score": score,
        "answered_on": "2025-06-01",
        **cells,
    }


def test_answer_of_no_account_is_no_answer_of_the_account_with_its_number(tmp_path: Path) -> None:
    """20 accounts of score 9, and five answers of 0 without account, numbered as accounts are: by
    account (20 - 5) / 25."""
    names = [str(i) for i in range(1, 21)]
    view = small_company(
        tmp_path,
        accounts=[account(n, industry="software") for n in names],
        survey_responses=[
            *(answer(f"r{n}", n, 9) for n in names),
            *(answer(n, None, 0) for n in names[:5]),
        ],
    )
    row = compare(view, "nps", replace(YEAR, variant="account"))[0]
    assert values(row)["all"] == pytest.approx(60)
    assert row.groups["all"].n == 25


def test_nameless_answer_does_not_replace_that_of_a_person_with_its_number(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        accounts=[account("A", industry="software"), account("B", industry="software")],
        survey_responses=[answer("r1", "A", 9, respondent="77"), answer("77", "B", 0)],
    )
    assert total(view, "nps").groups["fit"].facts == 2


def test_property_of_a_fact_is_not_called_as_an_attribute_of_accounts_is() -> None:
    names = ("spend.channel", "survey_responses.theme", "subscriptions.risk", "opportunities.owner")
    for name in names:
        assert wording.attribute(name) != wording.attribute(name.partition(".")[2])
