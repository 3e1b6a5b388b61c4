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
    "mixed_currency": (
        "several currencies ({currencies}) and no exchange rates; load fx_rates and set "
        "`reporting_currency`, or filter by currency"
    ),
    "missing_table": "its data was never loaded; load {tables}",
    "bulk_import": (
        "over a fifth of the deals were created on one day, as an import does, so how long they "
        "took is not known; load their true dates of creation"
    ),
    "no_events": "none was won in the time they were followed; choose a longer period",
    "median_not_reached": "not even half got that far; choose a longer period",
    "left_edge": "too few were seen from the start; choose a longer period",
    "right_edge": "too few were followed for long enough; choose a longer period, or wait",
    "immature": "too young to say; wait",
    "no_margin": "no gross margin is set; set `gross_margin`",
    "mixed_scales": "answers on several scales cannot be added up; filter by one of them",
    "no_spend": "no spend is loaded; load spend",
}
"""Why there is no number, and what to do, by reason code."""

FLAGS = {
    "one_basis": "Judged on closed deals alone: deals still open are not counted yet.",
    "derived": (
        "{share} of these deals state no type: whether they are new business was derived from the "
        "pipeline, or from earlier wins or revenue."
    ),
    "from_amount": (
        "{share} of these deals were won without an annual value or a term: their amount is taken "
        "for a year's revenue."
    ),
    "judged_later": "Most of these are judged by what was first known of the account later.",
    "incomplete_period": "The data does not reach the end of this period.",
    "concentration": "A few accounts make up much of the sum: read the likely range with care.",
    "no_margin": (
        "This is revenue, not margin: no gross margin is set for all customers. Set "
        "`gross_margin`, 0.8 for 80 %."
    ),
}
"""What is said beside an answer, by flag."""

LEFT_OUT = {
    "no_created_on": "{count} without a creation date",
    "closed_before_created": "{count} closed before they were created",
    "origin_unknown": (
        "{count} that were paying when the data begins: since when cannot be told from invoices"
    ),
    "no_amount": "{count} won without any amount",
}
"""What publish left out of a KPI and why, by the name of its check."""

SOURCE_WORDS = {
    "subscription": "subscriptions",
    "contract": "contracts (won deals with a value and a term)",
    "lines": "recurring invoice lines",
}
"""Where MRR comes from."""

COMPANIONS: dict[str, tuple[str, Unit | None]] = {
    "median": ("Median", None),
    "median_won": ("Median of the won deals alone", "days"),
    "median_lost": ("Median of the lost deals", "days"),
    "median_any": ("Median of all closed deals", "days"),
    "revenue": ("Revenue in that time", "money"),
    "months": ("Paid for in that time", "months"),
    "rmst": ("Paid for on average, within the horizon", "days"),
}
"""Figures that stand beside a value, by their name in `extras`: words and unit (None: its own)."""

MISSING = "(blank)"
"""How a missing attribute is shown."""


