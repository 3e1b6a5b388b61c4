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


@pytest.mark.parametrize("declared", KPIS.values(), ids=lambda k: k.id)
def test_every_kpi_says_what_it_is(declared: Kpi) -> None:
    assert declared.question.endswith("?")
    assert declared.definition.endswith(".")
    assert declared.sources
    # A mix or a state is not judged, so no difference of it matters.
    assert (declared.smallest_gap > 0) == (declared.better != "neither")
    assert set(declared.tables) <= set(TABLES)
    assert set(declared.differs) <= set(declared.ways)
    assert bool(declared.variants) != bool(declared.parts)
    assert set(declared.parts) | {name for name, _ in declared.beside} <= set(KPIS)
    assert set(declared.agree) <= set(declared.ways)


@pytest.mark.parametrize("declared", KPIS.values(), ids=lambda k: k.id)
def test_every_variant_can_be_made_and_has_words_where_there_are_several(declared: Kpi) -> None:
    for variant in declared.variants:
        assert declared.of(variant).id == declared.id
    if len(declared.variants) > 1:
        assert set(declared.differs) == set(declared.variants)


def test_unknown_kpi_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SliceError, match=r"no KPI 'winrate'\. Did you mean 'win_rate'"):
        kpi("winrate")
