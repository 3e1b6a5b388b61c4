from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from icp_metrics.engine.sql import bind, literal, render


@pytest.mark.parametrize(
    "value", [True, 3, 2.5, Decimal("10.05"), "it's; DROP TABLE x --", date(2024, 2, 29)]
)
def test_value_comes_back_as_it_went_in(value: object) -> None:
    row = duckdb.connect().execute(f"SELECT {render(literal(value))}").fetchone()
    assert row == (value,)


def test_nothing_is_null() -> None:
    assert render(literal(None)) == "NULL"


def test_parameters_become_typed_literals() -> None:
    bound = bind(
        "SELECT a FROM t WHERE d >= $starts AND n = $n", {"starts": date(2025, 1, 1), "n": 3}
    )
    assert render(bound) == "SELECT a FROM t WHERE d >= CAST('2025-01-01' AS DATE) AND n = 3"


def test_text_in_a_parameter_stays_text() -> None:
    bound = bind("SELECT a FROM t WHERE s = $s", {"s": "x' OR 'a' = 'a"})
    assert render(bound) == "SELECT a FROM t WHERE s = 'x'' OR ''a'' = ''a'"


def test_parameter_without_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        bind("SELECT $missing AS a FROM t", {})


def test_statement_that_is_no_query_is_an_error() -> None:
    with pytest.raises(TypeError, match="a facts query is one SELECT"):
        bind("DROP TABLE t", {})
