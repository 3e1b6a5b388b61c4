"""Which system files are from, by their headers: a score and its reasons, never a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from icp_metrics.extracts.read import Reading
from icp_metrics.presets.headers import Headers
from icp_metrics.presets.preset import Preset, Signs, presets

MUST = 0.5
"""The share of a file's score that the headers give which must be there."""


@dataclass(frozen=True)
class Reason:
    """What the headers of one file say of one source of a preset: the source it is most like.

    `score`: 0 to 1; 0 where it is not that source, for what is missing or speaks against it.
    `has`, `lacks`: the headers it is known by, as the preset writes them, those that must be there
    first. `must`: how many must. `against`: headers that no file of the source has.
    """

    file: str
    source: str
    score: float
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    must: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def lacks_must(self) -> tuple[str, ...]:
        """The missing headers without which a file is not that source."""
        return tuple(h for h in self.lacks if h in self.must)

    @property
    def told(self) -> str:
        """The reason as a sentence."""
        if self.score:
            said = f"{self.file} looks like {self.source}: it has {', '.join(self.has)}"
            return f"{said}; it lacks {', '.join(self.lacks)}." if self.lacks else f"{said}."
        why = []
        if self.lacks_must:
            why.append(f"it lacks {', '.join(self.lacks_must)}")
        if self.against:
            why.append(f"{', '.join(self.against)} speaks against it")
        if not why:
            why.append(f"it has too little of {', '.join(self.lacks)}")
        has = f"it has {', '.join(self.has)}, but " if self.has else ""
        return f"{self.file} is not {self.source}: {has}{' and '.join(why)}."


@dataclass(frozen=True)
class Score:
    """How well files fit a preset, 0 to 1, and why: one reason per file, in their order."""

    preset: Preset
    score: float
    reasons: tuple[Reason, ...]

    @property
    def sources(self) -> dict[str, str | None]:
        """Which source each file would be, or none."""
        return {r.file: r.source if r.score else None for r in self.reasons}

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that sources of these files feed."""
        known = {s for s in self.sources.values() if s}
        return tuple(
            name
            for name, ways in self.preset.tables.items()
            if any(w["from"] in known for w in ways)
        )

    def to_json(self) -> dict[str, Any]:
        """The score as plain data."""
        return {
            "preset": self.preset.name,
            "title": self.preset.title,
            "score": self.score,
            "files": self.sources,
            "tables": list(self.tables),
            "reasons": [
                {
                    "file": r.file,
                    "source": r.source,
                    "score": r.score,
                    "has": list(r.has),
                    "lacks": list(r.lacks),
                    "must": list(r.must),
                    "against": list(r.against),
                    "told": r.told,
                }
                for r in self.reasons
            ],
        }


def recognise(readings: Sequence[Reading]) -> list[Score]:
    """Every preset with its score, the best first; a preset that knows none of the files has 0.

    A file's score is half for the headers that must be there, half for the share of the others;
    that of several files is their mean.
    """
    found = [_score(p, readings) for p in presets().values()]
    return sorted(found, key=lambda s: (-s.score, s.preset.name))


def nearest(scores: Sequence[Score], most: int = 3) -> list[tuple[Score, Reason]]:
    """Where no preset knows a file: those that lack least, with the reason why they are not it."""
    near = [(s, r) for s in scores for r in s.reasons if not r.score and r.has]
    return sorted(near, key=lambda n: _closeness(n[1]), reverse=True)[:most]


def _score(preset: Preset, readings: Sequence[Reading]) -> Score:
    reasons = tuple(_reason(preset, r.file, Headers(r.columns)) for r in readings)
    total = sum(r.score for r in reasons)
    return Score(preset, round(total / max(len(reasons), 1), 4), reasons)


def source_of(
    preset: Preset, columns: Sequence[str], *, named: bool = False
) -> tuple[str | None, float]:
    """The source of `preset` that a file with these columns is, and how well it fits.

    `named`: the user said it is this preset, so the headers that must be there are enough.
    """
    best = _reason(preset, "", Headers(columns), named=named)
    return (best.source, best.score) if best.score else (None, 0.0)


def _reason(preset: Preset, file: str, headers: Headers, *, named: bool = False) -> Reason:
    reasons = [_of_source(s, file, headers, named=named) for s in preset.signs]
    return max(reasons, key=lambda r: (r.score, _closeness(r)))


def _closeness(reason: Reason) -> tuple[float, int, float]:
    """How near a file is to what it is not: what must be, what must not, then the share of all."""
    return (
        1 - len(reason.lacks_must) / len(reason.must),
        -len(reason.against),
        len(reason.has) / (len(reason.has) + len(reason.lacks)),
    )


def _of_source(signs: Signs, file: str, headers: Headers, *, named: bool) -> Reason:
    known_by = (*signs.must, *signs.some)
    find = headers.to_the_letter if signs.exact else headers.find
    has = tuple(h for h in known_by if find(h) is not None)
    against = tuple(h for h in signs.never if headers.find(h) is not None)
    there = sum(h in has for h in signs.some)
    whole = all(h in has for h in signs.must) and not against
    enough = named or there >= signs.at_least
    share = there / len(signs.some) if signs.some else 1.0
    score = MUST + (1 - MUST) * share if whole and enough else 0.0
    lacks = tuple(h for h in known_by if h not in has)
    return Reason(file, signs.source, score, has, lacks, signs.must, against)
