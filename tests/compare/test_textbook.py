"""Textbook tests beside an answer: what a statistics package makes of the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.textbook import Line, has_textbook, textbook
from icp_metrics.wording.textbook import line_range, line_value, small_p
from tests.builders import YEAR, crowd, joined, small_company

COUNTS = (
    ("North", "software", 40, 22),
    ("North", "retail", 60, 21),
    ("South", "software", 25, 9),
    ("South", "retail", 30, 6),
    ("West", "software", 8, 3),
)
"""Region, industry, deals and how many of them were won; software fits. West has none outside."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> View:
    """163 accounts with a deal each, in three regions."""
    crowds = [
        crowd(f"{region}{industry}", n, won, region=region, industry=industry)
        for region, industry, n, won in COUNTS
    ]
    return small_company(tmp_path_factory.mktemp("textbook"), **joined(*crowds))


def named(lines: Sequence[Line], name: str, part: str) -> Line:
    """The only line of that name about that part."""
    (found,) = [line for line in lines if line.name == name and line.part == part]
    return found


def test_shares_are_those_of_statsmodels(company: View) -> None:
    lines = textbook(company, "win_rate", YEAR)
    fit = named(lines, "Share with Wilson limits", "fit")
    assert (fit.value, fit.given) == (34 / 73, "34 of 73")
    assert (fit.low, fit.high) == pytest.approx(proportion_confint(34, 73, method="wilson"))
    gap = named(lines, "Difference with Newcombe limits", "gap")
    newcombe = confint_proportions_2indep(34, 73, 27, 90, method="newcomb", compare="diff")
    assert (gap.low, gap.high) == pytest.approx(newcombe)
    normal = named(lines, "Difference with normal limits", "gap")
    wald = confint_proportions_2indep(34, 73, 27, 90, method="wald", compare="diff")
    assert (normal.low, normal.high) == pytest.approx(wald)
    pearson = stats.chi2_contingency([[34, 39], [27, 63]], correction=False)
    plain = named(lines, "Pearson's chi-square", "gap")
    assert (plain.value, plain.p) == pytest.approx((pearson[0], pearson[1]))
    corrected = named(lines, "Pearson's chi-square times (N - 1) / N", "gap")
    assert corrected.value == pytest.approx(pearson[0] * 162 / 163)


def test_strata_are_pooled_as_statsmodels_pools_them(company: View) -> None:
    lines = textbook(company, "win_rate", YEAR)
    oracle = StratifiedTable([np.array([[22, 18], [21, 39]]), np.array([[9, 16], [6, 24]])])
    odds = named(lines, "Odds ratio, Mantel-Haenszel", "strata")
    assert odds.value == pytest.approx(oracle.oddsratio_pooled)
    assert (odds.low, odds.high) == pytest.approx(oracle.oddsratio_pooled_confint())
    assert odds.given == "2 of 3 strata hold both groups, by Region"
    risks = named(lines, "Risk ratio, Mantel-Haenszel", "strata")
    assert risks.value == pytest.approx(oracle.riskratio_pooled)
    tested = named(lines, "Cochran-Mantel-Haenszel test", "strata")
    assert tested.p == pytest.approx(oracle.test_null_odds().pvalue)
    alike = named(lines, "Same odds ratio in all strata: Breslow-Day", "strata")
    assert alike.p == pytest.approx(oracle.test_equal_odds().pvalue)
    pooled = named(lines, "Risk difference, Mantel-Haenszel", "strata")
    # By hand: weights 40·60/100 and 25·30/55.
    by_hand = (24 * (22 / 40 - 21 / 60) + 750 / 55 * (9 / 25 - 6 / 30)) / (24 + 750 / 55)
    assert pooled.value == pytest.approx(by_hand)
    assert pooled.low is not None and pooled.high is not None
    assert pooled.low < by_hand < pooled.high


def test_parts_and_the_standardised_difference_are_those_by_hand(company: View) -> None:
    lines = textbook(company, "win_rate", YEAR)
    rates, mix = (named(lines, f"Part of the difference that is {w}", "strata") for w in _PARTS)
    assert rates.value is not None and mix.value is not None
    assert rates.value + mix.value == pytest.approx(34 / 73 - 27 / 90)
    same = named(lines, "Difference, directly standardised to both groups together", "strata")
    assert same.value == pytest.approx(100 / 155 * 0.2 + 55 / 155 * (9 / 25 - 6 / 30))


_PARTS = ("rates", "mix")


def test_planning_says_what_so_many_could_tell(company: View) -> None:
    lines = textbook(company, "win_rate", YEAR)
    least = named(lines, "Smallest difference that so many tell with a chance of 80%", "planning")
    needed = named(lines, "Needed in each group to tell 3.0 pp with that chance", "planning")
    # Lehr's rule: 16 p q / difference² in each group, a little above the exact.
    assert least.value == pytest.approx(4 * sqrt(0.35 * 0.65 / 80.6), rel=0.1)
    assert needed.value == pytest.approx(16 * 0.315 * 0.685 / 0.03**2, rel=0.05)


