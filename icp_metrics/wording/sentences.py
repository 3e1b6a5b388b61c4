"""A row as sentences: its title, verdict, difference, and what is said beside it."""

from __future__ import annotations

from icp_metrics.compare.row import Group, Row
from icp_metrics.kpis import Kpi
from icp_metrics.wording.codes import COMPANIONS, FLAGS, LEFT_OUT, VERDICT_HELP
from icp_metrics.wording.numbers import counted, difference, interval, value
from icp_metrics.wording.plain import inline
from icp_metrics.wording.shown import blocked, comparison, too_early, why_not


def sentence(row: Row) -> str:
    """What a row says, as one sentence for a person."""
    kpi = row.kpi
    if kpi.better == "neither" and not blocked(row):
        return _state(row)
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
    if row.variant in kpi.differs and row.variant != kpi.default_variant:
        return f"{kpi.title} ({inline(kpi.differs[row.variant].words)})"
    if kpi.estimator.keyed_by != "tenure" or row.horizon is None:
        return kpi.title
    return f"{row.horizon}-month {'revenue' if 'no_margin' in row.flags else 'margin'}"


def verdict(row: Row) -> str:
    """The verdict in the KPI's own words: `Higher`, `Same in practice`, `Too early`."""
    if row.kpi.better == "neither":
        return "A mix" if row.kpi.unit == "share" else "A state"
    if "variants_differ" in row.flags:
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
    if row.kpi.better == "neither":
        return "It says how things are: nothing is better or worse."
    if comparison(row).value is None:
        return why_not(row)
    # Undecided in spite of its own likely range.
    said = next((f for f in ("variants_differ", "circular") if f in row.flags), None)
    return VERDICT_HELP[row.verdict] if said is None else FLAGS[said]


def needed(row: Row) -> str:
    """`About 1,300 more accounts`, where it is too early and that is known; else ``."""
    more = row.extras.get("more_needed")
    if row.verdict != "too_little_data" or not more:
        return ""
    return f"About {more:,} more accounts"


def spread(row: Row, name: str) -> tuple[float, float] | None:
    """The lowest and the highest figure of a group over the ways of counting that decide; None
    where there is one way alone, or one of them cannot tell."""
    every = [v for v in row.extras.get("variants", {}).values() if not v["circular"]]
    known = [v[name]["value"] for v in every if v[name]["status"] in ("ok", "caution")]
    if len(every) < 2 or len(known) < len(every):
        return None
    return min(known), max(known)


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
    low = low.split()[0] if unit in ("days", "months") else low
    return f"{low} to {high}"


def beside_verdict(row: Row) -> list[str]:
    """What is said under a verdict: what would tell, and how many ways of counting agree."""
    said = [f"{more} would tell."] if (more := needed(row)) else []
    every = [v for v in row.extras.get("variants", {}).values() if not v["circular"]]
    if row.verdict in ("better", "worse") and len(every) > 1:
        said.append(f"By all {len(every)} ways of counting it.")
    return said


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
    return f"{gap.ratio:.1f}x ({gap.ratio_low:.1f}x to {gap.ratio_high:.1f}x)"


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


def flag(name: str, row: Row) -> str:
    """What a flag says of a row."""
    shares = row.extras.get(f"{name}_share", {})
    return FLAGS[name].format(share=value(shares.get("all"), "share"))


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
