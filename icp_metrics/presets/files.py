"""Files on disk: what they may be, and the mapping a preset is for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from icp_metrics.errors import MappingError
from icp_metrics.extracts.read import Reading, read
from icp_metrics.extracts.unpack import unpacked
from icp_metrics.presets.fit import Fitted, fit
from icp_metrics.presets.preset import Preset
from icp_metrics.presets.recognise import Score, recognise

_AT_ONCE = 4


def recognise_files(files: Sequence[Path]) -> list[Score]:
    """Every preset with its score for these files, the best first; raises ReadError."""
    with readings_of(files) as readings:
        return recognise(readings)


def fit_files(preset: Preset, files: Sequence[Path]) -> Fitted:
    """The mapping that `preset` is for these files; raises ReadError and MappingError."""
    with readings_of(files) as readings:
        return fit(preset, readings)


def best_of(readings: Sequence[Reading]) -> tuple[Score, Fitted] | None:
    """The best preset of those that know every file, fitted; None when there is none that fits."""
    whole = [s for s in recognise(readings) if s.score and None not in s.sources.values()]
    for score in whole:
        try:
            return score, fit(score.preset, readings)
        except MappingError:
            continue  # It knows the files, and they lack a column that it needs.
    return None


@contextmanager
def readings_of(files: Sequence[Path]) -> Iterator[list[Reading]]:
    """The files as text, of a workbook the first sheet, for as long as they are looked at."""
    with tempfile.TemporaryDirectory(prefix="icp-metrics-") as staging:
        inside = unpacked(files, Path(staging))

        def one(i: int) -> Reading:
            return read(inside[i], Path(staging) / f"{i}.parquet")

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            readings = list(pool.map(one, range(len(inside))))
        yield readings
