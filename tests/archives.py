"""Zip files made member by member, and zips changed, so that a test decides every byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Members = Mapping[str, str | bytes] | Sequence[tuple[str, str | bytes]]


def zipped(members: Members, *, packed: bool = True) -> bytes:
    """A zip of `members`, name to content; pairs where a name comes twice."""
    content = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, data in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(name, data)
    return content.getvalue()


def locked(archive: bytes) -> bytes:
    """`archive` with the flag that says its members need a password."""
    found = bytearray(archive)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(mark)
        while at >= 0:
            found[at + flags] |= 1
            at = found.find(mark, at + 4)
    return bytes(found)


def with_parts(file: Path, parts: Mapping[str, str | bytes]) -> Path:
    """The zip `file` with `parts` put in or put in the place of others."""
    with zipfile.ZipFile(file) as archive:
        kept = {n: archive.read(n) for n in archive.namelist()}
    file.write_bytes(zipped(kept | {k: _bytes(v) for k, v in parts.items()}))
    return file


def part_of(file: Path, name: str) -> str:
    """The text of one part of a zip."""
    with zipfile.ZipFile(file) as archive:
        return archive.read(name).decode()


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
