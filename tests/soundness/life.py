"""An independent model of what loads, in whatever order they came, make of rows, spans and stages.

Written from docs/using/loading.md, mapping.md and upkeep.md alone, row by row in Python. A `Told`
is one row of one load: its key, and the cells that the load carries; a blank cell is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Cells = dict[str, Any]

EVER_BEFORE, EVER_AFTER = date(1, 1, 1), date(9999, 12, 31)
STATE = ("mrr", "status")
"""What is followed of a subscription: a change of it opens a span."""


@dataclass(frozen=True)
class Told:
    """One row of one load. `order`: the load's date, then its number."""

    order: tuple[date, int]
    key: tuple[Any, ...]
    cells: Mapping[str, Any]

    @property
    def on(self) -> date:
        return self.order[0]


def by_key(rows: Iterable[Told]) -> dict[tuple[Any, ...], list[Told]]:
    """The rows of each key in the order in which they apply."""
    found: dict[tuple[Any, ...], list[Told]] = {}
    for row in sorted(rows, key=lambda r: r.order):
        found.setdefault(row.key, []).append(row)
    return found


def current(rows: Iterable[Told]) -> dict[tuple[Any, ...], Cells]:
    """A column that a load lacks keeps its old value, a blank cell overwrites."""
    return {key: merged(told) for key, told in by_key(rows).items()}


def merged(told: Iterable[Told]) -> Cells:
    cells: Cells = {}
    for row in told:
        cells |= row.cells
    return cells


def account_spans(rows: Iterable[Told], attributes: Sequence[str]) -> list[Cells]:
    """What each account was, and from when to when."""
    spans = []
    for (account,), told in sorted(by_key(rows).items()):
        days = sorted({row.on for row in told})
        states = [
            {a: merged(r for r in told if r.on <= day).get(a) for a in attributes} for day in days
        ]
        kept: list[Cells] = []
        for i, day in enumerate(days):
            filled = {a: _filled(states[i:], a) for a in attributes}
            later = [a for a in attributes if filled[a] != states[i][a]]
            state = {"account_id": account, **filled, "filled_later": later}
            if not kept or {**kept[-1], **state} != kept[-1]:
                kept.append({**state, "valid_from": day, "known_from": days[0]})
        for i, span in enumerate(kept):
            ends = kept[i + 1]["valid_from"] if i + 1 < len(kept) else EVER_AFTER
            spans.append({**span, "valid_to": ends})
        spans[-len(kept)]["valid_from"] = EVER_BEFORE
    return spans


def _filled(states: Sequence[Cells], attribute: str) -> Any:
    """A blank is read back from the first state that fills it."""
    return next((s[attribute] for s in states if s[attribute] is not None), None)


def subscription_spans(rows: Iterable[Told]) -> list[Cells]:
    """The spans of each subscription: one per state (mrr, status) seen while it ran."""
    spans = []
    for (subscription, started), told in sorted(by_key(rows).items()):
        spans += [{"subscription_id": subscription, **span} for span in _spans_of(started, told)]
    return sorted(spans, key=lambda s: (s["subscription_id"], s["started_on"]))


def _spans_of(started: date, told: list[Told]) -> list[Cells]:
    days: dict[date, Cells] = {}
    cells: Cells = {}
    for row in told:
        said = dict(row.cells)
        ended = said.get("ended_on", cells.get("ended_on"))
        over = ended is not None and ended <= row.on
        if over and said.get("mrr") == 0 and "mrr" in cells:
            del said["mrr"]  # nothing paid once it has ended is no news about what was paid
        cells = {**cells, **said}
        days[max(row.on, started)] = {**cells, "over": over}
    spans: list[Cells] = []
    before: Cells | None = None
    ends: dict[int, date | None] = {}
    life = 0
    for day, now in sorted(days.items()):
        changed = before is not None and any(now.get(c) != before.get(c) for c in STATE)
        if changed and not now["over"] and day > started:
            life += bool(before and before["over"])  # it had ended, and has come back
            spans.append({"began": day})
        elif not spans:
            spans.append({"began": started})
        spans[-1] = {**now, "began": spans[-1]["began"], "life": life}
        ends[life] = now.get("ended_on")
        before = now
    # An end that became known later takes back what was seen after it.
    kept = [s for s in spans if s is spans[0] or (ends[s["life"]] or EVER_AFTER) > s["began"]]
    starts = [s["began"] for s in kept[1:]]
    closed = zip(kept, [*starts, None], strict=True)
    return [
        {
            **span,
            "started_on": span["began"],
            "account_id": spans[-1].get("account_id"),
            "ended_on": min(
                (d for d in (ends[span["life"]], follows) if d is not None), default=None
            ),
        }
        for span, follows in closed
    ]


def stage_history(
    deals: Sequence[Told], own: Sequence[Told], created: Mapping[tuple[Any, ...], date | None]
) -> set[tuple[str, str, date]]:
    """When each deal entered each stage; `own`: the CRM's own history, whose key tells it all."""
    entered = {row.key for row in own}
    extracts = sorted({row.on for row in deals if "stage" in row.cells})
    for (deal,), told in by_key(deals).items():
        mine = [row for row in own if row.key[0] == deal]
        until = max((row.on for row in mine), default=EVER_BEFORE)
        last_on = max((row.key[2] for row in mine), default=None)
        known = {row.key[1] for row in mine if row.key[2] == last_on}
        seen = {row.on: row.cells["stage"] for row in told if "stage" in row.cells}
        for day, stage in sorted(seen.items()):
            if stage is None or day <= until:
                continue
            if known and stage not in known:
                entered.add((deal, stage, day))
            if not known:
                earlier = max((d for d in extracts if d < day), default=None)
                born = created[deal,]
                if earlier is not None and born is not None and earlier < born <= day:
                    entered.add((deal, stage, born))
            known = {stage}
    return entered
