"""How alike a header and our names are."""

from __future__ import annotations

import pytest

from icp_metrics.schema import KINDS
from icp_metrics.suggest.names import currency_in, named, synonyms, words_of
from icp_metrics.suggest.vocabulary import declared, word_for
from icp_metrics.tables import TABLES


@pytest.mark.parametrize(
    "header", ["AccountId", "account_id", "Account ID", "ACCOUNT ID", "Account-IDs"]
)
def test_writing_does_not_count(header: str) -> None:
    assert words_of(header) == ("account", "id")


def test_id_alone_is_the_identifier_only_of_the_file_s_own_rows() -> None:
    assert named("Id", "opportunities", "opportunity_id", main=True).score > 0.9
    assert named("Id", "accounts", "account_id", main=False).score == 0
    assert named("Account Id", "accounts", "account_id", main=False).score == 1


def test_identifier_of_another_thing_is_not_ours() -> None:
    assert named("lead_id", "accounts", "account_id", main=True).score < 0.5
    assert named("subscription_id", "support_tickets", "ticket_id", main=True).score < 0.5


def test_words_that_change_the_meaning_count_against_it() -> None:
    close = named("Close Date", "opportunities", "closed_on", main=True).score
    assert named("Last Modified Date", "opportunities", "created_on", main=True).score < 0.5 < close
    assert named("contract_date", "subscriptions", "ended_on", main=True).score < 0.5


def test_slip_of_the_pen_is_still_the_name() -> None:
    assert named("Industy", "accounts", "industry", main=True).score > 0.7


def test_currency_of_a_header() -> None:
    assert (currency_in("amount_usd"), currency_in("Amount EUR"), currency_in("Amount")) == (
        "USD",
        "EUR",
        None,
    )


def test_synonyms_and_words_are_of_columns_and_words_that_exist() -> None:
    for table, said in synonyms().items():
        assert all(TABLES[table].column(c) for c in said.columns), table
    for table in TABLES.values():
        assert {c.kind.name for c in table.columns} <= set(KINDS)


@pytest.mark.parametrize(
    ("where", "value", "word"),
    [
        ("opportunities.status", "Closed Won", "won"),
        ("opportunities.status", "CLOSED-LOST", "lost"),
        ("opportunities.status", "Negotiation/Review", "open"),
        ("opportunities.status", "Duplicate", "disqualified"),
        ("opportunities.status", "Blorb", None),
        ("opportunities.type", "Existing Business", "expansion"),
        ("subscriptions.status", "Churned", "canceled"),
        ("subscriptions.status", "in_trial", "trialing"),
        ("subscriptions.status", "non_renewing", "active"),
        ("subscriptions.status", "Unpaid", "past_due"),
        ("invoice_lines.kind", "One-time setup", "one_off"),
        ("invoice_lines.status", "Voided", "void"),
        ("spend.category", "Salaries", "people"),
        ("survey_responses.kind", "Customer satisfaction", "csat"),
    ],
)
def test_words_of_exports_mean_ours(where: str, value: str, word: str | None) -> None:
    table, column = where.split(".")
    assert word_for(table, column, value) == word
    assert word is None or word in declared(table, column)
