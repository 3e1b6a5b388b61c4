"""The tables of a run, as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from benchmarks.scale.company import Size
from benchmarks.scale.lives import Lives
from benchmarks.scale.publishing import Cost
from benchmarks.scale.rollup import Rollup
from benchmarks.scale.routes import Timing

_LIBRARIES = ("duckdb", "polars", "numpy", "sqlglot")


@dataclass(frozen=True)
class Measured:
    """What one size gave. `load`: the load average of the machine before and after."""

    size: Size
    costs: dict[str, Cost]
    timings: list[Timing]
    rollups: list[Rollup]
    lives: Lives
    load: tuple[float, float]


def page(found: Sequence[Measured]) -> str:
    """The whole page."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    sizes = _table(
        ("size", "accounts", "deals", "invoice lines", "load average before, after"),
        (
            (m.size.name, _n(m.size.accounts), _n(m.size.deals), _n(m.size.lines), _load(m))
            for m in found
        ),
    )
    return f"""# Benchmarks

Written by `make bench` (sizes S and M) and `make bench-large` (S, M and L), {date.today()}:
{os.cpu_count()} cores, Python {platform.python_version()}, {libraries}. A load average above 0
before a size means that something else was running and times are longer than they need be.

{sizes}
## Questions

Milliseconds, median, warm: the queries and the arrays they become (`cells`), with the number of
accounts. By hand: DuckDB SQL over the raw tables in the same file and process that gives exactly
the same sums, by bucket, and nothing else; asserted equal (counts exact, money to the cent, floats
to 1e-9). Without buckets: the same SQL with no uncertainty to be had from it. Each question also
holds the period before. Goal: of the ratio at M. Growth: the product's time over that at S.

{_questions(found)}
## Publishing

From loads on disk to a version in force, in a process of its own. Facts are kept in any case;
without cubes is what `cube_from_facts` above all counts gives.

{_publishing(found)}
## Facts and a rollup of them

Rows of the facts, rows they have when added up by span, month and account, and milliseconds of
one question (by industry in one region, two years) by the same SQL from each.

{_rollups(found)}
## Survival

Milliseconds for the life tables of two groups, their Kaplan-Meier curves with limits and the
log-rank test, from the same arrays in memory; the statistics are asserted equal. The page's
curves: what `curves` takes for all groups, from the engine, by bucket, with competing risks and
limits that know that deals share an account.

{_lives(found)}"""


def _questions(found: Sequence[Measured]) -> str:
    at_s = {t.asked: t.product for m in found[:1] for t in m.timings}
    rows = [
        (
            t.asked.kpi,
            t.asked.name,
            m.size.name,
            t.route,
            _n(t.sums),
            _ms(t.product),
            _ms(t.hand),
            _ms(t.bucketless),
            f"{t.product / t.hand:.2f}",
            f"{t.asked.goal:.2f}" if m.size.name == "M" else "",
            f"{t.product / at_s[t.asked]:.1f}",
        )
        for i in range(len(found[0].timings))
        for m in found
        for t in (m.timings[i],)
    ]
    heads = ("KPI", "question", "size", "from", "sums", "product", "by hand", "without buckets")
    return _table((*heads, "ratio", "goal", "growth"), rows)


def _publishing(found: Sequence[Measured]) -> str:
    rows = [
        (m.size.name, name, f"{c.seconds:.0f}", _n(c.memory), _n(c.file))
        for m in found
        for name, c in m.costs.items()
    ]
    return _table(("size", "cubes", "seconds", "largest memory, MB", "file, MB"), rows)


def _rollups(found: Sequence[Measured]) -> str:
    rows = [
        (
            m.size.name,
            r.kpi,
            _n(r.facts),
            _n(r.rows),
            f"{r.rows / r.facts:.2f}",
            _ms(r.from_facts),
            _ms(r.from_rollup),
        )
        for m in found
        for r in m.rollups
    ]
    heads = ("size", "KPI", "facts", "rolled up", "share", "from facts", "from rollup")
    return _table(heads, rows)


def _lives(found: Sequence[Measured]) -> str:
    rows = []
    for m in found:
        of = m.lives
        beside, ratio = "skipped: not installed", ""
        if of.lifelines is not None:
            beside, ratio = _ms(of.lifelines), f"{of.product / of.lifelines:.2f}"
        people = _n(of.people)
        rows.append((m.size.name, people, _ms(of.product), beside, ratio, "0.20", _ms(of.page)))
    heads = ("size", "deals", "product", "lifelines", "ratio", "goal", "the page's curves")
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _n(value: float) -> str:
    return f"{value:,.0f}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"


def _load(m: Measured) -> str:
    return ", ".join(f"{x:.1f}" for x in m.load)
