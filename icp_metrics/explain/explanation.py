"""Explanation: how one number was made, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from icp_metrics.compare.row import Verdict, number
from icp_metrics.explain.worked.worked import Figure, Worked
from icp_metrics.kpis import Unit


@dataclass(frozen=True)
class Value:
    """The number itself, exactly as compare() gives it."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    facts: int
    judged_later: int
    filled_later: int
    status: str
    reason: str | None


@dataclass(frozen=True)
class Line:
    """A line of what comes in and goes out. `rows`: below 0 where they are left out; of a `total`
    what the lines before it add up to."""

    words: str
    rows: int
    total: bool = False


@dataclass(frozen=True)
class RowsInAndOut:
    """From all records of a kind to those that count: the lines between two totals add up.

    `becomes`: where facts are made from what is left here instead, how.
    """

    nouns: str
    lines: tuple[Line, ...]
    becomes: str = ""


@dataclass(frozen=True)
class UsedSetting:
    """A setting that shapes the number, and whether it is as it comes."""

    name: str
    value: Any
    is_default: bool
    doc: str


@dataclass(frozen=True)
class Gap:
    """How the difference between in ICP and outside is made. `answer`: the verdict in words.
    `figures`: of its likely range. `adjusted`: of the difference at like mix."""

    value: float | None
    low: float | None
    high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float | None
    q: float | None
    smallest: float
    verdict: Verdict
    answer: str
    more_needed: int | None
    rule: str
    figures: tuple[Figure, ...]
    adjusted: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Queries:
    """The SQL that ran, for DuckDB on the file of the version: `facts` made the facts when it was
    published, `answer` adds them up, `rows` lists those behind the number. `period`: the number
    that the period has in the sums."""

    facts: str
    answer: str
    rows: str
    period: int


@dataclass(frozen=True)
class Explanation:
    """How one number of a KPI was made.

    `period_ends`: the first day after it. `version_file`: its name in the store. `parts`: how what
    it is made of was made, where it has no facts of its own.
    """

    kpi: str
    title: str
    question: str
    definition: str
    variant: str
    variant_words: str
    unit: Unit
    currency: str | None
    group: str
    by: str | None
    segment: str | None
    number: Value
    period_starts: date
    period_ends: date
    period_complete: bool
    window: str
    horizon: int | None
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    profile: str | None
    profile_version: int | None
    fit_as_of: str
    version: int
    version_file: str
    data_through: Mapping[str, date]
    settings_version: int
    settings: tuple[UsedSetting, ...]
    rows: tuple[RowsInAndOut, ...]
    worked: Worked | None
    gap: Gap | None
    queries: Queries | None
    flags: tuple[str, ...]
    left_out: tuple[str, ...]
    sources: tuple[str, ...]
    parts: tuple[Explanation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The explanation as plain data; what is not known is null."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return number(value) if isinstance(value, float) else value
