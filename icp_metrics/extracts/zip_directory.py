"""What a zip says it holds, checked before any of it is unpacked."""

from __future__ import annotations

import zipfile

from icp_metrics.errors import ReadError
from icp_metrics.extracts import limits

MOST_ENTRIES = 10_000
_ENCRYPTED = 0x1


def checked(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    """The entries of `archive`, a file of `size` bytes, without folders.

    Raises ReadError E_SIZE for too many entries or too much in them (what unfolds to more than
    200 times its size is made to do harm), E_LOCKED for one with a password.
    """
    entries = [e for e in archive.infolist() if not e.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise ReadError(
            f"it holds {len(entries):,} files; at most {MOST_ENTRIES:,} are read.", code="E_SIZE"
        )
    if any(e.flag_bits & _ENCRYPTED for e in entries):
        raise ReadError(
            "it is locked with a password; unlock it and save it again.", code="E_LOCKED"
        )
    total = sum(e.file_size for e in entries)
    if total > limits.unpacked(size):
        raise ReadError(
            f"it holds {total / 2**20:,.0f} MB packed into {size / 2**20:,.2f}: no export does; "
            "if it is one, unpack it and load the files.",
            code="E_SIZE",
        )
    return entries
