"""What TRUTH.md says of answers, tickets and use."""

from __future__ import annotations

from collections.abc import Callable

from company.cells import counts, percent, pp, table

PERIODS = {"default": "default", "year_before": "the year before"}
GROUPS = ("fit", "not_fit", "unknown")


def points(value: float) -> str:
    return f"{value:+.0f}"


def said(part: dict) -> str:
    """NPS and CSAT: answers, realised and expected, by group and period."""
    rows = []
    for kpi, shown, gap in (("nps", points, points), ("csat", percent, pp)):
        for period, words in PERIODS.items():
            figures = part[kpi][period]
            cells = [
                f"{g['facts']}, {shown(g['realised'])} ({shown(g['expected'])})"
                for name in GROUPS
                for g in [figures["groups"][name]]
            ]
            gaps = figures["gap"]
            rows.append(
                (f"{kpi}, {words}", *cells, f"{gap(gaps['realised'])} ({gap(gaps['expected'])})")
            )
    return table(["KPI, period", "fit", "not fit", "unknown", "gap"], rows)


def answering(part: dict) -> str:
    rows = []
    for period, words in PERIODS.items():
        for kind, rate in part["response_rate"][period].items():
            cells = [
                f"{g['answered']} of {g['asked']}, {percent(g['answered'] / g['asked'])}"
                for name in GROUPS
                for g in [rate["groups"][name]]
            ]
            rows.append((f"{kind}, {words}", percent(rate["expected"]), *cells))
    return table(["survey, period", "truly", "fit", "not fit", "unknown"], rows)


def spread(gap: dict, shown: Callable[[float], str], times: float) -> str:
    return f"{shown(gap['mean'])} (sd {times * gap['sd']:.1f})"


def both(by_fit: dict) -> str:
    return f"{by_fit['fit']} (fit) and {by_fit['not_fit']} (not fit)"


def voice(part: dict) -> dict[str, object]:
    """What the page says of them."""
    effects, seeds = part["effects"], part["elsewhere"]
    tickets, use, answers = part["tickets"], part["usage"], part["answers"]
    return {
        "nps_law": both({k: points(v) for k, v in effects["nps"].items()}),
        "csat_law": both({k: percent(v) for k, v in effects["csat"].items()}),
        "nps_seeds": spread(seeds["nps"]["gap"], points, 1),
        "csat_seeds": spread(seeds["csat"]["gap"], pp, 100),
        "said": said(part),
        "answering": answering(part),
        "nps_answers": percent(effects["nps_answers"]),
        "csat_answers": percent(effects["csat_answers"]),
        "tickets_law": both(effects["tickets_per_month"]),
        "active_law": both({k: percent(v) for k, v in effects["active_share"].items()}),
        "active_seen": counts({k: percent(v) for k, v in use["active_share"].items()}),
        "nps_rows": answers["rows"],
        "nps_people": answers["people"],
        "nps_answered": answers["answered"],
        "nps_nameless": answers["without_customer"],
        "tickets": tickets["rows"],
        "ticket_themes": counts(tickets["theme"]),
        "ticket_cost": f"{tickets['cost_usd']:,}",
        "usage_rows": use["rows"],
        "usage_customers": use["customers"],
        "organizations": part["organizations_found_by_name"],
    }
