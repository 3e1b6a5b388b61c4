from __future__ import annotations

import pytest

from icp_metrics.catalog import KPIS, kpi
from icp_metrics.errors import SliceError
from icp_metrics.kpis import Kpi
from icp_metrics.tables import TABLES


def test_headline_figures_come_first() -> None:
    assert next(iter(KPIS)) == "win_rate"
    headline = [k.headline for k in KPIS.values()]
    assert headline == sorted(headline, reverse=True)


@pytest.mark.parametrize("declared", KPIS.values(), ids=str)
def test_every_kpi_says_what_it_is(declared: Kpi) -> None:
    assert declared.question.endswith("?")
    assert declared.definition.endswith(".")
    assert declared.sources
    assert declared.smallest_gap > 0
    assert set(declared.tables) <= set(TABLES)


def test_unknown_kpi_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SliceError, match=r"no KPI 'winrate'\. Did you mean 'win_rate'"):
        kpi("winrate")
