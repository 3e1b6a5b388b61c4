"""Life tables to test with, and a second route to the curves: a loop over rows and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from icp_metrics.statistics.estimate import Sums
from icp_metrics.statistics.jackknife import BUCKETS


@dataclass(frozen=True)
class Fact:
    """At risk from day `entry` to day `left`, both included; `how` it left, None if censored."""

    left: int
    how: str | None = None
    entry: int = 0
    bucket: int = 0


def life_table(facts: Sequence[Fact], events: Sequence[str]) -> Sums:
    """Sums of facts, each an account of its own: entered, the events, censored, by day."""
    days = sorted({f.entry for f in facts} | {f.left for f in facts})
    columns: list[str | None] = [*events, None]
    values = np.zeros((BUCKETS, len(days), len(events) + 2))
    held = np.zeros(BUCKETS)
    for f in facts:
        values[f.bucket, days.index(f.entry), 0] += 1
        values[f.bucket, days.index(f.left), 1 + columns.index(f.how)] += 1
        held[f.bucket] += 1
    return Sums(values, held, len(facts), np.asarray(days))


def curves(facts: Sequence[Fact], event: str, last: int) -> tuple[list[float], list[float]]:
    """Share that nothing has happened to, and share with the event, after each day 0..last."""
    there, reached = 1.0, 0.0
    survived, incidence = [], []
    for day in range(last + 1):
        risk = sum(f.entry <= day <= f.left for f in facts)
        gone = [f.how for f in facts if f.left == day and f.how is not None]
        if gone:
            reached += there * gone.count(event) / risk
            there *= 1 - len(gone) / risk
        survived.append(there)
        incidence.append(reached)
    return survived, incidence


def deals(seed: int, n: int, *, late: float = 0.3, buckets: int = BUCKETS) -> list[Fact]:
    """Random deals: some won, some lost, some open, some entering late."""
    rng = np.random.default_rng(seed)
    facts = []
    for _ in range(n):
        entry = int(rng.integers(1, 20)) if rng.random() < late else 0
        left = entry + int(rng.integers(0, 60))
        how = [None, "won", "lost"][rng.integers(0, 3)]
        facts.append(Fact(left, how, entry, int(rng.integers(0, buckets))))
    return facts
