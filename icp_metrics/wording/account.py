"""What is said of one account: how it fits, on how much that rests, and what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from icp_metrics.compare.accounts import AccountCard
from icp_metrics.compare.as_sold import SOLD, deals_as_sold
from icp_metrics.profile.document import Profile
from icp_metrics.wording.numbers import counted, digits
from icp_metrics.wording.plain import attribute, inline

_IS = {"fit": "in ICP", "not_fit": "outside ICP", "unknown": "not to be told"}

MET = {True: "met", False: "not met", None: "can't tell"}


def points(card: AccountCard, profile: Profile) -> str:
    """`70 of the 80 points that can be judged are met; 20 cannot: employees is missing.`"""
    weighed = [(c, met) for c, met in card.criteria if c.mode == "weight"]
    if not weighed:
        return "No points: the musts decide alone."
    met = sum(c.weight for c, is_met in weighed if is_met)
    judged = sum(c.weight for c, is_met in weighed if is_met is not None)
    said = f"{_figure(met)} of the {_figure(judged)} points that can be judged are met"
    if judged < profile.weight:
        said += f"; {_figure(profile.weight - judged)} cannot be judged"
    return f"{said}. From a score of {_figure(profile.fit_at)} on an account fits."


def missing(card: AccountCard) -> str:
    """`To judge it, these are missing: employees, country.`; nothing where all is known."""
    blank = dict.fromkeys(inline(attribute(c.attribute)) for c, met in card.criteria if met is None)
    return f"To judge it, these are missing: {', '.join(blank)}." if blank else ""


def sold_and_now(card: AccountCard) -> str:
    """`When its 3 won deals were created it was in ICP (2) and outside ICP (1); now it is outside
    ICP.`

    Nothing without a won deal or a fit.
    """
    deals = deals_as_sold(card)
    won = deals.filter(deals["status"] == "won")
    now = card.spans["fit"][0] if "fit" in card.spans.columns and card.spans.height else None
    if not won.height or now is None:
        return ""
    groups = Counter(won[SOLD].drop_nulls().to_list())
    several = len(groups) > 1
    was = " and ".join(
        _IS[g] + (f" ({digits(n)})" if several else "") for g, n in groups.most_common()
    )
    what = f"{counted(won.height, 'won deals')} {'was' if won.height == 1 else 'were'} created"
    since = "it still is" if list(groups) == [now] else f"now it is {_IS[now]}"
    return f"When its {what} it was {was}; {since}."


def unknown_of(card: AccountCard) -> str:
    """`Not known of it: payments, survey answers.`; nothing where there is some of each."""
    found = {
        "deals": card.deals,
        "payments": card.mrr,
        "survey answers": card.answers,
        "support tickets": card.tickets,
        "usage": card.usage,
    }
    empty: Sequence[str] = [words for words, frame in found.items() if not frame.height]
    return f"Not known of it: {', '.join(empty)}." if empty else ""


def _figure(number: float) -> str:
    return digits(number, 0 if float(number).is_integer() else 1)
