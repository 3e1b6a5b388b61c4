from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from icp_metrics.statistics.ratios import ratio_of_sums


def test_error_of_a_mean_is_the_textbook_standard_error() -> None:
    y = [3.0, 1.0, 4.0, 1.0, 5.0]
    value, error = ratio_of_sums(y, [1.0] * 5)
    assert value == pytest.approx(2.8)
    assert error == pytest.approx(np.std(y, ddof=1) / sqrt(5))


def test_error_by_hand() -> None:
    # R = 6/4 = 1.5; residuals 1 - 1.5 = -0.5, 5 - 4.5 = 0.5; sum of squares 0.5; /16; times 2.
    assert ratio_of_sums([1.0, 5.0], [1.0, 3.0]) == (1.5, pytest.approx(0.25))
    published = ratio_of_sums([1.0, 5.0], [1.0, 3.0], correction=False)
    assert published == (1.5, pytest.approx(0.25 / sqrt(2)))
