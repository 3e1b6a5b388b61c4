"""Subscriptions: the course of one, from its first day until it ends or the data does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from company.calendar import LAST_DAY
from company.plans import Plan
from company.rates import NEWEST

PAID = ("active", "past_due", "canceled")


@dataclass(frozen=True)
class State:
    """How a subscription stands. `term_ends`: first day after the agreed term, if any."""

    status: str
    unit: int
    quantity: int
    term_ends: date | None = None


Change = tuple[date, Callable[[State], State]]


@dataclass(frozen=True)
class Span:
    """A state from `starts` to the day before `ends`; None: it still holds."""

    starts: date
    ends: date | None
    state: State


@dataclass(eq=False)
class Subscription:
    """One subscription. The status of its last span is `canceled` once it has ended."""

    plan: Plan
    spans: list[Span]
    subscription_id: str = ""

    @property
    def starts(self) -> date:
        return self.spans[0].starts

    @property
    def ends(self) -> date | None:
        return self.spans[-1].ends

    def monthly_usd(self, state: State) -> float:
        """MRR in USD at the newest rate."""
        own = round(state.unit * state.quantity / 100 / self.plan.months, 4)
        return own * NEWEST[self.plan.currency]


def course(starts: date, state: State, changes: Iterable[Change], ends: date | None) -> list[Span]:
    """The spans of a subscription: `changes` in order of their day, none from `ends` on."""
    if ends is not None and ends > LAST_DAY:
        ends = None
    spans: list[Span] = []
    since = starts
    for day, change in sorted(changes, key=lambda c: c[0]):
        if day > LAST_DAY or (ends is not None and day >= ends):
            break
        changed = change(state)
        if changed == state:
            continue
        if day > since:
            spans.append(Span(since, day, state))
            since = day
        state = changed
    if ends is not None and state.status == "active":
        state = replace(state, status="canceled")
    return [*spans, Span(since, ends, state)]


def becomes(status: str) -> Callable[[State], State]:
    return lambda state: replace(state, status=status)


def seats_times(factor: float) -> Callable[[State], State]:
    return lambda state: replace(state, quantity=max(1, round(state.quantity * factor)))


def seats_plus(number: int) -> Callable[[State], State]:
    return lambda state: replace(state, quantity=state.quantity + number)


def new_term(term_ends: date | None, price_times: float) -> Callable[[State], State]:
    return lambda state: replace(state, term_ends=term_ends, unit=round(state.unit * price_times))


def pays(span: Span) -> bool:
    return span.state.status in PAID
