"""A damaged file is refused by name, or read with counts that add up; nothing else happens."""

from __future__ import annotations

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from icp_metrics.errors import IcpError, ReadError
from icp_metrics.extracts import extract
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import Reading, read
from icp_metrics.extracts.unpack import unpacked
from tests.fuzz.kinds import MAPPING
from tests.fuzz.mutations import FILES, damaged

ERRORS = Path(__file__).parents[2] / "docs" / "using" / "errors.md"
SECONDS = 30
"""By the clock, four at once on a busy machine; a worker has 8 s of a processor for such a file."""

CODES = set(re.findall(r"^\| `(E_[A-Z_]+)` \|", ERRORS.read_text("utf-8"), re.MULTILINE))


def outcome(kind: str, seed: int, folder: Path) -> str:
    """`read`, or the code under which the file of `seed` was refused; fails on anything else."""
    place = folder / f"{kind}{seed}"
    place.mkdir(parents=True)
    name, content = damaged(kind, seed)
    (place / name).write_bytes(content)
    begun = time.monotonic()
    reading = _read(place / name, place)
    assert time.monotonic() - begun < SECONDS, f"{kind} {seed} took too long"
    if isinstance(reading, str):
        assert reading in CODES, f"{kind} {seed}: {reading}"
        assert not (place / "text.parquet").exists()
        return reading
    frame = pl.read_parquet(reading.parquet)
    assert frame.height == reading.records > 0, f"{kind} {seed}"
    assert frame.columns == ["_row", "_problem", *reading.columns], f"{kind} {seed}"
    assert frame["_row"].is_sorted() and frame["_row"].is_unique().all(), f"{kind} {seed}"
    # Columns may be gone by now, or dates; never is it a fault in counting.
    said = _extracted(place / name, place / "again")
    assert said in {"adds up", *CODES} - {"E_COUNT", "E_WORKER", "E_INTERNAL"}, f"{kind} {seed}"
    return "read"


def _read(file: Path, place: Path) -> Reading | str:
    try:
        [inner] = unpacked([file], place / "staging")
        return read(inner, place / "text.parquet")
    except ReadError as error:
        return error.code


def _extracted(file: Path, staging: Path) -> str:
    try:
        found = extract.extract(
            Mapping.parse(MAPPING),
            [file],
            timezone="UTC",
            as_of=date(2026, 1, 1),
            staging=staging,
            known_accounts=None,
        )
    except IcpError as error:
        return error.code
    [count] = found.files
    whole = count.records == count.accepted + count.rejected + count.left_out
    return "adds up" if whole else f"{count}"


def run(kind: str, seeds: range, folder: Path) -> Counter[str]:
    with ThreadPoolExecutor(4) as pool:
        found = Counter(pool.map(lambda seed: outcome(kind, seed, folder), seeds))
    print(f"{kind}, seeds {seeds.start} to {seeds.stop - 1}: {dict(found)}")
    return found


@pytest.mark.parametrize("kind", FILES)
def test_damaged_file_is_refused_or_read_with_counts_that_add_up(kind: str, tmp_path: Path) -> None:
    assert run(kind, range(6), tmp_path).total() == 6


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_thousands_of_damaged_files_are_refused_or_read(kind: str, tmp_path: Path) -> None:
    found = run(kind, range(1000, 1800), tmp_path)
    # Neither "refuse everything" nor "read everything" would be a reader.
    assert found["read"] and found.total() - found["read"] > 100
