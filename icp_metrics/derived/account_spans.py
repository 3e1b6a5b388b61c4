"""account_spans: what each account was, and from when to when.

Each load says when its account rows were true (`as_of`). A changed attribute closes a span and
opens the next. The first span reaches back for ever (`known_from` keeps its true date). A blank
that is later filled is read back, and named in `filled_later`; a changed value never is.

Input `snapshots(account_id, _true_on, <attributes>)`: the state of each account at each as_of.
"""

from __future__ import annotations

from collections.abc import Sequence

EVER_BEFORE = "DATE '0001-01-01'"
EVER_AFTER = "DATE '9999-12-31'"


def account_spans(attributes: Sequence[str]) -> str:
    """SQL that creates account_spans from snapshots.

    Columns: span_id, account_id, valid_from, valid_to (half-open), known_from, filled_later
    (names of the attributes read back), the attributes, bucket.
    """
    filled = [
        f'FIRST_VALUE("{a}" IGNORE NULLS) OVER onwards AS "{a}", '
        f'"{a}" IS NULL AND FIRST_VALUE("{a}" IGNORE NULLS) OVER onwards IS NOT NULL AS "_f_{a}"'
        for a in attributes
    ]
    names = ", ".join(f"CASE WHEN \"_f_{a}\" THEN '{a}' END" for a in attributes)
    state = ", ".join([*(f'"{a}"' for a in attributes), "filled_later"])
    return f"""
        CREATE TABLE account_spans AS
        WITH filled AS (
            SELECT account_id, _true_on, {", ".join(filled)}
            FROM snapshots
            WINDOW onwards AS (
                PARTITION BY account_id ORDER BY _true_on
                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        ), named AS (
            SELECT *, LIST_FILTER([{names}], lambda n: n IS NOT NULL) AS filled_later FROM filled
        ), compared AS (
            SELECT *, MIN(_true_on) OVER (PARTITION BY account_id) AS known_from,
                   ROW({state}) IS DISTINCT FROM LAG(ROW({state})) OVER by_date AS _opens
            FROM named
            WINDOW by_date AS (PARTITION BY account_id ORDER BY _true_on)
        ), spans AS (
            SELECT * FROM compared WHERE _opens
        )
        SELECT ROW_NUMBER() OVER (ORDER BY account_id, _true_on) AS span_id, account_id,
               CASE WHEN _true_on = known_from THEN {EVER_BEFORE} ELSE _true_on END AS valid_from,
               COALESCE(LEAD(_true_on) OVER by_date, {EVER_AFTER}) AS valid_to,
               known_from, {state}
        FROM spans
        WINDOW by_date AS (PARTITION BY account_id ORDER BY _true_on)
        ORDER BY span_id
    """
