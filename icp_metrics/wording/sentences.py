"""A row as sentences: its title, verdict, difference, and what is said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from icp_metrics.compare.row import Group, Row
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.estimate import Difference
from icp_metrics.wording.adjusted import also, mix
from icp_metrics.wording.codes import COMPANIONS, FLAGS, LEFT_OUT, VERDICT_HELP
from icp_metrics.wording.concentration import concentration
from icp_metrics.wording.numbers import counted, difference, digits, interval, span, value
from icp_metrics.wording.plain import inline
from icp_metrics.wording.shown import blocked, comparison, too_early, why_not
from icp_metrics.wording.when import day


def sentence(row: Row) -> str:
    """What a row says, as one sentence for a person."""
    kpi = row.kpi
    if kpi.better == "neither" and not blocked(row):
        return _projected(row) if "projection" in row.flags else _state(row)
    fit, other = row.groups["fit"].estimate, row.groups["not_fit"].estimate
    compared = comparison(row)
    if compared.value is None:
        why = why_not(row)
        return f"{title(row)}: no comparison yet. {why}"
    gap = difference(compared.value, kpi.unit, row.currency)
    around = interval(compared, kpi.unit, row.currency, signed=True)
    return (
        f"{title(row)} is {value(fit.value, kpi.unit, row.currency)} in ICP and "
        f"{value(other.value, kpi.unit, row.currency)} outside: {gap} (likely {around}). "
        f"{answer(row)}."
    )


def _state(row: Row) -> str:
    """What there is, of a mix or a state: no group does better."""
    said = [
        f"{value(row.groups[g].estimate.value, row.kpi.unit, row.currency)} {words}"
        for g, words in (("fit", "in ICP"), ("not_fit", "outside"), ("unknown", "can't tell"))
    ]
    return f"{title(row)}: {', '.join(said)}."


def _projected(row: Row) -> str:
    """What a model carries beyond what was seen: `$96k in ICP (likely $71k to $130k)`."""
    if comparison(row).value is None:
        return f"{title(row)}: none yet. {why_not(row)}"
    said = []
    for name, words in (("fit", "in ICP"), ("not_fit", "outside")):
        e = row.groups[name].estimate
        around = interval(e, row.kpi.unit, row.currency)
        said.append(f"{value(e.value, row.kpi.unit, row.currency)} {words} (likely {around})")
    return f"{title(row)}: {', '.join(said)}. It decides nothing."


def unknown(row: Row) -> str:
    """How missing data could change a difference, where any is missing; else ``."""
    told = row.extras.get("unknown")
    if told is None or comparison(row).value is None:
        return ""
    shares = [value(told[k], "share") for k in ("with_outcome", "without")]
    gaps = [difference(told[k], row.kpi.unit) for k in ("gap_if_not_fit", "gap_if_fit")]
    return (
        f"Can't tell: {shares[0]} of those with the outcome, {shares[1]} of the others. Were all "
        f"of them outside, the difference would be {gaps[0]}; were all in ICP, {gaps[1]}."
    )


def title(row: Row) -> str:
    """The name of a figure: `Win rate`; of money to a horizon its months: `12-month revenue`; of a
    variant that is not the usual one its words too: `Open pipeline (amount)`."""
    kpi = row.kpi
    name = kpi.title
    if kpi.estimator.keyed_by in ("tenure", "renewal"):
        of = "revenue" if "no_margin" in row.flags else "margin"
        # Nothing is projected yet: it has no other name.
        unsettled = name if kpi.estimator.keyed_by == "tenure" else of.capitalize()
        name = unsettled if row.horizon is None else f"{row.horizon}-month {of}"
    if row.variant in kpi.differs and row.variant != kpi.default_variant:
        return f"{name} ({inline(kpi.differs[row.variant].words)})"
    return name


def verdict(row: Row) -> str:
    """The verdict in the KPI's own words: `Higher`, `Same in practice`, `Too early`."""
    if "projection" in row.flags:
        return "A projection"
    if row.kpi.better == "neither":
        return "A mix" if row.kpi.unit == "share" else "A state"
    if row.explained and row.adjusted is not None:
        return f"Mostly explained by {mix(row.adjusted.by)}"
    if {"variants_differ", "bases_differ"} & set(row.flags):
        return "Hangs on how it is counted"
    return {
        "better": row.kpi.better_word.capitalize(),
        "worse": row.kpi.worse_word.capitalize(),
        "equivalent": "Same in practice",
        "no_clear_difference": "No clear difference",
        "too_little_data": "Too early",
    }[row.verdict]


def verdict_help(row: Row) -> str:
    """What the answer rests on."""
    if "projection" in row.flags:
        return FLAGS["projection"]
    if row.kpi.better == "neither":
        return "It says how things are: nothing is better or worse."
    if comparison(row).value is None:
        return why_not(row)
    # Undecided, or not to be taken as it is, in spite of its own likely range.
    open_by = ("reversal", "attenuation", "variants_differ", "bases_differ", "circular")
    said = next((f for f in open_by if f in row.flags), None)
    return VERDICT_HELP[row.verdict] if said is None else flag(said, row)


def needed(row: Row) -> str:
    """`About 1,300 more accounts`, where it is too early and that is known; else ``."""
    more = row.extras.get("more_needed")
    if row.verdict != "too_little_data" or not more:
        return ""
    return f"About {digits(more)} more accounts"


def detectable(row: Row) -> str:
    """What so much data could tell, where it told nothing; else ``."""
    least = row.extras.get("detectable")
    if least is None or comparison(row).value is None or row.verdict == "equivalent":
        return ""
    size = difference(least, row.kpi.unit, row.currency).lstrip("+")
    return f"So many accounts tell a difference from about {size} on, four times out of five."


