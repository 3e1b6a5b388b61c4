"""How something stands, where columns of yes and no say it, or its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics.suggest.look import Look
from icp_metrics.suggest.names import words_of
from icp_metrics.suggest.suggested import Suggested

_YES = ["1", "true", "yes", "y"]
_FLAGS: dict[str, dict[str, set[str]]] = {
    "opportunities": {
        "won": {"won", "is won", "closed won", "win"},
        "lost": {"lost", "is lost", "closed lost", "is closed lost", "closed", "is closed"},
    },
    "subscriptions": {
        "canceled": {"churn", "churned", "churn flag", "is churned", "canceled", "cancelled",
                     "is canceled", "is cancelled", "cancelled flag", "canceled flag"},
        "trialing": {"trial", "is trial", "trialing", "on trial", "is trialing"},
        "paused": {"paused", "is paused", "on hold"},
    },
}  # fmt: skip
_REST = {"opportunities": "open", "subscriptions": "active"}


def by_flags(table: str, looks: Mapping[str, Look]) -> Suggested | None:
    """How something stands, where yes and no in columns of their own say it."""
    when: list[dict[str, Any]] = []
    headers: list[str] = []
    for word, names in _FLAGS.get(table, {}).items():
        for header, look in looks.items():
            low = set(look.sample["text"].str.to_lowercase())
            flag = look.flags or low in ({"1"}, {"true"}, {"yes"})
            if flag and words_of(header) in {words_of(n) for n in names}:
                yes = [t for t in look.distinct["text"] if t.lower() in _YES]
                # A flag that is never set yet is still the one that will say so.
                when.append({"if": {header: yes or _YES}, "then": word})
                headers.append(header)
                break
    if not when or (table == "opportunities" and "won" not in {w["then"] for w in when}):
        return None
    rest = _REST[table]
    return Suggested(
        "status", {"when": when, "otherwise": rest}, tuple(headers), 0.85, "decided by flags"
    )


def by_end(table: str, found: Mapping[str, Suggested]) -> Suggested | None:
    """A subscription with an end is canceled, where no column says how it stands."""
    ended = found.get("ended_on")
    if table != "subscriptions" or ended is None:
        return None
    (header,) = ended.headers[:1]
    says = {"when": [{"if": {header: [""]}, "then": "active"}], "otherwise": "canceled"}
    return Suggested(
        "status", says, (header,), 0.6, "no column says it: one that ended is canceled"
    )
