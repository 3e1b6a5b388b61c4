"""An address is read as the sidebar writes it; what it cannot mean is a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from icp_metrics.address import asked, read
from icp_metrics.address.calendar import offered
from icp_metrics.address.filters import option
from icp_metrics.compare import Period, Slice, View, compare, open_view
from icp_metrics.errors import SliceError
from icp_metrics.settings import Settings
from tests.builders import ICP, account, deal, load_rows, new_store


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Data to 10 Aug 2026; the fiscal year begins in April."""
    store = new_store(tmp_path_factory.mktemp("asked"), ICP)
    fiscal = Settings().with_values({"fiscal_year_start": 4}, version=0)
    store.save_settings(fiscal, author="A. Tester", reason="try")
    closed = ["2023-02-14", "2025-05-20", "2025-07-02", "2026-05-20", "2026-08-10"]
    load_rows(
        store,
        accounts=[
            account("A", industry="software", region="North"),
            account("B", industry="software"),
            account("C", industry="retail", region="(blank)"),
        ],
        deals=[deal(f"d{i}", "ABC"[i % 3], "won", day) for i, day in enumerate(closed)],
        as_of="2026-08-31",
    )
    return open_view(store)


@pytest.mark.parametrize(
    ("words", "starts", "ends"),
    [
        ("Last 4 quarters", "2025-07-01", "2026-07-01"),
        ("The 4 quarters before", "2024-07-01", "2025-07-01"),
        ("Last complete quarter", "2026-04-01", "2026-07-01"),
        ("This quarter to date", "2026-07-01", "2026-08-11"),
        ("Last complete fiscal year", "2025-04-01", "2026-04-01"),
        ("This fiscal year to date", "2026-04-01", "2026-08-11"),
        ("Last 12 months", "2025-08-01", "2026-08-01"),
        ("Last 90 days", "2026-05-13", "2026-08-11"),
        ("Last 30 days", "2026-07-12", "2026-08-11"),
        ("All time", "2023-02-14", "2026-08-11"),
        ("FY2027 Q2", "2026-07-01", "2026-10-01"),
        ("FY2026", "2025-04-01", "2026-04-01"),
        ("2026-06", "2026-06-01", "2026-07-01"),
        ("FY2013 Q4", "2013-01-01", "2013-04-01"),
    ],
)
def test_period_by_name_follows_the_fiscal_calendar_and_the_end_of_the_data(
    view: View, words: str, starts: str, ends: str
) -> None:
    found = asked(view, {"period": (words,)})
    assert (found.starts, found.ends) == (d(starts), d(ends))


def test_without_a_period_it_is_the_one_of_the_command_line(view: View) -> None:
    assert asked(view, {}) == asked(view, {"period": ("Last 4 quarters",)})
    row = compare(view, "win_rate", Slice())[0]
    assert (row.period.starts, row.period.ends) == (asked(view, {}).starts, asked(view, {}).ends)


def test_every_period_offered_is_asked_by_its_name(view: View) -> None:
    for words, period in offered(view).items():
        found = asked(view, {"period": (words,)})
        assert (found.starts, found.ends) == (period.starts, period.ends)


def test_custom_period_holds_both_of_its_days(view: View) -> None:
    dates = {"period": ("Custom",), "from": ("2025-05-20",), "to": ("2025-07-02",)}
    found = asked(view, dates)
    assert (found.starts, found.ends) == (d("2025-05-20"), d("2025-07-03"))
    assert compare(view, "win_rate", found)[0].groups["all"].facts == 2
    day = asked(view, {**dates, "to": ("2025-05-20",)})
    assert compare(view, "win_rate", day)[0].groups["all"].facts == 1


