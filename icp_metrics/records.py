"""Records: what the facts of a KPI are found among, and which are left out, for which reason.

A facts query tells what counts; of what does not count it says nothing. Here each KPI declares the
rest, so that what comes in and what goes out adds up: records less all left out = facts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class LeftOut:
    """Records that are no facts, and why, in words; `sql`: a condition on a record `o`."""

    words: str
    sql: str


@dataclass(frozen=True)
class Records:
    """What facts are found among: a row of `sql` each, `record_id` and what conditions need.

    `left_out`: a record goes for the first of these that holds; one for which none does is the fact
    whose `fact_id` is its `record_id`. `becomes`: where facts are made from records instead, how.
    The SQL may hold the `$parameters` of the facts, and `$spend_through` and the like: the last day
    of a table.
    """

    nouns: str
    sql: str
    left_out: tuple[LeftOut, ...] = ()
    becomes: str = ""

    def without(self, *left_out: LeftOut) -> Records:
        """The records, with more of them left out."""
        return replace(self, left_out=(*self.left_out, *left_out))


DEALS = Records("deals", "SELECT d.*, d.opportunity_id AS record_id FROM opportunities AS d")
NEW_DEALS = DEALS.without(LeftOut("not new business", "NOT o.is_new_business"))
OPEN = LeftOut("still open", "o.status = 'open'")
LOST = LeftOut("lost", "o.status = 'lost'")
DISQUALIFIED = LeftOut("disqualified", "o.status = 'disqualified'")
NOT_CREATED = LeftOut("without a creation date", "o.created_on IS NULL")
NO_AMOUNT = LeftOut("without an amount", "o.amount IS NULL")

ASKED = Records(
    "people asked in surveys",
    "SELECT r.*, r.response_id AS record_id FROM survey_responses AS r",
)
NO_ANSWER = LeftOut("not answered", "o.score IS NULL")

MONTHS = Records(
    "months of accounts that paid at their end, at their start or a year before their end",
    """
    SELECT m.*, m.account_id || ' ' || CAST(m.month_on AS VARCHAR) AS record_id
    FROM mrr_months AS m
    """,
)

SPEND = Records(
    "costs",
    "SELECT s.*, s.spend_id AS record_id FROM spend AS s",
    (
        LeftOut("spent on expansion or retention", "COALESCE(o.purpose, 'new') <> 'new'"),
        LeftOut("dated after the end of the data", "o.spent_on > $spend_through"),
    ),
    "shared over accounts in parts, which add up to the costs",
)


def parts_of_cost(allocation: str) -> Records:
    """The parts in which an allocation, a name in SQL, shares the costs."""
    parts = "SELECT p.*, p.fact_id AS record_id FROM spend_parts AS p WHERE p.allocation = "
    return Records("parts of the costs", parts + allocation)
