"""Numbers and sentences as people read them; every expected text is written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Change
from icp_metrics.statistics.estimate import Difference, Estimate
from icp_metrics.wording import region, textbook
from tests.charts.rows import DEAL_SIZE, HIDDEN, NOTHING, WIN_RATE, with_group


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (0.314, "share", "31.4%"),
        (0.0, "share", "0.0%"),
        (57.6, "days", "58 days"),
        (1, "days", "1 day"),
        (11.25, "months", "11.2 months"),
        (1234.5, "points", "1,234"),
        (1.5, "ratio", "1.50"),
    ],
)
def test_value_is_written_in_its_unit(number: float, unit: wording.Unit, said: str) -> None:
    assert wording.value(number, unit) == said


@pytest.mark.parametrize("unit", ["share", "money", "days", "months", "ratio", "points"])
def test_unknown_is_a_dash_and_never_zero(unit: wording.Unit) -> None:
    assert wording.value(None, unit, "USD") == "–"
    assert wording.difference(None, unit, "USD") == "–"


@pytest.mark.parametrize(
    ("number", "currency", "said"),
    [
        (28_140, "USD", "$28.1k"),
        (999, "EUR", "€999"),
        (999.6, "GBP", "£1.0k"),
        (999_960, "CHF", "CHF 1.0m"),
        (-1_250_000_000, None, "-1.2b"),
        (0, "USD", "$0"),
    ],
)
def test_money_is_compact_and_names_its_currency(
    number: float, currency: str | None, said: str
) -> None:
    assert wording.money(number, currency) == said


def test_difference_is_signed_and_shares_differ_in_percentage_points() -> None:
    assert wording.difference(0.088, "share") == "+8.8 pp"
    assert wording.difference(-0.005, "share") == "-0.5 pp"
    assert wording.difference(0.0, "share") == "±0.0 pp"
    assert wording.difference(-13, "days") == "-13 days"
    assert wording.difference(9_100, "money", "USD") == "+$9.1k"
    assert wording.difference(-9_100, "money", "USD") == "-$9.1k"


def test_interval_has_both_ends_or_says_nothing() -> None:
    assert wording.interval(Estimate(0.3, 0.271, 0.356, "ok"), "share") == "27.1% to 35.6%"
    gap = Difference(9_000, -3_900, 15_200)
    assert wording.interval(gap, "money", "USD", signed=True) == "-$3.9k to +$15.2k"
    assert wording.interval(Estimate(0.3, None, None, "ok"), "share") == ""
    assert wording.interval(Estimate(55, 50, 59, "ok"), "days") == "50 to 59 days"
    assert wording.interval(Difference(-4, -11, 3), "days", signed=True) == "-11 to +3 days"


def test_ratio_is_said_only_where_amounts_are_compared_as_one() -> None:
    assert wording.times(DEAL_SIZE) == "1.5x (1.2x to 1.8x)"
    assert wording.times(WIN_RATE) == ""
    # A share that is decided as a ratio is still shown in percentage points.
    assert wording.times(replace(DEAL_SIZE, kpi=KPIS["nrr"])) == ""
    assert wording.times(with_group(DEAL_SIZE, "fit", HIDDEN)) == ""


def test_answer_is_in_the_words_of_the_kpi() -> None:
    assert wording.answer(WIN_RATE) == "Higher"
    assert wording.answer(replace(WIN_RATE, verdict="worse")) == "Lower"
    assert wording.answer(DEAL_SIZE) == "Larger"
    assert wording.answer(replace(DEAL_SIZE, verdict="worse")) == "Smaller"
    assert wording.answer(replace(WIN_RATE, verdict="equivalent")) == "Same in practice"
    assert wording.answer(replace(WIN_RATE, verdict="no_clear_difference")) == "No clear difference"


def test_answer_says_how_many_more_accounts_it_takes_where_that_is_known() -> None:
    early = replace(WIN_RATE, verdict="too_little_data", extras={"more_needed": 1_300})
    assert wording.answer(early) == "Too early: about 1,300 more accounts"
    assert wording.answer(replace(early, extras={"more_needed": None})) == "Too early"


def test_sentence_says_both_sides_the_difference_and_the_answer() -> None:
    assert wording.sentence(WIN_RATE) == (
        "Win rate is 40.0% in ICP and 25.0% outside: +15.0 pp (likely +3.0 pp to +27.0 pp). Higher."
    )
    assert wording.sentence(DEAL_SIZE) == (
        "Deal size is €28.1k in ICP and €19.1k outside: +€9.1k (likely +€3.9k to +€15.2k). Larger."
    )


def test_sentence_without_a_comparison_says_which_side_lacks_what() -> None:
    row = replace(with_group(WIN_RATE, "fit", NOTHING), gap=Difference(), verdict="too_little_data")
    assert wording.sentence(row) == "Win rate: no comparison yet. In ICP: no deals."


def test_money_to_a_horizon_is_named_by_its_months_and_by_what_it_is() -> None:
    row = replace(DEAL_SIZE, kpi=KPIS["cltv"], horizon=12)
    assert wording.title(row) == "12-month margin"
    assert wording.title(replace(row, horizon=36, flags=("no_margin",))) == "36-month revenue"
    assert wording.sentence(replace(row, horizon=24)).startswith("24-month margin is €28.1k in ICP")
    assert wording.title(WIN_RATE) == "Win rate"
    assert [wording.inline(t) for t in ("Win rate", "MRR growth")] == ["win rate", "MRR growth"]


def test_everything_publish_counts_beside_a_kpi_has_words() -> None:
    said = {"refuse": wording.REASONS, "left_out": wording.LEFT_OUT, "flag": wording.FLAGS}
    said["circular"] = wording.FLAGS
    for kpi in KPIS.values():
        assert [c.name for c in kpi.checks if c.name not in said[c.role]] == [], kpi.id
        shares = [name.removesuffix("_share") for name in kpi.shares]
        assert [name for name in (*shares, *kpi.flags) if name not in wording.FLAGS] == []


def test_what_is_left_out_is_counted_and_named() -> None:
    row = replace(WIN_RATE, kpi=KPIS["cycle_length"], extras={"left_out": {"no_created_on": 500}})
    assert wording.left_out(row) == ["Left out: 500 deals without a creation date."]
    assert wording.left_out(WIN_RATE) == []


def test_kpi_without_its_table_says_once_what_to_load() -> None:
    lacking = replace(NOTHING, estimate=Estimate.unknown("missing_table"))
    row = replace(
        WIN_RATE, kpi=KPIS["grr"], groups=dict.fromkeys(WIN_RATE.groups, lacking), gap=Difference()
    )
    why = "Its data was never loaded; load subscriptions or invoice_lines."
    assert wording.blocked(row) == why
    assert wording.sentence(row) == f"Gross revenue retention: no comparison yet. {why}"
    assert wording.blocked(WIN_RATE) == ""


def test_companions_are_said_in_their_own_unit_only_beside_a_comparison() -> None:
    extras = {
        "median_won": {"fit": 56.0, "not_fit": 62.4},
        "revenue": {"fit": 73_290.0, "not_fit": None},
        "won": {"fit": 181.0, "not_fit": 192.0},
    }
    row = replace(DEAL_SIZE, extras=extras)
    assert wording.companions(row) == [
        "Median of the won deals alone: 56 days in ICP, 62 days outside",
        "Revenue in that time: €73.3k in ICP, – outside",
    ]
    assert wording.companions(with_group(row, "fit", HIDDEN)) == []


@pytest.mark.parametrize(
    ("kpi", "said"),
    [
        ("win_rate", "Deals closed 1 Jan 2025 to 31 Dec 2025"),
        ("deal_size", "Won deals closed 1 Jan 2025 to 31 Dec 2025"),
        ("cycle_length", "Deals followed 1 Jan 2025 to 31 Dec 2025"),
        ("grr", "Customers at the last month-end of 1 Jan 2025 to 31 Dec 2025"),
        ("renewal_rate", "Terms that ended in 1 Jan 2025 to 31 Dec 2025"),
    ],
)
def test_period_says_what_counts_in_it(kpi: str, said: str) -> None:
    assert wording.when(replace(WIN_RATE, kpi=KPIS[kpi])) == said


def test_counts_have_separators_and_name_facts_and_accounts() -> None:
    group = replace(WIN_RATE.groups["fit"], facts=1_455, n=1_001)
    assert wording.behind(group, WIN_RATE.kpi) == "1,455 deals of 1,001 accounts"


def test_period_is_written_with_its_last_day_included() -> None:
    period = Period(date(2025, 10, 1), date(2026, 10, 1))
    assert wording.dates(period) == "1 Oct 2025 to 30 Sep 2026"
    assert wording.day(date(2026, 3, 1)) == "1 Mar 2026"


def test_period_compared_with_is_named_only_where_it_holds_data() -> None:
    before = Period(date(2024, 1, 1), date(2025, 1, 1))
    gap = Difference(0.01, -0.05, 0.07)
    row = replace(WIN_RATE, change=Change(before, gap, gap, gap))
    both = "1 Jan 2025 to 31 Dec 2025, compared with 1 Jan 2024 to 31 Dec 2024"
    assert wording.compared(row) == both
    assert wording.compared(WIN_RATE) == "1 Jan 2025 to 31 Dec 2025"


def test_too_few_is_too_early_and_nothing_is_none() -> None:
    assert wording.too_early(HIDDEN) == "too early"
    assert wording.too_early(NOTHING) == "none"
    assert wording.too_early(WIN_RATE.groups["fit"]) == ""
    assert wording.too_early(WIN_RATE.groups["unknown"]) == ""


def test_attributes_and_missing_values_are_named_in_words() -> None:
    assert wording.attribute("annual_revenue") == "Annual revenue"
    assert wording.attribute("opportunities.lost_reason") != wording.attribute("lost_reason")
    assert wording.segment(None) == "(blank)"
    # An account whose region is literally "(blank)" is not taken for a missing one.
    assert wording.segment("(blank)") != "(blank)"


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/x.png)",
        "<img src=http://evil.example/y>",
        ":material/home: :smile: :red[stop]",
        "$x$ and `code` and *bold*",
        "www.evil.example or me@evil.example",
        "# Title - not a list",
    ],
)
def test_plain_text_keeps_what_it_says_and_leaves_nothing_that_markdown_reads(text: str) -> None:
    made = wording.plain(text)
    assert made.replace("\\", "").replace("\u200b", "") == text
    escaped = "".join(c for i, c in enumerate(made) if made[i - 1 : i] != "\\")
    assert not set("![]()<`*$#:") & set(escaped)
    for marked in ("http://", "www.", "@evil", ":material/", ":smile"):
        assert marked not in made.replace("\\", "").replace("\u200b@", "")


def test_plain_text_is_one_line() -> None:
    assert wording.plain("one\n\n# two\tthree") == "one \\# two three"


@pytest.mark.parametrize(
    ("tag", "share", "amount", "short", "count", "on"),
    [
        ("en-US", "31.4%", "$28,140.25", "-$28.1k", "1,234,567 deals", "Sep 30, 2026"),
        ("en-GB", "31.4%", "US$28,140.25", "-US$28.1k", "1,234,567 deals", "30 Sep 2026"),
        ("de-DE", "31,4_%", "28.140,25_US$", "-28,1k_US$", "1.234.567 deals", "30 Sep 2026"),
        ("de", "31,4_%", "28.140,25_US$", "-28,1k_US$", "1.234.567 deals", "30 Sep 2026"),
        ("fr-CH", "31.4%", "US$_28’140.25", "-US$_28.1k", "1’234’567 deals", "30 Sep 2026"),
        ("ja-JP", "31.4%", "US$28,140.25", "-US$28.1k", "1,234,567 deals", "30 Sep 2026"),
        ("hi-IN", "31.4%", "$28,140.25", "-$28.1k", "12,34,567 deals", "30 Sep 2026"),
        ("pt-BR", "31,4%", "US$_28.140,25", "-US$_28,1k", "1.234.567 deals", "30 Sep 2026"),
        ("fr-CH, fr;q=0.9", "31.4%", "US$_28’140.25", "-US$_28.1k", "1’234’567 deals", None),
    ],
)
def test_figures_and_dates_are_written_as_in_the_region_of_the_reader(
    tag: str, share: str, amount: str, short: str, count: str, on: str | None
) -> None:
    joined = "\u00a0"
    with region.using(tag):
        assert wording.value(0.314, "share") == share.replace("_", joined)
        assert wording.full_money(28_140.25, "USD") == amount.replace("_", joined)
        assert wording.money(-28_140.25, "USD") == short.replace("_", joined)
        assert wording.counted(1_234_567, "deals") == count
        assert on is None or wording.day(date(2026, 9, 30)) == on


@pytest.mark.parametrize("tag", [None, "", "xx-YY", "qq", "*", "<script>", "../en", "a" * 9_999])
def test_reader_of_no_known_region_gets_the_plain_form(tag: str | None) -> None:
    with region.using(tag):
        assert wording.full_money(28_140.25, "USD") == "$28,140.25"
        assert wording.full_money(28_140.25, "CHF") == "CHF 28,140.25"
        assert wording.day(date(2026, 9, 30)) == "30 Sep 2026"


def test_ranges_and_differences_follow_the_region_in_every_unit() -> None:
    of = Estimate(1_300, 1_234, 2_345, "ok")
    with region.using("sv-SE"):
        # Digits are grouped by a space that does not break: it is not the one before the word.
        assert wording.interval(of, "days") == "1\u00a0234 to 2\u00a0345 days"
        assert wording.difference(-0.088, "share") == "-8,8 pp"
    with region.using("de-DE"):
        assert wording.interval(Estimate(0.3, 0.271, 0.356, "ok"), "share") == (
            "27,1\u00a0% to 35,6\u00a0%"
        )
        assert wording.times(DEAL_SIZE) == "1,5x (1,2x to 1,8x)"
        assert wording.value(11.25, "months") == "11,2 months"
        # What stands on a page keeps a figure and its sign on one line.
        assert wording.plain(wording.value(0.5, "share")) == "50,0\u00a0%"


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert wording.value(-0.0001, "share") == "0.0%"
    assert wording.digits(-0.4) == "0"


def test_region_is_asked_for_each_time_and_kept_by_nobody() -> None:
    tags = iter(["de-DE", "en-US", None])
    region.follow(lambda: next(tags))
    try:
        said = [wording.digits(1_234.5, 1) for _ in range(3)]
    finally:
        region.follow(lambda: None)
    assert said == ["1.234,5", "1,234.5", "1,234.5"]


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("1,234 of 5,678,901", "1.234 of 5.678.901"),
        ("12 of 34 strata hold both groups", "12 of 34 strata hold both groups"),
        ("800 in each group, from 25.2%", "800 in each group, from 25,2\u00a0%"),
        (
            "28.1% of all renewals, at 10% a year",
            "28,1\u00a0% of all renewals, at 10\u00a0% a year",
        ),
        ("alpha 0.87, fitted to 3 renewals", "alpha 0,87, fitted to 3 renewals"),
        ("by v2.5 and 5001+, 12,50", "by v2.5 and 5001+, 12,50"),
    ],
)
def test_what_a_textbook_figure_is_made_of_follows_the_region(said: str, german: str) -> None:
    assert textbook.made_of(said) == said
    with region.using("de-DE"):
        assert textbook.made_of(said) == german
