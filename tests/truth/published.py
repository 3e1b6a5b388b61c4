"""Published figures: the case, what was printed, and how far from it an answer may be.

Each was also reproduced with statsmodels 0.15 or scipy 1.17; tolerances are half a unit of the
last printed digit, with a little room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NEWCOMBE_A = "Newcombe RG (1998) Stat Med 17:857-872, Table I"
NEWCOMBE_B = "Newcombe RG (1998) Stat Med 17:873-890, Table II, method 10"
FLEISS = "Fleiss JL (1981) Statistical Methods for Rates and Proportions, 2nd ed., p. 139"
GARWOOD = "Pearson ES, Hartley HO, Biometrika Tables for Statisticians I, Table 40 (Garwood 1936)"
CITY = "Davison AC, Hinkley DV (1997) Bootstrap Methods and their Application, city populations"
BH = "Benjamini Y, Hochberg Y (1995) JRSS B 57:289-300, section 3.2"
FREIREICH = "Freireich EJ et al. (1963) Blood 21:699-716; Kleinbaum DG, Klein M, Survival Analysis"
AML = "Miller RG (1981) Survival Analysis, p. 49; R package survival, ?survfit and ?survdiff, aml"
MRR_CHURN = "ChartMogul Help Center, Chart: Net MRR Churn Rate and Gross MRR Churn Rate"
MOVEMENTS = "ChartMogul Help Center, article 201244842: subscription changes as MRR movements"
NPS = "Rocks B, R package NPS, tests of nps_, nps_var_ and nps_se_"
NPS_LIMITS = "Rocks B (2016) Am Stat 70:365-372; R package NPS, nps_test_(test = 'adjusted.wald')"
R_POWER = "R 4, package stats, examples of power.prop.test"
UGDP = "Rothman KJ, Greenland S, Lash TL (2008) Modern Epidemiology, 3rd ed., Table 15-1"
METAFOR = "the data of Modern Epidemiology, Table 15-1, as R's metafor::rma.mh has it, at 90 %"
RABBITS = "Agresti A (1990) Categorical Data Analysis, pp. 231-237; R 4, ?mantelhaen.test, Rabbits"
BERKELEY = "Bickel PJ et al. (1975) Science 187:398-404; R 4, ?mantelhaen.test, UCBAdmissions"
STONES = "Charig CR et al. (1986) BMJ 292:879-882; Peters et al. (2017), Example 6.37"
SBG = "Fader PS, Hardie BGS (2007) J. Interactive Marketing 21(1):76-90"
MULTIPLE = "Gupta S, Lehmann DR (2003) J. Interactive Marketing 17(1):9-24"
STRIPE = "Stripe Docs, Billing metric definitions"
BH_P = (
    "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240"
    " 0.4262 0.5719 0.6528 0.7590 1.0000"
)


@dataclass(frozen=True)
class Published:
    """One printed case."""

    name: str
    citation: str
    kind: str
    input: Mapping[str, Any]
    expected: Mapping[str, float | None]
    within: float
    within_of: Mapping[str, float] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)


def _wilson(x: int, n: int, lower: float, upper: float) -> Published:
    expected = {"lower": lower, "upper": upper}
    given = {"x": x, "n": n}
    method = {"method": "wilson"}
    name = f"wilson {x} of {n}"
    return Published(name, NEWCOMBE_A, "proportion_ci", given, expected, 6e-5, params=method)


def _newcombe(x1: int, n1: int, x2: int, n2: int, lower: float, upper: float) -> Published:
    expected = {"lower": lower, "upper": upper}
    given = {"x1": x1, "n1": n1, "x2": x2, "n2": n2}
    method = {"method": "newcombe"}
    name = f"newcombe {x1} of {n1} against {x2} of {n2}"
    return Published(name, NEWCOMBE_B, "diff_prop_ci", given, expected, 6e-5, params=method)


def _rows(times: str) -> list[tuple[int, int, int]]:
    """(time, events, censored) of times as they are printed: 6 6+ 7, a plus for censored."""
    rows: dict[int, list[int]] = {}
    for word in times.split():
        rows.setdefault(int(word.rstrip("+")), [0, 0])[word.endswith("+")] += 1
    return [(time, events, censored) for time, (events, censored) in sorted(rows.items())]


SIX_MP = _rows("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+")
PLACEBO = _rows("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23")
MAINTAINED = _rows("9 13 13+ 18 23 28+ 31 34 45+ 48 161+")
NOT_MAINTAINED = _rows("5 5 8 8 12 16+ 23 27 30 33 43 45")

TOLBUTAMIDE = [[8, 106, 5, 120], [22, 98, 16, 85]]
ADMITTED = [
    [512, 825, 89, 108],
    [353, 560, 17, 25],
    [120, 325, 202, 593],
    [138, 417, 131, 375],
    [53, 191, 94, 393],
    [22, 373, 24, 341],
]
# Cured of 6 or fewer that were injected at once, and after one and a half hours, by dose.
CURED = [[0, 6, 0, 5], [3, 6, 0, 6], [6, 6, 2, 6], [5, 6, 6, 6], [2, 2, 5, 5]]
HEALED = [[81, 87, 234, 270], [192, 263, 55, 80]]
TWO = ["x1", "n1", "x2", "n2"]

PUBLISHED = (
    _wilson(81, 263, 0.2553, 0.3662),
    _wilson(15, 148, 0.0624, 0.1605),
    _wilson(0, 20, 0.0000, 0.1611),
    _wilson(1, 29, 0.0061, 0.1718),
    _newcombe(56, 70, 48, 80, 0.0524, 0.3339),
    _newcombe(9, 10, 3, 10, 0.1705, 0.8090),
    _newcombe(6, 7, 2, 7, 0.0582, 0.8062),
    _newcombe(5, 56, 0, 29, -0.0381, 0.1926),
    _newcombe(0, 10, 0, 20, -0.1611, 0.2775),
    _newcombe(0, 10, 0, 10, -0.2775, 0.2775),
    _newcombe(10, 10, 0, 20, 0.6791, 1.0000),
    _newcombe(10, 10, 0, 10, 0.6075, 1.0000),
    Published(
        "limits of a count of 5",
        GARWOOD,
        "poisson_ci",
        {"count": 5},
        {"lower": 1.623, "upper": 11.668},
        within=6e-4,
    ),
    Published(
        "limits of a count of none",
        GARWOOD,
        "poisson_ci",
        {"count": 0},
        {"lower": 0, "upper": 3.689},
        within=6e-4,
    ),
    Published(
        "smokers among lung cancer patients",
        FLEISS,
        "chi2_homogeneity",
        {"x": [83, 90, 129, 70], "n": [86, 93, 136, 82]},
        {"chi2": 12.6004, "df": 3, "p": 0.005585},
        within=6e-5,
        within_of={"p": 6e-7},
    ),
    Published(
        "ratio of city populations",
        CITY,
        "ratio_delta",
        {
            "denominator": [138, 93, 61, 179, 48, 37, 29, 23, 30, 2],
            "numerator": [143, 104, 69, 260, 75, 63, 50, 48, 111, 50],
        },
        {"ratio": 1.520, "se_delta": 0.1802},
        within=5e-4,
        within_of={"se_delta": 6e-5},
    ),
    Published(
        "fifteen p-values of a heart trial",
        BH,
        "multitest",
        {"p": [float(p) for p in BH_P.split()]},
        {"bh_rejected": 4, "bonferroni_rejected": 3, "bh_q4": 0.035625, "bh_q5": 0.0603},
        within=1e-9,
        params={"alpha": 0.05},
    ),
    Published(
        "remission under 6-MP",
        FREIREICH,
        "km",
        {"group": SIX_MP},
        {
            "S(5)": 1,
            "S(6)": 0.8571,
            "S(7)": 0.8067,
            "S(10)": 0.7529,
            "S(12)": 0.7529,
            "S(13)": 0.6902,
            "S(16)": 0.6275,
            "S(22)": 0.5378,
            "S(23)": 0.4482,
            "se(6)": 0.0764,
            "se(10)": 0.0963,
            "se(22)": 0.1282,
            "se(23)": 0.1346,
            "median": 23,
        },
        within=6e-5,
        within_of={"median": 0},
    ),
    Published(
        "remission under 6-MP against placebo",
        FREIREICH,
        "logrank",
        {"groups": [SIX_MP, PLACEBO]},
        {"chi2": 16.793, "df": 1, "O1": 9, "E1": 19.25, "O2": 21, "E2": 10.75},
        within=6e-4,
        within_of={"E1": 6e-3, "E2": 6e-3},
    ),
    Published(
        "maintained chemotherapy, medians",
        AML,
        "km_median_ci",
        {"groups": [MAINTAINED, NOT_MAINTAINED]},
        {
            "g1_median": 31,
            "g1_log_lower": 18,
            "g1_log_upper": None,
            "g2_median": 23,
            "g2_log_lower": 8,
            "g2_log_upper": None,
        },
        within=0,
    ),
    Published(
        "maintained chemotherapy, log-rank",
        AML,
        "logrank",
        {"groups": [MAINTAINED, NOT_MAINTAINED]},
        {"chi2": 3.4, "p": 0.0653, "O1": 7, "E1": 10.69, "O2": 11, "E2": 7.31},
        within=6e-3,
        within_of={"chi2": 0.06, "p": 6e-5},
    ),
    Published(
        "a month of churn, contraction and expansion",
        MRR_CHURN,
        "retention",
        {"opening": 100, "churn": 10, "contraction": 10, "expansion": 10, "reactivation": 0},
        {"gross_churn": 0.2, "net_churn": 0.1, "nrr": 0.9, "grr": 0.8},
        within=1e-12,
    ),
    Published(
        "one customer from the first plan to the second",
        MOVEMENTS,
        "mrr_movements",
        {"states": [2000 / 12, 2000 / 12 + 60, 2000 / 12, 0, 150]},
        {
            "new": 166.67,
            "expansion": 60,
            "contraction": 60,
            "churn": 166.67,
            "reactivation": 150,
            "final_mrr": 150,
        },
        within=6e-3,
    ),
    Published(
        "monthly and yearly prices",
        STRIPE,
        "mrr",
        {
            "lines": [
                {"count": 100, "amount": 100, "interval": "month"},
                {"count": 50, "amount": 600, "interval": "year"},
            ]
        },
        {"mrr": 12500},
        within=1e-9,
    ),
    Published(
        "score of three promoters, two passives and a detractor",
        NPS,
        "nps",
        {"promoters": 3, "passives": 2, "detractors": 1},
        {"nps": 1 / 3, "var": 5 / 9, "se": 0.304},
        within=1e-12,
        within_of={"se": 6e-4},
    ),
    Published(
        "the same six as their answers",
        NPS,
        "nps_bands",
        {"scores": [0, 7, 7, 9, 9, 9]},
        {"nps": 1 / 3, "var": 5 / 9},
        within=1e-12,
    ),
    Published(
        "limits of the score of 36 answers",
        NPS_LIMITS,
        "nps_ci",
        {"promoters": 13, "passives": 14, "detractors": 9},
        {"lower": -0.138922498625, "upper": 0.344050703753},
        within=1e-9,
        params={"method": "adjusted_wald"},
    ),
    Published(
        "how many tell a half from three quarters",
        R_POWER,
        "power_prop",
        {"p1": 0.5, "p2": 0.75, "power": 0.9, "alpha": 0.05},
        {"n": 76.7},
        within=0.051,
    ),
    Published(
        "what fifty in each group tell",
        R_POWER,
        "power_prop",
        {"p1": 0.5, "p2": 0.75, "n": 50, "alpha": 0.05},
        {"power": 0.740},
        within=6e-4,
    ),
    Published(
        "how large a share fifty in each group tell from a half",
        R_POWER,
        "power_prop",
        {"p1": 0.5, "power": 0.9, "n": 50, "alpha": 0.05},
        {"p2": 0.8026},
        within=6e-5,
    ),
    Published(
        "deaths under tolbutamide, each age",
        UGDP,
        "stratum_rd",
        {"strata": TOLBUTAMIDE, "columns": TWO},
        {"rd_1": 0.0338, "rd_2": 0.0363, "se_1": 0.0315, "se_2": 0.0598, "rd_crude": 0.0446},
        within=6e-5,
    ),
    Published(
        "deaths under tolbutamide, ages pooled",
        METAFOR,
        "mh",
        {"strata": TOLBUTAMIDE, "columns": TWO},
        {
            "rd_mh": 0.0349,
            "rd_lower_sato": -0.0176,
            "rd_upper_sato": 0.0874,
            "or_mh": 1.4031,
            "or_lower": 0.8411,
            "or_upper": 2.3409,
            "rr_mh": 1.3256,
            "rr_lower": 0.8658,
            "rr_upper": 2.0296,
            "cmh_chi2_nocc": 1.1914,
            "cmh_p_nocc": 0.2750,
            "breslow_day_tarone": 0.3489,
        },
        within=6e-5,
        params={"measure": "rd", "alpha": 0.1},
    ),
    Published(
        "admission of men and women in six departments",
        BERKELEY,
        "mh",
        {"strata": ADMITTED, "columns": ["x_male", "n_male", "x_female", "n_female"]},
        {
            "or_mh": 0.9046968,
            "or_lower": 0.7719074,
            "or_upper": 1.0603298,
            "cmh_chi2_cc": 1.4269,
            "cmh_p_cc": 0.2323,
        },
        within=6e-8,
        within_of={"cmh_chi2_cc": 6e-5, "cmh_p_cc": 6e-5},
        params={"measure": "or", "alpha": 0.05},
    ),
    Published(
        "rabbits injected at once and later",
        RABBITS,
        "mh",
        {"strata": CURED, "columns": TWO},
        {"cmh_p_cc": 0.047},
        within=6e-4,
        params={"measure": "or", "alpha": 0.05},
    ),
    Published(
        "kidney stones of two sizes",
        STONES,
        "direct_standardisation",
        {"strata": HEALED, "columns": ["x_A", "n_A", "x_B", "n_B"]},
        {"std1": 0.832, "std2": 0.782, "crude1": 0.78, "crude2": 0.826},
        within=5.1e-3,
        params={"weights": "pooled stratum sizes (357, 343)"},
    ),
    Published(
        "customers of seven years",
        SBG,
        "sbg_fit",
        {"survival": [1, 0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241]},
        {"alpha": 0.704, "beta": 1.182},
        within=6e-4,
    ),
    Published(
        "customers of seven years who pay more",
        SBG,
        "sbg_fit",
        {"survival": [1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]},
        {"alpha": 0.668, "beta": 3.806},
        within=6e-4,
    ),
    Published(
        "customers after twelve years",
        SBG,
        "sbg_predict",
        {"alpha": 0.704, "beta": 1.182},
        {"r(1)": 0.627, "S(12)": 0.170, "mean_churn": 0.373},
        within=6e-4,
    ),
    Published(
        "multiples of a margin",
        MULTIPLE,
        "margin_multiple",
        {"retention": 0.8, "discounts": [0.10, 0.12, 0.14, 0.16]},
        {"i10": 2.67, "i12": 2.5, "i14": 2.35, "i16": 2.22},
        within=6e-3,
    ),
)
