"""Case: what one number is worked out from, and the words for its sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from icp_metrics.explain.worked.worked import Figure, Term
from icp_metrics.kpis import Kpi
from icp_metrics.statistics.estimate import Estimate, Rules, Sums
from icp_metrics.statistics.jackknife import Replicates

JACKKNIFE = (
    "The variance comes from leaving out one of 128 buckets of accounts at a time: (k - 1) / k "
    "times the sum of squared deviations from their mean."
)


@dataclass(frozen=True, eq=False)
class Case:
    """The settled estimator of a KPI, the sums of a group, and the estimate made of them."""

    kpi: Kpi
    estimator: Any
    sums: Sums
    estimate: Estimate
    rules: Rules

    @property
    def column_words(self) -> dict[str, str]:
        """What each column summed is, in words."""
        columns = self.estimator.columns
        return {c: self.kpi.summed.get(c, c.replace("_", " ")) for c in columns}

    def total(self, column: str) -> float:
        """The sum of a column over the group; of one keyed by day or month, over all of them."""
        place = self.estimator.columns.index(column)
        return float(self.sums.values[..., place].sum())

    def term(self, column: str, name: str | None = None) -> Term:
        """The sum of a column as a term."""
        words = self.column_words[column]
        return Term(name or column, words, self.total(column), f"SUM([{column}])")

    @property
    def replicates(self) -> Replicates | None:
        """Of the value without each bucket; None where it has no likely range."""
        return None if self.estimate.low is None else self.estimate.replicates

    def buckets(self, replicates: Replicates) -> tuple[Figure, ...]:
        """The figures every likely range begins with."""
        return (
            Figure("accounts", float(self.sums.n)),
            Figure("non-empty buckets of accounts (k)", float(replicates.k)),
            Figure("variance", replicates.variance),
        )

    def limits(self) -> tuple[Figure, Figure]:
        """The likely range itself."""
        return Figure("low", self.estimate.low), Figure("high", self.estimate.high)
