"""What a customer is worth, in three forms: what each is, and what it says."""

from __future__ import annotations

from icp_metrics.compare.row import Row
from icp_metrics.wording.numbers import value
from icp_metrics.wording.sentences import title
from icp_metrics.wording.shown import comparison, why_not

_FORMS = {
    "margin": "Expected in {months} months",
    "to_date": "Brought in the first {months} months",
    "projection": "Projected for {months} months",
}
_UNSETTLED = {
    "margin": "Expected to a horizon",
    "to_date": "Brought by one age",
    "projection": "Projected beyond the horizon",
}
_MEANS = {
    "margin": (
        "For each month since the start the share still paying, times the {of} of those who pay. It"
        " decides."
    ),
    "to_date": (
        "History: what customers that came to that age in the period had brought by then, those "
        "who left counting with what they paid. Nothing is expected."
    ),
    "projection": (
        "A model of how retention goes on, fitted to the yearly renewals seen and carried beyond "
        "them. A projection: it decides nothing."
    ),
}


def form(row: Row) -> str:
    """What a form is called, with its horizon or age: `Expected in 24 months`."""
    if row.horizon is None:
        return _UNSETTLED[row.variant]
    return _FORMS[row.variant].format(months=row.horizon)


def form_means(row: Row) -> str:
    """What a form is; where it cannot be told, why."""
    if comparison(row).value is None:
        return f"None yet. {why_not(row)}"
    return _MEANS[row.variant].format(of="revenue" if "no_margin" in row.flags else "margin")


def by_churn(row: Row) -> str:
    """What the formula of a lifetime without end says of the same months, and why it is not used.

    Nothing where there is no figure to stand beside.
    """
    told = row.extras.get("by_churn")
    if told is None or comparison(row).value is None:
        return ""
    of = "" if "no_margin" in row.flags else " x margin"
    said = []
    for name, words in (("fit", "in ICP"), ("not_fit", "outside")):
        if told.get(name) is None:
            said.append(f"{words} no churn was seen, and the formula gives no figure")
        else:
            said.append(f"{value(told[name], 'money', row.currency)} {words}")
    return (
        f"For comparison only, ARPA{of} / churn: {', '.join(said)}. It holds all customers to be "
        f"alike and to go on for ever at the churn seen; {title(row)} ends where the data does."
    )
