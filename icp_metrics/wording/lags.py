"""Whether an answer hangs on the lag from spending to winning, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from icp_metrics.compare.lags import Lag
from icp_metrics.compare.row import Row
from icp_metrics.wording.plain import inline
from icp_metrics.wording.sentences import verdict

_ANSWERS = ("better", "worse", "equivalent")


def holds(lags: Sequence[Lag]) -> str:
    """`The answer holds at every lag from 0 to 6 months: cheaper.`, or what it hangs on."""
    told = [(lag.months, _answer(lag.row)) for lag in lags]
    answers = {answer for _, answer in told}
    first, last = told[0][0], told[-1][0]
    if len(told) == 1:
        return f"Only at a lag of {first} months are customers won whose cost is known."
    if answers == {"no answer"}:
        return f"There is no answer at any lag from {first} to {last} months."
    if len(answers) == 1:
        return f"The answer holds at every lag from {first} to {last} months: {told[0][1]}."
    parts = [
        f"{answer} at {_months([months for months, _ in run])}"
        for answer, run in ((a, list(r)) for a, r in groupby(told, key=lambda each: each[1]))
    ]
    return f"It hangs on the lag: {', '.join(parts)}."


def of_this_way(row: Row) -> str:
    """The answer of the way of sharing on the page alone, whatever the others say."""
    found = row.extras["variants"][row.variant]
    if found["circular"]:
        return "Decides nothing"
    return verdict(replace(row, verdict=found["verdict"], flags=()))


def _answer(row: Row) -> str:
    return inline(verdict(row)) if row.verdict in _ANSWERS else "no answer"


def _months(numbers: Sequence[int]) -> str:
    """`0, 1 and 2 months`."""
    if len(numbers) == 1:
        return f"{numbers[0]} {'month' if numbers[0] == 1 else 'months'}"
    listed = ", ".join(str(n) for n in numbers[:-1])
    return f"{listed} and {numbers[-1]} months"
