"""Accounts are found by a part of their name or domain, or by an id; any text may be asked."""

from __future__ import annotations

import pytest

from icp_metrics.compare import View
from icp_metrics.compare.find import MOST, find
from tests.builders import account, deal, small_company

ACCOUNTS = [
    account("0015g00000AbCdE", name="Moravel Systems", domain="moravel.example"),
    account("A-2", name="New Moravel", domain="new.example"),
    account("A-3", name="Ondal", domain="ondal.example"),
    account("A-4", name="100% O'Brien_\\ <b>\"", domain="percent.example"),
    account("A-5", name=None, domain=None),
    *(account(f"M-{i:02d}", name=f"Many {i:02d}") for i in range(MOST + 5)),
]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    keys = [{"system": "stripe", "source_id": "cus_9", "account_id": "A-3"}]
    return small_company(
        tmp_path_factory.mktemp("find"),
        accounts=ACCOUNTS,
        deals=[deal("d1", "A-3", "won", "2025-06-15")],
        account_keys=keys,
    )


def found(view: View, words: str) -> list[str]:
    return [hit.account_id for hit in find(view, words)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("moravel", ["0015g00000AbCdE", "A-2"]),
        ("  NEW   moravel ", ["A-2"]),
        ("ondal.ex", ["A-3"]),
        ("A-5", ["A-5"]),
        ("a-5", ["A-5"]),
        ("0015g00000AbCdE", ["0015g00000AbCdE"]),
        ("0015g00000AbCdEAAV", ["0015g00000AbCdE"]),
        ("cus_9", ["A-3"]),
        ("cus_", []),
        ("nobody", []),
        ("", []),
        ("   ", []),
    ],
)
def test_account_is_found_by_name_domain_or_id(view: View, words: str, ids: list[str]) -> None:
    assert found(view, words) == ids


@pytest.mark.parametrize("words", ["100%", "o'brien", "_\\", '<b>"'])
def test_signs_of_sql_are_letters_like_others(view: View, words: str) -> None:
    assert found(view, words) == ["A-4"]


@pytest.mark.parametrize(
    "words", ["%", "_", "'", "'; DROP TABLE accounts; --", "$words", "x" * 9999]
)
def test_hostile_words_find_what_holds_them_and_harm_nothing(view: View, words: str) -> None:
    said = words.lower()[:200]
    holding = [a["account_id"] for a in ACCOUNTS if said in str(a.get("name")).lower()]
    assert found(view, words) == holding
    assert found(view, "ondal") == ["A-3"]


def test_account_without_a_name_is_called_by_its_id(view: View) -> None:
    (hit,) = find(view, "A-5")
    assert (hit.name, hit.domain) == ("A-5", None)


def test_no_more_are_found_than_are_shown_and_one_that_says_there_are_more(view: View) -> None:
    assert found(view, "many") == [f"M-{i:02d}" for i in range(MOST + 1)]
