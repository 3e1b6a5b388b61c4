"""The same company founded many times with other seeds: what to expect where no formula tells.

Judging by today's attributes groups deals by something their outcome changed, so no sum of chances
gives the gap to expect; the mean over many companies does.
"""

from __future__ import annotations

import statistics
from functools import partial

import numpy as np

from company.after_sale import compared
from company.after_sale import seen as seen_of
from company.billing import billing
from company.calendar import PERIODS
from company.figures import as_sold, as_today, closed_new, gap, won
from company.market import company
from company.revenue import payers

TIMES = 60


def replications(seed: int) -> dict[str, dict[str, object]]:
    """period -> gap_sold, gap_today -> mean and standard deviation over the companies.

    And under `revenue`: KPI -> fit, not_fit, all, gap, ratio, like_for_like -> the same.
    """
    figures = {
        "gap_sold": partial(gap, value=won, group=as_sold),
        "gap_today": partial(gap, value=won, group=as_today),
    }
    seen: dict[str, dict[str, list[float]]] = {p: {f: [] for f in figures} for p in PERIODS}
    earned: dict[str, dict[str, list[float]]] = {}
    for number in range(TIMES):
        other = company(np.random.default_rng([seed, 1_000 + number]))
        for name, period in PERIODS.items():
            closed = closed_new(other.deals, period)
            for which, figure in figures.items():
                seen[name][which].append(figure(closed))
        customers = billing(np.random.default_rng([seed, 2_000 + number]), other)
        for kpi, some in seen_of(payers(customers), PERIODS["default"]).items():
            for name, value in compared(kpi, some).items():
                earned.setdefault(kpi, {}).setdefault(name, []).append(value)
    return {**summed_up(seen), "revenue": summed_up(earned)}


def summed_up(seen: dict[str, dict[str, list[float]]]) -> dict[str, object]:
    return {
        name: {
            which: {
                "mean": round(statistics.mean(values), 4),
                "sd": round(statistics.stdev(values), 4),
                "companies": TIMES,
            }
            for which, values in by.items()
        }
        for name, by in seen.items()
    }