@pytest.mark.parametrize(
    ("dates", "starts", "ends"),
    [
        ({}, "2023-02-14", "2026-08-11"),
        ({"from": "2026-05-01"}, "2026-05-01", "2026-08-11"),
        ({"to": "2025-05-20"}, "2023-02-14", "2025-05-21"),
    ],
)
def test_custom_period_without_a_date_goes_as_far_as_the_data(
    view: View, dates: dict[str, str], starts: str, ends: str
) -> None:
    found = asked(view, {"period": ("Custom",), **{n: (day,) for n, day in dates.items()}})
    assert (found.starts, found.ends) == (d(starts), d(ends))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"period": "Yesterday"}, "There is no period 'Yesterday'."),
        ({"period": "2026 Q3"}, "There is no period '2026 Q3'."),
        ({"period": "Custom", "from": "2026-09-01"}, "ends before it begins"),
        ({"period": "Custom", "from": "1 Jan", "to": "2026-02-01"}, "'1 Jan' is no date"),
        ({"period": "Custom", "from": "2026-02-30", "to": "2026-03-01"}, "is no date"),
        ({"period": "Custom", "from": "2026-03-02", "to": "2026-03-01"}, "ends before it begins"),
        ({"period": "Custom", "from": "0001-01-01", "to": "2026-03-01"}, "out of the years"),
        ({"period": "Custom", "from": "2026-01-01", "to": "9999-12-31"}, "out of the years"),
        ({"judged": "never"}, "There is no way to judge 'never'."),
        ({"against": "the moon"}, "There is no period to compare with 'the moon'."),
        ({"where": "Regoin: North"}, "There is no filter 'Regoin: North'. Did you mean 'Region'?"),
        ({"where": "North"}, "'North' is no filter"),
    ],
)
def test_what_an_address_cannot_mean_is_a_sentence(
    view: View, said: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SliceError) as raised:
        asked(view, {name: (words,) for name, words in said.items()})
    assert sentence in raised.value.message


def test_filters_of_one_attribute_stand_together_and_a_missing_value_is_no_label(
    view: View,
) -> None:
    words = ("Region: North", "Industry: software", "Region: (blank)")
    assert asked(view, {"where": words}).where == (
        ("region", ("North", "")),
        ("industry", ("software",)),
    )


@pytest.mark.parametrize("label", ["North", "", "(blank)", "a: b", "<b>x</b>"])
def test_filter_is_read_as_it_is_shown(view: View, label: str) -> None:
    shown = option("region", label or None)
    assert asked(view, {"where": (shown,)}).where == (("region", (label,)),)


def test_label_that_is_the_word_for_a_missing_value_is_told_from_one(view: View) -> None:
    whole = {"period": ("All time",)}
    missing = asked(view, {**whole, "where": (option("region", None),)})
    called = asked(view, {**whole, "where": (option("region", "(blank)"),)})
    facts = [compare(view, "win_rate", q)[0].groups["all"].facts for q in (missing, called)]
    # B has two deals and no region, C one and a region of that name.
    assert facts == [2, 1]


AGAINST = {
    "against": ("another period",),
    "against_from": ("2023-01-01",),
    "against_to": ("2023-12-31",),
}


def test_period_to_compare_with_can_be_any_earlier_one(view: View) -> None:
    found = asked(view, AGAINST)
    assert found.against == Period(d("2023-01-01"), d("2024-01-01"))
    row = compare(view, "deal_size", found)[0]
    assert row.change is not None
    assert row.change.before == found.against


def test_period_to_compare_with_must_end_before_the_one_shown_begins(view: View) -> None:
    to_the_day_before = {**AGAINST, "against_to": ("2025-06-30",)}
    assert isinstance(asked(view, to_the_day_before).against, Period)
    open_ended = {n: v for n, v in AGAINST.items() if n == "against"}
    assert asked(view, open_ended).against == Period(d("2023-02-14"), d("2025-07-01"))
    with pytest.raises(SliceError, match="must end before 2025-07-01"):
        asked(view, {**AGAINST, "against_to": ("2025-07-01",)})


def test_row_per_quarter_has_no_change_from_a_period_that_is_named(view: View) -> None:
    found = asked(view, AGAINST)
    each = Slice(starts=found.starts, ends=found.ends, every="quarter", against=found.against)
    assert [row.change for row in compare(view, "win_rate", each)] == [None] * 4


def test_address_is_taken_apart_into_page_and_parameters() -> None:
    found = read("https://metrics.example/kpi?where=Region%3A+South&where=Tier%3A+A&kpi=Win+rate")
    assert found.page == "kpi"
    assert found.parameters == {"where": ("Region: South", "Tier: A"), "kpi": ("Win rate",)}
    assert read("http://127.0.0.1:8501/").page == "scorecard"
    assert read("/accounts?group=In+ICP").page == "accounts"


@pytest.mark.parametrize("text", ["http://[half", "kpi?where"])
def test_address_that_is_none_is_a_sentence(text: str) -> None:
    with pytest.raises(SliceError, match="is no address of a page"):
        read(text)
