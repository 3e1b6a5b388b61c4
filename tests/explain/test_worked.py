"""The worked form: its figures are those of the number, and make it again."""

from __future__ import annotations

from dataclasses import replace
from math import exp, isclose, prod, sqrt

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View
from icp_metrics.explain import Explanation, explain
from icp_metrics.explain.worked import WORKED
from icp_metrics.explain.worked.worked import Worked
from tests.builders import YEAR
from tests.explain.conftest import WAYS, Explained


def near(first: float | None, second: float | None) -> bool:
    assert first is not None and second is not None
    return isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)


def columns(made: Worked) -> dict[str, tuple[float, ...]]:
    return {c.name: tuple(v for v in c.values if v is not None) for c in made.columns}


def told(e: Explanation) -> dict[str, float]:
    assert e.worked is not None
    return {f.words: f.value for f in e.worked.range if f.value is not None}


def test_every_kind_of_estimator_has_a_worked_form() -> None:
    kinds = {type(KPIS[kpi].of(way).estimator) for kpi, way in WAYS if not KPIS[kpi].parts}
    assert kinds - set(WORKED) == set()


@pytest.mark.parametrize("store", ["demo", "awkward"])
@pytest.mark.parametrize(("kpi", "way"), WAYS)
def test_the_number_is_that_of_compare_and_its_figures_make_it_again(
    explained: Explained, store: str, kpi: str, way: str
) -> None:
    row, every = explained(store, kpi, way)
    for group, e in every.items():
        found = row.groups[group].estimate
        assert (e.number.value, e.number.low, e.number.high) == (found.value, found.low, found.high)
        assert (e.number.status, e.number.reason) == (found.status, found.reason)
        if found.value is None or e.worked is None:
            continue
        assert e.worked.value == found.value
        assert e.worked.put_in
        if not e.worked.put_in.startswith("day"):
            assert near(eval(e.worked.put_in), found.value)


def test_retention_is_the_product_over_the_days_shown(demo_view: View) -> None:
    e = explain(demo_view, "logo_retention", Slice(), "fit")
    assert e.worked is not None
    at = columns(e.worked)
    steps = zip(at["churned"], at["at_risk"], strict=True)
    assert near(prod(1 - gone / risk for gone, risk in steps), e.number.value)


def test_the_median_is_the_first_day_shown_with_half(demo_view: View) -> None:
    e = explain(demo_view, "cycle_length", Slice(), "fit")
    assert e.worked is not None
    at = columns(e.worked)
    staying, reached, by_day = 1.0, 0.0, []
    for won, lost, risk in zip(at["won"], at["lost"], at["at_risk"], strict=True):
        reached += staying * won / risk
        staying *= 1 - (won + lost) / risk
        by_day.append(reached)
    first = next(d for d, r in zip(at["day"], by_day, strict=True) if r / by_day[-1] >= 0.5)
    assert first == e.number.value


def test_the_likely_range_of_a_share_follows_from_the_figures_shown(demo_view: View) -> None:
    e = explain(demo_view, "win_rate", Slice(), "not_fit")
    figures, p = told(e), e.number.value
    assert p is not None
    n, t = figures["effective number"], figures["t"]
    middle = (p + t * t / (2 * n)) / (1 + t * t / n)
    half = t * sqrt(p * (1 - p) / n + t * t / (4 * n * n)) / (1 + t * t / n)
    assert near(middle - half, e.number.low)
    assert near(middle + half, e.number.high)
    facts = e.number.facts
    deff = max(1.0, figures["variance"] / (p * (1 - p) / facts))
    assert near(facts / deff, n)


@pytest.mark.parametrize("kpi", ["deal_size", "nrr", "cltv"])
def test_the_likely_range_of_an_amount_follows_from_the_figures_shown(
    demo_view: View, kpi: str
) -> None:
    e = explain(demo_view, kpi, Slice(), "fit")
    figures = told(e)
    margin = figures["t"] * sqrt(figures["variance of the logarithm"])
    assert e.number.value is not None
    assert near(e.number.value * exp(-margin), e.number.low)
    assert near(e.number.value * exp(margin), e.number.high)


def test_the_likely_range_of_cost_follows_from_the_figures_shown(demo_view: View) -> None:
    e = explain(demo_view, "cac", Slice(), "fit")
    figures = told(e)
    assert e.worked is not None
    cost = e.worked.terms[0].value
    assert near(cost / figures["deff"] / figures["its upper limit"], e.number.low)
    assert near(cost / figures["deff"] / figures["its lower limit"], e.number.high)


def test_a_difference_of_shares_follows_from_the_figures_shown(demo_view: View) -> None:
    gap = explain(demo_view, "win_rate", Slice(), "fit").gap
    assert gap is not None
    f = {figure.words: figure.value or 0.0 for figure in gap.figures}
    a = f["In ICP, value"] - f["In ICP, low"]
    b = f["Outside ICP, high"] - f["Outside ICP, value"]
    r = f["correlation of the two (r)"]
    assert gap.value is not None
    assert near(gap.value - sqrt(a * a + b * b - 2 * r * a * b), gap.low)


def test_a_figure_made_of_others_is_explained_by_its_parts(demo_view: View) -> None:
    e = explain(demo_view, "ltv_to_cac", Slice(), "fit")
    margin, cost = e.parts
    assert (margin.kpi, cost.kpi, cost.variant) == ("cltv", "cac", e.variant)
    assert margin.number.value is not None and cost.number.value is not None
    assert near(margin.number.value / cost.number.value, e.number.value)
    assert not e.rows and all(p.rows for p in e.parts)


def test_a_number_that_cannot_be_told_says_so(awkward: View) -> None:
    nowhere = replace(YEAR, where=(("region", ("North",)), ("industry", ("",))))
    e = explain(awkward, "win_rate", nowhere, "fit")
    assert (e.number.value, e.number.reason) == (None, "no_data")
    assert e.worked is not None
    assert (e.worked.value, e.worked.put_in, e.worked.range) == (None, "", ())
