"""The rows behind a difference: groups that commonly make one, and their own list row by row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import View
from icp_metrics.errors import IcpError
from icp_metrics.tie_out import measures, read_list
from icp_metrics.wording import tie_out as wording
from tests.builders import account, deal, pays
from tests.tie_out.stating import company, exact, explained, line, worths

DEALS: list[dict[str, Any]] = [
    deal("before", "A", "won", "2025-01-31", name="before", amount=5),
    deal("first", "A", "won", "2025-02-01", name="first", amount=10),
    deal("renewal", "A", "won", "2025-02-10", name="renewal", amount=20, type="renewal"),
    deal("lone", None, "won", "2025-02-11", name="lone", amount=40),
    deal("orphan", "Z", "won", "2025-02-12", name="orphan", amount=80),
    deal("blank", "A", "won", "2025-02-13", name="blank"),
    deal("twin1", "A", "won", "2025-02-14", name="twin", amount=160),
    deal("twin2", "A", "won", "2025-02-15", name="twin", amount=160),
    deal("last", "A", "won", "2025-02-28", name="last", amount=320),
    deal("after", "A", "won", "2025-03-01", name="after", amount=640),
    deal("open", "A", "open", "2025-02-20", name="open", amount=1280),
]
# Of February: 10 + 20 + 40 + 80 + 160 + 160 + 320; eight deals.
WON, COUNT = 790, 8


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Deals of which each stands for one reason to differ; the amounts tell them apart."""
    return company(
        tmp_path_factory.mktemp("deals"),
        accounts=[account("A", name="Norvex")],
        deals=[{**d, "currency": "USD"} for d in DEALS],
    )


def test_each_group_is_summed_and_those_not_counted_are_below_zero(view: View) -> None:
    found = explained((view, line(view, "won_amount", "2025-02", WON)))
    assert worths(found) == {
        "of the type renewal": 20,
        "without account": 40,
        "with an account that is not among the accounts": 80,
        "on the first day of the month": 10,
        "on the last day of the month": 320,
        "on the day before the month began": -5,
        "on the day after the month ended": -640,
        "won, with a blank amount": 0,
        "a repeat of another deal's name and amount": 160,
    }
    assert [g.worth for g in found.groups if not g.counted] == [-640, -5]
    assert exact(found) == []


@pytest.mark.parametrize(
    ("without", "words"),
    [
        (20, "of the type renewal"),
        (40, "without account"),
        (80, "with an account that is not among the accounts"),
        (160, "a repeat of another deal's name and amount"),
        (320, "on the last day of the month"),
        (-640, "on the day after the month ended"),
    ],
)
def test_group_that_alone_makes_the_difference_is_said_and_stands_first(
    view: View, without: int, words: str
) -> None:
    found = explained((view, line(view, "won_amount", "2025-02", WON - without)))
    assert exact(found) == [words]
    assert found.groups[0].exact
    assert found.rows["reasons"][0].startswith(found.groups[0].words)
    said = wording.explained(found)[0]
    assert said.startswith("1 row makes exactly the difference: ")


def test_one_row_that_alone_has_the_amount_is_named(view: View) -> None:
    found = explained((view, line(view, "won_amount", "2025-02", WON - 10)))
    assert [row["row_id"] for row in found.alone] == ["first"]
    assert "One row alone makes exactly the difference: first (first), 1 Feb 2025." in (
        wording.explained(found)
    )


def test_rows_of_the_month_add_up_to_ours_and_those_beside_it_are_told_apart(view: View) -> None:
    found = explained((view, line(view, "won_amount", "2025-02", WON)))
    inside = found.rows.filter("counted")
    assert inside["value"].sum() == WON
    assert inside.height == COUNT
    assert set(found.rows.filter(~found.rows["counted"])["row_id"]) == {"before", "after"}


def test_difference_no_group_makes_says_to_compare_lists(view: View) -> None:
    found = explained((view, line(view, "won_amount", "2025-02", 777)))
    assert wording.explained(found) == [
        "No group of rows makes exactly the difference: compare with their list of the month."
    ]


