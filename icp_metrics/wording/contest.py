"""ICP definitions against one another, in words."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics.compare.contest import FEWEST_MOVED, Contest, Entry, Pair
from icp_metrics.compare.family import DECIDED
from icp_metrics.profile.fit import ALL, FIT, UNKNOWN
from icp_metrics.statistics.estimate import Difference
from icp_metrics.wording.codes import GROUP_WORDS
from icp_metrics.wording.numbers import counted, difference, interval, value
from icp_metrics.wording.plain import capital, inline
from icp_metrics.wording.shown import comparison, too_early

PAIRED = (
    "Definitions are compared on the same rows: what they judge alike cancels, and only accounts "
    "that change side make the likely range."
)

HANGS = "Hangs on how it is counted"
"""The answer where the ways of counting do not agree."""

_HINDSIGHT = (
    "Most of what {names} {are} judged by here was decided before {it} written: it may have shaped "
    "{them}, so that it cannot prove {them}. What is decided from then on can."
)


def line(entry: Entry) -> dict[str, str]:
    """A definition on one KPI as a line of a table."""
    row = entry.row
    unit, currency = row.kpi.unit, row.currency
    told = {"ICP definition": entry.definition.title}
    for name in ("fit", "not_fit"):
        group = row.groups[name]
        told[GROUP_WORDS[name]] = too_early(group) or value(group.estimate.value, unit, currency)
    gap = comparison(row)
    told["Difference"] = difference(gap.value, unit, currency)
    told["Likely range"] = interval(gap, unit, currency, signed=True)
    told["Accounts in ICP"] = _share(entry, FIT)
    told["Can't tell"] = _share(entry, UNKNOWN)
    return told


def pair_line(pair: Pair) -> dict[str, str | int]:
    """Two definitions on one KPI as a line of a table."""
    row = pair.first.row
    unit, currency = row.kpi.unit, row.currency
    shown = gap(pair)
    return {
        "First": pair.first.definition.title,
        "Second": pair.second.definition.title,
        "First minus second": difference(shown.value, unit, currency),
        "Likely range": interval(shown, unit, currency, signed=True),
        "Change side": counted(pair.moved, "accounts"),
        "Answer": answer(pair),
    }


def notes(found: Sequence[Contest]) -> list[str]:
    """What is said beneath the tables: how definitions are compared, which of them had seen what
    they are judged by, and which pairs hang on how it is counted."""
    entries = [e for c in found for e in c.entries if e.hindsight]
    names = list(dict.fromkeys(e.definition.title for e in entries))
    said = [PAIRED]
    if names:
        one = len(names) == 1
        are, it, them = ("is", "it was", "it") if one else ("are", "they were", "them")
        told = " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
        said.append(_HINDSIGHT.format(names=told, are=are, it=it, them=them))
    return [*said, *(_hangs(p) for c in found for p in c.pairs if p.hangs)]


def _hangs(pair: Pair) -> str:
    """`Hangs on how it is counted: Win rate, core v1 minus large v1. By closing date +4.1 pp (core
    v1 separates better); by creation -0.3 pp (no clear difference).`"""
    kpi = pair.first.row.kpi
    names = " minus ".join(e.definition.title for e in (pair.first, pair.second))
    ways = "; ".join(_by_way(way) for way in pair.ways if way.gap.value is not None)
    return f"{HANGS}: {kpi.title}, {names}. {capital(ways)}."


def _by_way(way: Pair) -> str:
    row, said = way.first.row, answer(way)
    if "circular" in way.flags:
        said = "equal by construction, it has no say"
    elif way.verdict not in DECIDED:
        said = inline(said)
    size = difference(gap(way).value, row.kpi.unit, row.currency)
    return f"{inline(row.kpi.differs[row.variant].words)} {size} ({said})"


def gap(pair: Pair) -> Difference:
    """The difference of two differences as it may stand on a page."""
    hidden = any(comparison(e.row).value is None for e in (pair.first, pair.second))
    return Difference() if hidden else pair.gap


def answer(pair: Pair) -> str:
    """Which definition tells more apart, or why that cannot be said."""
    if pair.hangs:
        return HANGS
    if pair.moved == 0:
        return "The same accounts"
    if pair.moved < FEWEST_MOVED:
        return f"Too few change side: see which {pair.moved}"
    first, second = (e.definition.title for e in (pair.first, pair.second))
    alike = [w for w in pair.ways if w.verdict == pair.verdict and "circular" not in w.flags]
    many = pair.first.row.kpi.agree and len(alike) > 1
    by_all = f" by all {len(alike)} ways of counting it" if many else ""
    return {
        "better": f"{first} separates better{by_all}",
        "worse": f"{second} separates better{by_all}",
        "equivalent": "Same in practice",
        "no_clear_difference": "No clear difference",
        "too_little_data": "Too early",
    }[pair.verdict]


def _share(entry: Entry, group: str) -> str:
    total = entry.accounts[ALL]
    return value(entry.accounts[group] / total if total else None, "share")
