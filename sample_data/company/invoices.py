"""Invoice lines: what was billed for the courses that subscriptions took.

A line pays for days: a month, a quarter of a term (91 days, the last 92), or a term. A change of
seats within them is a line of its own for the rest of the days, below zero where it is less; so is
what is paid back to who leaves within a term. Tax is on invoices in euro.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

import numpy as np

from company.billed import Customer, token
from company.calendar import LAST_DAY
from company.customers import TERM
from company.subscriptions import Subscription, pays

KEPT_FROM = date(2025, 7, 1)  # the warehouse has the lines of fifteen months
QUARTERS = (0, 91, 182, 273, TERM)
TAX = 0.2
SET_UP, CREDIT, REISSUED = 0.15, 0.02, 0.01  # shares of first, of other, of all invoices
UNPAID_DAYS, STILL_UNPAID = 20, 0.5  # of the newest invoices


@dataclass(eq=False)
class Line:
    """One line. `amount`: cents; kind as billing calls it; status paid, open or void."""

    customer: Customer
    issued: date
    starts: date
    ends: date
    amount: int
    currency: str
    kind: str
    status: str = "paid"
    invoice_id: str = ""
    line_id: str = ""


def invoice_lines(rng: np.random.Generator, customers: Sequence[Customer]) -> list[Line]:
    """The lines the warehouse has, by day."""
    found: list[Line] = []
    for customer in customers:
        for subscription in customer.subscriptions:
            billed = sorted(recurring(customer, subscription), key=lambda line: line.issued)
            for number, (_, group) in enumerate(groupby(billed, key=lambda line: line.issued)):
                found += invoice(rng, list(group), first=number == 0)
    found.sort(key=lambda line: line.issued)
    return [line for line in found if line.issued >= KEPT_FROM]


def recurring(customer: Customer, subscription: Subscription) -> Iterator[Line]:
    """What the plan itself is billed, until the last day of the data."""
    paid = [span for span in subscription.spans if span.state.status != "trialing"]
    if not paid:
        return
    for starts, ends in periods(subscription, paid[0].starts):
        if starts > LAST_DAY or (subscription.ends and starts >= subscription.ends):
            return
        billed = 0.0
        for span in paid:
            since = max(span.starts, starts)
            if not pays(span) or since >= ends or (span.ends and span.ends <= starts):
                continue
            share = (ends - since).days / (ends - starts).days
            price = float(span.state.unit * span.state.quantity)
            amount = round((price - billed) * share)
            if amount:
                yield line(customer, subscription, since, ends, amount)
            billed = price
        over = subscription.ends
        if over and starts < over < ends and subscription.plan.has_term:
            share = (ends - over).days / (ends - starts).days
            yield line(customer, subscription, over, ends, -round(billed * share))


def periods(subscription: Subscription, first: date) -> Iterator[tuple[date, date]]:
    """The days each invoice pays for, without end."""
    number = 0
    while True:
        months = subscription.plan.months
        if months == 1:
            yield month_on(first, number), month_on(first, number + 1)
        else:
            term = first + timedelta(days=TERM * number)
            marks = QUARTERS if months == 3 else (0, TERM)
            for start, end in pairwise(marks):
                yield term + timedelta(days=start), term + timedelta(days=end)
        number += 1


def month_on(first: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    months += first.month - 1
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def line(
    customer: Customer, subscription: Subscription, starts: date, ends: date, amount: int
) -> Line:
    currency = subscription.plan.currency
    return Line(customer, starts, starts, ends, amount, currency, "subscription")


def invoice(rng: np.random.Generator, lines: list[Line], *, first: bool) -> list[Line]:
    """The lines of one day with what else is on the invoice, its status and ids."""
    draws, head = rng.random(4), lines[0]
    amount = 0
    if first and draws[0] < SET_UP:
        amount, kind = int(rng.integers(3, 21)) * 10_000, "invoiceitem"
    elif head.amount > 0 and draws[0] < CREDIT:
        amount, kind = -round(head.amount * float(rng.uniform(0.1, 0.3))), "credit"
    if amount:
        lines.append(also(head, amount, kind))
    if head.currency == "EUR":
        lines.append(also(head, round(TAX * sum(each.amount for each in lines)), "tax"))
    fresh = (LAST_DAY - head.issued).days < UNPAID_DAYS
    status = "open" if fresh and draws[1] < STILL_UNPAID else "paid"
    void = [] if draws[2] >= REISSUED else [also(each, each.amount, each.kind) for each in lines]
    for group, said in ((void, "void"), (lines, status)):
        invoice_id = f"in_{token(rng)}"
        for each in group:
            each.status, each.invoice_id, each.line_id = said, invoice_id, f"il_{token(rng)}"
    return void + lines


def also(head: Line, amount: int, kind: str) -> Line:
    return Line(head.customer, head.issued, head.starts, head.ends, amount, head.currency, kind)
