"""Ours beside theirs: what ties, what is off, and what cannot be compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from icp_metrics.compare import View, open_view
from icp_metrics.publish.settings import save_settings
from icp_metrics.store import Store
from icp_metrics.tie_out import asked, lines, measures, state
from icp_metrics.wording import tie_out as wording
from tests.builders import account, deal, pays
from tests.tie_out.stating import company, exact, explained, figure, line

DEALS = [
    deal("D1", "A", "won", "2025-01-31", amount=1000),
    deal("D2", "A", "won", "2025-02-01", amount=200.25, type="renewal"),
    deal("D3", None, "won", "2025-02-28", amount=50),
    deal("D4", "B", "lost", "2025-02-10", amount=9000),
    deal("D5", "B", "open", "2025-02-10", amount=9000),
    deal("D6", "B", "won", "2025-03-01"),
]
COSTS = [
    {"spend_id": "s1", "spent_on": "2025-01-31", "amount": 500, "category": "people"},
    {"spend_id": "s2", "spent_on": "2025-02-01", "amount": 300, "category": "tools"},
    {"spend_id": "s3", "spent_on": "2025-02-15", "amount": -20, "category": "program"},
]
BOOK = [
    pays("A", 100, "2025-01-15"),
    pays("B", 40.5, "2025-02-28"),
    pays("C", 7, "2025-01-01", "2025-02-28"),
]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Three accounts, four deals won, three costs and three subscriptions, all in USD."""
    return company(
        tmp_path_factory.mktemp("company"),
        accounts=[account("A"), account("B"), account("C")],
        deals=[{**d, "currency": "USD"} for d in DEALS],
        spend=[{**c, "currency": "USD"} for c in COSTS],
        subscriptions=BOOK,
    )


# By hand: in February D2 and D3 are won; A and B pay on the 28th, and C until that day.
FEBRUARY = {
    "won_count": 2,
    "won_amount": "250.25",
    "closing_mrr": "140.50",
    "customers": 2,
    "spend": 280,
}


def test_every_measure_is_tried_here() -> None:
    assert set(FEBRUARY) == set(measures())


@pytest.mark.parametrize("measure", FEBRUARY)
def test_figure_of_february_ties_and_one_more_is_off(view: View, measure: str) -> None:
    stated = FEBRUARY[measure]
    ties = line(view, measure, "2025-02", stated)
    assert (ties.status, ties.difference) == ("ties", 0)
    off = line(view, measure, "2025-02", Decimal(stated) + 1)
    assert (off.status, off.difference) == ("off", -1)
    assert f"off by {'1 ' if off.measure.unit == 'count' else '$1.00 '}" in wording.off(off)


def test_money_ties_to_the_cent_and_no_further(view: View) -> None:
    assert line(view, "won_amount", "2025-02", "250.2549").status == "ties"
    assert line(view, "won_amount", "2025-02", "250.26").status == "off"


def test_difference_up_to_the_stated_tolerance_ties(view: View) -> None:
    assert line(view, "spend", "2025-02", 270, tolerance="10").status == "ties"
    assert line(view, "spend", "2025-02", 269, tolerance="10").status == "off"


def test_month_with_nothing_in_it_is_zero_and_not_unknown(view: View) -> None:
    assert line(view, "spend", "2025-03", 0).status == "ties"
    assert line(view, "won_amount", "2025-03", 0).ours == 0


def test_month_the_data_does_not_reach_the_end_of_is_not_off(tmp_path: Path) -> None:
    early = company(
        tmp_path, deals=[deal("D1", None, "won", "2025-03-01")], data_through="2025-03-30"
    )
    march = line(early, "won_count", "2025-03", 99)
    assert (march.status, march.ours) == ("incomplete", None)
    assert wording.not_compared(march) == (
        "The month is not complete: our data reaches 30 Mar 2025; if the extract covers the month, "
        "state so with --data-through when it is loaded."
    )
    assert state([march]) is not None and state([march]).off == ()  # type: ignore[union-attr]


def test_month_before_the_first_row_is_not_off(view: View) -> None:
    before = line(view, "won_count", "2024-12", 7)
    assert before.status == "before"
    assert wording.not_compared(before) == "Our data begins later in 2025-01."


