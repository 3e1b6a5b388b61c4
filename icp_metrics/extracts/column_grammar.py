"""From the YAML of one column to a `ColumnMap`; each error names the column and the cure."""

from __future__ import annotations

import re
from typing import Any

from icp_metrics.errors import MappingError, did_you_mean
from icp_metrics.extracts.column_map import (
    Branch,
    Cell,
    ColumnMap,
    Constant,
    FirstFilled,
    Lookup,
    Origin,
    Together,
    ValueMap,
    When,
)
from icp_metrics.extracts.dates import NAMED, ORDERS
from icp_metrics.extracts.grammar import block, flag, text, texts, value_or_nothing
from icp_metrics.extracts.match_grammar import MATCH_KEYS, account_match
from icp_metrics.extracts.per_grammar import per
from icp_metrics.schema import DATE, ID, INTEGER, LIST, MONEY, NUMBER, TEXT, Check, Kind

_MAPPED = ("values", "otherwise", "required")
_READ = ("cut", "case", "dates", "decimal", "separator", "inclusive", "divide", "times", "per")
_FORMS: dict[str, tuple[str, ...]] = {
    "from": ("from", *_MAPPED, *_READ),
    "together": ("together", "required"),
    "when": ("when", "otherwise", "required"),
    "value": ("value",),
    "lookup": ("lookup", "match", "take", *_MAPPED, *_READ),
    "match": MATCH_KEYS,
}
_NUMERIC = (INTEGER, NUMBER, MONEY)
_ONLY = {
    "cut": (ID, TEXT),
    "case": (ID, TEXT),
    "dates": (DATE,),
    "inclusive": (DATE,),
    "decimal": _NUMERIC,
    "divide": _NUMERIC,
    "times": (MONEY,),
    "per": (MONEY,),
    "separator": (LIST,),
}


def column_map(
    given: object,
    name: str,
    kind: Kind,
    where: str,
    *,
    checks: tuple[Check, ...] = (),
    label: str = "",
) -> ColumnMap:
    """The `ColumnMap` that `given` (a column name, or keys) says; raises MappingError."""
    if isinstance(given, str):
        return ColumnMap(name, kind, Cell(text(given, where)), label=label)
    keys = block(given, where)
    form = _form(keys, where)
    block(given, where, _FORMS[form])
    for key, kinds in _ONLY.items():
        if key in keys and kind not in kinds:
            raise MappingError(f"{where}: '{key}' is for {kinds[0].name} columns, not {kind.name}.")
    made = ColumnMap(
        name,
        kind,
        _origin(form, keys, where),
        values=_values(keys, where) if form in ("from", "lookup") else None,
        required=flag(keys.get("required", "false"), f"{where}: required"),
        cut=_length(keys["cut"], where) if "cut" in keys else 0,
        upper=_upper(keys["case"], where) if "case" in keys else False,
        dates=_formats(keys["dates"], where) if "dates" in keys else (),
        decimal=_decimal(keys.get("decimal", "."), where),
        decimal_stated="decimal" in keys,
        separator=_separator(keys.get("separator", ";"), where),
        inclusive=_inclusive(keys.get("inclusive", "false"), name, where),
        divide_power=_power(keys.get("divide", "1"), where),
        minor_units_of=_minor_units(keys.get("divide"), kind, where),
        times=text(keys["times"], f"{where}: times") if "times" in keys else "",
        per=per(keys["per"], name, where) if "per" in keys else None,
        label=label,
    )
    _refuse_words_not_allowed(made, checks, where)
    return made


def _form(keys: dict[str, Any], where: str) -> str:
    if "lookup" in keys:
        return "lookup"
    found = next((f for f in ("match", "when", "value", "together", "from") if f in keys), None)
    if found is None:
        unknown = next(iter(keys), "")
        hint = did_you_mean(unknown, _FORMS) if unknown else ""
        raise MappingError(
            f"{where} needs one of from, together, when, value, lookup or match.{hint}"
        )
    return found


def _origin(form: str, keys: dict[str, Any], where: str) -> Origin:
    if form == "from":
        return _cell(keys["from"], where)
    if form == "together":
        return Together(_several(keys["together"], f"{where}: together"))
    if form == "value":
        return Constant(text(keys["value"], f"{where}: value"))
    if form == "when":
        return _when(keys, where)
    if form == "lookup":
        return lookup(keys, where)
    return account_match(keys, where)


def _cell(given: object, where: str) -> Cell | FirstFilled:
    if not isinstance(given, list):
        return Cell(text(given, f"{where}: from"))
    return FirstFilled(_several(given, f"{where}: from"))


def _several(given: object, where: str) -> tuple[str, ...]:
    columns = tuple(text(c, where) for c in given) if isinstance(given, list) else ()
    if len(columns) < 2 or len(set(columns)) < len(columns):
        raise MappingError(f"{where}: a list names several columns, each once.")
    return columns


def _when(keys: dict[str, Any], where: str) -> When:
    branches = keys["when"]
    if not isinstance(branches, list) or not branches:
        raise MappingError(f"{where}: when must be a list of 'if' and 'then'.")
    if keys.get("otherwise") == "keep":
        raise MappingError(f"{where}: 'keep' needs one column to keep; 'when' has several.")
    return When(
        tuple(_branch(b, where) for b in branches),
        "otherwise" in keys,
        value_or_nothing(keys.get("otherwise"), f"{where}: otherwise"),
    )


