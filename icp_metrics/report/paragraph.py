"""The report as a few lines of plain text, to be pasted into a message or a note."""

from __future__ import annotations

from icp_metrics import wording
from icp_metrics.compare import Row
from icp_metrics.report.about import NOT_A_CAUSE
from icp_metrics.report.report import Report
from icp_metrics.report.unseen import seen

_DECIDED = ("better", "worse", "equivalent")


def paragraph(report: Report) -> str:
    """The answer, what deals bring, the lines that are decided, what is open, and what it is of.

    The last line is no sentence of the data: a difference is not a cause.
    """
    about = report.about
    decided = [row for row in report.lines if row.verdict in _DECIDED]
    others = [row for row in report.lines if row not in decided]
    lines = [f"{report.asks} {report.answer}"]
    if report.worth is not None:
        lines.append(wording.hundred(report.worth))
    if len(report.lines) > 1:
        lines += [f"- {wording.sentence(row)} {_behind(row)}" for row in decided]
        lines += [f"- {_open(row)}" for row in others]
    else:
        lines += [_behind(report.lines[0])]
    lines += [said for row in report.lines[:1] if (said := f"{wording.when(row)}.")]
    lines.append(
        f"Filters: {about.says('Filters')}. ICP definition {about.says('ICP definition')}; fit "
        f"judged {about.says('Fit judged').partition(':')[0]}. {about.says('Data')}, through "
        f"{about.says('Data through')}; settings {about.says('Settings')}."
    )
    return seen("\n".join([*lines, NOT_A_CAUSE]))


def _behind(row: Row) -> str:
    """`Behind it: 533 deals of 330 accounts in ICP, 700 deals of 500 accounts outside.`"""
    said = [
        f"{wording.behind(row.groups[name], row.kpi)} {words}"
        for name, words in (("fit", "in ICP"), ("not_fit", "outside"))
    ]
    return f"Behind it: {', '.join(said)}."


def _open(row: Row) -> str:
    if blocked := wording.blocked(row):
        return f"{wording.title(row)}: {blocked}"
    gap = wording.comparison(row)
    if gap.value is None:
        return f"{wording.title(row)}: {wording.inline(wording.answer(row))}."
    return wording.sentence(row)