def value(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A value as on a card: `31.4%`, `$28.1k`, `58 days`; an en dash where unknown."""
    if number is None:
        return "–"
    if unit == "share":
        return f"{100 * number:.1f}%"
    if unit == "money":
        return money(number, currency)
    if unit == "days":
        return f"{number:,.0f} {'day' if f'{number:.0f}' in ('1', '-1') else 'days'}"
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


def full_money(number: float, currency: str | None) -> str:
    """An amount to the cent, as in tables: `$28,140.25`."""
    return f"{'-' if number < 0 else ''}{currency_mark(currency)}{abs(number):,.2f}"


def currency_mark(currency: str | None) -> str:
    """`$`, `€`, `CHF `; nothing where the currency is not known."""
    marks = {"USD": "$", "EUR": "€", "GBP": "£"}
    return "" if currency is None else marks.get(currency, f"{currency} ")


def difference(number: float | None, unit: Unit, currency: str | None = None) -> str:
    """A signed difference: `+8.8 pp` for shares, `+$9.1k`, `-13 days`."""
    if number is None:
        return "–"
    sign = "+" if number > 0 else "-" if number < 0 else "±"
    if unit == "share":
        return f"{sign}{abs(100 * number):.1f} pp"
    return sign + value(abs(number), unit, currency)


def interval(
    of: Estimate | Difference, unit: Unit, currency: str | None = None, *, signed: bool = False
) -> str:
    """`27.1% to 35.6%`, `50 to 59 days`, or `` where there is none."""
    if of.low is None or of.high is None:
        return ""
    say = difference if signed else value
    low = say(of.low, unit, currency)
    if unit in ("days", "months"):
        low = low.split()[0]
    return f"{low} to {say(of.high, unit, currency)}"


def times(row: Row) -> str:
    """`1.5x (1.2x to 1.8x)` of money and months that may stand on a page, else ``."""
    gap = comparison(row)
    if row.kpi.unit == "share" or gap.ratio is None:
        return ""
    if gap.ratio_low is None or gap.ratio_high is None:
        return ""
    return f"{gap.ratio:.1f}x ({gap.ratio_low:.1f}x to {gap.ratio_high:.1f}x)"


def verdict(row: Row) -> str:
    """The verdict in the KPI's own words: `Higher`, `Same in practice`, `Too early`."""
    return {
        "better": row.kpi.better_word.capitalize(),
        "worse": row.kpi.worse_word.capitalize(),
        "equivalent": "Same in practice",
        "no_clear_difference": "No clear difference",
        "too_little_data": "Too early",
    }[row.verdict]


def needed(row: Row) -> str:
    """`About 1,300 more accounts`, where it is too early and that is known; else ``."""
    more = row.extras.get("more_needed")
    if row.verdict != "too_little_data" or not more:
        return ""
    return f"About {more:,} more accounts"


def answer(row: Row) -> str:
    """The verdict, and what is needed where it is too early: `Too early: about N more accounts`."""
    more = needed(row)
    return f"{verdict(row)}: {inline(more)}" if more else verdict(row)


def same_horizon(row: Row, total: Row) -> bool:
    """Whether two figures follow customers equally far: 12 months say nothing beside 24.

    Days of the median reach as far as each selection allows, and are compared all the same.
    """
    if row.kpi.estimator.keyed_by != "tenure" or row.horizon is None:
        return True
    return row.horizon == total.horizon


def flag(name: str, row: Row) -> str:
    """What a flag says of a row."""
    shares = row.extras.get(f"{name}_share", {})
    return FLAGS[name].format(share=value(shares.get("all"), "share"))


def left_out(row: Row) -> list[str]:
    """What is not in the figures and why: `500 deals without a creation date are left out`."""
    said = []
    for name, count in row.extras.get("left_out", {}).items():
        nouns = "customers" if row.kpi.facts_of == "accounts" else "deals"
        what = LEFT_OUT[name].format(count=counted(count, nouns))
        said.append(f"Left out: {what}.")
    return said


def companions(row: Row) -> list[str]:
    """The figures beside the value: `Median: $19.7k in ICP, $14.2k outside`."""
    if comparison(row).value is None:
        return []
    said = []
    for name, (words, unit) in COMPANIONS.items():
        found = row.extras.get(name, {})
        known = [found.get(group) for group in ("fit", "not_fit")]
        if any(number is not None for number in known):
            fit, other = (value(n, unit or row.kpi.unit, row.currency) for n in known)
            said.append(f"{words}: {fit} in ICP, {other} outside")
    return said


def verdict_help(row: Row) -> str:
    """What the answer rests on."""
    return _why_not(row) if comparison(row).value is None else VERDICT_HELP[row.verdict]


def title(row: Row) -> str:
    """The name of a figure: `Win rate`; of money to a horizon its months: `12-month revenue`."""
    kpi = row.kpi
    if kpi.estimator.keyed_by != "tenure" or row.horizon is None:
        return kpi.title
    return f"{row.horizon}-month {'revenue' if 'no_margin' in row.flags else 'margin'}"


def inline(words: str) -> str:
    """A title within a sentence: `win rate`, but `MRR growth`."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def sentence(row: Row) -> str:
    """What a row says, as one sentence for a person."""
    kpi = row.kpi
    fit, other = row.groups["fit"].estimate, row.groups["not_fit"].estimate
    compared = comparison(row)
    if compared.value is None:
        why = _why_not(row)
        return f"{title(row)}: no comparison yet. {why}"
    gap = difference(compared.value, kpi.unit, row.currency)
    around = interval(compared, kpi.unit, row.currency, signed=True)
    return (
        f"{title(row)} is {value(fit.value, kpi.unit, row.currency)} in ICP and "
        f"{value(other.value, kpi.unit, row.currency)} outside: {gap} (likely {around}). "
        f"{answer(row)}."
    )


def _why_not(row: Row) -> str:
    reasons = {name: _reason(row, row.groups[name]) for name in ("fit", "not_fit")}
    if row.groups["all"].estimate.reason in BLOCKING:
        return f"{_sentence(reasons['fit'])}."
    said = [f"{GROUP_WORDS[name]}: {reason}" for name, reason in reasons.items() if reason]
    return "; ".join(said) + "." if said else "One side cannot be estimated."


BLOCKING = frozenset({"mixed_currency", "missing_table", "bulk_import", "no_spend"})
"""Reasons that hold for all groups: with them there is nothing to draw."""


def blocked(row: Row) -> str:
    """Why a KPI has no figure at all, as a sentence; `` where it may have one."""
    whole = row.groups["all"]
    if whole.estimate.reason not in BLOCKING:
        return ""
    return f"{_sentence(_reason(row, whole))}."


def _reason(row: Row, group: Group) -> str:
    e, kpi = group.estimate, row.kpi
    if group.facts == 0 and e.reason not in BLOCKING:
        return f"no {kpi.fact_noun}"
    reason = REASONS.get(e.reason or "", "")
    if e.status == "insufficient":
        reason = reason or REASONS["low_n"]
    return reason.format(
        currencies=", ".join(row.extras.get("currencies", [])),
        tables=(" or " if kpi.instead else " and ").join(kpi.tables),
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


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


def when(row: Row) -> str:
    """What counts and in which dates: `Deals closed 1 Oct 2025 to 30 Sep 2026, compared ...`."""
    kpi = row.kpi
    noun = _sentence(kpi.fact_noun)
    if kpi.window == "snapshot":
        return f"{noun} at the last month-end of {compared(row)}"
    if kpi.window == "exposure":
        return f"{noun} followed {compared(row)}"
    done = "closed" if kpi.facts_of == "opportunities" else "in"
    return f"{noun} {done} {compared(row)}"


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


def plain_html(text: str, longest: int = 28) -> str:
    """Text from data made harmless inside a chart, which reads a little HTML; cut if long."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def too_early(group: Group) -> str:
    """`too early` for a group that may not show its number yet, else nothing."""
    if not group.facts:
        return "none"
    return "" if shown(group.estimate) else "too early"


def shown(estimate: Estimate) -> bool:
    """Whether a number may stand on a page; the JSON carries it all the same."""
    return estimate.status in ("ok", "caution")
