"""Mappings kept in the store: which of them fit the files at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from icp_metrics.errors import MappingError
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.sources import actual_columns, files_by_source, wanted_columns
from icp_metrics.store import Store
from icp_metrics.store.documents import Document


@dataclass(frozen=True)
class Saved:
    """A kept mapping that fits files. `reads`: how many of their columns it reads."""

    document: Document
    mapping: Mapping
    reads: int

    @property
    def name(self) -> str:
        """The name it is kept under."""
        return self.document.name


def save(store: Store, text: str, *, name: str | None = None) -> Document:
    """Keep a mapping's text as the next version under its own name, or `name`.

    Raises MappingError when it is no mapping, StoreError for a name that is no name of a document.
    """
    return store.save_mapping(name or Mapping.parse(text).name, _checked(text))


def saved_for(store: Store, readings: Sequence[Reading]) -> list[Saved]:
    """The newest versions of kept mappings that fit these files, the one that reads most first.

    One fits where each file's name fits exactly one of its sources, no source is left without a
    file, and every column that it reads is there.
    """
    found = []
    for name in store.mapping_names():
        document = store.mapping(name)
        if document is not None and (saved := _fitting(document, readings)) is not None:
            found.append(saved)
    return sorted(found, key=lambda s: -s.reads)


def _fitting(document: Document, readings: Sequence[Reading]) -> Saved | None:
    by_file = {r.file: r for r in readings}
    reads = 0
    try:
        mapping = Mapping.parse(document.text)
        sheets = {s.name: s.sheet for s in mapping.sources}
        found = files_by_source(mapping, [Path(r.file) for r in readings])
        for source, files in found.items():
            wanted = wanted_columns(mapping, source)
            for file in files:
                # Of a workbook the first sheet was read: another one is looked at by the load.
                if not sheets[source]:
                    actual_columns(wanted, by_file[file.name].columns, file.name)
            reads += len(wanted)
    except MappingError:
        return None
    return Saved(document, mapping, reads)


def _checked(text: str) -> str:
    Mapping.parse(text)
    return text
