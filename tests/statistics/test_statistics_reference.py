"""Every statistic says where it is from and what else comes to the same figure; and it is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from icp_metrics.statistics_reference import entries, made_of, modules, page

TESTS = Path(__file__).parents[1]
LIBRARIES = ("statsmodels", "scipy")
OWN = {"followed", "median", "quantiles", "scales", "total"}
"""Definitions of the product, and quantiles: there is no paper to name."""
SOURCE = re.compile(r"\w[^()]* \((1[89]|20)\d\d\)|R's|Stripe|ChartMogul")
SECOND_ROUTES = re.compile(
    r"statsmodels|scipy|\bR\b|R's|\((1[89]|20)\d\d\)|by hand|coverage|loop|adding up|example|sum"
    r"|printed|single values|the R package|`\w+`"
)
MODULES = modules()
PAGE = page("")


def text_of(name: str) -> str:
    """All docstrings of a module."""
    return " ".join(f"{e.meaning} {e.checked}" for e in entries(MODULES[name]))


def using(name: str) -> list[str]:
    """The text of each test file that imports from a module."""
    imported = f"icp_metrics.statistics.{name} import"
    found = (f.read_text(encoding="utf-8") for f in TESTS.glob("*/*.py"))
    return [text for text in found if imported in text]


@pytest.mark.parametrize("name", MODULES)
def test_statistic_says_what_checks_it(name: str) -> None:
    whole, *parts = entries(MODULES[name])
    if whole.checked:
        assert SECOND_ROUTES.search(whole.checked)
        return
    functions = [p for p in parts if "(" in p.name]
    for part in functions:
        assert SECOND_ROUTES.search(part.checked), part.name


@pytest.mark.parametrize("name", MODULES)
def test_library_that_checks_a_statistic_is_in_a_test_of_it(name: str) -> None:
    checked = " ".join(e.checked for e in entries(MODULES[name]))
    tested = using(name)
    beside = re.findall(r"`(\w+)`", checked)
    assert set(beside) <= {*MODULES, "fit_counts"}
    assert tested or any(using(other) for other in beside)
    for library in LIBRARIES:
        if library in checked:
            every = [*tested, *(text for other in beside for text in using(other))]
            assert any(f"from {library}" in text for text in every), library


@pytest.mark.parametrize("name", sorted(set(MODULES) - OWN))
def test_statistic_names_its_source_or_is_made_of_what_does(name: str) -> None:
    assert any(SOURCE.search(text_of(each)) for each in (name, *made_of(MODULES[name])))


@pytest.mark.parametrize("name", MODULES)
def test_all_that_a_statistic_offers_is_described(name: str) -> None:
    for entry in entries(MODULES[name]):
        assert entry.meaning, entry.name
        assert f"`{entry.name}`" in PAGE or not entry.name


def test_page_says_what_a_statistic_is_made_of() -> None:
    assert "jackknife" in made_of(MODULES["acquisition"])
    assert "**Made of** `kaplan_meier`, `life_table`." in PAGE
