"""The words of a mapping: YAML to plain texts, and what a part of it may say.

Every value stays the text that was written (`Yes`, `007`, `2024-01-01` are not turned into a
flag, a number, a date); only an unquoted `null`, `~` or nothing at all means "nothing".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import yaml

from icp_metrics.errors import MappingError, did_you_mean

LONGEST = 1_000_000
_NULL = "tag:yaml.org,2002:null"


class _Texts(yaml.SafeLoader):
    """The safe loader, less the guessing of types, plus an error for a key written twice."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, rule) for tag, rule in rules if tag == _NULL]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise MappingError(
                        f"line {key.start_mark.line + 1}: '{key.value}' is written twice."
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def document(text: str) -> dict[str, Any]:
    """The YAML document `text`; raises MappingError with the line when it is none."""
    if len(text) > LONGEST:
        raise MappingError(f"a mapping of more than {LONGEST:,} characters is not one.")
    try:
        found = yaml.load(text, Loader=_Texts)  # a SafeLoader: plain values only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise MappingError(f"the mapping is not YAML: line {line}: {error.problem}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MappingError("the mapping is not YAML.") from error
    return block(found, "the mapping")


def block(value: object, where: str, allowed: Iterable[str] | None = None) -> dict[str, Any]:
    """`value` as keys and values; raises MappingError when it is none or has a key not allowed."""
    if not isinstance(value, dict):
        raise MappingError(f"{where} must have keys and values, like 'name: value'.")
    known = None if allowed is None else tuple(allowed)
    for key in value:
        if not isinstance(key, str):
            raise MappingError(f"{where} has a key that is no text.")
        if known is not None and key not in known:
            raise MappingError(f"{where} does not know '{key}'.{did_you_mean(key, known)}")
    return value


def text(value: object, where: str) -> str:
    """`value` as a text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise MappingError(f"{where} must be a text.")
    return value


def texts(value: object, where: str) -> tuple[str, ...]:
    """One text or a list of texts, blanks allowed (`[""]` means a blank cell)."""
    values = value if isinstance(value, list) else [value]
    found = ["" if v is None else v for v in values]
    if not found or not all(isinstance(v, str) for v in found):
        raise MappingError(f"{where} must be a text or a list of texts.")
    return tuple(str(v) for v in found)


def value_or_nothing(value: object, where: str) -> str | None:
    """A text, or None for a blank."""
    if value is None or value == "":
        return None
    return text(value, where)


def flag(value: object, where: str) -> bool:
    """`true` or `false`."""
    if isinstance(value, str) and value.lower() in ("true", "false", "yes", "no"):
        return value.lower() in ("true", "yes")
    raise MappingError(f"{where} must be true or false.")
