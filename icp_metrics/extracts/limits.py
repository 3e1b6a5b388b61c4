"""What reading one file may cost: memory, time, what it may write, how far it may unfold."""

from __future__ import annotations

MEMORY = 4 * 2**30
"""Bytes of address space of a reader; much of it is only reserved."""

LARGEST_FILE = 16 * 2**30
"""Bytes of a file that is read, packed or not."""

OPEN_FILES = 64

UNFOLDS = 200
"""A packed file may hold so many times its own size: text shrinks to a tenth, rarely more."""

FREE = 64 * 2**20
"""Bytes that any packed file may hold, whatever its size."""

MOST_CELLS = 15_000_000
"""Cells of a sheet, which is held in memory whole."""

_FLOOR_S = 8.0
_BYTES_PER_S = 200_000
_BUSY = 4


def seconds(size: int) -> float:
    """How many seconds of a processor a file of `size` bytes may take.

    A small one is done, or stopped, in 10 s, start of the process included.
    """
    return _FLOOR_S + size / _BYTES_PER_S


def clock(size: int) -> float:
    """How many seconds by the clock: more, or a busy machine would refuse files for its own sake.

    Reading a file never waits for anything but a processor and the disk.
    """
    return _BUSY * seconds(size)


def written(size: int) -> int:
    """How many bytes a reader may write for a file of `size` bytes: text unfolds, but not for ever.

    One letter and its delimiter become 5 bytes of text in Parquet, a typed column more.
    """
    return min(4 * FREE + 50 * size, 4 * LARGEST_FILE)


def unpacked(size: int) -> int:
    """How many bytes may be in a packed file of `size` bytes."""
    return min(max(FREE, UNFOLDS * size), LARGEST_FILE)
