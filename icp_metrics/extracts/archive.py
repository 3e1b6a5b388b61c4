"""A gzip or zip file unpacked into a folder; runs in the worker process."""

from __future__ import annotations

import errno
import gzip
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import IO, Literal, cast

from icp_metrics.errors import ReadError
from icp_metrics.extracts import limits
from icp_metrics.extracts.data_files import is_data, passed_over
from icp_metrics.extracts.zip_directory import checked

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20
_LONGEST_NAME = 150
_BROKEN = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
)
_UNREADABLE = (NotImplementedError, RuntimeError)

Kind = Literal["zip", "gzip", ""]


def kind_of(head: bytes) -> Kind:
    """Which archive a file is that begins with `head`, at least 4 bytes; a workbook is a zip."""
    if head.startswith(ZIP):
        return "zip"
    return "gzip" if head.startswith(GZIP) else ""


def is_office(names: list[str]) -> bool:
    """Whether a zip with these members is a document and no archive."""
    return "[Content_Types].xml" in names or "mimetype" in names


def unpack(file: Path, into: Path) -> dict[str, object]:
    """Unpack the data files of `file` into the empty folder `into`.

    `files`: their names, sorted, each the last part of what the archive calls it, so that none
    can leave the folder; None when the file is a workbook and read as it is. `warnings`: what was
    passed over. A gzip file in a zip is unpacked too. Raises ReadError E_ARCHIVE for a damaged
    archive, one without data, one in another, or two files of one name; E_LOCKED; E_SIZE.
    """
    most = limits.unpacked(file.stat().st_size)
    try:
        with file.open("rb") as stream:
            if kind_of(stream.read(4)) == "zip":
                return _zip(file, into, most)
        name = re.sub(r"\.(gz|gzip)$", "", file.name, flags=re.IGNORECASE) or "data"
        _gunzip(file, into / name, most)
        _refuse_nested(into / name)
    except _BROKEN as error:
        raise _damaged() from error
    except OSError as error:
        # Damage: a decompressor's complaint has no number; a wrong place in the file, this one.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise _damaged() from error
    except _UNREADABLE as error:
        raise ReadError(
            "it is packed in a way that is not read; pack it as a plain zip, or not at all.",
            code="E_ARCHIVE",
        ) from error
    return {"files": [name], "warnings": []}


def _damaged() -> ReadError:
    return ReadError("it is a damaged or cut-off archive; download it again.", code="E_ARCHIVE")


def _zip(file: Path, into: Path, most: int) -> dict[str, object]:
    with zipfile.ZipFile(file) as archive:
        if is_office(archive.namelist()):
            return {"files": None, "warnings": []}
        entries = checked(archive, file.stat().st_size)
        names = {e.filename: _plain_name(e.filename) for e in entries}
        wanted = [e for e in entries if _is_wanted(e, names[e.filename])]
        _refuse_twice([names[e.filename] for e in wanted])
        for entry in wanted:
            with archive.open(entry) as source:
                most -= _pour(source, into / names[entry.filename], most)
    if not wanted:
        held = ", ".join(sorted(set(names.values()))[:5]) or "nothing"
        raise ReadError(
            f"it holds no file that is read (CSV, .xlsx, Parquet, JSON lines), but {held}.",
            code="E_ARCHIVE",
        )
    found = []
    for name in sorted(names[e.filename] for e in wanted):
        found.append(_opened(into / name, most).name)
        _refuse_nested(into / found[-1])
    _refuse_twice(found)
    others = {names[e.filename] for e in entries} - {names[e.filename] for e in wanted}
    return {"files": found, "warnings": list(passed_over(file.name, sorted(others)))}


def _plain_name(member: str) -> str:
    """The last part of a member's name, without what a file system would take for more."""
    last = re.split(r"[/\\]", member)[-1]
    name = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", last).strip()
    if len(name.encode(errors="replace")) > _LONGEST_NAME:
        raise ReadError(f"it holds a file whose name is too long: {name[:40]}...", code="E_ARCHIVE")
    return name.encode(errors="replace").decode()


def _is_wanted(entry: zipfile.ZipInfo, name: str) -> bool:
    link = stat.S_ISLNK(entry.external_attr >> 16)
    return not link and "__MACOSX" not in entry.filename and is_data(name, archives=True)


def _refuse_twice(names: list[str]) -> None:
    times = Counter(n.casefold() for n in names)
    twice = next((n for n in names if times[n.casefold()] > 1), None)
    if twice is not None:
        raise ReadError(
            f"it holds two files called {twice}; unpack it and give one another name.",
            code="E_ARCHIVE",
        )


def _opened(file: Path, most: int) -> Path:
    """`file`, or what is in it if it is a gzip file."""
    with file.open("rb") as stream:
        if kind_of(stream.read(4)) != "gzip":
            return file
    inner = file.with_name(re.sub(r"\.gz$", "", file.name, flags=re.IGNORECASE) + ".part")
    _gunzip(file, inner, most)
    file.unlink()
    target = inner.with_name(inner.name.removesuffix(".part"))
    if target.exists():
        _refuse_twice([target.name, target.name])
    return inner.rename(target)


def _refuse_nested(file: Path) -> None:
    with file.open("rb") as stream:
        kind = kind_of(stream.read(4))
    if kind == "zip":
        with zipfile.ZipFile(file) as inner:
            kind = "" if is_office(inner.namelist()) else "zip"
    if kind:
        raise ReadError(
            f"it holds another archive ({file.name}); unpack it and load what is in it.",
            code="E_ARCHIVE",
        )


def _gunzip(file: Path, target: Path, most: int) -> None:
    with gzip.open(file) as source:
        _pour(cast("IO[bytes]", source), target, most)


def _pour(source: IO[bytes], target: Path, most: int) -> int:
    """Copy `source` to the new file `target`, at most `most` bytes; returns how many."""
    size = 0
    with target.open("xb") as out:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > most:
                raise ReadError(
                    f"{target.name} in it unfolds to more than {most >> 20:,} MB: no export does; "
                    "if it is one, unpack it and load the file.",
                    code="E_SIZE",
                )
            out.write(block)
    return size
