"""Which system files are from, by their headers: a score per preset, never a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icp_metrics.extracts.read import Reading
from icp_metrics.presets.headers import Headers
from icp_metrics.presets.preset import Preset, Signs, presets


@dataclass(frozen=True)
class Score:
    """How well files fit a preset, 0 to 1, and which source each file would be (or none)."""

    preset: Preset
    score: float
    sources: dict[str, str | None]


def recognise(readings: Sequence[Reading]) -> list[Score]:
    """Every preset with its score, the best first; a preset that knows none of the files has 0.

    A file's score is half for the headers that must be there, half for the share of the others;
    that of several files is their mean.
    """
    found = [_score(p, readings) for p in presets().values()]
    return sorted(found, key=lambda s: (-s.score, s.preset.name))


def _score(preset: Preset, readings: Sequence[Reading]) -> Score:
    total, sources = 0.0, {}
    for reading in readings:
        source, score = source_of(preset, reading.columns)
        total += score
        sources[reading.file] = source
    return Score(preset, round(total / max(len(readings), 1), 4), sources)


def source_of(
    preset: Preset, columns: Sequence[str], *, named: bool = False
) -> tuple[str | None, float]:
    """The source of `preset` that a file with these columns is, and how well it fits.

    `named`: the user said it is this preset, so the headers that must be there are enough.
    """
    headers = Headers(columns)
    scores = [(_fits(s, headers, at_least=0 if named else s.at_least), s) for s in preset.signs]
    score, best = max(scores, key=lambda found: found[0])
    return (best.source, score) if score else (None, 0.0)


def _fits(signs: Signs, headers: Headers, *, at_least: int) -> float:
    if any(headers.find(h) is None for h in signs.must):
        return 0.0
    if any(headers.find(h) is not None for h in signs.never):
        return 0.0
    there = sum(headers.find(h) is not None for h in signs.some)
    return 0.0 if there < at_least else 0.5 + 0.5 * there / len(signs.some)