def test_family_is_adjusted_as_statsmodels_does(demo_view: View) -> None:
    asked = Slice()
    lines = textbook(demo_view, "grr", asked)
    rows = [compare(demo_view, name, asked)[0] for name, kpi in KPIS.items() if kpi.headline]
    p = [row.gap.p for row in rows]
    assert None not in p
    at = [row.kpi.id for row in rows].index("grr")
    for name, method in (("q, Benjamini-Hochberg", "fdr_bh"), ("Holm", "holm")):
        expected = multipletests(p, method=method)[1][at]
        assert named(lines, name, "family").p == pytest.approx(expected)
    assert named(lines, "Bonferroni", "family").p == pytest.approx(min(1, len(p) * p[at]))


def facts(view: View, kpi: str, *columns: str) -> pl.DataFrame:
    """The rows of both groups, fit first."""
    each = [members(view, kpi, Slice(), group=g) for g in ("fit", "not_fit")]
    return pl.concat(each, how="vertical_relaxed").select("fit", *columns)


def test_curve_of_customers_is_that_of_statsmodels(demo_view: View) -> None:
    lines = textbook(demo_view, "logo_retention", Slice())
    every = facts(demo_view, "logo_retention", "entry_day", "exit_day", "left_by")
    gone = every["left_by"].is_not_null()
    for part in ("fit", "not_fit"):
        of = (every["fit"] == part).to_numpy()
        own = every.filter(of)
        # statsmodels counts entry as later than the day given, we count from it on.
        oracle = SurvfuncRight(
            own["exit_day"].to_numpy(), gone.to_numpy()[of], entry=own["entry_day"].to_numpy() - 1
        )
        line = named(lines, "Share there after day 366, Kaplan-Meier, log-log limits", part)
        at = np.searchsorted(oracle.surv_times, 366, side="right") - 1
        assert line.value == pytest.approx(oracle.surv_prob[at])
        assert line.low is not None and line.high is not None
        # The scale of log-log limits is symmetric around the value.
        ends = np.log(-np.log([line.low, line.value, line.high]))
        assert ends[0] - ends[1] == pytest.approx(ends[1] - ends[2])
        spread = oracle.surv_prob_se[at] / (oracle.surv_prob[at] * -np.log(oracle.surv_prob[at]))
        assert ends[0] - ends[1] == pytest.approx(1.959964 * spread, rel=1e-5)
    tested = named(lines, "Log-rank test", "gap")
    chi2, p = survdiff(
        every["exit_day"].to_numpy(),
        gone.to_numpy(),
        every["fit"].to_numpy(),
        entry=every["entry_day"].to_numpy() - 1,
    )
    assert (tested.value, tested.p) == pytest.approx((chi2, p))


def test_curve_of_deals_is_that_of_statsmodels(demo_view: View) -> None:
    lines = textbook(demo_view, "cycle_length", Slice())
    row = compare(demo_view, "cycle_length", Slice())[0]
    every = facts(demo_view, "cycle_length", "entry_day", "exit_day", "left_by")
    won = every["left_by"] == "won"
    tested = named(lines, "Log-rank test", "gap")
    chi2, p = survdiff(
        every["exit_day"].to_numpy(),
        won.fill_null(False).to_numpy(),
        every["fit"].to_numpy(),
        entry=every["entry_day"].to_numpy() - 1,
    )
    assert (tested.value, tested.p) == pytest.approx((chi2, p))
    assert named(lines, f"Share won by day {row.horizon}, Aalen-Johansen", "fit").value is not None


def test_share_won_by_a_day_is_that_of_statsmodels_where_nobody_enters_late(
    tmp_path: Path,
) -> None:
    accounts, deals = crowd("f", 30, 14, industry="software")
    more, others = crowd("o", 25, 8, industry="retail")
    took = np.random.default_rng(5).integers(1, 28, 55)
    for i, row in enumerate(deals + others):
        began = date(2025, 2, 1) + timedelta(i)
        row["created_on"], row["closed_on"] = str(began), str(began + timedelta(int(took[i])))
    view = small_company(tmp_path, accounts=[*accounts, *more], deals=[*deals, *others])
    lines = textbook(view, "win_rate", Slice(YEAR.starts, YEAR.ends, variant="curve"))
    (line,) = [each for each in lines if "Aalen-Johansen" in each.name and each.part == "fit"]
    day = int(line.name.split()[4].rstrip(","))
    days = took[:30]
    how = np.array([1 if d["status"] == "won" else 2 for d in deals])
    oracle = CumIncidenceRight(days, how)
    at = np.searchsorted(oracle.times, day, side="right") - 1
    assert line.value == pytest.approx(oracle.cinc[0][at])
    assert line.low is not None
    # Without censoring the variance is that of a share.
    error = sqrt(line.value * (1 - line.value) / 30) if line.value else 0.0
    assert line.value is not None and line.value - line.low == pytest.approx(1.959964 * error)