def test_measure_without_its_tables_says_so(tmp_path: Path) -> None:
    deals_only = company(tmp_path, deals=[deal("D1", None, "won", "2025-01-05")])
    found = line(deals_only, "spend", "2025-01", 7)
    assert (found.status, found.ours) == ("no_data", None)
    assert "spend" in wording.not_compared(found)


def test_ours_is_told_where_nothing_is_stated(view: View) -> None:
    (found,) = lines(view, [asked("won_count", "2025-02")])
    assert (found.status, found.ours, found.difference) == ("not_stated", 2, None)
    assert wording.compared(found) == "Won count in 2025-02: ours is 2; nothing is stated."


EURO = [
    deal("D1", None, "won", "2025-01-05", amount=100, currency="USD"),
    deal("D2", None, "won", "2025-01-06", amount=10, currency="EUR"),
]
RATES = [{"currency": "EUR", "month_on": "2025-01-01", "rate": "1.5"}]


def in_dollars(folder: Path) -> View:
    view = company(folder, deals=EURO, fx_rates=RATES)
    store = Store(folder / "store")
    save_settings(store, {"reporting_currency": "USD"}, author="", reason="")
    assert view.version.number == 1
    return open_view(store)


def test_several_currencies_without_rates_are_never_added_up(tmp_path: Path) -> None:
    mixed = company(tmp_path, deals=EURO)
    whole = line(mixed, "won_amount", "2025-01", 110)
    assert (whole.status, whole.ours, whole.currencies) == (
        "several_currencies",
        None,
        ("EUR", "USD"),
    )
    assert "in EUR and USD and cannot be added up" in wording.not_compared(whole)
    euros = line(mixed, "won_amount", "2025-01", 10, currency="EUR")
    assert (euros.status, euros.ours, euros.currency) == ("ties", 10, "EUR")
    assert line(mixed, "won_count", "2025-01", 2).status == "ties"


def test_reporting_currency_is_all_converted_and_another_is_what_was_written_in_it(
    tmp_path: Path,
) -> None:
    view = in_dollars(tmp_path)
    for currency in ("", "USD"):
        whole = line(view, "won_amount", "2025-01", 115, currency=currency)
        assert (whole.status, whole.currency) == ("ties", "USD")
    euros = line(view, "won_amount", "2025-01", 10, currency="eur")
    assert euros.status == "ties"
    assert explained((view, euros)).rows["row_id"].to_list() == ["D2"]
    dollars_alone = line(view, "won_amount", "2025-01", 100)
    assert exact(explained((view, dollars_alone))) == ["written in another currency"]


def test_mrr_stated_in_another_currency_than_it_is_kept_in_is_not_compared(view: View) -> None:
    found = line(view, "closing_mrr", "2025-02", 130, currency="EUR")
    assert (found.status, found.ours) == ("other_currency", None)
    assert wording.not_compared(found) == "Ours is kept in USD alone: state it in USD."


def test_state_in_a_word_names_who_ties_in_how_many_months(view: View) -> None:
    assert wording.in_a_word(state([])) is None
    two = [
        line(view, "won_count", "2025-01", 1),
        line(view, "won_count", "2025-02", 2),
        line(view, "spend", "2025-02", 280),
    ]
    assert wording.in_a_word(state(two)) == "ties to the CRM and finance (2 months)"
    assert wording.in_a_word(state(two[:1])) == "ties to the CRM (1 month)"


def test_state_in_a_word_names_the_latest_difference_and_counts_the_others(view: View) -> None:
    found = lines(
        view,
        [
            figure("spend", "2025-01", 1),
            figure("won_count", "2025-02", 4),
            figure("closing_mrr", "2025-02", "140.50"),
        ],
    )
    word = wording.in_a_word(state(found))
    assert word == "off by 2 deals in 2025-02, and 1 other figure"


def test_state_of_months_that_are_not_complete_is_neither(view: View) -> None:
    found = [line(view, "won_count", "2025-04", 4)]
    assert wording.in_a_word(state(found)) == "no stated figure can be compared yet"


def test_line_as_plain_data(view: View) -> None:
    assert line(view, "won_amount", "2025-02", 250).to_json() == {
        "measure": "won_amount",
        "month": "2025-02",
        "source": "CRM",
        "ours": 250.25,
        "theirs": 250.0,
        "difference": 0.25,
        "currency": "USD",
        "tolerance": 0.0,
        "status": "off",
    }
    assert figure("won_count", "2025-02", 2).month == date(2025, 2, 1)
