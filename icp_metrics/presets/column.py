"""One column of a template fitted to the headers that are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import polars as pl

from icp_metrics.presets.custom import attribute_of
from icp_metrics.presets.headers import Headers
from icp_metrics.tables import TABLES

_OF_TEMPLATES = ("every", "like", "note", "named_as", "beside")


@dataclass(frozen=True)
class FittedColumn:
    """What a mapping says of the column, the columns of the file it reads, and what to note."""

    says: Any
    reads: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def fitted(
    template: Any, headers: Headers, texts: Callable[[str], pl.Series]
) -> FittedColumn | None:
    """The first of the template's forms whose columns are there, with their names as the file has
    them; None when there is none. `texts`: the distinct cells of a column of the file."""
    forms = template if isinstance(template, list) else [template]
    return next((f for form in forms if (f := _form(form, headers, texts)) is not None), None)


def _form(form: Any, headers: Headers, texts: Callable[[str], pl.Series]) -> FittedColumn | None:
    keys: dict[str, Any] = {"from": form} if isinstance(form, str) else dict(form)
    says: dict[str, Any] = {k: v for k, v in keys.items() if k not in _OF_TEMPLATES}
    reads: list[str] = []
    if "beside" in keys:
        marked = _beside(keys["beside"], headers)
        if marked is None:
            return None
        says = {"from": marked, **says}
    if any(headers.find(h) is None for h in keys.get("every", ())):
        return None
    if "when" in keys:
        says, reads = _when(says, headers)
    elif "together" in keys or isinstance(keys.get("from"), list):
        name = "together" if "together" in keys else "from"
        reads = list(dict.fromkeys(f for h in keys[name] if (f := headers.find(h)) is not None))
        if not reads:
            return None
        says.pop(name)
        says = {**({"from": reads[0]} if len(reads) == 1 else {name: reads}), **says}
    elif not _named(says, ("from", "domain", "name"), headers, reads):
        return None
    if not _named(says, ("times",), headers, reads):
        return None
    if isinstance(says.get("divide"), dict):
        says["divide"] = dict(says["divide"])
        if not _named(says["divide"], ("minor_units_of",), headers, reads):
            return None
    if "per" in says:
        says["per"] = dict(says["per"])
        if not _named(says["per"], ("from", "count"), headers, reads):
            return None
    if "like" in keys:
        says["values"] = _expanded(keys, texts(reads[0]))
    if "named_as" in keys:
        says["values"] = _attribute_names(keys, texts(reads[0]))
    notes = (keys["note"],) if "note" in keys else ()
    return FittedColumn(_short(says), tuple(dict.fromkeys(reads)), notes)


def _named(says: dict[str, Any], keys: tuple[str, ...], headers: Headers, reads: list[str]) -> bool:
    """Put the file's names in place of the template's; False where one is not there."""
    for key in keys:
        if isinstance(says.get(key), str):
            actual = headers.find(says[key])
            if actual is None:
                return False
            says[key] = actual
            reads.append(actual)
    return True


def _when(says: dict[str, Any], headers: Headers) -> tuple[dict[str, Any], list[str]]:
    branches: list[dict[str, Any]] = []
    reads: list[str] = []
    for branch in says["when"]:
        actual = {headers.find(h): values for h, values in branch["if"].items()}
        if None not in actual:
            branches.append({"if": actual, "then": branch["then"]})
            reads += [h for h in actual if h is not None]
    if not branches:
        return {"value": says["otherwise"]}, []
    return {**says, "when": branches}, reads


def _expanded(keys: dict[str, Any], cells: pl.Series) -> dict[str, Any]:
    """The template's words, and those of the file's own cells that are like one of its patterns."""
    values = dict(keys.get("values", {}))
    listed = {v.lower() for v in values}
    for cell in cells:
        word = next((w for p, w in keys["like"].items() if fnmatchcase(cell.lower(), p)), None)
        if word is not None and cell.lower() not in listed:
            values[cell] = word
            listed.add(cell.lower())
    return values


def _attribute_names(keys: dict[str, Any], cells: pl.Series) -> dict[str, Any]:
    """The template's names of fields, and for the file's others those they get as attributes."""
    names = dict(keys.get("values", {}))
    listed = {given.lower() for given in names}
    for cell in cells:
        if cell.lower() not in listed:
            names[cell] = attribute_of(cell, TABLES[keys["named_as"]], names.values())
            listed.add(cell.lower())
    return names


def _beside(ending: str, headers: Headers) -> str | None:
    """The column beside which another stands whose name is longer by `ending`."""
    low = ending.lower()
    longer = (c[: -len(ending)] for c in headers.columns if c.lower().endswith(low))
    return next((found for name in longer if (found := headers.find(name)) is not None), None)


def _short(says: dict[str, Any]) -> Any:
    return says["from"] if list(says) == ["from"] and isinstance(says["from"], str) else says
