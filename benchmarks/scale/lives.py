"""Grouped life table, curves and log-rank beside lifelines, on the same people.

Both sides begin with the same arrays: group, day, event or censored. Beside it what the product
does for its page: life tables by bucket from the engine, Aalen-Johansen curves whose limits know
that deals share an account. lifelines is no dependency: it gets an environment of its own, taken
away at the end; where none can be made, it is skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.scale.company import DATA_THROUGH, FIRST_DEAL
from benchmarks.scale.routes import OpenEngine, taken
from icp_metrics.compare import Slice, View
from icp_metrics.compare.curves import curves
from icp_metrics.profile.fit import FIT
from icp_metrics.statistics.kaplan_meier import greenwood, log_log_limits, survival
from icp_metrics.statistics.life_table import at_risk
from icp_metrics.statistics.logrank import Logrank, logrank

_PEOPLE = """
    SELECT g.fit, COALESCE(f.event = 'won', FALSE) AS won,
           CAST(f.counted_on - f.origin_on AS INTEGER) AS day
    FROM facts_cycle_length__time_to_win AS f JOIN fit AS g ON g.span_id = f.span_id
    WHERE g.fit IN ('fit', 'not_fit')
"""

_LIFELINES = """
import json, sys, time
import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

people = pd.read_parquet(sys.argv[1])
fit, other = (people[people.fit == name] for name in ("fit", "not_fit"))

def once():
    for group in (fit, other):
        KaplanMeierFitter().fit(group.day, group.won)
    return logrank_test(fit.day, other.day, fit.won, other.won)

once()
taken = []
for _ in range(3):
    began = time.perf_counter()
    told = once()
    taken.append(time.perf_counter() - began)
print(json.dumps({"seconds": sorted(taken)[1], "chi2": float(told.test_statistic)}))
"""


@dataclass(frozen=True)
class Lives:
    """How many people; seconds from arrays on both sides, and of the curves of a page."""

    people: int
    product: float
    lifelines: float | None
    page: float


def lifelines_python(folder: Path) -> Path | None:
    """A Python with lifelines in a new environment; None if it cannot be installed."""
    home = folder / "lifelines"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
        python = home / "bin" / "python"
        install = [str(python), "-m", "pip", "install", "--quiet", "lifelines", "pyarrow"]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError):
        return None
    return python


def lives(view: View, engine: OpenEngine, folder: Path, python: Path | None) -> Lives:
    """Time both on all deals, of those that fit and those that do not.

    From the first deal on, for the test of lifelines knows nobody who is followed from later.
    """
    people = engine.text(_PEOPLE)
    fit = (people["fit"] == FIT).to_numpy()
    won, day = people["won"].to_numpy(), people["day"].to_numpy()

    def product() -> Logrank:
        last = int(day.max()) + 1
        code = (fit * 2 + won) * last + day
        counts = np.bincount(code, minlength=4 * last).astype(np.float64)
        stayed, events = np.moveaxis(counts.reshape(2, 2, -1), 1, 0)
        entered = np.zeros(events.shape)
        entered[:, 0] = (events + stayed).sum(axis=1)
        risk = at_risk(entered, events + stayed)
        log_log_limits(survival(events, risk), greenwood(events, risk))
        return logrank(events, risk)

    asked = Slice(starts=FIRST_DEAL, ends=DATA_THROUGH + timedelta(days=1))
    seconds = None
    if python is not None:
        file = folder / "people.parquet"
        people.write_parquet(file)
        words = [str(python), "-W", "ignore", "-c", _LIFELINES, str(file)]
        told = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
        np.testing.assert_allclose(told["chi2"], product().chi2, rtol=1e-9)
        seconds = told["seconds"]
    return Lives(
        people.height, taken(product), seconds, taken(lambda: curves(view, "cycle_length", asked))
    )
