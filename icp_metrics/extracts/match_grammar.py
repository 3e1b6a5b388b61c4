"""From the YAML of `match: accounts` to how an account is found."""

from __future__ import annotations

from typing import Any

from icp_metrics.errors import MappingError, did_you_mean
from icp_metrics.extracts.column_map import AccountMatch, KeyMatch
from icp_metrics.extracts.grammar import text, texts

_KEYED = ("system", "domain", "name")
MATCH_KEYS = ("match", "on", "from", *_KEYED)
"""What a column that matches accounts may say."""


def account_match(keys: dict[str, Any], where: str) -> AccountMatch | KeyMatch:
    """How `keys` say an account is found; raises MappingError."""
    if keys["match"] != "accounts":
        raise MappingError(f"{where}: match can only be accounts.")
    on = keys.get("on")
    if isinstance(on, list) or on == "key":
        return _key_match(keys, where)
    on = text(on, f"{where}: on (name, domain or key)")
    if on not in ("name", "domain"):
        hint = did_you_mean(on, ("name", "domain", "key"))
        raise MappingError(f"{where}: on cannot be '{on}'.{hint}")
    stray = next((k for k in _KEYED if k in keys), None)
    if stray:
        raise MappingError(f"{where}: '{stray}' goes with 'on: key' or 'on: [key, domain, name]'.")
    return AccountMatch(on, text(keys.get("from"), f"{where}: from"))


def _key_match(keys: dict[str, Any], where: str) -> KeyMatch:
    steps = texts(keys["on"], f"{where}: on")
    if steps[0] != "key" or len(set(steps)) < len(steps):
        raise MappingError(f"{where}: on is a list such as [key, domain, name], key first.")
    for step in steps[1:]:
        if step not in ("domain", "name"):
            hint = did_you_mean(step, ("domain", "name"))
            raise MappingError(f"{where}: on cannot be '{step}'.{hint}")
    for step in ("domain", "name"):
        if (step in keys) != (step in steps):
            raise MappingError(
                f"{where}: '{step}: <column>' and '{step}' in the list of 'on' go together."
            )
    if "system" not in keys:
        raise MappingError(f"{where}: 'on: key' needs 'system', such as stripe.")
    system = text(keys["system"], f"{where}: system").strip()
    if ":" in system:
        raise MappingError(f"{where}: a system's name has no ':'.")
    return KeyMatch(
        system,
        text(keys.get("from"), f"{where}: from"),
        steps,
        **{step: text(keys[step], f"{where}: {step}") for step in steps[1:]},
    )
