"""The plan of a refresh: per source a folder, a pattern, a mapping, and what is stated of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from icp_metrics.errors import IcpError, MappingError, did_you_mean
from icp_metrics.extracts.grammar import block, document, text, texts
from icp_metrics.loading import Scope
from icp_metrics.store import Store

AS_OF = ("today", "name", "modified")
"""When an extract was true: on the day of the refresh, of its name, or on which it was written."""

NO_FILE = ("skip", "fail")
"""What it is when a source has no file: nothing, or a failure."""

_MAPPINGS = ("mapping", "mapping_file", "preset")
_KEYS = ("folder", "files", *_MAPPINGS, "as_of", "scope", "no_file")


@dataclass(frozen=True)
class Source:
    """One source. `folder` is absolute; `files`: patterns of names, without case.

    `mapping_kind`: `mapping` (the name of a saved one), `mapping_file` or `preset`; `mapping`: it.
    """

    name: str
    folder: Path
    files: tuple[str, ...]
    mapping_kind: str
    mapping: str
    as_of: str
    scope: str
    no_file: str


@dataclass(frozen=True)
class Plan:
    """The sources in the order of the file. `version`: as saved in the store; 0 if it is not."""

    sources: tuple[Source, ...]
    version: int = 0


def parse(plan: str, beside: Path, version: int = 0) -> Plan:
    """The plan that a YAML text is; folders and mapping files are looked for `beside` it.

    Raises IcpError E_PLAN with a sentence for a plan that cannot be followed.
    """
    try:
        said = block(document(plan), "the plan", ["sources"])
        sources = block(said.get("sources"), "sources")
        if not sources:
            raise MappingError("sources names no source.")
        return Plan(tuple(_source(n, s, beside) for n, s in sources.items()), version)
    except MappingError as error:
        sentence = error.message.replace("the mapping", "the plan")
        raise IcpError(f"The plan cannot be followed: {sentence}", code="E_PLAN") from None


def save_plan(store: Store, plan: Plan) -> Plan:
    """Keep a plan in the store as its newest version, with whole paths; the plan as it is saved."""
    sources = {
        s.name: {
            "folder": str(s.folder),
            "files": list(s.files),
            s.mapping_kind: s.mapping,
            "as_of": s.as_of,
            "scope": s.scope,
            "no_file": s.no_file,
        }
        for s in plan.sources
    }
    text = yaml.safe_dump({"sources": sources}, sort_keys=False, allow_unicode=True)
    return Plan(plan.sources, store.save_refresh_plan(text).version)


def newest_plan(store: Store) -> Plan:
    """The plan saved last. Raises IcpError E_PLAN where none was."""
    document = store.refresh_plan()
    if document is None:
        raise IcpError(
            "No plan is saved in this store: run `icp-metrics refresh PLAN.yaml` once.",
            code="E_PLAN",
        )
    return parse(document.text, store.root, document.version)


def _source(name: str, said: Any, beside: Path) -> Source:
    where = f"sources.{name}"
    keys = block(said, where, _KEYS)
    named = [key for key in _MAPPINGS if key in keys]
    if len(named) != 1:
        raise MappingError(f"{where} needs one of mapping, mapping_file and preset.")
    mapping = text(keys[named[0]], f"{where}.{named[0]}")
    if named[0] == "mapping_file":
        mapping = str((beside / mapping).resolve())
    files = texts(keys.get("files", ["*"]), f"{where}.files")
    if any("/" in pattern or not pattern for pattern in files):
        raise MappingError(f"{where}.files are patterns of names, like 'deals_*.csv'.")
    try:
        scope = str(Scope.parse(text(keys.get("scope", "changed"), f"{where}.scope")))
    except IcpError as error:
        raise MappingError(f"{where}.scope: {error.message}") from None
    return Source(
        name=name,
        folder=(beside / text(keys.get("folder"), f"{where}.folder")).resolve(),
        files=files,
        mapping_kind=named[0],
        mapping=mapping,
        as_of=_one_of(AS_OF, keys.get("as_of", "today"), f"{where}.as_of"),
        scope=scope,
        no_file=_one_of(NO_FILE, keys.get("no_file", "skip"), f"{where}.no_file"),
    )


def _one_of(words: tuple[str, ...], said: Any, where: str) -> str:
    word = text(said, where)
    if word not in words:
        known = ", ".join(words)
        raise MappingError(f"{where} is one of {known}, not '{word}'.{did_you_mean(word, words)}")
    return word
