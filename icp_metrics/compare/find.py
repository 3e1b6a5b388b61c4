"""find(): accounts by what one knows of them: a part of the name or domain, or an id."""

from __future__ import annotations

from dataclasses import dataclass

from icp_metrics.compare.view import View
from icp_metrics.engine.sql import bind

MOST = 20
"""Accounts that are found at once."""

_LONGEST = 200
_FIND = """
    SELECT a.account_id, a.name, a.domain
    FROM accounts AS a
    LEFT JOIN (
        SELECT DISTINCT account_id FROM account_keys WHERE source_id = $exactly
    ) AS k ON k.account_id = a.account_id
    WHERE a.account_id IN ($exactly, $short) OR k.account_id IS NOT NULL
       OR POSITION($words IN LOWER(a.name)) > 0
       OR POSITION($words IN LOWER(a.domain)) > 0
       OR POSITION($words IN LOWER(a.account_id)) > 0
    ORDER BY
        CASE
            WHEN a.account_id IN ($exactly, $short) OR k.account_id IS NOT NULL THEN 0
            WHEN LOWER(a.name) = $words THEN 1
            WHEN POSITION($words IN LOWER(a.name)) = 1 THEN 2
            WHEN POSITION($words IN LOWER(a.domain)) = 1 THEN 3
            ELSE 4
        END,
        LOWER(COALESCE(a.name, a.account_id)), a.account_id
    LIMIT $most
"""


@dataclass(frozen=True)
class Hit:
    """An account that was found. `name`: the identifier where it has none."""

    account_id: str
    name: str
    domain: str | None


def find(view: View, words: str) -> list[Hit]:
    """The accounts whose name, domain or id holds these words, or that another system knows by
    exactly this id; the nearest first, MOST and one at most. Nothing for blank words."""
    said = " ".join(words.split())[:_LONGEST]
    if not said:
        return []
    query = bind(
        _FIND,
        {
            "words": said.lower(),
            "exactly": said,
            # Of an id of 18 characters the last three repeat the case of the others.
            "short": said[:15] if len(said) == 18 else said,
            "most": MOST + 1,
        },
    )
    return [Hit(i, name or i, domain) for i, name, domain in view.engine.run(query).rows()]
