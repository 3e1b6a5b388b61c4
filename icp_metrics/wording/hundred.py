"""What a hundred deals in ICP bring, beside a hundred others."""

from __future__ import annotations

from collections.abc import Callable

from icp_metrics.compare.row import Row
from icp_metrics.wording.numbers import money
from icp_metrics.wording.sentences import times


def hundred(row: Row, amount: Callable[[str], str] = str) -> str:
    """`100 closed ICP deals bring $956k new ARR, 100 others $480k (2.0x, likely 1.5x to 2.7x).`

    Of a win yield that may be shown. `amount`: how the amounts are set.
    """
    fit, other = (row.groups[g].estimate.value for g in ("fit", "not_fit"))
    assert fit is not None and other is not None
    bring = [amount(money(100 * v, row.currency)) for v in (fit, other)]
    told = times(row)
    likely = f" ({told.replace(' (', ', likely ')}" if told else ""
    return f"100 closed ICP deals bring {bring[0]} new ARR, 100 others {bring[1]}{likely}."
