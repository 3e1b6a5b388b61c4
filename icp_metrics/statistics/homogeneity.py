"""Whether a difference is the same in all strata: Cochran's Q.

Cochran (1954) Biometrics 10:101-129; Fleiss (1981) Statistical Methods for Rates and Proportions,
2nd ed., 10.1. A small p says that one number hides what differs from stratum to stratum, so the
strata are shown; a large p does not say that they are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icp_metrics.statistics.quantiles import chi2_p


@dataclass(frozen=True)
class Homogeneity:
    """A chi-square statistic, its degrees of freedom, and the p that goes with them."""

    chi2: float
    df: int
    p: float


def homogeneity(differences: Sequence[float], variances: Sequence[float]) -> Homogeneity | None:
    """Q = sum of (d - mean)² / v over strata, whose mean has the weights 1/v.

    As large as chi-square on strata - 1 degrees of freedom where all strata have one difference.
    A stratum whose variance is not above 0 has no weight to go by and is left out; None where
    fewer than two are left. Raises ValueError where there is not one variance to a difference.

    Checked against statsmodels combine_effects and by hand.
    """
    both = zip(differences, variances, strict=True)
    known = [(d, v) for d, v in both if v > 0]
    if len(known) < 2:
        return None
    total = sum(1 / v for _, v in known)
    mean = sum(d / v for d, v in known) / total
    statistic = sum((d - mean) ** 2 / v for d, v in known)
    return Homogeneity(statistic, len(known) - 1, chi2_p(statistic, len(known) - 1))
