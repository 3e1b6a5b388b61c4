"""Answers a published case through the product's own functions.

`solve(kind, input, params, keys)` returns a figure for each key asked, None where a figure does
not exist: of nobody, of figures that are missing or cannot be, or endless. What the product does
not compute raises NotImplementedError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from math import isfinite, isnan, sqrt
from typing import Any

import numpy as np

from icp_metrics.statistics.garwood import garwood
from icp_metrics.statistics.kaplan_meier import greenwood, median, median_limits, survival
from icp_metrics.statistics.kitagawa import kitagawa
from icp_metrics.statistics.life_table import at_risk
from icp_metrics.statistics.logrank import Logrank, logrank
from icp_metrics.statistics.mantel_haenszel import (
    Pooled,
    Stratum,
    breslow_day,
    cmh,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from icp_metrics.statistics.movements import mrr_movements, retention
from icp_metrics.statistics.mrr import monthly
from icp_metrics.statistics.multiplicity import benjamini_hochberg, bonferroni, holm
from icp_metrics.statistics.nps import (
    adjusted_wald,
    band,
    nps,
    nps_difference,
    nps_variance,
)
from icp_metrics.statistics.power import (
    needed_for_shares,
    power_of_shares,
    smallest_detectable_share,
)
from icp_metrics.statistics.quantiles import z_of
from icp_metrics.statistics.ratios import ratio_of_sums
from icp_metrics.statistics.restricted_mean import Contrast, contrast, restricted_mean
from icp_metrics.statistics.sbg import ALIKE, APART, Sbg, fit, margin_multiple
from icp_metrics.statistics.scales import rescaled
from icp_metrics.statistics.shares import (
    chi2_homogeneity,
    difference_error,
    newcombe_counts,
    wilson,
)
from icp_metrics.statistics.standardisation import directly_standardised

Case = Mapping[str, Any]
Answers = dict[str, float | None]

_NO_FIGURE = (ArithmeticError, LookupError, TypeError, ValueError)
"""What arithmetic on nobody, on a missing figure or on an impossible one raises."""


def solve(kind: str, input: Case, params: Case | None, keys: Sequence[str]) -> Answers:
    """The figures named by `keys` of one case."""
    if kind not in SOLVERS:
        raise NotImplementedError(f"{kind} is not computed by the product")
    try:
        known = SOLVERS[kind](input, params or {}, keys)
    except _NO_FIGURE:
        return dict.fromkeys(keys)
    missing = sorted(set(keys) - set(known))
    if missing:
        raise NotImplementedError(f"{kind}: {', '.join(missing)} not computed by the product")
    return {key: _number(known[key]) for key in keys}


def _number(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _only(params: Case, name: str, *values: str) -> None:
    given = params.get(name)
    if given is not None and re.sub(r"[\s._-]+", "_", str(given).lower()) not in values:
        raise NotImplementedError(f"{name} {given!r} is not computed by the product")


def _confidence(*given: Case) -> float:
    """1 - alpha, wherever it is given."""
    return 1 - next((float(each["alpha"]) for each in given if "alpha" in each), 0.05)


def _at(key: str, names: Sequence[str]) -> tuple[str, float] | None:
    """("S", 8.0) of a key S(8); None of one that is none of the names."""
    found = re.fullmatch(r"(\w+)\((.+)\)", key)
    return (found[1], float(found[2])) if found and found[1] in names else None


def _proportion_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _only(params, "method", "wilson")
    low, high = wilson(input["x"] / input["n"], input["n"], z_of(_confidence(params, input)))
    return {"lower": low, "upper": high}


def _diff_prop_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _only(params, "method", "newcombe")
    counts = input["x1"], input["n1"], input["x2"], input["n2"]
    gap, low, high = newcombe_counts(*counts, confidence=_confidence(params, input))
    return {"diff": gap, "lower": low, "upper": high}


def _poisson_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _only(params, "method", "garwood", "exact")
    low, high = garwood(input["count"], _confidence(params, input))
    return {"lower": low, "upper": high}


def _chi2_homogeneity(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    chi2, df, p = chi2_homogeneity(input["x"], input["n"])
    return {"chi2": chi2, "df": df, "p": p} if df else {"chi2": 0, "df": 0, "p": None}


def _ratio_delta(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    sums = input["numerator"], input["denominator"]
    ratio, error = ratio_of_sums(*sums, correction="n/(n-1)" in params.get("formula", ""))
    return {"ratio": ratio, "se_delta": error}


def _multitest(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """`bh_q4` is the q, and `holm_adj4` the adjusted p, of the fourth smallest p; with an `index`
    other than `rank`, of the fourth p. One that is null or NaN is in no family and has neither."""
    given = [None if p is None or isnan(p) else float(p) for p in input["p"]]
    p = [value for value in given if value is not None]
    by_rank = params.get("index", "rank") == "rank"
    order = sorted(given, key=lambda value: (value is None, value)) if by_rank else given
    alpha = 1 - _confidence(params, input)
    answers: Answers = {}
    adjusted: dict[str, list[float | None]] = {
        "bh_q": benjamini_hochberg(p),
        "holm_adj": [*holm(p)],
        "bonferroni_adj": [*bonferroni(p)],
    }
    for name, values in adjusted.items():
        # Equal p have equal answers, so the p itself says which is whose.
        of_p = dict(zip(p, values, strict=True))
        for i, value in enumerate(order, start=1):
            answers[f"{name}{i}"] = None if value is None else of_p[value]
        # Ten digits of alpha are what 1 - alpha leaves of it.
        rejected = sum(value is not None and value <= alpha + 1e-12 for value in values)
        answers[f"{name.partition('_')[0]}_rejected"] = rejected
    return answers


def _counts(input: Case) -> tuple[float, float, float]:
    """Promoters, detractors and all answers."""
    promoters, detractors = input["promoters"], input["detractors"]
    answers = promoters + input["passives"] + detractors
    if not answers > 0:
        raise ValueError("nobody answered")
    return promoters, detractors, answers


def _nps(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    promoters, detractors, answers = _counts(input)
    variance = nps_variance(promoters / answers, detractors / answers)
    value = nps(promoters, detractors, answers)
    return {"nps": value, "var": variance, "se": sqrt(variance / answers)}


def _nps_bands(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    bands = [band(score) for score in input["scores"]]
    names = ("promoters", "passives", "detractors")
    return _nps({name: bands.count(name) for name in names}, params, keys)


_ADDED = [0.75, 1.5, 0.75]


def _nps_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _only(params, "method", "adjusted_wald")
    if list(params.get("pseudo", _ADDED)) != _ADDED:
        raise NotImplementedError(f"pseudo {params['pseudo']!r} is not computed by the product")
    low, high = adjusted_wald(*_counts(input), z_of(_confidence(params, input)))
    return {"lower": low, "upper": high}


def _nps_diff(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """Of the adjusted scores, as both sources of the method have it."""
    counts = _counts(input["a"]), _counts(input["b"])
    gap, low, high, p = nps_difference(*counts, _confidence(params, input))
    return {"diff": gap, "lower": low, "upper": high, "p": p}


def _power_prop(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """What is not given of n, power and p2."""
    for case in (params, input):
        _only(case, "alternative", "two_sided")
    p1, n, power = input["p1"], input.get("n"), input.get("power")
    confidence = _confidence(input, params)
    if "p2" not in input:
        return {"p2": smallest_detectable_share(p1, input["n"], input["power"], confidence)}
    if n is not None:
        return {"n": n, "power": power_of_shares(p1, input["p2"], n, confidence)}
    return {"n": needed_for_shares(p1, input["p2"], power, confidence), "power": power}


def _rescale(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    ends = tuple(input["from_range"]), tuple(input["to_range"])
    return {f"v{i}": rescaled(v, *ends) for i, v in enumerate(input["values"], start=1)}


Rows = Sequence[Sequence[float]]
Array = np.ndarray[Any, np.dtype[np.float64]]


def _tables(groups: Sequence[Rows]) -> tuple[Array, Array, Array]:
    """Times that any group has, and events and at risk of each group on them."""
    times = np.asarray(sorted({row[0] for rows in groups for row in rows}), dtype=float)
    left = np.zeros((2, len(groups), len(times)))
    for g, rows in enumerate(groups):
        for time, events, censored in rows:
            left[:, g, np.searchsorted(times, time)] += (events, censored)
    gone = left.sum(axis=0)
    entered = np.zeros_like(gone)
    if len(times):
        entered[:, 0] = gone.sum(axis=1)
    return times, left[0], at_risk(entered, gone)


def _nobody(rows: Rows) -> bool:
    return not any(events or censored for _, events, censored in rows)


def _km(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    if _nobody(input["group"]):
        return {key: None for key in keys if key == "median" or _at(key, ("S", "se"))}
    times, events, risk = _tables([input["group"]])
    curve, error = survival(events, risk)[0], np.sqrt(greenwood(events, risk)[0])
    answers: Answers = {"median": float(median(times, curve))}
    for key in keys:
        if named := _at(key, ("S", "se")):
            of, start = (curve, 1.0) if named[0] == "S" else (error, 0.0)
            i = int(np.searchsorted(times, named[1], side="right")) - 1
            answers[key] = start if i < 0 else float(of[i])
    return answers


def _km_median_ci(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    answers: Answers = {}
    for g, rows in enumerate(input["groups"], start=1):
        times, events, risk = _tables([rows])
        answers[f"g{g}_median"] = float(median(times, survival(events, risk)[0]))
        for name, scale in (("loglog", "log_log"), ("log", "log")):
            low, high = median_limits(times, events[0], risk[0], _confidence(params, input), scale)
            answers |= {f"g{g}_{name}_lower": float(low), f"g{g}_{name}_upper": float(high)}
    return answers


def _test(found: Logrank) -> Answers:
    """Of one group there is nothing to test, so no p."""
    answers: Answers = {"chi2": found.chi2, "df": found.df, "p": found.p if found.df else None}
    for g, (o, e) in enumerate(zip(found.observed, found.expected, strict=True), start=1):
        answers |= {f"O{g}": float(o), f"E{g}": float(e)}
    return answers


def _logrank(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    _, events, risk = _tables(input["groups"])
    return _test(logrank(events, risk))


def _logrank_stratified(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """A group that a stratum does not list, or lists empty, has nobody in it."""
    by_group = list(zip_longest(*(each["groups"] for each in input["strata"]), fillvalue=[]))
    strata = list(zip(*by_group, strict=True))
    together = [[row for rows in groups for row in rows] for groups in by_group]
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
    tau = {**input, **params}.get("tau")
    if tau is None:
        raise NotImplementedError("rmst without tau is not computed by the product")
    answers: Answers = {}
    found = []
    for g, rows in enumerate(input["groups"], start=1):
        if _nobody(rows):
            names = ("rmst", "se", "lower", "upper", "median")
            answers |= dict.fromkeys(f"{name}_{g}" for name in names)
            continue
        times, events, risk = _tables([rows])
        value, variance = restricted_mean(times, events[0], risk[0], float(tau))
        margin = z_of(_confidence(params, input)) * sqrt(float(variance))
        found.append((float(value), float(variance)))
        answers |= {
            f"rmst_{g}": float(value),
            f"se_{g}": sqrt(float(variance)),
            f"lower_{g}": float(value) - margin,
            f"upper_{g}": float(value) + margin,
            f"median_{g}": float(median(times, survival(events, risk)[0])),
        }
    if len(input["groups"]) == 2:
        both = len(found) == 2
        confidence = _confidence(params, input)
        answers |= _contrast(contrast(found[0], found[1], confidence) if both else None)
    return answers


def _contrast(found: Contrast | None) -> Answers:
    figures = {
        "diff": "difference",
        "diff_lower": "low",
        "diff_upper": "high",
        "diff_p": "p",
        "ratio": "ratio",
        "ratio_lower": "ratio_low",
        "ratio_upper": "ratio_high",
    }
    return {key: getattr(found, name, None) for key, name in figures.items()}


def _retention(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    names = ("churn", "contraction", "expansion", "reactivation")
    moved = {name: input.get(name) or 0 for name in names}
    counted = bool(params.get("reactivation_in_nrr", False))
    return {**vars(retention(input["opening"], **moved, reactivation_in_nrr=counted))}


def _mrr(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    return {"mrr": float(sum(map(_per_month, input["lines"])))}


_SPELT = {
    "halfyear": "6 months",
    "halfyearly": "6 months",
    "semiannual": "6 months",
    "semiannually": "6 months",
    "biweekly": "2 weeks",
    "fortnight": "2 weeks",
    "fortnightly": "2 weeks",
}
"""Words of others for what the product calls so, without their spaces and hyphens."""


def _per_month(line: Case) -> Decimal:
    """`count` subscriptions, each at `amount` for `interval_count` intervals."""
    plain = re.sub(r"[\s_-]+", " ", str(line["interval"]).strip().lower())
    word = _SPELT.get(plain.replace(" ", ""), plain)
    amount, each = Decimal(str(line["amount"])), line.get("interval_count")
    try:
        price = monthly(amount, word, 1 if each is None else int(each))
    except ValueError as unknown:
        raise NotImplementedError(f"{unknown}; not computed by the product") from None
    return Decimal(str(line.get("count", 1))) * price


def _mrr_movements(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """Of no states nothing moved, as of one that is 0."""
    return dict(mrr_movements(input["states"] or [0]))


def _strata(input: Case) -> list[Stratum]:
    """Per stratum x1, n1, x2, n2: columns that begin with x or n, the first group first."""
    columns: Sequence[str] = input.get("columns", ("x1", "n1", "x2", "n2"))
    counts = [i for i, name in enumerate(columns) if name.startswith("x")]
    totals = [i for i, name in enumerate(columns) if name.startswith("n")]
    order = (counts[0], totals[0], counts[1], totals[1])
    return [(row[a], row[b], row[c], row[d]) for row in input["strata"] for a, b, c, d in [order]]


def _stratum_rd(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    strata = _strata(input)
    crude = [sum(column) for column in zip(*strata, strict=True)]
    named = {str(i): stratum for i, stratum in enumerate(strata, start=1)}
    answers: Answers = {}
    for name, counts in {**named, "crude": tuple(crude)}.items():
        if counts[1] > 0 and counts[3] > 0:
            answers[f"rd_{name}"], answers[f"se_{name}"] = difference_error(*counts)
        else:
            answers |= {f"rd_{name}": None, f"se_{name}": None}
    return answers


def _limits(name: str, found: Pooled | None, suffix: str = "") -> Answers:
    ends = (found.low, found.high) if found else (None, None)
    return {f"{name}_lower{suffix}": ends[0], f"{name}_upper{suffix}": ends[1]}


def _mh(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    strata, confidence = _strata(input), _confidence(params, input)
    sato = risk_difference(strata, confidence)
    large = risk_difference(strata, confidence, "greenland_robins")
    odds, risks = odds_ratio(strata, confidence), risk_ratio(strata, confidence)
    usual = large if str(params.get("variance", "sato")).startswith("greenland") else sato
    answers: Answers = {"or_mh": odds and odds.value, "rr_mh": risks and risks.value}
    answers |= {"rd_mh": sato and sato.value}
    answers |= {**_limits("rd", sato, "_sato"), **_limits("rd", large, "_gr")}
    answers |= {**_limits("rd", usual), **_limits("or", odds), **_limits("rr", risks)}
    for name, correction in (("cc", True), ("nocc", False)):
        tested = cmh(strata, correction=correction)
        answers[f"cmh_chi2_{name}"] = tested and tested.chi2
        answers[f"cmh_p_{name}"] = tested and tested.p
    for name, tarone in (("breslow_day", False), ("breslow_day_tarone", True)):
        alike = breslow_day(strata, tarone=tarone)
        answers[name] = alike and alike.chi2
        answers[f"{name}_df"] = alike and alike.df
        answers[f"{name}_p"] = alike and alike.p
    return answers


def _sides(input: Case) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    strata = _strata(input)
    return [(x1, n1) for x1, n1, _, _ in strata], [(x2, n2) for _, _, x2, n2 in strata]


def _direct_standardisation(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    found = directly_standardised(*_sides(input), _weights(params, len(input["strata"])))
    if found is None:
        return dict.fromkeys(("std1", "std2", "crude1", "crude2", "gap"))
    return {
        "std1": found.first,
        "std2": found.second,
        "crude1": found.crude_first,
        "crude2": found.crude_second,
        "gap": found.gap,
    }


_POOLED = re.compile(r"\b(pooled|both|combined|together)\b", re.I)
_ALL = re.compile(r"\b(totals?|all|marginal|overall)\b", re.I)
_OTHERS = re.compile(r"\b(standard population|external|reference|only|first|second)\b", re.I)


def _weights(params: Case, strata: int) -> Sequence[float] | None:
    """Numbers, or words that end with them in parentheses; None where the words are for the sizes
    of both groups together. Those of anybody else are not ours to know."""
    stated = params.get("weights")
    if not isinstance(stated, str):
        return stated
    listed = re.findall(r"\(([^()]*)\)", stated)[-1:]
    # A comma without a space may also part thousands.
    for comma in (r"\s*;\s*|,\s+", r"\s*[;,]\s*"):
        numbers = [n for words in listed for n in _numbers(re.split(comma, words.strip()))]
        if numbers and len(numbers) == strata:
            return numbers
    if not numbers and (
        _POOLED.search(stated) or (_ALL.search(stated) and not _OTHERS.search(stated))
    ):
        return None
    raise NotImplementedError(f"weights {stated!r} are not computed by the product")


def _numbers(words: Iterable[str]) -> list[float]:
    """The words as numbers; none where any is something else."""
    plain = [re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", word) for word in words]
    numbers = [float(word) for word in plain if re.fullmatch(r"\d+(\.\d+)?", word)]
    return numbers if len(numbers) == len(plain) else []


def _kitagawa(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    found = kitagawa(*_sides(input))
    if found is None:
        return dict.fromkeys(("gap", "rate_effect", "mix_effect"))
    return {"gap": found.gap, "rate_effect": found.rate, "mix_effect": found.mix}


def _sbg_fit(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """None where the likelihood has no highest point: it rises for ever, as where all are alike."""
    found = fit(_from_the_start(input["survival"]))
    if found is None or not 1.01 * APART < found.alpha + found.beta < 0.99 * ALIKE:
        return dict.fromkeys(("alpha", "beta", "loglik_per_customer"))
    return {"alpha": found.alpha, "beta": found.beta, "loglik_per_customer": found.loglik}


def _from_the_start(series: Sequence[float]) -> list[float]:
    """As shares that begin with 1, of shares, percentages or counts, with or without the start.

    Below 100 come percentages without the start, unless all are whole: those may be counts too.
    """
    first = series[0]
    if 1 < first < 100 and all(float(value).is_integer() for value in series):
        raise NotImplementedError("whole numbers below 100 may be percentages and counts")
    start = first if first == 1 or first >= 100 else 1 if first < 1 else 100
    return [value / start for value in (series if start == first else [start, *series])]


def _sbg_predict(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    model = Sbg(input["alpha"], input["beta"])
    answers: Answers = {"mean_churn": model.mean_churn}
    for key in keys:
        if named := _at(key, ("r", "S")):
            answers[key] = (
                model.retention(int(named[1])) if named[0] == "r" else model.survival(named[1])
            )
    return answers


def _sbg_del(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    model = Sbg(input["alpha"], input["beta"])
    answers: Answers = {"DEL": model.lifetime(input["d"])}
    if "renewals" in input:
        answers["DERL"] = model.residual(input["d"], int(input["renewals"]))
    return answers


def _margin_multiple(input: Case, params: Case, keys: Sequence[str]) -> Answers:
    """None where customers would be worth more than all money: r >= 1 + i."""
    r = input["retention"]
    return {
        f"i{100 * d:g}": margin_multiple(r, d) if r < 1 + d else None for d in input["discounts"]
    }


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
    "stratum_rd": _stratum_rd,
    "mh": _mh,
    "direct_standardisation": _direct_standardisation,
    "kitagawa": _kitagawa,
    "sbg_fit": _sbg_fit,
    "sbg_predict": _sbg_predict,
    "sbg_del": _sbg_del,
    "margin_multiple": _margin_multiple,
}
