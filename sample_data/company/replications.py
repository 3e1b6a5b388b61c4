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
from company.cost_truth import figures as cost_figures
from company.figures import as_sold, as_today, closed_new, gap, won
from company.leads import marketing
from company.market import company
from company.revenue import payers
from company.sharing import ALLOCATIONS
from company.spend import spend
from company.support import help_desk
from company.voice import survey
from company.voice_truth import figures as voice_figures

TIMES = 60
# Figures of cost, and the periods in which they are looked at. LTV looks at all customers.
SPENT_IN = {
    "default": [
        *(f"{kpi} {way}" for kpi in ("cac", "cac_payback") for way in ALLOCATIONS),
        "nobody worked",
    ],
    "all_time": ["cac worked", "ltv_to_cac"],
}


def replications(seed: int) -> dict[str, dict[str, object]]:
    """period -> gap_sold, gap_today -> mean and standard deviation over the companies.

    And under `revenue`: KPI -> fit, not_fit, all, gap, ratio, like_for_like -> the same; under
    `cost`: period -> figure -> group -> the same; under `voice`: nps, csat -> group, gap -> the
    same, of the default period.
    """
    figures = {
        "gap_sold": partial(gap, value=won, group=as_sold),
        "gap_today": partial(gap, value=won, group=as_today),
    }
    seen: dict[str, dict[str, list[float]]] = {p: {f: [] for f in figures} for p in PERIODS}
    earned: dict[str, dict[str, list[float]]] = {}
    spent: dict[str, dict[str, dict[str, list[float]]]] = {name: {} for name in SPENT_IN}
    said: dict[str, dict[str, list[float]]] = {}
    for number in range(TIMES):
        other = company(np.random.default_rng([seed, 1_000 + number]))
        for name, period in PERIODS.items():
            closed = closed_new(other.deals, period)
            for which, figure in figures.items():
                seen[name][which].append(figure(closed))
        customers = billing(np.random.default_rng([seed, 2_000 + number]), other)
        everyone = payers(customers)
        for kpi, some in seen_of(everyone, PERIODS["default"]).items():
            for name, value in compared(kpi, some).items():
                earned.setdefault(kpi, {}).setdefault(name, []).append(value)
        market = marketing(np.random.default_rng([seed, 3_000 + number]), other)
        costs = spend(np.random.default_rng([seed, 4_000 + number]), other, market.campaigns)
        for period, wanted in SPENT_IN.items():
            found = cost_figures(other.deals, market.leads, costs, everyone, PERIODS[period])
            for figure in wanted:
                for name, value in found[figure].items():
                    spent[period].setdefault(figure, {}).setdefault(name, []).append(value)
        answers = survey(np.random.default_rng([seed, 5_000 + number]), customers)
        tickets = help_desk(np.random.default_rng([seed, 6_000 + number]), everyone)
        for kpi, by_name in voice_figures(answers, tickets, PERIODS["default"]).items():
            for name, value in by_name.items():
                said.setdefault(kpi, {}).setdefault(name, []).append(value)
    return {
        **summed_up(seen),
        "revenue": summed_up(earned),
        "cost": {period: summed_up(by) for period, by in spent.items()},
        "voice": summed_up(said),
    }


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
