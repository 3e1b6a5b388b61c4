"""An explanation in words: what text, page and workbook all say of it."""

from __future__ import annotations

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare.periods import Period
from icp_metrics.explain.explanation import Explanation, UsedSetting
from icp_metrics.explain.worked.worked import Figure, plain
from icp_metrics.wording.codes import OWN_REASONS

_LONGEST = 300
"""Characters of a formula that people still read."""


def figure(e: Explanation) -> str:
    """The number as on a card: `34.0%`."""
    return wording.value(e.number.value, e.unit, e.currency)


def headline(e: Explanation) -> str:
    """`Win rate, In ICP: 34.0% (likely 29.5% to 38.7%)`."""
    number = e.number
    name = f"{e.title}, {wording.GROUP_WORDS[e.group]}"
    if number.value is None:
        return f"{name}: no number. {wording.capital(why(e))}."
    likely = ""
    if number.low is not None and number.high is not None:
        low, high = (wording.value(v, e.unit, e.currency) for v in (number.low, number.high))
        likely = f" (likely {low} to {high})"
    return f"{name}: {figure(e)}{likely}"


def why(e: Explanation) -> str:
    """Why there is no number or none to rely on, in words; blank where there is one."""
    code = e.number.reason
    if code is None:
        return "too few accounts for a likely range" if e.number.status == "insufficient" else ""
    said = OWN_REASONS.get((e.kpi, code)) or wording.REASONS.get(code, code)
    return said.partition(" (")[0].partition(";")[0].replace("{tables}", "its tables")


def behind(e: Explanation) -> str:
    """`533 deals of 330 accounts`; of a figure made of others, its accounts."""
    accounts = wording.counted(e.number.n, "accounts")
    if e.parts:
        return accounts
    return f"{wording.counted(e.number.facts, KPIS[e.kpi].of(e.variant).fact_noun)} of {accounts}"


def about(e: Explanation) -> tuple[tuple[str, str], ...]:
    """What the number is of, as pairs of a label and what it says."""
    where = wording.filtered(e.filters)
    if e.by is not None:
        where.append(f"{wording.attribute(e.by)} is {wording.segment(e.segment)}")
    profile = "no ICP definition"
    if e.profile is not None:
        version = "draft" if e.profile_version is None else f"v{e.profile_version}"
        judged = "as of today" if e.fit_as_of == "today" else "as it was when it happened"
        profile = f"{e.profile} {version}, fit judged {judged}"
    through = ", ".join(f"{table} {wording.day(day)}" for table, day in e.data_through.items())
    return (
        ("Group", wording.GROUP_WORDS[e.group]),
        ("Behind it", behind(e)),
        *((("Counted", e.variant_words),) if e.variant_words else ()),
        ("Period", _period(e)),
        ("Filters", "; ".join(where) or "none"),
        ("ICP definition", profile),
        ("Data", f"Data {e.version}, file {e.version_file}"),
        ("Data through", through or "unknown"),
        ("Settings", f"version {e.settings_version}"),
    )


def _period(e: Explanation) -> str:
    if e.window == "now":
        return "as at the end of the data"
    said = wording.dates(Period(e.period_starts, e.period_ends))
    return said if e.period_complete else f"{said} (the data does not reach its end)"


def setting(s: UsedSetting) -> str:
    """`30, the default: A gap up to this long is not churn.`"""
    shown = "not set" if s.value is None else str(s.value)
    return f"{shown}{', the default' if s.is_default else ''}. {s.doc}"


def shortened(put_in: str) -> str:
    """A formula with its figures, cut in the middle where there are very many."""
    said = put_in.replace("*", "×")
    if len(said) <= _LONGEST:
        return said
    half = _LONGEST // 2
    return f"{said[:half].rpartition(' ')[0]} ... {said[-half:].partition(' ')[2]}"


def number(value: float | None) -> str:
    """A figure of a calculation: `0.000428`, `1,793`."""
    if value is None:
        return "unknown"
    if float(value).is_integer() and abs(value) < 1e15:
        return wording.digits(value)
    return wording.significant(value) if abs(value) < 1000 else wording.digits(value, 2)


def exact(value: float) -> str:
    """A value with all its digits."""
    return plain(value)


def figures(told: tuple[Figure, ...]) -> tuple[tuple[str, str], ...]:
    """Figures as pairs of words and number."""
    return tuple((f.words, number(f.value)) for f in told)


def of_gap(e: Explanation) -> tuple[tuple[str, str], ...]:
    """The difference between in ICP and outside, as pairs of words and what they say."""
    gap = e.gap
    if gap is None or gap.value is None:
        return ()
    said = [
        ("answer", gap.answer),
        ("In ICP minus outside", wording.difference(gap.value, e.unit, e.currency)),
    ]
    if gap.low is not None and gap.high is not None:
        low, high = (wording.difference(v, e.unit, e.currency) for v in (gap.low, gap.high))
        said.append(("likely", f"{low} to {high}"))
    if gap.ratio is not None and gap.ratio_low is not None and gap.ratio_high is not None:
        of, low, high = (wording.digits(r, 3) for r in (gap.ratio, gap.ratio_low, gap.ratio_high))
        said.append(("as a ratio, which decides", f"{of} ({low} to {high})"))
    smallest = wording.difference(gap.smallest, e.unit, e.currency).lstrip("+")
    said += [
        ("p", chance(gap.p)),
        ("q, after the other comparisons beside it", chance(gap.q)),
        ("smallest difference that matters", smallest),
    ]
    if gap.more_needed:
        said.append(("about so many more accounts would tell", wording.digits(gap.more_needed)))
    return tuple(said)


def chance(value: float | None) -> str:
    """A p or q: `0.031`, `under 0.001`."""
    if value is None:
        return "unknown"
    return f"under {wording.digits(0.001, 3)}" if value < 0.001 else wording.digits(value, 3)
