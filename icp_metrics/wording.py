"""Words and numbers as people read them: one place, the same on every page and chart.

Values are `None` where unknown: every function says so in words, never as 0, None or NaN.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Group, Row
from icp_metrics.kpis import Kpi, Unit
from icp_metrics.statistics.estimate import Difference, Estimate

GROUP_WORDS = {
    "fit": "In ICP",
    "not_fit": "Outside ICP",
    "unknown": "Can't tell",
    "all": "All",
}

VERDICT_HELP = {
    "better": "The whole likely range is on the good side.",
    "worse": "The whole likely range is on the bad side.",
    "equivalent": "The whole likely range is within the smallest difference that matters.",
    "no_clear_difference": "The likely range includes no difference.",
    "too_little_data": "The likely range is wider than the smallest difference that matters.",
}

REASONS = {
    "no_data": "no data in this selection",
    "zero_denominator": "nothing to divide by",
    "low_n": "too few accounts for a likely range",
    "boundary": "all the same: no likely range",
    "concentration": "hangs on a few accounts",
    "mixed_currency": "several currencies ({currencies}) and no exchange rates",
    "missing_table": "its data was never loaded",
}

FLAGS = {
    "one_basis": "Judged on closed deals alone: deals still open are not counted yet.",
    "derived": (
        "{share} of these deals state no type: whether they are new business was derived from the "
        "pipeline or from earlier wins."
    ),
    "judged_later": (
        "Most of these are judged by what was first known of the account later than the deal."
    ),
    "incomplete_period": "The data does not reach the end of this period.",
    "concentration": "A few accounts make up much of the sum: read the likely range with care.",
}

MISSING = "(blank)"
"""How a missing attribute is shown."""


def value(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A value as on a card: `31.4%`, `$28.1k`, `58 d`; an en dash where unknown."""
    if number is None:
        return "–"
    if unit == "share":
        return f"{100 * number:.1f}%"
    if unit == "money":
        return money(number, currency)
    if unit == "days":
        return f"{number:.0f} d"
    if unit == "months":
        return f"{number:.1f} months"
    return f"{number:,.2f}" if unit == "ratio" else f"{number:,.0f}"


def money(number: float, currency: str | None) -> str:
    """An amount, compact: `$28.1k`, `EUR 1.2m`; without a currency the figure alone."""
    sign = "-" if number < 0 else ""
    size = abs(number)
    for limit, by, letter in ((999_950_000, 1e9, "b"), (999_950, 1e6, "m"), (999.5, 1e3, "k")):
        if size >= limit:
            text = f"{size / by:.1f}{letter}"
            break
    else:
        text = f"{size:.0f}"
    return f"{sign}{currency_mark(currency)}{text}"


def currency_mark(currency: str | None) -> str:
    """`$`, `€`, `CHF `; nothing where the currency is not known."""
    marks = {"USD": "$", "EUR": "€", "GBP": "£"}
    return "" if currency is None else marks.get(currency, f"{currency} ")