def test_rejected_rows_are_told_where_ours_is_less(view: View) -> None:
    less = explained((view, line(view, "won_amount", "2025-02", 791)))
    assert "Loading rejected 3 rows of opportunities" in wording.explained(less, 3)[-1]
    more = explained((view, line(view, "won_amount", "2025-02", 789)))
    assert "rejected" not in " ".join(wording.explained(more, 3))


LIST = (
    "Id,Amount\n"
    "first,10\nrenewal,20\nlone,41\norphan,80\nblank,\ntwin1,160\nlast,320\n"
    "open,1280\nafter,640\nnever,7\n"
)


def test_their_list_explains_the_difference_row_by_row(view: View) -> None:
    theirs = 10 + 20 + 41 + 80 + 160 + 320 + 1280 + 640 + 7
    found = explained((view, line(view, "won_amount", "2025-02", theirs)), LIST)
    assert found.against is not None
    rows = {r["id"]: r for r in found.against.to_dicts()}
    assert {i: (r["kind"], r["difference"], r["known"]) for i, r in rows.items()} == {
        "twin2": ("only ours", 160, ""),
        "open": ("only theirs", -1280, "open, expected to close 2025-02-20"),
        "after": ("only theirs", -640, "won, closed 2025-03-01"),
        "never": ("only theirs", -7, "no such id in our data"),
        "lone": ("other amount", -1, ""),
    }
    assert found.against["difference"].sum() == WON - theirs
    assert wording.explained(found)[0] == "5 rows differ from their list."


def test_list_that_does_not_add_up_to_what_was_stated_is_told(view: View) -> None:
    found = explained((view, line(view, "won_amount", "2025-02", 100)), "id,amount\nfirst,10\n")
    assert wording.explained(found)[0] == (
        "Their list adds up to $10.00, not to $100.00 as stated."
    )


def test_list_of_a_count_needs_no_amounts_and_an_id_twice_counts_twice(view: View) -> None:
    listed = "id\n" + "".join(f"{d['opportunity_id']}\n" for d in DEALS[1:9]) + "first\n"
    found = explained((view, line(view, "won_count", "2025-02", 9)), listed)
    assert found.against is not None
    assert found.against.select("id", "ours", "theirs", "kind").rows() == [
        ("first", 1, 2, "other amount")
    ]


def test_salesforce_ids_of_15_and_18_characters_are_the_same(tmp_path: Path) -> None:
    long = "0065g0000000FcAAAU"
    view = company(tmp_path, deals=[deal(long, None, "won", "2025-02-10", amount=5)])
    short = line(view, "won_count", "2025-02", 1)
    same = explained((view, short), f"id\n{long[:15]}\n").against
    other = explained((view, short), f"id\n{long[:15].lower()}\n").against
    assert same is not None and other is not None
    assert (same.height, other.height) == (0, 2)


def test_list_whose_ids_are_of_something_else_says_so(view: View) -> None:
    found = explained((view, line(view, "won_count", "2025-02", 1)), "id\nA\n")
    assert "No id of their list is among ours" in wording.explained(found)[0]


def test_list_of_billing_customers_finds_their_accounts(tmp_path: Path) -> None:
    keys = [{"system": "stripe", "source_id": "cus_A", "account_id": "A"}]
    book = [pays("A", 50, "2025-01-01"), pays("stripe:cus_B", 10, "2025-01-01")]
    view = company(tmp_path, accounts=[account("A")], account_keys=keys, subscriptions=book)
    listed = "id,mrr\ncus_A,50\ncus_B,11\n"
    found = explained((view, line(view, "closing_mrr", "2025-02", 61)), listed)
    assert found.matched == 2
    assert found.against is not None
    assert found.against.select("id", "ours", "theirs").rows() == [("stripe:cus_B", 10, 11)]


