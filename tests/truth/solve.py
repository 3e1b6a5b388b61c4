"""Answers a published case through the product's own functions.

`solve(kind, input, params, keys)` returns a figure for each key asked, None where a figure does
not exist. What the product does not compute raises NotImplementedError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isnan, sqrt
from typing import Any

import numpy as np

from icp_metrics.statistics.garwood import garwood
from icp_metrics.statistics.kaplan_meier import greenwood, median, median_limits, survival
from icp_metrics.statistics.life_table import at_risk
from icp_metrics.statistics.logrank import Logrank, logrank
from icp_metrics.statistics.movements import mrr_movements, retention
from icp_metrics.statistics.mrr import mrr_of
from icp_metrics.statistics.multiplicity import benjamini_hochberg, bonferroni, holm
from icp_metrics.statistics.nps import (
    adjusted_wald,
    banded,
    nps,
    nps_difference,
    nps_variance,
)
from icp_metrics.statistics.power import needed_for_shares, power_of_shares
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.ratios import ratio_of_sums
from icp_metrics.statistics.restricted_mean import contrast, restricted_mean
from icp_metrics.statistics.scales import rescaled
from icp_metrics.statistics.shares import chi2_homogeneity, newcombe_counts, wilson

Case = Mapping[str, Any]
Answers = dict[str, float | None]


def solve(kind: str, input: Case, params: Case | None, keys: Sequence[str]) -> Answers:
    """The figures named by `keys` of one case."""
    if kind not in SOLVERS:
        raise NotImplementedError(f"{kind} is not computed by the product")
    known = SOLVERS[kind](input, params or {}, keys)
    missing = sorted(set(keys) - set(known))
    if missing:
        raise NotImplementedError(f"{kind}: {', '.join(missing)} not computed by the product")
    return {key: known[key] for key in keys}


def _only(params: Case, name: str, value: str) -> None:
    if params.get(name, value) != value:
        raise NotImplementedError(f"{name} {params[name]!r} is not computed by the product")


def _confidence(params: Case) -> float:
    return 1 - float(params.get("alpha", 0.05))


def _proportion_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _only(params, "method", "wilson")
    low, high = wilson(input["x"] / input["n"], input["n"], z_of(_confidence(params)))
    return {"lower": low, "upper": high}


def _diff_prop_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _only(params, "method", "newcombe")
    counts = input["x1"], input["n1"], input["x2"], input["n2"]
    gap, low, high = newcombe_counts(*counts, confidence=_confidence(params))
    return {"diff": gap, "lower": low, "upper": high}


def _poisson_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    low, high = garwood(input["count"], _confidence(params))
    return {"lower": low, "upper": high}


def _chi2_homogeneity(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    chi2, df, p = chi2_homogeneity(input["x"], input["n"])
    return {"chi2": chi2, "df": df, "p": p}


def _ratio_delta(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    ratio, error = ratio_of_sums(input["numerator"], input["denominator"], correction=False)
    return {"ratio": ratio, "se_delta": error}


def _multitest(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """`bh_q4` is the q, and `holm_adj4` the adjusted p, of the fourth smallest p."""
    p: Sequence[float] = input["p"]
    alpha = float(params.get("alpha", 0.05))
    answers: Answers = {}
    adjusted = {
        "bh_q": benjamini_hochberg(p),
        "holm_adj": holm(p),
        "bonferroni_adj": bonferroni(p),
    }
    for name, values in adjusted.items():
        ranked = [value for _, value in sorted(zip(p, values, strict=True))]
        answers |= {f"{name}{rank}": value for rank, value in enumerate(ranked, start=1)}
        rejected = sum(value is not None and value <= alpha for value in values)
        answers[f"{name.partition('_')[0]}_rejected"] = rejected
    return answers


def _counts(input: Case) -> tuple[float, float, float]:
    """Promoters, detractors and all answers."""
    promoters, detractors = input["promoters"], input["detractors"]
    return promoters, detractors, promoters + input["passives"] + detractors


def _nps(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    promoters, detractors, answers = _counts(input)
    variance = nps_variance(promoters / answers, detractors / answers)
    value = nps(promoters, detractors, answers)
    return {"nps": value, "var": variance, "se": sqrt(variance / answers)}


def _nps_bands(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    names = ("promoters", "passives", "detractors")
    return _nps(dict(zip(names, banded(input["scores"]), strict=True)), params, keys)


def _nps_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _only(params, "method", "adjusted_wald")
    low, high = adjusted_wald(*_counts(input), z_of(_confidence(params)))
    return {"lower": low, "upper": high}


def _nps_diff(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """Of the adjusted scores, as both sources of the method have it."""
    counts = _counts(input["a"]), _counts(input["b"])
    gap, low, high, p = nps_difference(*counts, _confidence(params))
    return {"diff": gap, "lower": low, "upper": high, "p": p}


def _power_prop(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    shares, confidence = (input["p1"], input["p2"]), _confidence(input)
    if "n" in input:
        return {"n": input["n"], "power": power_of_shares(*shares, input["n"], confidence)}
    n = needed_for_shares(*shares, input["power"], confidence)
    return {"n": n, "power": input["power"]}


def _rescale(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    ends = tuple(input["from_range"]), tuple(input["to_range"])
    return {f"v{i}": rescaled(v, *ends) for i, v in enumerate(input["values"], start=1)}


Rows = Sequence[Sequence[float]]
Array = np.ndarray[Any, np.dtype[np.float64]]


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _tables(groups: Sequence[Rows]) -> tuple[Array, Array, Array]:
    """Times that any group has, and events and at risk of each group on them."""
    times = np.asarray(sorted({row[0] for rows in groups for row in rows}), dtype=float)
    left = np.zeros((2, len(groups), len(times)))
    for g, rows in enumerate(groups):
        for time, events, censored in rows:
            left[:, g, np.searchsorted(times, time)] += (events, censored)
    gone = left.sum(axis=0)
    entered = np.zeros_like(gone)
    entered[:, :1] = gone.sum(axis=1, keepdims=True)
    return times, left[0], at_risk(entered, gone)


def _km(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    times, events, risk = _tables([input["group"]])
    curve, error = survival(events, risk)[0], np.sqrt(greenwood(events, risk)[0])
    answers: Answers = {"median": _number(float(median(times, curve)))}
    for key in keys:
        name, _, at = key.removesuffix(")").partition("(")
        if name in ("S", "se") and at:
            i = int(np.searchsorted(times, float(at), side="right")) - 1
            none = 1.0 if name == "S" else 0.0
            answers[key] = none if i < 0 else _number(float((curve if name == "S" else error)[i]))
    return answers


def _km_median_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    answers: Answers = {}
    for g, rows in enumerate(input["groups"], start=1):
        times, events, risk = _tables([rows])
        answers[f"g{g}_median"] = _number(float(median(times, survival(events, risk)[0])))
        for name, scale in (("loglog", "log_log"), ("log", "log")):
            low, high = median_limits(times, events[0], risk[0], _confidence(params), scale)
            answers[f"g{g}_{name}_lower"] = _number(float(low))
            answers[f"g{g}_{name}_upper"] = _number(float(high))
    return answers


def _test(found: Logrank) -> Answers:
    answers: Answers = {"chi2": found.chi2, "df": found.df, "p": found.p}
    for g, (o, e) in enumerate(zip(found.observed, found.expected, strict=True), start=1):
        answers |= {f"O{g}": float(o), f"E{g}": float(e)}
    return answers


def _logrank(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _, events, risk = _tables(input["groups"])
    return _test(logrank(events, risk))


def _logrank_stratified(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    strata = [stratum["groups"] for stratum in input["strata"]]
    together = [[row for rows in groups for row in rows] for groups in zip(*strata, strict=True)]
    times, pooled_events, pooled_risk = _tables(together)
    events, risk = (np.zeros((len(strata), *pooled_events.shape)) for _ in range(2))
    for s, groups in enumerate(strata):
        own, d, n = _tables(groups)
        # Between its own times a stratum has no events, so who is at risk does not matter there.
        at = np.searchsorted(times, own)
        events[s][:, at], risk[s][:, at] = d, n
    whole = logrank(pooled_events, pooled_risk)
    return {**_test(logrank(events, risk)), "unstratified_chi2": whole.chi2}


def _rmst(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    answers: Answers = {}
    found = []
    for g, rows in enumerate(input["groups"], start=1):
        times, events, risk = _tables([rows])
        value, variance = restricted_mean(times, events[0], risk[0], float(params["tau"]))
        margin = z_of(_confidence(params)) * sqrt(float(variance))
        found.append((float(value), float(variance)))
        answers |= {
            f"rmst_{g}": float(value),
            f"se_{g}": sqrt(float(variance)),
            f"lower_{g}": float(value) - margin,
            f"upper_{g}": float(value) + margin,
            f"median_{g}": _number(float(median(times, survival(events, risk)[0]))),
        }
    if len(found) == 2:
        c = contrast(found[0], found[1], _confidence(params))
        answers |= {"diff": c.difference, "diff_lower": c.low, "diff_upper": c.high, "diff_p": c.p}
        answers |= {"ratio": c.ratio, "ratio_lower": c.ratio_low, "ratio_upper": c.ratio_high}
    return answers


def _retention(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    moved = {name: value for name, value in input.items() if name != "opening"}
    return {**vars(retention(input["opening"], **moved))}


def _mrr(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    return {"mrr": float(mrr_of(input["lines"]))}


def _mrr_movements(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    return dict(mrr_movements(input["states"]))


SOLVERS: dict[str, Callable[[Case, Case, Sequence[str]], Answers]] = {
    "proportion_ci": _proportion_ci,
    "diff_prop_ci": _diff_prop_ci,
    "poisson_ci": _poisson_ci,
    "chi2_homogeneity": _chi2_homogeneity,
    "ratio_delta": _ratio_delta,
    "multitest": _multitest,
    "nps": _nps,
    "nps_bands": _nps_bands,
    "nps_ci": _nps_ci,
    "nps_diff": _nps_diff,
    "power_prop": _power_prop,
    "rescale": _rescale,
    "km": _km,
    "km_median_ci": _km_median_ci,
    "logrank": _logrank,
    "logrank_stratified": _logrank_stratified,
    "rmst": _rmst,
    "retention": _retention,
    "mrr": _mrr,
    "mrr_movements": _mrr_movements,
}
