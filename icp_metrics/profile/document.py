"""A profile: the criteria an account must, should or must not meet, as a YAML document.

name: mid-market
fit_at: 60
criteria:
  - {attribute: employees, op: between, value: [200, 1000], mode: required}
  - {attribute: industry, op: in, value: [software, fintech], weight: 30}
  - {attribute: country, op: in, value: [XX], mode: exclude}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any, Literal

import yaml

from icp_metrics.errors import ProfileError, did_you_mean
from icp_metrics.schema import DATE, FLAG, INTEGER, LIST, MONEY, NUMBER, TEXT, Kind

Mode = Literal["required", "weight", "exclude"]

_ORDERED = (INTEGER, NUMBER, MONEY, DATE)
OPERATORS: dict[str, tuple[str, tuple[Kind, ...]]] = {
    "in": ("is one of", (TEXT, INTEGER, NUMBER, MONEY, DATE)),
    "not_in": ("is none of", (TEXT, INTEGER, NUMBER, MONEY, DATE)),
    "is": ("is", (TEXT, INTEGER, NUMBER, MONEY, DATE, FLAG)),
    "between": ("is between", _ORDERED),
    "at_least": ("is at least", _ORDERED),
    "at_most": ("is at most", _ORDERED),
    "contains": ("contains", (LIST,)),
    "contains_any": ("contains any of", (LIST,)),
}
"""Operator -> how it reads, and the kinds it can judge. `between` includes both ends."""

_MANY = {"in", "not_in", "contains_any"}
_KEYS = {
    "name",
    "reason",
    "author",
    "review_every_months",
    "fit_at",
    "tiers",
    "min_judged",
    "criteria",
}
_CRITERION_KEYS = {"attribute", "op", "value", "mode", "weight"}


@dataclass(frozen=True)
class Criterion:
    """One criterion. `values`: one value, two for `between`, any number for the `in` family."""

    attribute: str
    op: str
    values: tuple[Any, ...]
    mode: Mode
    weight: float

    @property
    def sentence(self) -> str:
        """How it reads: `employees is between 200 and 1000`."""
        words = OPERATORS[self.op][0]
        joint = " and " if self.op == "between" else ", "
        shown = joint.join(str(v).lower() if isinstance(v, bool) else str(v) for v in self.values)
        return f"{self.attribute} {words} {shown}"


@dataclass(frozen=True)
class Profile:
    """An ICP definition. `tiers`: (name, from score), highest first."""

    name: str
    criteria: tuple[Criterion, ...]
    fit_at: float = 60
    tiers: tuple[tuple[str, float], ...] = (("A", 80), ("B", 60), ("C", 40))
    min_judged: float = 0.6
    reason: str = ""
    author: str = ""
    review_every_months: int | None = None

    @property
    def weight(self) -> float:
        """The points that can be met; 0 when the musts decide alone."""
        return sum(c.weight for c in self.criteria if c.mode == "weight")


def parse(text: str) -> Profile:
    """The profile a YAML text describes. Raises ProfileError with the place and the cure."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProfileError(f"The ICP definition is not valid YAML: {error}") from None
    if not isinstance(raw, dict):
        raise ProfileError("An ICP definition is a YAML document with a name and criteria.")
    _only(raw, _KEYS, "The ICP definition")
    name = raw.get("name")
    if not isinstance(name, str) or not name.strip(". ") or any(c in name for c in "/\\\0"):
        raise ProfileError("The ICP definition needs a name without slashes, such as mid-market.")
    listed = raw.get("criteria")
    if not isinstance(listed, list) or not listed:
        raise ProfileError(f"'{name}' needs at least one criterion.")
    criteria = tuple(_criterion(c, i) for i, c in enumerate(listed, start=1))
    tiers = raw.get("tiers", {"A": 80, "B": 60, "C": 40})
    if not isinstance(tiers, dict):
        raise ProfileError(f"tiers are a name and a score each, such as {{A: 80}}; not '{tiers}'.")
    scores = {str(t): _within(f"tier {t}", s, 0, 100) for t, s in tiers.items()}
    return Profile(
        name=name.strip(),
        criteria=criteria,
        fit_at=_within("fit_at", raw.get("fit_at", 60), 0, 100),
        tiers=tuple(sorted(scores.items(), key=lambda t: -t[1])),
        min_judged=_within("min_judged", raw.get("min_judged", 0.6), 0, 1),
        reason=str(raw.get("reason") or ""),
        author=str(raw.get("author") or ""),
        review_every_months=raw.get("review_every_months"),
    )