def apart(row: Row) -> str:
    """How those who cannot be judged do beside those who do not fit; `` where too few are."""
    told = row.extras.get("not_fit_v_unknown")
    # Spend of no account is under Can't tell: what a customer costs there says nothing.
    if told is None or row.kpi.better == "neither" or "spend" in row.kpi.tables:
        return ""
    gap = Difference(told["value"], told["low"], told["high"])
    unit, currency = row.kpi.unit, row.currency
    around = interval(gap, unit, currency, signed=True)
    size = difference(gap.value, unit, currency)
    return f"Outside ICP less Can't tell: {size} (likely {around})."


def spread(row: Row, name: str) -> tuple[float, float] | None:
    """The lowest and the highest figure of a group over the ways of counting that decide; None
    where there is one way alone, or one of them cannot tell."""
    every = _ways(row)
    known = [v[name]["value"] for v in every if v[name]["status"] in ("ok", "caution")]
    if len(every) < 2 or len(known) < len(every):
        return None
    return min(known), max(known)


def _ways(row: Row) -> list[Mapping[str, Any]]:
    """The figures of every way of counting one thing that decides; bases are not such ways."""
    told = row.extras.get("variants", {})
    return [told[name] for name in row.kpi.agree if name in told and not told[name]["circular"]]


def figure(row: Row, name: str) -> str:
    """The figure of a group: over all ways of counting it, `11.2 to 16.0 months`."""
    group, unit = row.groups[name], row.kpi.unit
    if early := too_early(group):
        return early
    ends = spread(row, name)
    if ends is None:
        return value(group.estimate.value, unit, row.currency)
    low, high = (value(v, unit, row.currency) for v in ends)
    if low == high:
        return low
    return span(low, high, unit)


def beside_verdict(row: Row) -> list[str]:
    """What is said under a verdict: what would tell, and how many ways of counting agree."""
    said = [f"{more} would tell."] if (more := needed(row)) else []
    every = _ways(row)
    if row.verdict in ("better", "worse") and len(every) > 1:
        said.append(f"By all {len(every)} ways of counting it.")
    return [*said, *([held] if (held := also(row)) else [])]


def answer(row: Row) -> str:
    """The verdict, and what is needed where it is too early: `Too early: about N more accounts`."""
    more = needed(row)
    return f"{verdict(row)}: {inline(more)}" if more else verdict(row)


def times(row: Row) -> str:
    """`1.5x (1.2x to 1.8x)` of money and months that may stand on a page, else ``."""
    gap = comparison(row)
    if row.kpi.unit == "share" or gap.ratio is None:
        return ""
    if gap.ratio_low is None or gap.ratio_high is None:
        return ""
    ratio, low, high = (digits(r, 1) for r in (gap.ratio, gap.ratio_low, gap.ratio_high))
    return f"{ratio}x ({low}x to {high}x)"


def companions(row: Row) -> list[str]:
    """The figures beside the value: `Median: $19.7k in ICP, $14.2k outside`."""
    if comparison(row).value is None:
        return []
    said = []
    for name, (words, unit) in COMPANIONS.items():
        found = row.extras.get(name, {})
        known = [found.get(group) for group in ("fit", "not_fit")]
        if any(number is not None for number in known):
            currency = row.currency or row.extras.get("currency")
            fit, other = (value(n, unit or row.kpi.unit, currency) for n in known)
            said.append(f"{words}: {fit} in ICP, {other} outside")
    return said


def changed(row: Row) -> str:
    """`Change of the difference: +4.5 pp (likely ...)`, or `` where it may not stand on a page."""
    if row.change is None or row.change.gap.value is None or comparison(row).value is None:
        return ""
    gap = row.change.gap
    change = difference(gap.value, row.kpi.unit, row.currency)
    around = interval(gap, row.kpi.unit, row.currency, signed=True)
    return f"Change of the difference: {change} (likely {around})"


def beneath(row: Row) -> list[str]:
    """All that is said beneath the figures of a row, in order."""
    every = (*companions(row), changed(row), unknown(row), apart(row), detectable(row))
    return [said for said in every if said]


def flag(name: str, row: Row) -> str:
    """What a flag says of a row."""
    if name == "concentration" and (said := concentration(row)):
        return " ".join([*said, "Read the likely range with care."])
    shares = row.extras.get(f"{name}_share", {})
    like = "" if row.adjusted is None else mix(row.adjusted.by)
    saved = row.extras.get("before_definition", {}).get("saved_on")
    written = "" if saved is None else day(date.fromisoformat(saved))
    share = value(shares.get("all"), "share")
    return FLAGS[name].format(share=share, mix=like, saved_on=written)


def left_out(row: Row) -> list[str]:
    """What is not in the figures and why: `500 deals without a creation date are left out`."""
    said = []
    for name, count in row.extras.get("left_out", {}).items():
        of = {"accounts": "customers", "opportunities": "deals"}
        nouns = of.get(row.kpi.facts_of, row.kpi.fact_noun)
        what = LEFT_OUT[name].format(count=counted(count, nouns))
        said.append(f"Left out: {what}.")
    return said


def behind(group: Group, kpi: Kpi) -> str:
    """`533 deals of 330 accounts`; of a figure made of others, `330 accounts`."""
    if kpi.parts:
        return counted(group.n, "accounts")
    return f"{counted(group.facts, kpi.fact_noun)} of {counted(group.n, 'accounts')}"