def _branch(given: object, where: str) -> Branch:
    keys = block(given, f"{where}: when", ("if", "then"))
    if "if" not in keys or "then" not in keys:
        raise MappingError(f"{where}: every entry of when needs 'if' and 'then'.")
    tests = block(keys["if"], f"{where}: if")
    if not tests:
        raise MappingError(f"{where}: 'if' names no column.")
    return Branch(
        tuple((column, texts(v, f"{where}: if {column}")) for column, v in tests.items()),
        value_or_nothing(keys["then"], f"{where}: then"),
    )


def lookup(keys: dict[str, Any], where: str) -> Lookup:
    """The look-up that `keys` say; raises MappingError."""
    if not {"lookup", "match", "take"} <= set(keys):
        raise MappingError(
            f"{where}: a lookup needs 'lookup', 'match: {{our column: theirs}}' and 'take'."
        )
    pairs = block(keys["match"], f"{where}: match")
    if not pairs:
        raise MappingError(f"{where}: match names no column.")
    return Lookup(
        text(keys["lookup"], f"{where}: lookup"),
        tuple((ours, text(theirs, f"{where}: match")) for ours, theirs in pairs.items()),
        text(keys["take"], f"{where}: take"),
    )


def _values(keys: dict[str, Any], where: str) -> ValueMap | None:
    if "values" not in keys:
        if "otherwise" in keys:
            raise MappingError(f"{where}: 'otherwise' needs 'values' (or 'when').")
        return None
    listed: dict[str, str | None] = {}
    for given, ours in block(keys["values"], f"{where}: values").items():
        theirs = given.strip().lower()
        if theirs in listed:
            raise MappingError(f"{where}: values lists '{given}' twice (case does not count).")
        listed[theirs] = value_or_nothing(ours, f"{where}: values: {given}")
    keep = keys.get("otherwise") == "keep"
    return ValueMap(
        tuple(listed.items()),
        has_otherwise="otherwise" in keys and not keep,
        otherwise=None if keep else value_or_nothing(keys.get("otherwise"), f"{where}: otherwise"),
        keep=keep,
    )


def _formats(given: object, where: str) -> tuple[str, ...]:
    formats = texts(given, f"{where}: dates")
    order = next((f for f in formats if f in ORDERS), None)
    if order and len(formats) > 1:
        raise MappingError(f"{where}: dates '{order}' finds the format; give it alone.")
    for form in formats:
        if form in (*ORDERS, *NAMED):
            continue
        day = re.search(r"%-?[dejs]|%[DFcx+]", form)
        month = re.search(r"%-?[mbBhjs]|%[DFcx+]", form)
        if not day or not month or not re.search(r"%[YysDFcx+]", form):
            raise MappingError(
                f"{where}: dates '{form}' does not say day, month and year; "
                f'write it like "%d/%m/%Y", or one of {", ".join((*ORDERS, *NAMED))}.'
                f"{_near(form)}"
            )
    return formats


def _near(form: str) -> str:
    near = did_you_mean(form, (*ORDERS, *NAMED))
    return near if near.startswith(" Did") else ""


def _length(given: object, where: str) -> int:
    if not isinstance(given, str) or not re.fullmatch(r"[1-9][0-9]{0,2}", given):
        raise MappingError(f"{where}: cut is how many characters are kept, such as 15.")
    return int(given)


def _upper(given: object, where: str) -> bool:
    if given != "upper":
        raise MappingError(f"{where}: case must be upper; without it letters stay as they are.")
    return True


def _decimal(given: object, where: str) -> str:
    if given not in (".", ","):
        raise MappingError(f'{where}: decimal must be "." or ",".')
    return str(given)


def _separator(given: object, where: str) -> str:
    if not isinstance(given, str) or not given:
        raise MappingError(f"{where}: separator must be a text.")
    return given


def _inclusive(given: object, name: str, where: str) -> bool:
    inclusive = flag(given, f"{where}: inclusive")
    if inclusive and not name.endswith(("ends_on", "ended_on")):
        raise MappingError(
            f"{where}: 'inclusive' is for last days (..._ends_on, ended_on), not for {name}."
        )
    return inclusive


def _minor_units(given: object, kind: Kind, where: str) -> str:
    if not isinstance(given, dict):
        return ""
    keys = block(given, f"{where}: divide", ("minor_units_of",))
    if kind is not MONEY:
        raise MappingError(f"{where}: 'minor_units_of' is for money columns, not {kind.name}.")
    return text(keys.get("minor_units_of"), f"{where}: divide: minor_units_of")


def _power(given: object, where: str) -> int:
    if isinstance(given, dict):
        return 0
    if not isinstance(given, str) or not re.fullmatch(r"10{0,12}", given):
        raise MappingError(f"{where}: divide must be 10, 100, 1000, ... (100 for cents).")
    return len(given) - 1


def _refuse_words_not_allowed(made: ColumnMap, checks: tuple[Check, ...], where: str) -> None:
    """A word the mapping itself puts in must be one the table allows."""
    words: list[str | None] = []
    match made.origin:
        case Constant(value):
            words = [value]
        case When(branches, _, otherwise):
            words = [*(b.then for b in branches), otherwise]
    if made.values:
        words = [*(ours for _, ours in made.values.values), made.values.otherwise]
    for check in checks:
        for word in words:
            if check.allowed and word is not None and word not in check.allowed:
                raise MappingError(
                    f"{where} cannot be '{word}'; it {check.sentence}."
                    f"{did_you_mean(word, check.allowed)}"
                )
