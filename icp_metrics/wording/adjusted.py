"""The difference at like mix, in words: what it is, what of the crude one is mix, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from icp_metrics.compare.row import Adjusted, Row
from icp_metrics.wording.numbers import difference, interval, value
from icp_metrics.wording.plain import attribute, inline
from icp_metrics.wording.shown import comparison

_NOUNS = {"employees": "size"}
_WHY_NOT = {
    "no_strata": "Not adjusted for mix: none of the attributes that the setting `strata` names can "
    "be used.",
    "none_set": "Not adjusted for mix: the setting `strata` names no attribute.",
    "defined": "Not adjusted for mix: the ICP definition fixes the mix, since it judges by {left}.",
    "alike": "Not adjusted for mix: within a segment it is alike.",
    "apart": "Not adjusted for mix: no stratum holds accounts of both groups.",
}
_LEFT_OUT = {
    "criterion": "the ICP definition judges by it",
    "not_there": "the data does not have it",
    "list": "an account has several of it",
    "not_of_accounts": "it is not of the account",
    "broken_down_by": "it is what is broken down by",
}


def mix(names: Sequence[str]) -> str:
    """What a difference is adjusted for: `size and region`."""
    words = [_NOUNS.get(name, inline(attribute(name))) for name in names]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def like(row: Row) -> str:
    """`At like size and region: +12.2 pp (likely ...)`, or why there is none; `` where nothing is
    to be said."""
    if comparison(row).value is None:
        return ""
    told = row.adjusted
    if told is None:
        return _why_not(row)
    if told.gap.value is None:
        return f"At like {mix(told.by)} it cannot be told: too few accounts in the same strata."
    gap = difference(told.gap.value, row.kpi.unit, row.currency)
    around = interval(told.gap, row.kpi.unit, row.currency, signed=True)
    return f"At like {mix(told.by)}: {gap}{f' (likely {around})' if around else ''}.{_parts(row)}"


def also(row: Row) -> str:
    """`Also at like size and region.` under an answer that holds there too; else ``."""
    told = row.adjusted
    if told is None or row.verdict not in ("better", "worse") or row.explained:
        return ""
    low, high = told.gap.low, told.gap.high
    gap = told.gap
    if gap.ratio_low is not None and gap.ratio_high is not None:
        low, high = gap.ratio_low - 1, gap.ratio_high - 1
    if low is None or high is None or low <= 0 <= high:
        return ""
    return f"Also at like {mix(told.by)}."


def strata_left_out(row: Row) -> str:
    """Which attributes are set to adjust for and are not used, and why; else ``."""
    left: Mapping[str, str] = row.extras.get("strata_left_out", {})
    said = [f"{_NOUNS.get(name, inline(attribute(name)))}, since {_LEFT_OUT[w]}"
            for name, w in left.items()]  # fmt: skip
    return f"Not adjusted for {'; '.join(said)}." if said else ""


def _parts(row: Row) -> str:
    told = row.adjusted
    assert told is not None
    if told.crude is None or told.rate is None or told.mix is None:
        return _dropped(told, row)
    whole, rate, of_mix = (
        difference(x, row.kpi.unit, row.currency) for x in (told.crude, told.rate, told.mix)
    )
    of = f"{whole} among those with a counterpart" if told.dropped else whole
    return f" Of {of}, {rate} is there at equal mix and {of_mix} is mix.{_dropped(told, row)}"


def _dropped(told: Adjusted, row: Row) -> str:
    if not told.dropped:
        return ""
    share = value(told.dropped, "share")
    return f" {share} of the {row.kpi.fact_noun} have no counterpart and are not in it."


def _why_not(row: Row) -> str:
    words = _WHY_NOT.get(row.extras.get("not_adjusted", ""), "")
    left = row.extras.get("strata_left_out", {})
    judged = [name for name, why in left.items() if why == "criterion"]
    return words.format(left=mix(judged)) if judged else words
