"""What tie-out says: the state in a word, a difference, and why a figure is not compared."""

from __future__ import annotations

from decimal import Decimal

from icp_metrics.tie_out import Explained, Line, State
from icp_metrics.wording.numbers import counted, digits, full_money
from icp_metrics.wording.when import day

STATUS = {
    "ties": "Ties",
    "off": "Off",
    "incomplete": "Month not complete",
    "before": "Before our data",
    "no_data": "Nothing loaded",
    "several_currencies": "Several currencies",
    "other_currency": "Another currency",
    "not_stated": "Not stated",
}


def in_a_word(state: State | None) -> str | None:
    """`ties to the CRM and finance (12 months)`, `off by 2 deals in 2026-08`; None: nothing stated.

    Where several are off, the latest is named and the others are counted.
    """
    if state is None:
        return None
    if state.off:
        others = len(state.off) - 1
        more = f", and {counted(others, 'other figures')}" if others else ""
        return f"{off(state.off[0])}{more}"
    if not state.sources:
        return "no stated figure can be compared yet"
    names = [system(source) for source in state.sources]
    said = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    apart = f", {counted(state.uncompared, 'figures')} not compared" if state.uncompared else ""
    return f"ties to {said} ({counted(state.months, 'months')}){apart}"


def off(line: Line) -> str:
    """`off by 2 deals in 2026-08`, `off by $1,200.00 of spend in 2026-08`."""
    size = abs(line.difference or Decimal(0))
    return f"off by {_sized(size, line)} in {line.figure.month:%Y-%m}"


def system(source: str) -> str:
    """A system as it stands in a sentence: `the CRM`, `finance`."""
    return f"the {source}" if source.isupper() else source


def amount(number: Decimal | None, line: Line, *, signed: bool = False) -> str:
    """A figure of a line in full: `41`, `$28,140.25`; an en dash where there is none."""
    if number is None:
        return "–"
    sign = "+" if signed and number > 0 else ""
    if line.measure.unit == "count":
        return f"{sign}{digits(float(number))}"
    return sign + full_money(float(number), line.currency or line.figure.currency)


def compared(line: Line) -> str:
    """Both figures and what is between them, or why they are not compared: a sentence."""
    title, month = line.measure.title, f"{line.figure.month:%Y-%m}"
    if line.status == "not_stated":
        return f"{title} in {month}: ours is {amount(line.ours, line)}; nothing is stated."
    theirs = f"{system(line.figure.source)} states {amount(line.figure.value, line)}"
    if line.difference is None:
        return f"{title} in {month}: {theirs}. {not_compared(line)}"
    ours = f"ours is {amount(line.ours, line)}"
    if line.status == "ties":
        apart = f", {_sized(abs(line.difference), line)} apart" if line.difference else ""
        return f"{title} in {month}: {ours}, {theirs}: it ties{apart}."
    more = "more" if line.difference > 0 else "less"
    if line.measure.unit == "count" and line.difference < 0:
        more = "fewer"
    size = amount(abs(line.difference), line)
    return f"{title} in {month}: {ours}, {theirs}: {size} {more} here."


def not_compared(line: Line) -> str:
    """Why a figure is not compared, and what to do; blank where it is."""
    if line.status == "incomplete":
        through = "" if line.through is None else f": our data reaches {day(line.through)}"
        cure = "if the extract covers the month, state so with --data-through when it is loaded"
        return f"The month is not complete{through}; {cure}."
    if line.status == "before":
        begins = "" if line.begins is None else f" in {line.begins:%Y-%m}"
        return f"Our data begins later{begins}."
    if line.status == "no_data":
        return f"Nothing it is drawn from is loaded: {' or '.join(line.measure.tables)}."
    if line.status == "several_currencies":
        return (
            f"Ours is in {' and '.join(line.currencies)} and cannot be added up: set "
            "reporting_currency and load rates as fx_rates, or state each currency on a line."
        )
    if line.status == "other_currency":
        return f"Ours is kept in {line.currency} alone: state it in {line.currency}."
    return ""


def explained(found: Explained, rejected: int = 0) -> list[str]:
    """What alone makes exactly the difference, and what a list says: a sentence each.

    `rejected`: how many rows of its tables the loads did not take.
    """
    line, said = found.line, []
    if found.listed is not None and found.against is not None:
        stated = line.figure.value
        if stated is not None and found.listed != stated:
            said.append(
                f"Their list adds up to {amount(found.listed, line)}, not to "
                f"{amount(stated, line)} as stated."
            )
        if not found.matched:
            said.append("No id of their list is among ours: look whether it is of the same rows.")
        differ = found.against.height
        verb = "differs" if differ == 1 else "differ"
        said.append(
            f"{counted(differ, 'rows')} {verb} from their list."
            if differ
            else "No row differs from their list."
        )
    for group in found.groups:
        if group.exact:
            makes = "makes" if group.rows == 1 else "make"
            said.append(
                f"{counted(group.rows, 'rows')} {makes} exactly the difference: {group.words}."
            )
    for row in found.alone:
        name = row["name"] or row["account_name"] or "without a name"
        said.append(
            f"One row alone makes exactly the difference: {row['row_id']} ({name}), "
            f"{day(row['dated_on'])}{'' if row['counted'] else ', not counted here'}."
        )
    if line.status == "off" and not said:
        said.append(
            "No group of rows makes exactly the difference: compare with their list of the month."
        )
    if rejected and line.difference is not None and line.difference < 0:
        said.append(
            f"Loading rejected {counted(rejected, 'rows')} of {' and '.join(line.measure.tables)}: "
            "they count there and not here."
        )
    return said


def _sized(size: Decimal, line: Line) -> str:
    if line.measure.unit == "count":
        return counted(int(size), line.measure.noun)
    return f"{amount(size, line)} {line.measure.noun}"
