"""Which format a file is, by its first bytes, before any of it is parsed."""

from __future__ import annotations

import codecs
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Literal

from icp_metrics.errors import ReadError
from icp_metrics.extracts.text_gates import LONGEST_LINE

READ = "CSV, .xlsx, Parquet and JSON lines are read"

_HEAD = 8192
_CONTAINER = 1 << 20
_MAGIC = (
    (b"\x1f\x8b", "a gzip file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Rich Text document"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TAR = slice(257, 262)
_JSON = re.compile(r"""[{\[]\s*["{\[\]}]""")
_JSON_LINES = (".jsonl", ".ndjson")
_TABLES = (".csv", ".tsv", ".tab", ".psv", ".xlsx", ".xlsm", ".xls", ".parquet", ".pq")
_WORKBOOKS = (".xlsx", ".xlsm")
_PARTS = {
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "mimetype": "an OpenDocument file",
    "Index/Document.iwa": "a Numbers spreadsheet",
}

Format = Literal["csv", "xlsx", "jsonl", "parquet"]


def format_of(file: Path) -> Format:
    """What `file` is, by its first bytes; its name only decides whether lines may be JSON.

    A workbook is a zip that holds one, whatever it is called. Raises ReadError E_EMPTY, E_BINARY
    for other formats, E_LOCKED for an encrypted workbook or Parquet, E_WORKBOOK for a damaged
    workbook, E_MARKUP for JSON that is not one object per line, or that is called a table.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
        if head.startswith(b"PK"):
            return _archive(file, head)
        if head.startswith(b"PAR1"):
            return "parquet"
        _refuse_other_formats(head, head + stream.read(_CONTAINER))
        if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] not in (b"{", b"["):
            return "jsonl" if file.suffix.lower() in _JSON_LINES else "csv"
        stream.seek(0)
        first = next(
            (x for x in iter(lambda: stream.readline(LONGEST_LINE), b"") if x.strip()), b""
        )
    return _json(file, first.decode("utf-8-sig", errors="replace"))


def _refuse_other_formats(head: bytes, more: bytes) -> None:
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise ReadError("the file is empty.", code="E_EMPTY")
    if head.startswith(b"PARE") or (head.startswith(_OLE) and _ENCRYPTED in more):
        raise ReadError(
            "it is locked with a password; open it, take the password off and save it again.",
            code="E_LOCKED",
        )
    if head.startswith(_OLE):
        raise ReadError(
            "it is an old Excel workbook (.xls) or another old Office file; save it as .xlsx or "
            "CSV UTF-8.",
            code="E_BINARY",
        )
    looks = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if looks is None and head[_TAR] == b"ustar":
        looks = "a tar archive"
    if looks:
        raise ReadError(f"it looks like {looks}; {READ}.", code="E_BINARY")


def _archive(file: Path, head: bytes) -> Format:
    excel = file.suffix.lower() in _WORKBOOKS or b"[Content_Types].xml" in head or b"xl/" in head
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        if not head.startswith(b"PK\x03\x04"):
            return "csv"
        if excel:
            raise ReadError(
                "it is a damaged Excel workbook; open it in Excel and save it again.",
                code="E_WORKBOOK",
            ) from None
        names = set()
    if "xl/workbook.xml" in names:
        return "xlsx"
    looks = next((name for part, name in _PARTS.items() if part in names), "a zip archive")
    raise ReadError(f"it looks like {looks}; {READ}.", code="E_BINARY")


def _json(file: Path, first: str) -> Format:
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        found = None
    suffix = file.suffix.lower()
    if isinstance(found, dict) and suffix in _TABLES:
        raise ReadError(
            f"it holds JSON, though its name ends in {suffix}: often the answer to an expired "
            "session; export it again, or call it .jsonl if it is what you want.",
            code="E_MARKUP",
        )
    if isinstance(found, dict) or suffix in _JSON_LINES:
        return "jsonl"
    if not _JSON.match(first.lstrip()) and first.strip() not in ("{", "["):
        return "csv"  # a header that begins with a bracket
    raise ReadError(
        "it holds JSON, but not one object per line; export it as JSON lines or CSV.",
        code="E_MARKUP",
    )
