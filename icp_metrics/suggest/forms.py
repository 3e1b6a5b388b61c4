"""Columns that no single column of a file holds: states, prices per month, constants."""

from __future__ import annotations

import re
from collections.abc import Mapping

from icp_metrics.schema import Column, Table
from icp_metrics.suggest.flags import by_end, by_flags
from icp_metrics.suggest.links import system_of
from icp_metrics.suggest.look import Look
from icp_metrics.suggest.names import currency_in, words_of
from icp_metrics.suggest.prices import price
from icp_metrics.suggest.suggested import Sheet, Suggested
from icp_metrics.suggest.vocabulary import allowed

_CODE = r"(?i)(?<![a-z])(USD|EUR|GBP|CHF|CAD|AUD|JPY|SEK|NOK|DKK)(?![a-z])"
_SIGNS = {"€": "EUR", "£": "GBP"}
_ASKED = {"nps": {"nps", "recommend", "promoter"}, "csat": {"csat", "satisfaction"}}
_LOOKED_AT = 200
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"


def formed(
    table: Table, column: Column, sheet: Sheet, found: Mapping[str, Suggested]
) -> Suggested | None:
    """A form for a column that no single column of the file is; `found`: the others."""
    looks = sheet.looks
    if (table.name, column.name) == ("account_keys", "system"):
        return _system(sheet, found)
    if column.name == "status":
        return by_flags(table.name, looks) or by_end(table.name, found)
    if (table.name, column.name) == ("subscriptions", "mrr"):
        return price(looks)
    if column.name == "currency":
        return _currency(looks, found)
    if (table.name, column.name) == ("survey_responses", "kind"):
        return _survey(sheet, found)
    if table.name == "survey_responses" and column.name.startswith("scale_"):
        return _scale(column.name, found, looks)
    if (table.name, column.name) == ("spend", "category"):
        return _programs(looks)
    return None


def must_say(column: Column) -> str:
    """The question where a needed column is nowhere to be found."""
    words = allowed(column)
    if words:
        return f"say {{value: ...}}, one of {', '.join(words)}, or which column holds it"
    return f"say which column holds it ({column.doc.rstrip('.').lower()})"


def _system(sheet: Sheet, found: Mapping[str, Suggested]) -> Suggested | None:
    header = found["source_id"].headers[0] if "source_id" in found else ""
    system = system_of(header, sheet.files)
    return Suggested("system", {"value": system}, (), 0.8, "by its name") if system else None


def _survey(sheet: Sheet, found: Mapping[str, Suggested]) -> Suggested | None:
    """What was asked, by the name of the score, else of the file."""
    score = found.get("score")
    told = {"score": score.headers[:1] if score else (), "file": sheet.files}
    for what, names in told.items():
        words = {w for name in names for w in words_of(name)}
        for kind, meant in _ASKED.items():
            if words & meant:
                return Suggested("kind", {"value": kind}, (), 0.8, f"by the name of the {what}")
    return None


def _scale(
    name: str, found: Mapping[str, Suggested], looks: Mapping[str, Look]
) -> Suggested | None:
    """The ends of the scale of a CSAT: 1 to 5, 7 or 10, as far as the answers reach."""
    kind, score = found.get("kind"), found.get("score")
    if kind is None or score is None or kind.says != {"value": "csat"}:
        return None
    cells = [
        float(t) for t in looks[score.headers[0]].sample["text"] if re.fullmatch(r"\d+(\.\d+)?", t)
    ]
    if not cells or max(cells) > 10:
        return None
    high = next(end for end in (5, 7, 10) if max(cells) <= end)
    value = "0" if min(cells) == 0 else "1"
    says = {"value": value if name == "scale_min" else str(high)}
    return Suggested(
        name, says, (), 0.6, f"the answers reach from {min(cells):g} to {max(cells):g}"
    )


def _programs(looks: Mapping[str, Look]) -> Suggested | None:
    words = {w for h in looks for w in words_of(h)}
    if words & {"click", "impression", "campaign", "ad"}:
        return Suggested("category", {"value": "program"}, (), 0.7, "the file is of campaigns")
    return None


def _currency(looks: Mapping[str, Look], found: Mapping[str, Suggested]) -> Suggested | None:
    """The one currency that an amount's header names, or that all its cells carry."""
    for name in ("amount", "mrr", "cost", "arr"):
        for header in found[name].headers[:1] if name in found else ():
            code = currency_in(header)
            if code:
                return Suggested("currency", {"value": code}, (), 0.9, f"named in '{header}'")
            cells = looks[header].examples(_LOOKED_AT) if header in looks else []
            written = {m[0].upper() for cell in cells if (m := re.search(_CODE, cell))}
            written |= {code for sign, code in _SIGNS.items() for cell in cells if sign in cell}
            if len(written) == 1:
                says = {"value": written.pop()}
                return Suggested("currency", says, (), 0.8, f"written in the cells of '{header}'")
    return None
