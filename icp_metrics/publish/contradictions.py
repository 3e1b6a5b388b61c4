"""What a version says against itself: customers who left, history nobody can read. Never mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from icp_metrics.checks import Finding
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.engine.sql import parse

TOLD_BY = frozenset({"accounts", "account_history", "subscriptions"})
"""The tables that a load must bring for this to be news."""

_GONE = ("churned", "cancelled", "canceled", "former customer", "ex-customer", "lost customer")
_NAMED = re.compile(r"churn|cancel|(?:^|_)left(?:_|$)")


def contradictions(engine: DuckEngine, as_of: date) -> list[Finding]:
    """What contradicts itself on the state of `as_of`, with the keys of the rows.

    Attributes of accounts that say they left (a flag or a date named after churn, a text such as
    `Churned`) against subscriptions that run, and against each other; subscriptions that are
    active and ended. Which of the two is right only the user can say. And the history of
    attributes that cannot be used, or that extracts contradict.
    """
    subscribed = engine.run(parse("SELECT 1 AS one FROM subscriptions LIMIT 1")).height > 0
    attributes = engine.run(parse("SELECT name, kind FROM attributes WHERE \"table\" = 'accounts'"))
    kinds = dict(attributes.iter_rows())
    flags = [n for n, kind in kinds.items() if kind == "flag" and _NAMED.search(n)]
    dates = [n for n, kind in kinds.items() if kind == "date" and _NAMED.search(n)]
    texts = [n for n, kind in kinds.items() if kind == "text"]
    asked = [*_flags_and_dates(flags, dates, as_of)]
    if subscribed:
        asked += [*_against_subscriptions(flags, dates, texts, as_of), *_ended(as_of)]
    found = []
    for says, of_what, condition in asked:
        key = "account_id" if of_what == "accounts" else "subscription_id"
        rows = engine.run(
            parse(f"SELECT {key} FROM {of_what} AS t WHERE {condition} ORDER BY {key}")
        )
        if rows.height:
            sentence = f"{rows.height:,} {of_what} {says}, for example '{rows.row(0)[0]}'"
            found.append(Finding("contradiction", "warn", sentence, of_what, rows))
    history = (Finding("history", "warn", s, "account_history") for s in _history(engine))
    return [*found, *history]


_DOUBTS = {
    "value": "{n:,} rows of account_history hold what is no {kind} for '{name}', for example "
    "'{example}'; such values are unknown",
    "extract": "{n:,} accounts have another '{name}' in the first extract after it changed than "
    "account_history says, for example '{example}'; the history lacks changes, or has other words",
}


def _history(engine: DuckEngine) -> Iterator[str]:
    """What of account_history cannot be used, or is not what the extracts say."""
    counted = parse("SELECT attribute, doubt, kind, rows, example FROM account_history_doubts")
    fields: list[tuple[str, int]] = []
    for name, doubt, kind, n, example in engine.run(counted).iter_rows():
        if doubt == "field":
            fields.append((name, n))
        else:
            yield _DOUBTS[doubt].format(n=n, kind=kind, name=name, example=example)
    if fields:
        yield (
            f"{sum(n for _, n in fields):,} rows of account_history are of what is no attribute "
            f"of accounts, for example '{max(fields, key=lambda f: f[1])[0]}'; nothing is made of "
            "them"
        )


Asked = tuple[str, str, str]
"""What to say, of which table, and the SQL condition on its rows `t`."""


def _running(as_of: date, more: str = "TRUE") -> str:
    return (
        "EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.account_id = t.account_id "
        f"AND s.status IN ('active', 'past_due') AND s.started_on <= DATE '{as_of}' "
        f"AND (s.ended_on IS NULL OR s.ended_on > DATE '{as_of}') AND {more})"
    )


def _against_subscriptions(
    flags: list[str], dates: list[str], texts: list[str], as_of: date
) -> Iterator[Asked]:
    has_any = "EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.account_id = t.account_id)"
    for name in flags:
        yield (
            f"are marked as churned ({name}), but a subscription of theirs runs",
            "accounts",
            f't."{name}" AND {_running(as_of)}',
        )
        yield (
            f"are marked as not churned ({name}), but all their subscriptions ended",
            "accounts",
            f'NOT t."{name}" AND {has_any} AND NOT {_running(as_of)}',
        )
    for name in dates:
        before = f's.started_on < t."{name}"'
        yield (
            f"churned by their {name}, but a subscription that had started before then runs",
            "accounts",
            f"t.\"{name}\" <= DATE '{as_of}' AND {_running(as_of, before)}",
        )
    words = ", ".join(f"'{w}'" for w in _GONE)
    for name in texts:
        yield (
            f"are gone by their {name}, but a subscription of theirs runs",
            "accounts",
            f'LOWER(TRIM(t."{name}")) IN ({words}) AND {_running(as_of)}',
        )


def _flags_and_dates(flags: list[str], dates: list[str], as_of: date) -> Iterator[Asked]:
    for flag in flags:
        for day in dates:
            yield (
                f"are marked as not churned ({flag}), but have a {day} that has passed",
                "accounts",
                f'NOT t."{flag}" AND t."{day}" <= DATE \'{as_of}\'',
            )


def _ended(as_of: date) -> Iterator[Asked]:
    later = (
        "EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.subscription_id = t.subscription_id "
        "AND s.started_on > t.started_on)"
    )
    yield (
        f"are active and ended by {as_of}, with no later span",
        "subscriptions",
        f"t.status = 'active' AND t.ended_on <= DATE '{as_of}' AND NOT {later}",
    )
    yield (
        "end on the day they start: they bring no MRR",
        "subscriptions",
        "t.ended_on = t.started_on",
    )
