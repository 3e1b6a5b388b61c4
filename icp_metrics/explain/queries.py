"""The SQL of a number, as text that DuckDB runs on the file of the version."""

from __future__ import annotations

from sqlglot import exp

from icp_metrics.compare.cells import query
from icp_metrics.compare.members import behind
from icp_metrics.compare.question import Question
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import DIALECT, bind
from icp_metrics.explain.explanation import Queries
from icp_metrics.explain.in_and_out import parameters


def queries(view: View, full: Question, place: int, one: Question, group: str) -> Queries:
    """`full`: the question as it was asked, with earlier periods; `place`: the number of the period
    in it; `one`: the question of the rows."""
    facts = bind(full.kpi.variants[full.variant], parameters(view, full))
    return Queries(_text(facts), _text(query(view, full)), _text(behind(view, one, group)), place)


def _text(tree: exp.Expression) -> str:
    text: str = tree.sql(dialect=DIALECT, pretty=True)
    return text
