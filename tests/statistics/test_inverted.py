from __future__ import annotations

import numpy as np
import pytest

from icp_metrics.statistics.inverted import inverted
from icp_metrics.statistics.jackknife import BUCKETS


@pytest.mark.filterwarnings("error")
def test_curve_that_is_0_or_1_but_moves_without_a_bucket_gives_no_warning() -> None:
    """Its logit and its margin are both infinite; such days answer by the curve alone."""
    whole = np.array([0.0, 0.2, 0.5, 1.0, 1.0])
    share = np.repeat(whole[None], 1 + BUCKETS, axis=0)
    share[1:, 2] += np.linspace(-0.01, 0.01, BUCKETS)
    share[1, 0], share[1, 3] = 0.01, 0.99
    assert inverted(share, np.ones(BUCKETS, dtype=bool), 1.98) == (2, 3)