def difference(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A signed difference: `+8.8 pp` for shares, `+$9.1k`, `-13 d`."""
    if number is None:
        return "–"
    sign = "+" if number > 0 else "-" if number < 0 else "±"
    if unit == "share":
        return f"{sign}{abs(100 * number):.1f} pp"
    return sign + value(abs(number), unit, currency)


def interval(
    of: Estimate | Difference, unit: Unit, currency: str | None = None, *, signed: bool = False
) -> str:
    """`27.1% to 35.6%`, or `` where there is none."""
    if of.low is None or of.high is None:
        return ""
    say = difference if signed else value
    return f"{say(of.low, unit, currency)} to {say(of.high, unit, currency)}"


def times(gap: Difference) -> str:
    """`1.5x (1.2x to 1.8x)`, or `` where amounts are not compared as a ratio."""
    if gap.ratio is None or gap.ratio_low is None or gap.ratio_high is None:
        return ""
    return f"{gap.ratio:.1f}x ({gap.ratio_low:.1f}x to {gap.ratio_high:.1f}x)"


def answer(row: Row) -> str:
    """The verdict in the KPI's own words: `Higher`, `Same in practice`, `Too early: ...`."""
    words = {
        "better": row.kpi.better_word.capitalize(),
        "worse": row.kpi.worse_word.capitalize(),
        "equivalent": "Same in practice",
        "no_clear_difference": "No clear difference",
        "too_little_data": "Too early",
    }
    word = words[row.verdict]
    needed = row.extras.get("more_needed")
    if row.verdict == "too_little_data" and needed:
        return f"{word}: about {needed:,} more accounts"
    return word


def flag(name: str, row: Row) -> str:
    """What a flag says of a row."""
    shares = row.extras.get(f"{name}_share", {})
    return FLAGS[name].format(share=value(shares.get("all"), "share"))


def companions(row: Row) -> list[str]:
    """The figures beside the value: `Median: $19.7k in ICP, $14.2k outside`."""
    said: list[str] = []
    if comparison(row).value is None:
        return said
    for name in row.kpi.companions:
        fit, other = (
            value(row.extras[name][group], row.kpi.unit, row.currency)
            for group in ("fit", "not_fit")
        )
        said.append(f"{name.capitalize()}: {fit} in ICP, {other} outside")
    return said


def verdict_help(row: Row) -> str:
    """What the answer rests on."""
    return _why_not(row) if comparison(row).value is None else VERDICT_HELP[row.verdict]


def sentence(row: Row) -> str:
    """What a row says, as one sentence for a person."""
    kpi = row.kpi
    fit, other = row.groups["fit"].estimate, row.groups["not_fit"].estimate
    compared = comparison(row)
    if compared.value is None:
        why = _why_not(row)
        return f"{kpi.title}: no comparison yet. {why}"
    gap = difference(compared.value, kpi.unit, row.currency)
    around = interval(compared, kpi.unit, row.currency, signed=True)
    return (
        f"{kpi.title} is {value(fit.value, kpi.unit, row.currency)} in ICP and "
        f"{value(other.value, kpi.unit, row.currency)} outside: {gap} (likely {around}). "
        f"{answer(row)}."
    )


def _why_not(row: Row) -> str:
    said = []
    for name in ("fit", "not_fit"):
        group = row.groups[name]
        reason = REASONS.get(group.estimate.reason or "", "").format(
            currencies=", ".join(row.extras.get("currencies", []))
        )
        if group.estimate.status == "insufficient":
            reason = reason or REASONS["low_n"]
        if group.facts == 0:
            reason = f"no {row.kpi.fact_noun}"
        if reason:
            said.append(f"{GROUP_WORDS[name]}: {reason}")
    return "; ".join(said) + "." if said else "One side cannot be estimated."


def comparison(row: Row) -> Difference:
    """The difference as it may stand on a page: nothing where a side is too early to show."""
    sides = (row.groups["fit"].estimate, row.groups["not_fit"].estimate)
    return row.gap if all(map(shown, sides)) else Difference()


def changed(row: Row) -> str:
    """`Change of the difference: +4.5 pp (likely ...)`, or `` where it may not stand on a page."""
    if row.change is None or row.change.gap.value is None or comparison(row).value is None:
        return ""
    gap = row.change.gap
    change = difference(gap.value, row.kpi.unit, row.currency)
    around = interval(gap, row.kpi.unit, row.currency, signed=True)
    return f"Change of the difference: {change} (likely {around})"


def behind(group: Group, kpi: Kpi) -> str:
    """`533 deals of 330 accounts`."""
    return f"{counted(group.facts, kpi.fact_noun)} of {counted(group.n, 'accounts')}"


def counted(number: int, nouns: str) -> str:
    """`533 deals`, `1 deal`."""
    return f"{number:,} {nouns.removesuffix('s') if number == 1 else nouns}"


def dates(period: Period) -> str:
    """Both days written out, the last one included: `1 Oct 2025 to 30 Sep 2026`."""
    return f"{day(period.starts)} to {day(period.ends - timedelta(days=1))}"


def compared(row: Row) -> str:
    """Both ranges written out; the earlier one only where it holds data."""
    now = dates(row.period)
    if row.change is None or row.change.fit.value is None:
        return now
    return f"{now}, compared with {dates(row.change.before)}"


def day(when: date) -> str:
    """`30 Sep 2026`."""
    return f"{when.day} {when:%b %Y}"


def segment(label: str | None) -> str:
    """The label of a segment; a missing attribute in words."""
    if label is None:
        return MISSING
    return f'"{label}"' if label == MISSING else label


def attribute(name: str) -> str:
    """`opportunities.lost_reason` as `Deal's lost reason`, `annual_revenue` as `Annual revenue`.

    The name of no account attribute holds an apostrophe: the two cannot be mistaken.
    """
    table, dot, column = name.rpartition(".")
    words = column.replace("_", " ")
    return f"Deal's {words}" if dot and table == "opportunities" else words[:1].upper() + words[1:]


def plain(text: object) -> str:
    """Text from data made harmless inside Markdown: no link, image, HTML, colour or formula."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|>~$:<&])", r"\\\1", str(text))
    # Addresses, icons (`:material/home:`) and emoji are found in spite of it, in the text that is
    # left: a space of no width keeps their parts apart.
    apart = re.sub(r"(?i)(?<=:)(?=\S)|(?<=www)(?=\\\.)|(?=@)", "\u200b", escaped)
    return " ".join(apart.split())


def too_early(group: Group) -> str:
    """`too early` for a group that may not show its number yet, else nothing."""
    if not group.facts:
        return "none"
    return "" if shown(group.estimate) else "too early"


def shown(estimate: Estimate) -> bool:
    """Whether a number may stand on a page; the JSON carries it all the same."""
    return estimate.status in ("ok", "caution")
