"""The files of the survey tool, the help desk and the product's own count of use."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Sequence

from company.billing_exports import cells
from company.exports import Row
from company.support import Ticket
from company.usage import Used
from company.voice import Asked

NPS_FILE = "delighted_responses.csv"
CSAT_FILE = "csat_export.csv"
TICKETS_FILE = "support_tickets.csv"
USAGE_FILE = "usage.csv"
NPS_COLUMNS = [
    "id",
    "person",
    "survey_type",
    "score",
    "comment",
    "tags",
    "created_at",
    "person_properties.customer_id",
]
CSAT_COLUMNS = ["id", "ticket_id", "requester_id", "organization_id", "score", "created_at"]
TICKET_COLUMNS = [
    "id",
    "organization_id",
    "organization_name",
    "requester_id",
    "topic",
    "created_at",
    "solved_at",
    "handling_cost_usd",
]
USAGE_COLUMNS = ["customer_id", "month", "active_users", "seats", "events"]


def nps_rows(answers: Sequence[Asked]) -> list[Row]:
    """As the survey tool's interface has them: times in seconds since 1970."""
    rows = []
    for each in answers:
        values = (
            each.response_id,
            each.person.person_id,
            "nps",
            each.score,
            each.comment,
            each.theme,
            timegm(each.day.timetuple()) + each.second,
            each.customer.customer_id if each.person.named else "",
        )
        rows.append(cells(NPS_COLUMNS, values))
    return rows


def ticket_rows(tickets: Sequence[Ticket]) -> list[Row]:
    rows = []
    for each in tickets:
        values = (
            each.ticket_id,
            each.organization_id,
            each.organization,
            each.requester_id,
            each.theme,
            each.opened_on,
            each.closed_on,
            each.cost,
        )
        rows.append(cells(TICKET_COLUMNS, values))
    return rows


def csat_rows(tickets: Sequence[Ticket]) -> list[Row]:
    """One per ticket whose customer was asked, by day."""
    asked = sorted((t for t in tickets if t.answered_on), key=lambda t: str(t.answered_on))
    rows = []
    for each in asked:
        values = (
            f"r{each.ticket_id}",
            each.ticket_id,
            each.requester_id,
            each.organization_id,
            each.score,
            each.answered_on,
        )
        rows.append(cells(CSAT_COLUMNS, values))
    return rows


def usage_rows(use: Sequence[Used]) -> list[Row]:
    rows = []
    for each in use:
        values = (
            each.customer.customer_id,
            each.month,
            each.active,
            each.licensed,
            each.events,
        )
        rows.append(cells(USAGE_COLUMNS, values))
    return rows