def test_scores_and_costs_are_those_of_their_counts(demo_view: View) -> None:
    lines = textbook(demo_view, "nps", Slice())
    answers = facts(demo_view, "nps", "promoters", "detractors")
    own = answers.filter(pl.col("fit") == "fit")
    n, plus, minus = len(own), int(own["promoters"].sum()), int(own["detractors"].sum())
    line = named(lines, lines[0].name, "fit")
    assert line.value == pytest.approx(100 * (plus - minus) / n)
    p, d = (plus + 0.75) / (n + 3), (minus + 0.75) / (n + 3)
    margin = 1.959964 * sqrt((p + d - (p - d) ** 2) / (n + 3))
    assert (line.low, line.high) == pytest.approx((100 * (p - d - margin), 100 * (p - d + margin)))
    costs = textbook(demo_view, "cac", Slice())[0]
    row = compare(demo_view, "cac", Slice())[0]
    assert costs.value == pytest.approx(row.groups["fit"].estimate.value)
    customers = row.extras["customers"]["fit"]
    most = stats.chi2.ppf(0.975, 2 * customers + 2) / 2
    assert costs.low == pytest.approx(row.extras["cost"]["fit"] / most)


def test_ratio_of_sums_is_the_value_with_almost_the_product_s_own_limits(demo_view: View) -> None:
    row = compare(demo_view, "deal_size", Slice())[0]
    line = textbook(demo_view, "deal_size", Slice())[0]
    fit = row.groups["fit"].estimate
    assert line.value == pytest.approx(fit.value)
    assert line.low is not None and fit.low is not None
    assert line.low == pytest.approx(fit.low, rel=0.05)


def test_what_is_a_mix_or_a_state_has_none(demo_view: View) -> None:
    for name, kpi in KPIS.items():
        if not has_textbook(kpi):
            assert textbook(demo_view, name, Slice()) == []
    assert not has_textbook(KPIS["icp_share"])


@pytest.mark.parametrize("name", KPIS)
def test_every_line_is_plain_data_with_limits_around_its_value(demo_view: View, name: str) -> None:
    for variant in KPIS[name].ways or (None,):
        for line in textbook(demo_view, name, Slice(variant=variant)):
            told = line.to_json()
            assert all(isinstance(v, str | float | int | None) for v in told.values())
            assert line.source and line.given and line.name
            assert line.p is None or 0 <= line.p <= 1
            if line.value is not None and line.low is not None:
                assert line.low <= line.value <= (line.high or line.value)


def test_a_company_without_anything_to_compare_has_no_lines(tmp_path: Path) -> None:
    view = small_company(tmp_path, **joined(crowd("u", 12, 5)))
    assert textbook(view, "win_rate", YEAR) == []


def test_figures_are_said_in_their_units() -> None:
    line = Line("gap", "x", "difference", "", "", 0.088, 0.03, 0.139, 0.0004)
    assert (line_value(line, "share", None), small_p(line.p)) == ("+8.8 pp", "< 0.001")
    assert line_range(line, "share", None) == "+3.0 pp to +13.9 pp"
    odds = Line("strata", "x", "times", "", "", 1.84, 1.4, None)
    assert (line_value(odds, "share", None), line_range(odds, "share", None)) == (
        "1.84x",
        "from 1.40x",
    )
    days = Line("fit", "x", "days", "", "", 350.1, 338.1, 362.0)
    assert line_range(days, "share", None) == "338.1 to 362.0 days"
    apart = Line("gap", "x", "apart", "", "", -5.24, -19.2, 8.7)
    assert line_range(apart, "share", None) == "-19.2 to +8.7 days"
    alone = Line("family", "x", "p", "", "", p=0.0234)
    assert (line_value(alone, "share", None), line_range(alone, "share", None)) == ("", "")
    assert small_p(0.0234) == "0.023"
    unknown = Line("fit", "x", "value", "", "", None, None, 12.0)
    assert (line_value(unknown, "money", "USD"), line_range(unknown, "money", "USD")) == (
        "–",
        "up to $12",
    )


def test_cost_of_a_customer_is_money_beside_a_figure_in_months(demo_view: View) -> None:
    lines = [x for x in textbook(demo_view, "cac_payback", Slice()) if x.scale == "money"]
    assert {x.part for x in lines} == {"fit", "not_fit"}
    cac = compare(demo_view, "cac", Slice())[0]
    for line in lines:
        assert line.value == pytest.approx(cac.groups[line.part].estimate.value)
        assert line_value(line, "months", "USD").startswith("$")
