"""Answers a published case through the product's own functions.

`solve(kind, input, params, keys)` returns a figure for each key asked, None where a figure does
not exist. What the product does not compute raises NotImplementedError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from icp_metrics.statistics.multiplicity import benjamini_hochberg
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.ratios import ratio_of_sums
from icp_metrics.statistics.shares import chi2_homogeneity, newcombe_counts, wilson

Case = Mapping[str, Any]
Answers = dict[str, float | None]


def solve(kind: str, input: Case, params: Case | None, keys: Sequence[str]) -> Answers:
    """The figures named by `keys` of one case."""
    if kind not in SOLVERS:
        raise NotImplementedError(f"{kind} is not computed by the product")
    known = SOLVERS[kind](input, params or {})
    missing = sorted(set(keys) - set(known))
    if missing:
        raise NotImplementedError(f"{kind}: {', '.join(missing)} not computed by the product")
    return {key: known[key] for key in keys}


def _only(params: Case, name: str, value: str) -> None:
    if params.get(name, value) != value:
        raise NotImplementedError(f"{name} {params[name]!r} is not computed by the product")


def _confidence(params: Case) -> float:
    return 1 - float(params.get("alpha", 0.05))


def _proportion_ci(input: Case, params: Case) -> Answers:
    _only(params, "method", "wilson")
    low, high = wilson(input["x"] / input["n"], input["n"], z_of(_confidence(params)))
    return {"lower": low, "upper": high}


def _diff_prop_ci(input: Case, params: Case) -> Answers:
    _only(params, "method", "newcombe")
    counts = input["x1"], input["n1"], input["x2"], input["n2"]
    gap, low, high = newcombe_counts(*counts, confidence=_confidence(params))
    return {"diff": gap, "lower": low, "upper": high}


def _chi2_homogeneity(input: Case, params: Case) -> Answers:
    chi2, df, p = chi2_homogeneity(input["x"], input["n"])
    return {"chi2": chi2, "df": df, "p": p}


def _ratio_delta(input: Case, params: Case) -> Answers:
    ratio, error = ratio_of_sums(input["numerator"], input["denominator"], correction=False)
    return {"ratio": ratio, "se_delta": error}


def _multitest(input: Case, params: Case) -> Answers:
    """Benjamini-Hochberg only; `bh_q4` is the q of the fourth smallest p."""
    q = benjamini_hochberg(input["p"])
    ranked = [value for _, value in sorted(zip(input["p"], q, strict=True))]
    answers: Answers = {f"bh_q{rank}": value for rank, value in enumerate(ranked, start=1)}
    alpha = float(params.get("alpha", 0.05))
    answers["bh_rejected"] = sum(value is not None and value <= alpha for value in q)
    return answers


SOLVERS: dict[str, Callable[[Case, Case], Answers]] = {
    "proportion_ci": _proportion_ci,
    "diff_prop_ci": _diff_prop_ci,
    "chi2_homogeneity": _chi2_homogeneity,
    "ratio_delta": _ratio_delta,
    "multitest": _multitest,
}