def check(profile: Profile, kinds: Mapping[str, Kind]) -> None:
    """Raise ProfileError for a criterion that these attributes (name -> kind) cannot answer."""
    for criterion in profile.criteria:
        if criterion.attribute not in kinds:
            raise ProfileError(
                f"'{criterion.attribute}' is not an attribute of accounts."
                f"{did_you_mean(criterion.attribute, kinds)}"
            )
    check_kinds(profile, kinds)


def check_kinds(profile: Profile, kinds: Mapping[str, Kind]) -> None:
    """Raise ProfileError for a criterion that cannot judge its attribute's kind.

    An attribute that is not there yet is passed over: it cannot be judged, and nothing else.
    """
    for criterion in profile.criteria:
        kind = kinds.get(criterion.attribute)
        if kind is None:
            continue
        allowed = OPERATORS[criterion.op][1]
        if kind not in allowed:
            fitting = ", ".join(o for o, (_, judged) in OPERATORS.items() if kind in judged)
            raise ProfileError(
                f"'{criterion.sentence}': {criterion.attribute} is of kind {kind.name}, which "
                f"'{criterion.op}' cannot judge. Use one of: {fitting}."
            )
        for value in criterion.values:
            _fits_kind(criterion, kind, value)


def _fits_kind(criterion: Criterion, kind: Kind, value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    right = {
        "integer": number,
        "number": number,
        "money": number,
        "date": isinstance(value, date),
        "flag": isinstance(value, bool),
    }.get(kind.name, isinstance(value, str))
    if not right:
        quotes = " YAML reads NO, yes and on as true or false: write them in quotes."
        hint = quotes if isinstance(value, bool) else ""
        raise ProfileError(
            f"'{criterion.sentence}': {criterion.attribute} is of kind {kind.name}; '{value}' "
            f"is not."
            f"{hint}"
        )


def _criterion(raw: object, place: int) -> Criterion:
    where = f"Criterion {place}"
    if not isinstance(raw, dict):
        raise ProfileError(f"{where} is not a set of attribute, op and value: '{raw}'.")
    _only(raw, _CRITERION_KEYS, where)
    attribute, op, value = raw.get("attribute"), raw.get("op"), raw.get("value")
    if not isinstance(attribute, str):
        raise ProfileError(f"{where} names no attribute.")
    if op not in OPERATORS:
        raise ProfileError(f"{where}: '{op}' is not an operator.{did_you_mean(str(op), OPERATORS)}")
    values = tuple(value) if isinstance(value, list) else (value,)
    if not values or any(v is None for v in values):
        raise ProfileError(f"{where} ({attribute} {op}) needs a value.")
    for v in values:
        if not isinstance(v, str | bool | int | float | date) or v in (inf, -inf) or v != v:
            raise ProfileError(
                f"{where}: a value is a text, number, date or true/false; not '{v}'."
            )
    if op == "between" and not _rising(values):
        raise ProfileError(f"{where}: between needs two values, the smaller first: [200, 1000].")
    if op not in _MANY and op != "between" and len(values) != 1:
        raise ProfileError(f"{where}: '{op}' takes one value; for several use 'in'.")
    mode = raw.get("mode", "weight")
    if mode not in ("required", "weight", "exclude"):
        raise ProfileError(f"{where}: mode is required, weight or exclude; not '{mode}'.")
    weight = raw.get("weight", 0)
    if mode == "weight":
        weight = _within(f"{where}: weight", weight, 0, 1e9)
        if weight == 0:
            raise ProfileError(f"{where} needs a weight above 0, or mode: required or exclude.")
    elif weight:
        raise ProfileError(f"{where} is {mode}: a weight has no effect there; leave it out.")
    return Criterion(attribute, op, values, mode, float(weight))


def _rising(values: tuple[Any, ...]) -> bool:
    try:
        return len(values) == 2 and bool(values[0] <= values[1])
    except TypeError:  # a text and a number
        return False


def _within(name: str, value: object, low: float, high: float) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # type: ignore[operator]
        raise ProfileError(f"{name} is a number from {low:g} to {high:g}; '{value}' is not.")
    return float(value)  # type: ignore[arg-type]


def _only(raw: dict[Any, Any], known: set[str], where: str) -> None:
    for key in raw:
        if key not in known:
            raise ProfileError(f"{where} has '{key}'.{did_you_mean(str(key), known)}")
