"""What is true of what customers say: NPS, CSAT, how many answer, tickets and use, by fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from company import support, usage, voice
from company.calendar import PERIODS, Period
from company.figures import GROUPS
from company.support import Ticket
from company.usage import Used
from company.voice import Asked

FITS = {"fit": True, "not_fit": False}
POINTS = {"promoter": 100.0, "passive": 0.0, "detractor": -100.0}


def latest(answers: Sequence[Asked], period: Period) -> list[Asked]:
    """Of each person the last answer in the period: what NPS counts."""
    found: dict[voice.Person, Asked] = {}
    for each in answers:
        if each.score is not None and each.day in period:
            found[each.person] = each
    return list(found.values())


def points(each: Asked) -> float:
    return POINTS[voice.kind(each.score or 0)]


def expected_points(each: Asked) -> float:
    return 100 * voice.expected(each)


def answered(tickets: Sequence[Ticket], period: Period) -> list[Ticket]:
    return [t for t in tickets if t.score and t.answered_on and t.answered_on in period]


def top_box(ticket: Ticket) -> float:
    return float((ticket.score or 0) >= support.TOP_BOX)


def mean(some: Sequence, value: Callable[..., float]) -> float:
    return sum(map(value, some)) / len(some)


def groups(
    some: Sequence, value: Callable[..., float], expected: Callable[..., float]
) -> dict[str, dict]:
    """Per group: how many, the mean, and the mean that was to be expected; and the gap."""
    members = {name: [x for x in some if name in (x.group, "all")] for name in (*GROUPS, "all")}
    means = {
        which: {name: mean(group, each) for name, group in members.items()}
        for which, each in (("realised", value), ("expected", expected))
    }
    return {
        "groups": {
            name: {
                "facts": len(group),
                "realised": round(means["realised"][name], 6),
                "expected": round(means["expected"][name], 6),
            }
            for name, group in members.items()
        },
        "gap": {which: round(by["fit"] - by["not_fit"], 6) for which, by in means.items()},
    }


def rate(asked: Sequence, has_answered: Callable[..., bool], expected: float) -> dict[str, object]:
    """Asked and answered per group."""
    return {
        "expected": expected,
        "groups": {
            name: {"asked": len(some), "answered": sum(map(has_answered, some))}
            for name in (*GROUPS, "all")
            for some in [[x for x in asked if name in (x.group, "all")]]
        },
    }


def answers_nps(each: Asked) -> bool:
    return each.score is not None


def answers_csat(each: Ticket) -> bool:
    return each.score is not None


def figures(
    answers: Sequence[Asked], tickets: Sequence[Ticket], period: Period
) -> dict[str, dict[str, float]]:
    """NPS and CSAT by group, and the gap."""
    found = {
        "nps": groups(latest(answers, period), points, expected_points),
        "csat": groups(answered(tickets, period), top_box, support.expected),
    }
    return {
        kpi: {name: group["realised"] for name, group in by["groups"].items()}
        | {"gap": by["gap"]["realised"]}
        for kpi, by in found.items()
    }


def truth(
    answers: Sequence[Asked],
    tickets: Sequence[Ticket],
    use: Sequence[Used],
    elsewhere: dict,
) -> dict[str, object]:
    """The part `voice` of truth.json. `elsewhere`: see replications."""
    found: dict[str, object] = {"effects": effects()}
    found["nps"] = {
        n: groups(latest(answers, p), points, expected_points) for n, p in PERIODS.items()
    }
    # CSAT is asked since April 2025: the year before has half of it.
    found["csat"] = {
        n: groups(answered(tickets, p), top_box, support.expected) for n, p in PERIODS.items()
    }
    found["response_rate"] = {
        n: {
            "nps": rate([a for a in answers if a.day in p], answers_nps, voice.ANSWERS),
            "csat": rate(
                [t for t in tickets if t.answered_on and t.answered_on in p],
                answers_csat,
                support.ANSWERS,
            ),
        }
        for n, p in PERIODS.items()
    }
    return found | {
        "elsewhere": elsewhere,
        "tickets": {
            "rows": len(tickets),
            "theme": Counter(t.theme for t in tickets),
            "open": sum(t.closed_on is None for t in tickets),
            "cost_usd": sum(t.cost for t in tickets),
            "group": Counter(t.who.group(t.opened_on) for t in tickets),
        },
        "usage": {
            "rows": len(use),
            "customers": len({u.customer for u in use}),
            "active_share": {
                name: round(sum(u.active for u in some) / sum(u.licensed for u in some), 6)
                for name in (*GROUPS, "all")
                for some in [[u for u in use if name in (u.group, "all")]]
            },
            "events": sum(u.events for u in use),
        },
        "answers": {
            "rows": len(answers),
            "answered": sum(a.score is not None for a in answers),
            "people": len({a.person for a in answers}),
            "without_customer": sum(not a.person.named for a in answers),
            "theme": Counter(a.theme for a in answers if a.theme),
        },
        "organizations_found_by_name": len({t.organization_id for t in tickets if t.who.account}),
    }


def by_fit(values: dict[bool, float]) -> dict[str, float]:
    return {"fit": values[True], "not_fit": values[False]}


def effects() -> dict[str, object]:
    """Laws by fit at the time; NPS and CSAT are what rounding the sums of normals gives."""
    return {
        "nps_content": by_fit(voice.CONTENT),
        "nps_sd": {"account": voice.OF_ACCOUNT, "person": voice.OF_PERSON, "day": voice.OF_DAY},
        "nps": {name: round(100 * voice.law(fit=fit), 4) for name, fit in FITS.items()},
        "nps_answers": voice.ANSWERS,
        "csat_content": by_fit(support.CONTENT),
        "csat_sd": {"account": support.OF_ACCOUNT, "day": support.OF_DAY},
        "csat": {name: round(support.law(fit=fit), 6) for name, fit in FITS.items()},
        "csat_answers": support.ANSWERS,
        "tickets_per_month": by_fit(support.TICKETS_PER_MONTH),
        "active_share": by_fit(usage.ACTIVE),
    }
