"""Files on disk: what they may be, and the mapping a preset is for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from icp_metrics.extracts.read import Reading, read
from icp_metrics.presets.fit import Fitted, fit
from icp_metrics.presets.preset import Preset
from icp_metrics.presets.recognise import Score, recognise

_AT_ONCE = 4


def recognise_files(files: Sequence[Path]) -> list[Score]:
    """Every preset with its score for these files, the best first; raises ReadError."""
    with _read(files) as readings:
        return recognise(readings)


def fit_files(preset: Preset, files: Sequence[Path]) -> Fitted:
    """The mapping that `preset` is for these files; raises ReadError and MappingError."""
    with _read(files) as readings:
        return fit(preset, readings)


def best_fit(files: Sequence[Path]) -> tuple[Score, Fitted] | None:
    """The best preset of those that know every file, fitted; None when there is none."""
    with _read(files) as readings:
        whole = [s for s in recognise(readings) if s.score and None not in s.sources.values()]
        return (whole[0], fit(whole[0].preset, readings)) if whole else None


@contextmanager
def _read(files: Sequence[Path]) -> Iterator[list[Reading]]:
    """The files as text, of a workbook the first sheet, for as long as they are looked at."""
    with tempfile.TemporaryDirectory(prefix="icp-metrics-") as staging:

        def one(i: int) -> Reading:
            return read(files[i], Path(staging) / f"{i}.parquet")

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            readings = list(pool.map(one, range(len(files))))
        yield readings
