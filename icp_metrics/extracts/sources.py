"""Which file is which source of the mapping, and which of its columns are wanted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from icp_metrics.errors import MappingError, did_you_mean
from icp_metrics.extracts.mapping import ONLY_SOURCE, Mapping


def files_by_source(
    mapping: Mapping, files: Sequence[Path], *, brought: Collection[Path] = ()
) -> dict[str, tuple[Path, ...]]:
    """Each source with its files, in the order given: a name must fit exactly one pattern.

    `brought`: those that nobody named, because they came with a folder or an archive; where they
    fit no source they are passed over. Raises MappingError naming files that fit no source or two,
    and sources without a file.
    """
    names = [f.name for f in files]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise MappingError(f"two files are called {twice[0]}; give one of them another name.")
    if mapping.sources[0].name == ONLY_SOURCE and mapping.sources[0].pattern == "*":
        if len(files) != 1:
            raise MappingError(
                f"the mapping names no sources, so it takes one file, not {len(files)}"
                f"{': ' if names else ''}{', '.join(names)}; add 'sources'."
            )
        return {ONLY_SOURCE: tuple(files)}
    found: dict[str, tuple[Path, ...]] = {s.name: () for s in mapping.sources}
    patterns = ", ".join(f"{s.name} ({s.pattern})" for s in mapping.sources)
    for file in files:
        name = file.name.lower()
        fits = [s.name for s in mapping.sources if fnmatchcase(name, s.pattern.lower())]
        if not fits and file in brought:
            continue
        if not fits:
            raise MappingError(f"{file.name} fits no source of the mapping: {patterns}.")
        if len(fits) > 1:
            raise MappingError(f"{file.name} fits two sources: {fits[0]} and {fits[1]}.")
        found[fits[0]] += (file,)
    for source in mapping.sources:
        if not found[source.name]:
            given = ", ".join(names) or "no file"
            raise MappingError(f"no file for source {source.name} ({source.pattern}); got {given}.")
    return found


def wanted_columns(mapping: Mapping, source: str) -> dict[str, str]:
    """The columns read from `source`, each with who needs it, for the error that it is missing."""
    wanted: dict[str, str] = {}
    for table in mapping.tables_of(source):
        for column in table.own_columns:
            wanted.setdefault(column, table.table.name)
    for table in mapping.tables:
        for name, lookup in table.lookups:
            if lookup.source == source:
                for column in (*(theirs for _, theirs in lookup.match), lookup.take):
                    wanted.setdefault(column, f"{table.table.name}.{name}")
    return wanted


def actual_columns(wanted: dict[str, str], header: Sequence[str], file: str) -> dict[str, str]:
    """For each wanted column its name in the header: to the letter, else the only one that is the
    same without case and outer spaces. Raises MappingError naming those that are missing."""
    loose: dict[str, list[str]] = {}
    for name in header:
        loose.setdefault(name.strip().lower(), []).append(name)
    actual: dict[str, str] = {}
    for column, needed_by in wanted.items():
        same = loose.get(column.strip().lower(), [])
        if column in header:
            actual[column] = column
        elif len(same) == 1:
            actual[column] = same[0]
        else:
            has = ", ".join(f"'{name}'" for name in header[:30])
            hint = did_you_mean(column, header)
            hint = hint if hint.startswith(" Did") else ""
            raise MappingError(f"{needed_by} needs '{column}'; {file} has {has}.{hint}")
    return actual
