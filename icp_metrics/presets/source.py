"""The files of one source of a preset: their headers, and the texts of a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.words import trimmed
from icp_metrics.presets.headers import Headers, shared
from icp_metrics.presets.preset import Preset
from icp_metrics.presets.recognise import source_of


@dataclass(frozen=True)
class Source:
    """A source with its files, and the pattern that their names fit and no other file's does."""

    name: str
    pattern: str
    readings: tuple[Reading, ...]
    headers: Headers

    def texts(self, column: str) -> pl.Series:
        """The distinct filled cells of a column, trimmed, in the order they come."""
        wanted = column.strip().lower()
        parts = []
        for reading in self.readings:
            name = next(c for c in reading.columns if c.strip().lower() == wanted)
            frame = pl.scan_parquet(reading.parquet).filter(pl.col("_problem").is_null())
            parts.append(frame.select(trimmed(pl.col(name)).alias("text")).collect()["text"])
        return pl.concat(parts).drop_nulls().unique(maintain_order=True)


def sources(preset: Preset, readings: Sequence[Reading]) -> dict[str, Source]:
    """The sources that the files are; raises MappingError naming a file that is none."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        source, _ = source_of(preset, reading.columns, named=True)
        if source is None:
            needs = "; ".join(f"{s.source}: {', '.join(s.must)}" for s in preset.signs)
            raise MappingError(
                f"{reading.file} is none of the files of {preset.title}. They are known by these "
                f"columns: {needs}."
            )
        found.setdefault(source, []).append(reading)
    names = [r.file for r in readings]
    patterns = {s.source: s.pattern for s in preset.signs}
    return {
        source: Source(
            source,
            pattern_of([r.file for r in mine], names, patterns[source]),
            tuple(mine),
            shared([r.columns for r in mine]),
        )
        for source, mine in found.items()
    }


def pattern_of(mine: list[str], all_names: list[str], usual: str) -> str:
    """The usual pattern, else one made of the names; it fits `mine` and none of the others."""
    others = [n for n in all_names if n not in mine]
    begins = _common(mine)
    ends = _common([n[len(begins) :][::-1] for n in mine])[::-1]
    escaped = [_escaped(n) for n in mine]
    numbered = {re.sub(r"[0-9]+", "*", n) for n in escaped}
    candidates: list[str] = [
        usual,
        *(numbered if len(numbered) == 1 else ()),
        *(escaped if len(mine) == 1 else ()),
        _escaped(begins) + "*" + _escaped(ends),
    ]
    for candidate in candidates:
        fits = [fnmatchcase(n.lower(), candidate.lower()) for n in mine]
        strays = [n for n in others if fnmatchcase(n.lower(), candidate.lower())]
        if all(fits) and not strays:
            return candidate
    raise MappingError(
        f"no pattern fits the names {', '.join(mine)} and no other of the files; rename them alike."
    )


def _common(texts: list[str]) -> str:
    """What all of them begin with."""
    shortest = min(texts, key=len)
    length = next(
        (i for i, c in enumerate(shortest) if any(t[i] != c for t in texts)), len(shortest)
    )
    return shortest[:length]


def _escaped(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)
