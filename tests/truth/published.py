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
CITY = "Davison AC, Hinkley DV (1997) Bootstrap Methods and their Application, city populations"
BH = "Benjamini Y, Hochberg Y (1995) JRSS B 57:289-300, section 3.2"
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
    expected: Mapping[str, float]
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
        {"bh_rejected": 4, "bh_q4": 0.035625, "bh_q5": 0.0603},
        within=1e-9,
        params={"alpha": 0.05},
    ),
)
