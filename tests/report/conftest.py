"""Reports that several tests look at, each collected once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from icp_metrics.compare import Slice, View
from icp_metrics.report import Report, collect
from tests.builders import YEAR
from tests.report.hostile import LINK, SCRIPT, company

FILTERED = replace(YEAR, by="region", where=(("industry", ("software", "retail")),))
KPIS = (
    "win_rate",
    "deal_size",
    "cycle_length",
    "nps",
    "grr",
    "icp_share",
    "ltv_to_cac",
    "accounts",
)
MADE = date(2026, 11, 22)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The company with hostile names. Tests only read it."""
    return company(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def of_hostile(hostile: View) -> Report:
    """A report on the whole of it, filtered by two hostile regions and two industries."""
    where = (*FILTERED.where, ("region", (SCRIPT, LINK)))
    return collect(hostile, replace(FILTERED, where=where), made_on=MADE)


@pytest.fixture(scope="session")
def of_demo(demo_view: View) -> Report:
    """A report on KPIs of every unit of the demo company."""
    return collect(demo_view, Slice(by="region"), kpis=KPIS, made_on=MADE)