def test_bad_lines_of_a_list_get_a_sentence_each_and_the_others_count() -> None:
    theirs = read_list(b"id;amount\nA;1,5\n;2\nB;lots\n", measures()["spend"])
    assert [p.sentence for p in theirs.problems] == [
        "Line 3, id '': is blank, so the line is left out; give the id of the row, or remove the "
        "line.",
        "Line 4, amount 'lots': is not an amount; write it like 1234.50.",
    ]
    assert theirs.total == Decimal("1.5")


def test_list_without_the_columns_is_refused_by_name() -> None:
    with pytest.raises(IcpError, match="needs a column 'amount'; it has 'id', 'sum'"):
        read_list(b"id,sum\n", measures()["spend"])


BOOK = [
    pays("stays", 100, "2025-01-01"),
    pays("began", 10, "2025-02-28"),
    pays("ended", 20, "2025-01-01", "2025-02-28"),
    pays("left", 40, "2025-01-01", "2025-02-10"),
    pays("late", 80, "2025-01-01", status="past_due", past_due_on="2025-02-20"),
    pays("stranger", 160, "2025-01-01"),
]


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Customers who stay, begin, leave, pay late, or belong to no account."""
    names = ["stays", "began", "ended", "left", "late"]
    accounts = [account(n, name=n) for n in names]
    folder = tmp_path_factory.mktemp("billed")
    return company(folder, accounts=accounts, subscriptions=BOOK)


def test_customers_at_the_edge_of_a_month_are_summed_by_reason(billed: View) -> None:
    mrr = explained((billed, line(billed, "closing_mrr", "2025-02", 350)))
    assert mrr.line.status == "ties"
    assert {(g.words.split(":")[-1].strip(), g.worth) for g in mrr.groups if not g.counted} == {
        ("paid until a day within the month", -60),
        ("paid until the last day of the month", -20),
    }
    assert {g.words: g.worth for g in mrr.groups if g.counted} == {
        "began to pay, or to pay another MRR, on the last day of the month": 10,
        "with an account that is not among the accounts": 160,
        "overdue, within the days of grace": 80,
    }


def test_customers_counted_by_who_paid_at_any_time_are_explained(billed: View) -> None:
    found = explained((billed, line(billed, "customers", "2025-02", 6)))
    assert found.groups[0].words.endswith("paid until a day within the month")
    assert (found.groups[0].exact, found.groups[0].worth) == (True, -2)


def test_mrr_of_contracts_beside_billing_is_a_group_of_its_own(tmp_path: Path) -> None:
    contract = deal("D", "B", "won", "2025-01-05", arr=1200, term_months=12, currency="USD")
    accounts = [account("A"), account("B")]
    view = company(
        tmp_path, accounts=accounts, deals=[contract], subscriptions=[pays("A", 50, "2025-01-01")]
    )
    found = explained((view, line(view, "closing_mrr", "2025-02", 50)))
    assert "with MRR taken from contracts in the CRM" in exact(found)


def test_gap_that_is_bridged_is_told(tmp_path: Path) -> None:
    spans = [
        pays("A", 50, "2025-01-01", "2025-02-20"),
        {**pays("A", 50, "2025-03-05"), "subscription_id": "again"},
        pays("B", 10, "2025-01-01"),
    ]
    view = company(tmp_path, accounts=[account("A"), account("B")], subscriptions=spans)
    found = explained((view, line(view, "customers", "2025-02", 1)))
    assert exact(found) == ["not covered by a bill on the last day"]


def test_spend_for_other_ends_than_winning_is_a_group(tmp_path: Path) -> None:
    costs = [
        {"spend_id": f"s{n}", "spent_on": "2025-02-10", "currency": "USD", **cells}
        for n, cells in enumerate(
            [
                {"amount": 500, "category": "people"},
                {"amount": 70, "category": "people", "purpose": "retention"},
                {"amount": 30, "category": "tools"},
                {"amount": -5, "category": "tools"},
            ]
        )
    ]
    view = company(tmp_path, spend=costs)
    found = explained((view, line(view, "spend", "2025-02", 525)))
    assert exact(found) == ["for retention"]
    assert worths(found) == {
        "for retention": 70,
        "of the category people": 570,
        "of the category tools": 25,
        "refunds": -5,
    }
