"""The awkward company, loaded once, and the explanations that several tests look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Row, Slice, View, compare
from icp_metrics.explain import Explanation, explain
from tests.builders import YEAR
from tests.explain.awkward import company

Explained = Callable[[str, str, str], tuple[Row, dict[str, Explanation]]]

WAYS = [(kpi.id, way) for kpi in KPIS.values() for way in kpi.ways or (kpi.default_variant,)]
"""Every KPI in each of its variants."""


@pytest.fixture(scope="session")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The company in which every reason for leaving a row out occurs. Tests only read it."""
    return company(tmp_path_factory.mktemp("awkward"))


@pytest.fixture(scope="session")
def explained(demo_view: View, awkward: View) -> Explained:
    """Of a store, a KPI and a variant: what compare() answers, and the explanation of each group;
    of the demo company, which is large, of two groups. Each is made once."""
    made: dict[tuple[str, str, str], tuple[Row, dict[str, Explanation]]] = {}

    def of(store: str, kpi: str, way: str) -> tuple[Row, dict[str, Explanation]]:
        if (store, kpi, way) not in made:
            known = way if KPIS[kpi].ways else None
            view = demo_view if store == "demo" else awkward
            asked = replace(Slice() if store == "demo" else YEAR, variant=known, adjust=False)
            groups = ("fit", "unknown") if store == "demo" else ("fit", "not_fit", "unknown", "all")
            row = compare(view, kpi, asked)[0]
            made[store, kpi, way] = row, {g: explain(view, kpi, asked, g) for g in groups}
        return made[store, kpi, way]

    return of
