"""A preset: what it is for, how its files are recognised, and the mapping it is a template of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from icp_metrics.errors import MappingError, did_you_mean
from icp_metrics.extracts.grammar import block, document, flag, text, texts
from icp_metrics.presets import templates
from icp_metrics.tables import TABLES

_SIGNS = ("file", "must", "some", "never", "at_least", "exact")
_PRESET = ("title", "built_from", "notes", "without", "sources", "custom", "ignored")


@dataclass(frozen=True)
class Signs:
    """How a file of one source is told by its headers, however they are written.

    All of `must`, at least `at_least` of `some`, none of `never`; to the letter where `exact`.
    `pattern`: what its name is like.
    """

    source: str
    pattern: str
    must: tuple[str, ...]
    some: tuple[str, ...]
    never: tuple[str, ...]
    at_least: int
    exact: bool = False


@dataclass(frozen=True)
class Preset:
    """A template. `tables`: per table one or several templates, the first that fits counts.

    `notes`: what its user should know. `without`: what to say where a column is not there.
    `custom`: per table the patterns of headers that become attributes; `ignored`: never.
    """

    name: str
    title: str
    built_from: str
    notes: tuple[str, ...]
    without: dict[str, str]
    signs: tuple[Signs, ...]
    custom: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    mapping_name: str
    blank: tuple[str, ...]
    template: str
    """The YAML itself."""
    tables: dict[str, tuple[dict[str, Any], ...]]

    @classmethod
    def parse(cls, name: str, yaml: str) -> Preset:
        """The preset that the YAML says; raises MappingError naming the culprit."""
        keys = block(document(yaml), name, ("preset", "name", "blank", "tables"))
        said = block(keys.get("preset"), f"{name}: preset", _PRESET)
        sources = block(said.get("sources"), f"{name}: sources")
        custom = block(said.get("custom", {}), f"{name}: custom")
        tables = block(keys.get("tables"), f"{name}: tables", TABLES)
        return cls(
            name=name,
            title=text(said.get("title"), f"{name}: title"),
            built_from=text(said.get("built_from"), f"{name}: built_from"),
            notes=texts(said["notes"], f"{name}: notes") if "notes" in said else (),
            without={k: v for k, v in block(said.get("without", {}), name).items() if v},
            signs=tuple(_signs(s, given, name) for s, given in sources.items()),
            custom={t: texts(patterns, name) for t, patterns in custom.items()},
            ignored=texts(said["ignored"], name) if "ignored" in said else (),
            mapping_name=text(keys.get("name"), f"{name}: name"),
            blank=texts(keys["blank"], f"{name}: blank") if "blank" in keys else (),
            template=yaml,
            tables={
                t: tuple(given) if isinstance(given, list) else (given,)
                for t, given in tables.items()
            },
        )


def _signs(source: str, given: object, name: str) -> Signs:
    where = f"{name}: sources.{source}"
    keys = block(given, where, _SIGNS)
    return Signs(
        source,
        text(keys.get("file"), where),
        texts(keys.get("must"), where),
        texts(keys["some"], where) if keys.get("some") else (),
        texts(keys["never"], where) if "never" in keys else (),
        int(keys.get("at_least", "1")),
        flag(keys.get("exact", "false"), where),
    )


@cache
def presets() -> dict[str, Preset]:
    """Every preset, by the name of its file in this folder, and that of our own templates."""
    found = {
        file.stem: file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("*.yaml")
    }
    found[templates.NAME] = templates.template()
    return {name: Preset.parse(name, found[name]) for name in sorted(found)}


def preset(name: str) -> Preset:
    """The preset of that name; raises MappingError with the nearest one."""
    known = presets()
    if name not in known:
        raise MappingError(f"there is no preset '{name}'.{did_you_mean(name, known)}")
    return known[name]
