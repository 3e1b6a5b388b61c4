"""The log-rank test: whether groups leave at the same rates. Shown as reference, never a verdict.

Mantel (1966) Cancer Chemotherapy Reports 50:163-170; Peto & Peto (1972) JRSS A 135:185-207;
stratified: Kalbfleisch & Prentice (1980) The Statistical Analysis of Failure Time Data, 1.4. For
independent people: several deals of one account make it too sure.

Checked against statsmodels survdiff and scipy logrank; Freireich et al. (1963).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from icp_metrics.statistics.jackknife import Floats
from icp_metrics.statistics.quantiles import chi2_p


@dataclass(frozen=True, eq=False)
class Logrank:
    """Events observed and expected per group, and the test that they agree."""

    observed: Floats
    expected: Floats
    chi2: float
    df: int
    p: float


def logrank(events: Floats, at_risk: Floats) -> Logrank:
    """Test of two or more groups; of several strata, which add up.

    Arrays [groups, times] or [strata, groups, times], all groups on the same times. On each time
    with d events among n at risk a group with n_g expects d·n_g/n, with hypergeometric covariance
    d(n-d)/(n-1) · n_g/n · (1 or 0 - n_h/n). A time that only one is at risk at tells nothing of
    the variance. A group that expects nothing is left out, one degree of freedom less; if nothing
    is left to compare, chi2 = 0, df = 0 and p = 1.
    """
    d, n = (a if a.ndim == 3 else a[None] for a in (events, at_risk))
    all_d, all_n = d.sum(axis=-2, keepdims=True), n.sum(axis=-2, keepdims=True)
    share = np.divide(n, all_n, out=np.zeros(n.shape), where=all_n > 0)
    observed, expected = d.sum(axis=(0, 2)), (all_d * share).sum(axis=(0, 2))
    scale = np.divide(
        all_d * (all_n - all_d), all_n - 1, out=np.zeros(all_n.shape), where=all_n > 1
    )
    weighted = scale * share
    covariance = np.diag(weighted.sum(axis=(0, 2))) - np.einsum("sgt,sht->gh", weighted, share)
    kept = np.flatnonzero(expected > 0)
    if len(kept) < 2 or not covariance.any():
        return Logrank(observed, expected, 0.0, 0, 1.0)
    # Differences of all groups add up to 0: the last says nothing new.
    some = kept[:-1]
    u = (observed - expected)[some]
    chi2 = float(u @ np.linalg.pinv(covariance[np.ix_(some, some)]) @ u)
    df = int(np.linalg.matrix_rank(covariance[np.ix_(some, some)]))
    return Logrank(observed, expected, chi2, df, chi2_p(chi2, df))
