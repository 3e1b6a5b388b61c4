"""Several ICP definitions against one another: which tells more apart, on the same accounts.

Each definition divides the same facts into its groups. What follows to a horizon follows equally
far in all of them. Two definitions are compared by their differences with paired replicates; where
fewer than ten accounts change side, nothing is said but who they are. What can be counted in
several ways is decided only where they agree, as in compare().
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

import polars as pl
from sqlglot import exp

from icp_metrics.catalog import KPIS
from icp_metrics.compare.agreement import OPEN, Way, disagreement, way
from icp_metrics.compare.answer import Answer, answer
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.family import ANSWERS, smallest_gap
from icp_metrics.compare.question import question, variant_of
from icp_metrics.compare.row import Row, Verdict, number
from icp_metrics.compare.rows import Figures, figures, gap_of, row, rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.verdict import verdict
from icp_metrics.compare.view import View
from icp_metrics.errors import SliceError
from icp_metrics.kpis import Kpi
from icp_metrics.profile.document import Profile
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT
from icp_metrics.statistics.estimate import Difference
from icp_metrics.statistics.multiplicity import benjamini_hochberg
from icp_metrics.statistics.paired import paired_difference

FEWEST_MOVED = 10
"""Accounts that must change side before two definitions are compared by more than their names."""


@dataclass(frozen=True)
class Definition:
    """An ICP definition in a contest. `version` None: a draft. `saved_on`: None where not known."""

    profile: Profile
    version: int | None
    saved_on: date | None = None

    @property
    def title(self) -> str:
        """`core v2`, `core (draft)`."""
        return f"{self.profile.name} {'(draft)' if self.version is None else f'v{self.version}'}"


@dataclass(frozen=True, eq=False)
class Entry:
    """What one definition tells apart. `row`: its groups and their difference, not judged.

    `accounts`: how many it judges in and out today, and cannot tell, by group; and all.
    """

    definition: Definition
    row: Row
    accounts: dict[str, int]

    @property
    def gap(self) -> float | None:
        """Fit minus not fit, whether or not it has a likely range."""
        fit, other = (self.row.groups[g].estimate.value for g in (FIT, NOT_FIT))
        return None if fit is None or other is None else number(fit - other)

    @property
    def hindsight(self) -> bool:
        """Whether most of what it is judged by was decided before it was written."""
        return "hindsight" in self.row.flags


@dataclass(frozen=True, eq=False)
class Pair:
    """Two definitions: how much more the first tells apart than the second.

    `gap`: the difference of their differences; empty but for its value where fewer than
    FEWEST_MOVED accounts change side. `sides`: accounts that change side: account_id,
    account_name, first, second (the groups), facts; an account may have several lines.
    `moved`: how many accounts those are, one for each fact without account. `flags`: `circular`,
    `one_basis`, `variants_differ`, `bases_differ`, as of a row. `ways`: the same two by each way of
    counting that decides.
    """

    first: Entry
    second: Entry
    gap: Difference
    moved: int
    sides: pl.DataFrame
    q: float | None = None
    verdict: Verdict = "too_little_data"
    flags: tuple[str, ...] = ()
    ways: tuple[Pair, ...] = ()

    @property
    def hangs(self) -> bool:
        """Whether it is undecided because the ways of counting do not agree."""
        return any(flag in OPEN for flag in self.flags)


@dataclass(frozen=True, eq=False)
class Contest:
    """Definitions on one KPI, the one that tells most apart first, and each against each."""

    kpi: Kpi
    entries: tuple[Entry, ...]
    pairs: tuple[Pair, ...]

    def to_json(self) -> dict[str, Any]:
        """The contest as plain data."""
        first = self.entries[0].row
        period = first.period
        return {
            "kpi": self.kpi.id,
            "variant": first.variant,
            "unit": first.kpi.unit,
            "currency": first.currency,
            "horizon": first.horizon,
            "period": {"starts": period.starts.isoformat(), "ends": period.ends.isoformat()},
            "definitions": [_entry(e) for e in self.entries],
            "pairs": [_pair(p) for p in self.pairs],
        }


def contest(view: View, kpi: Kpi, asked: Slice, definitions: Sequence[Definition]) -> Contest:
    """The definitions on one KPI and slice. Raises SliceError for fewer than two of them, and for
    a KPI, or a variant of one, that is a mix, a state or a projection: of those nothing is
    better."""
    if len(definitions) < 2:
        raise SliceError("A comparison needs at least two ICP definitions.")
    own = variant_of(view, kpi, asked)
    if kpi.of(own).better == "neither":
        raise SliceError(f"{_named(kpi, own)} is not judged: no ICP definition does better in it.")
    views = [
        replace(
            view,
            profile=d.profile,
            profile_version=d.version,
            # A draft is written when all that is known was decided.
            profile_saved_on=date.max if d.version is None else d.saved_on,
        )
        for d in definitions
    ]
    counts = [_accounts(each) for each in views]

    def by(variant: str) -> tuple[list[Entry], list[Pair]]:
        return _by(view, views, kpi, replace(asked, variant=variant), definitions, counts)

    entries, pairs = by(own)
    others = kpi.agree or kpi.same_sign
    every = [pairs if variant == own else by(variant)[1] for variant in others]
    if every:
        pairs = [_agreed(pair, ways) for pair, *ways in zip(pairs, *every, strict=True)]
    return Contest(kpi, tuple(sorted(entries, key=_rank)), tuple(pairs))


def _named(kpi: Kpi, variant: str) -> str:
    """The KPI, with the variant where that is not the usual one."""
    usual = variant not in kpi.differs or variant == kpi.default_variant
    return kpi.title if usual else f"{kpi.title} ({kpi.differs[variant].words})"


def _by(
    view: View,
    views: Sequence[View],
    kpi: Kpi,
    asked: Slice,
    definitions: Sequence[Definition],
    counts: Sequence[dict[str, int]],
) -> tuple[list[Entry], list[Pair]]:
    """The definitions by one way of counting, and each against each, decided by that way alone."""
    answers = [answer(each, kpi, asked) for each in views]
    made = [_made(each, found, answers) for each, found in zip(views, answers, strict=True)]
    entries = [
        Entry(d, one, accounts)
        for d, (one, _), accounts in zip(definitions, made, counts, strict=True)
    ]
    judged = [_judged(each, kpi, asked) for each in views]
    pairs = [
        _against(view, (entries[a], entries[b]), (made[a][1], made[b][1]), (judged[a], judged[b]))
        for a, b in combinations(range(len(entries)), 2)
    ]
    qs = benjamini_hochberg([None if "circular" in p.flags else p.gap.p for p in pairs])
    return entries, [_decided(view, pair, q) for pair, q in zip(pairs, qs, strict=True)]


def _agreed(pair: Pair, ways: Sequence[Pair]) -> Pair:
    """The pair beside itself by every way of counting; undecided where they do not agree."""
    flags = disagreement(pair.first.row.kpi, _way(pair), [_way(p) for p in ways])
    word = "no_clear_difference" if any(f in OPEN for f in flags) else pair.verdict
    return replace(pair, verdict=word, flags=(*pair.flags, *flags), ways=tuple(ways))


def _way(pair: Pair) -> Way:
    first, second = way(pair.first.row), way(pair.second.row)
    return Way(
        first.variant,
        pair.verdict,
        pair.gap.value,
        circular="circular" in pair.flags,
        known=first.known and second.known,
        shown=first.shown and second.shown,
    )


def _made(view: View, found: Answer, every: Sequence[Answer]) -> tuple[Row, Difference]:
    """The row of a definition, and its difference with the replicates."""
    rules = rules_of(view)
    i = found.shown[0]
    others = [other for other in every if other is not found]
    groups: Figures = figures(found, i, None, rules, beside=others)
    gap = gap_of(groups, rules)
    shown = row(view, found, i, None)
    light = replace(shown, groups=groups.groups, gap=gap, horizon=groups.horizon, change=None)
    return light.light(), gap


def _accounts(view: View) -> dict[str, int]:
    """How many accounts are in each group as they are today."""
    found = answer(view, KPIS["accounts"], Slice())
    i = found.shown[0]
    return {g: c.n if (c := found.found.get((i, None, g))) else 0 for g in GROUPS}


def _judged(view: View, kpi: Kpi, asked: Slice) -> pl.DataFrame:
    """Each fact with its account and fit; of a KPI made of others, the facts of those."""
    if kpi.parts:
        parts = [(KPIS[name], name) for name in kpi.parts]
        frames = [
            _judged(view, part, _known(part, asked)).with_columns(
                pl.format("{} {}", pl.lit(name), "fact_id").alias("fact_id")
            )
            for part, name in parts
        ]
        return pl.concat(frames)
    query = (
        exp.select(*(exp.column(c, table="k") for c in ("fact_id", "cluster", "account_id", "fit")))
        .select(exp.alias_(exp.column("name", table="a"), "account_name"))
        .from_(keyed(view, question(view, kpi, asked)).subquery("k"))
        .join("accounts AS a", on="a.account_id = k.account_id", join_type="left")
        .where(exp.Not(this=exp.Is(this=exp.column("period", table="k"), expression=exp.null())))
    )
    return view.engine.run(query)


def _known(part: Kpi, asked: Slice) -> Slice:
    """The slice for a part: a way of counting is that of the part that knows it."""
    return asked if asked.variant in part.variants else replace(asked, variant=None)


def _against(
    view: View,
    entries: tuple[Entry, Entry],
    gaps: tuple[Difference, Difference],
    judged: tuple[pl.DataFrame, pl.DataFrame],
) -> Pair:
    both = judged[0].join(judged[1].select("fact_id", second="fit"), on="fact_id")
    changed = both.filter(pl.col("fit") != pl.col("second"))
    sides = (
        changed.group_by("account_id", "account_name", pl.col("fit").alias("first"), "second")
        .agg(pl.len().alias("facts"))
        .sort("account_name", "account_id", "first", nulls_last=True)
    )
    values = [e.gap for e in entries]
    whole = None if None in values else float(values[0] or 0.0) - float(values[1] or 0.0)
    gap = Difference(whole)
    moved = changed["cluster"].n_unique()
    if moved >= FEWEST_MOVED:
        paired = paired_difference(*gaps, rules_of(view))
        gap = paired if paired.value is not None else gap
    circular = any("circular" in e.row.flags for e in entries)
    return Pair(*entries, gap, moved, sides, flags=("circular",) if circular else ())


def _decided(view: View, pair: Pair, q: float | None) -> Pair:
    """The pair with the word for it."""
    kpi = pair.first.row.kpi
    assert kpi.better != "neither"
    if pair.moved == 0:
        return replace(pair, verdict="equivalent")
    first, second = (
        (e.row.groups[FIT].estimate, e.row.groups[NOT_FIT].estimate)
        for e in (pair.first, pair.second)
    )
    if not all(side.status in ("ok", "caution") for side in second):
        return replace(pair, q=q)
    word = verdict(
        pair.gap,
        q,
        first,
        smallest=smallest_gap(view, pair.second.row),
        better=kpi.better,
        confidence=view.settings["confidence"],
    )
    if word in ANSWERS and "circular" in pair.flags:
        word = "no_clear_difference"
    return replace(pair, q=q, verdict=word)


def _rank(entry: Entry) -> tuple[bool, float]:
    gap = entry.gap
    if gap is None:
        return True, 0.0
    return False, -gap if entry.row.kpi.better == "higher" else gap


def _entry(e: Entry) -> dict[str, Any]:
    full = e.row.to_json()
    total = e.accounts[ALL]
    shares = {g: e.accounts[g] / total if total else None for g in GROUPS if g != ALL}
    return {
        "profile": e.definition.profile.name,
        "version": e.definition.version,
        "groups": full["groups"],
        "gap": {k: full["gap"][k] for k in full["gap"] if k != "q"} | {"value": e.gap},
        "hindsight": e.hindsight,
        "accounts": e.accounts,
        "shares": shares,
    }


def _pair(p: Pair) -> dict[str, Any]:
    names = {
        place: {"profile": e.definition.profile.name, "version": e.definition.version}
        for place, e in (("first", p.first), ("second", p.second))
    }
    listed = p.sides.to_dicts() if p.moved < FEWEST_MOVED else None
    ways = {w.first.row.variant: _told(w) | {"flags": list(w.flags)} for w in p.ways}
    return {
        **names,
        **_told(p),
        "flags": [*p.flags, *(["hindsight"] if p.first.hindsight or p.second.hindsight else [])],
        "variants": ways,
        "accounts": listed,
    }


def _told(p: Pair) -> dict[str, Any]:
    told: dict[str, Any] = {k: number(getattr(p.gap, k)) for k in ("value", "low", "high", "p")}
    return {**told, "q": number(p.q), "moved": p.moved, "verdict": p.verdict}
