"""The lines that benchmarks of the dashboard print."""

from __future__ import annotations

import os
from collections.abc import Sequence
from statistics import median, quantiles

HEAD = f"{'seconds':<44}{'median':>8}{'95th':>8}{'bare':>8}{'95th':>8}{'ratio':>8}{'goal':>6}"


def worst(taken: Sequence[float]) -> float:
    """The 95th percentile."""
    if len(taken) < 2:
        return taken[0]
    return quantiles(taken, n=20, method="inclusive")[-1]


def line(name: str, ours: Sequence[float], bare: Sequence[float], goal: float | None = None) -> str:
    """Median and 95th percentile of both, and the ratio of the medians."""
    figures = (median(ours), worst(ours), median(bare), worst(bare))
    told = "".join(f"{value:>8.3f}" for value in figures)
    wanted = "" if goal is None else f"{goal:>6.1f}"
    return f"{name:<44}{told}{median(ours) / median(bare):>8.2f}{wanted}"


def load() -> str:
    """The load of the machine: above what runs here, times are longer than they need be."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
