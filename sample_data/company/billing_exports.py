"""The files of the billing system as a warehouse keeps a copy of them, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from company.billed import Customer
from company.deals import Deal
from company.exports import Row
from company.invoices import Line
from company.rates import EURO
from company.stages import history

SUBSCRIPTIONS_FILE = "stripe_subscription_history.csv"
LINES_FILE = "stripe_invoice_lines.csv"
RATES_FILE = "fx_rates.csv"
KEYS_FILE = "account_keys.csv"
HISTORY_FILE = "opportunity_history.csv"
FOR_EVER = "9999-12-31"  # how the warehouse writes that a row still holds
SUBSCRIPTION_COLUMNS = [
    "id",
    "customer_id",
    "customer_name",
    "customer_email",
    "status",
    "plan",
    "unit_amount",
    "quantity",
    "interval",
    "interval_count",
    "currency",
    "valid_from",
    "valid_to",
    "current_term_end",
    "ended_at",
    "is_deleted",
]
LINE_COLUMNS = [
    "id",
    "invoice_id",
    "customer_id",
    "created",
    "period_start",
    "period_end",
    "amount",
    "currency",
    "type",
    "invoice_status",
]
RATE_COLUMNS = ["month", "currency", "usd_per_unit"]
KEY_COLUMNS = ["stripe_customer_id", "crm_account_id", "crm_account_name"]
HISTORY_COLUMNS = ["OpportunityId", "StageName", "CreatedDate"]


def cells(columns: list[str], values: Iterable[object]) -> Row:
    texts = ("" if value is None else str(value) for value in values)
    return dict(zip(columns, texts, strict=True))


def subscription_rows(customers: list[Customer]) -> list[Row]:
    """One row per span, oldest first."""
    rows = []
    for who in customers:
        for each in [] if who.invoiced_only else who.subscriptions:
            for span in each.spans:
                plan, state = each.plan, span.state
                yearly = plan.months == 12
                over = span is each.spans[-1] and span.ends
                values = (
                    each.subscription_id,
                    who.customer_id,
                    who.name,
                    who.email,
                    state.status,
                    plan.name,
                    state.unit,
                    state.quantity,
                    "year" if yearly else "month",
                    1 if yearly else plan.months,
                    plan.currency.lower(),
                    span.starts,
                    span.ends or FOR_EVER,
                    state.term_ends,
                    span.ends if over else None,
                    "",
                )
                rows.append(cells(SUBSCRIPTION_COLUMNS, values))
    return sorted(rows, key=lambda row: (row["valid_from"], row["id"]))


def line_rows(lines: list[Line]) -> list[Row]:
    rows = []
    for line in lines:
        pays_for = line.kind == "subscription"
        values = (
            line.line_id,
            line.invoice_id,
            line.customer.customer_id,
            line.issued,
            line.starts if pays_for else None,
            line.ends if pays_for else None,
            line.amount,
            line.currency.lower(),
            line.kind,
            line.status,
        )
        rows.append(cells(LINE_COLUMNS, values))
    return rows


def rate_rows() -> list[Row]:
    return [cells(RATE_COLUMNS, (day, "EUR", f"{rate:.4f}")) for day, rate in EURO.items()]


def key_rows(customers: list[Customer]) -> list[Row]:
    """What the CRM knows of billing's ids."""
    return [
        cells(KEY_COLUMNS, (who.customer_id, who.account.account_id, who.account.name))
        for who in customers
        if who.account and who.found_by == "key"
    ]


def history_rows(rng: np.random.Generator, deals: list[Deal]) -> list[Row]:
    """The stages of new business, deal by deal, with times as the CRM's weekly backup has them."""
    rows = []
    for deal in deals:
        if deal.kind == "new":
            for stage, entered in history(rng, deal):
                rows.append(
                    cells(HISTORY_COLUMNS, (deal.deal_id, stage, f"{entered:%Y-%m-%d %H:%M:%S}"))
                )
    return rows
