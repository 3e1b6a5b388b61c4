"""Valid files with a little damage: flipped bits, cuts, splices, and damage inside a zip."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import pyarrow as pa

from tests.archives import zipped
from tests.fuzz.kinds import QUOTED, UTF8, parquet, workbook

Mutate = Callable[[random.Random, bytes], bytes]


def flip(rng: random.Random, data: bytes) -> bytes:
    """One to eight bits the other way round."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def cut(rng: random.Random, data: bytes) -> bytes:
    """The beginning, the end, or all but a piece of the middle."""
    a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return rng.choice([data[:b], data[a:], data[:a] + data[b:]])


def splice(rng: random.Random, data: bytes) -> bytes:
    """A piece of the file again, somewhere else, put in or in the place of what was there."""
    a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    piece, at = data[a : min(b, a + 400)], rng.randrange(len(data) + 1)
    return data[:at] + piece + data[at + rng.choice([0, len(piece)]) :]


def insert(rng: random.Random, data: bytes) -> bytes:
    """A byte or two that mean something to some reader."""
    at = rng.randrange(len(data) + 1)
    odd = [b'"', b'""', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"<", b"&", b"PK\3\4", b"PAR1"]
    return data[:at] + rng.choice(odd) + data[at:]


def overwrite(rng: random.Random, data: bytes) -> bytes:
    """A run of zeros, of ones or of noise."""
    at, size = rng.randrange(len(data)), rng.randint(1, 16)
    run = rng.choice([bytes(size), b"\xff" * size, rng.randbytes(size)])
    return data[:at] + run + data[at + size :]


def repeat(rng: random.Random, data: bytes) -> bytes:
    """A piece many times over."""
    at, size = rng.randrange(len(data)), rng.randint(1, 60)
    return data[:at] + data[at : at + size] * rng.randint(2, 2000) + data[at:]


def inside(rng: random.Random, data: bytes) -> bytes:
    """One part of a zip damaged, and zipped again, so that its checksum is right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    name = rng.choice(sorted(parts))
    parts[name] = rng.choice(PLAIN)(rng, parts[name])
    return zipped(parts)


def at_the_end(rng: random.Random, data: bytes) -> bytes:
    """Damage in the last 400 bytes: where Parquet and zip keep their directory."""
    return data[:-400] + rng.choice([flip, overwrite, splice])(rng, data[-400:])


PLAIN: tuple[Mutate, ...] = (flip, cut, splice, insert, overwrite, repeat)


def _many_rows(compression: str) -> bytes:
    ids = [f"D{i}" for i in range(2000)]
    amounts = [i * 1.5 for i in range(2000)]
    table = pa.table({"id": ids, "amount": amounts, "tags": [[i, "x"] for i in ids]})
    return parquet(table, compression=compression, row_group_size=500)


_MANY = "".join(f"X{i},a {i},Won,2025-01-31,{i}.5\n" for i in range(300)).encode()
FILES: dict[str, tuple[str, list[bytes], tuple[Mutate, ...]]] = {
    "csv": ("deals.csv", [UTF8, QUOTED.encode(), UTF8 + _MANY], PLAIN),
    "xlsx": ("deals.xlsx", [workbook(), workbook(after="Notes")], (*[inside] * 9, *PLAIN)),
    "parquet": (
        "deals.parquet",
        [parquet(), parquet(compression="gzip"), *map(_many_rows, ("none", "snappy", "zstd"))],
        (at_the_end, at_the_end, *PLAIN),
    ),
    "jsonl": ("deals.jsonl", [b'{"id": "D1", "amount": 1.5, "more": {"a": [1]}}\n' * 5], PLAIN),
    "zip": ("deals.zip", [zipped({"deals.csv": UTF8})], (inside, *PLAIN)),
}
"""Per format: the file's name, valid files, and how they are damaged."""


def damaged(kind: str, seed: int) -> tuple[str, bytes]:
    """The name and the bytes of the file that `seed` makes of a valid one."""
    rng = random.Random(f"{kind}{seed}")
    name, files, ways = FILES[kind]
    found = rng.choice(files)
    for _ in range(rng.choice([1, 1, 1, 2])):
        if found:
            found = _tried(rng.choice(ways), rng, found)
    return name, found


def _tried(way: Mutate, rng: random.Random, data: bytes) -> bytes:
    try:
        return way(rng, data)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError):
        return flip(rng, data)  # it is no zip any more
