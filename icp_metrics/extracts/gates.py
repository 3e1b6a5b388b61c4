"""What is looked at before a file is parsed: which format is it, is it text, in which encoding?"""

from __future__ import annotations

import codecs
import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

from icp_metrics.errors import ReadError

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 4_000_000
_HEAD = 8192
_BLOCK = 1 << 20

_MAGIC = (
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Excel workbook"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"%PDF", "a PDF"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
)
_MARKUP = re.compile(r"<(!doctype|!--|\?xml|html|head|body|table|script|[a-z]+[ >])", re.IGNORECASE)
_JSON = re.compile(r"""[{\[]\s*["{\[\]}]""")
_JSON_LINES = (".jsonl", ".ndjson")
_WORKBOOKS = (".xlsx", ".xlsm")

Format = Literal["csv", "xlsx", "jsonl"]


def format_of(file: Path) -> Format:
    """What `file` is, by its first bytes; its name only decides whether lines are JSON.

    A workbook is a zip that holds one, whatever it is called. Raises ReadError E_BINARY for other
    archives, E_WORKBOOK for a damaged workbook, E_MARKUP for JSON that is not one object per line.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
        if head.startswith(b"PK\x03\x04"):
            return _archive(file, head)
        if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] not in (b"{", b"["):
            return "jsonl" if file.suffix.lower() in _JSON_LINES else "csv"
        stream.seek(0)
        first = next(
            (x for x in iter(lambda: stream.readline(LONGEST_LINE), b"") if x.strip()), b""
        )
    return _json(file, first.decode("utf-8-sig", errors="replace"))


def _archive(file: Path, head: bytes) -> Format:
    excel = file.suffix.lower() in _WORKBOOKS or b"[Content_Types].xml" in head or b"xl/" in head
    try:
        with zipfile.ZipFile(file) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return "xlsx"
    except (zipfile.BadZipFile, OSError, ValueError):
        if excel:
            raise ReadError(
                "it is a damaged Excel workbook; open it in Excel and save it again.",
                code="E_WORKBOOK",
            ) from None
    raise ReadError(
        "it looks like a zip archive; unpack it and load the files in it.", code="E_BINARY"
    )


def _json(file: Path, first: str) -> Format:
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) or file.suffix.lower() in _JSON_LINES:
        return "jsonl"
    if not _JSON.match(first.lstrip()) and first.strip() not in ("{", "["):
        return "csv"  # a header that begins with a bracket
    raise ReadError(
        "it holds JSON, but not one object per line; export it as JSON lines or CSV.",
        code="E_MARKUP",
    )


def encoding_of(file: Path) -> tuple[str, tuple[str, ...]]:
    """The encoding of `file` and warnings about it.

    A byte order mark decides; else strict UTF-8; else cp1252, said in a warning, because nearly
    every byte is a letter there. Raises ReadError E_EMPTY, E_BINARY, E_MARKUP or E_ENCODING.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    _refuse_other_formats(head)
    if head.startswith(codecs.BOM_UTF8):
        candidates: tuple[str, ...] = ("utf-8-sig",)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    else:
        candidates = ("utf-8", "cp1252")
    encoding = next((e for e in candidates if _decodes(file, e)), None)
    if encoding is None:
        raise ReadError(
            f"the text is not {' or '.join(candidates)}; save it again as CSV UTF-8.",
            code="E_ENCODING",
        )
    _refuse_markup(head.decode(encoding, errors="ignore"))
    if encoding == "cp1252":
        return encoding, ("is not UTF-8; read as Windows-1252, check names with accents",)
    return encoding, ()


def _refuse_other_formats(head: bytes) -> None:
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise ReadError("the file is empty.", code="E_EMPTY")
    looks = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if looks:
        raise ReadError(
            f"it looks like {looks}; CSV, .xlsx and JSON lines are read.", code="E_BINARY"
        )


def _refuse_markup(head: str) -> None:
    text = head.lstrip("\ufeff \t\r\n")
    if _MARKUP.match(text):
        raise ReadError(
            "it is a web page or XML, not a CSV: often the login page of an expired session; "
            "download it again.",
            code="E_MARKUP",
        )


def _decodes(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if encoding != "utf-16" and b"\0" in block:
                raise ReadError(
                    "it has NUL bytes: it is binary, damaged, or UTF-16 without its mark; "
                    "save it again as CSV UTF-8.",
                    code="E_BINARY",
                )
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def lines(stream: TextIO) -> Iterator[str]:
    """The lines of `stream` (opened with newline=""), none longer than LONGEST_LINE, no NULs."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise ReadError(
                f"a line is longer than {LONGEST_LINE:,} characters; is it a CSV?", code="E_LINE"
            )
        if "\0" in line:
            raise ReadError("it has NUL characters: binary or damaged.", code="E_BINARY")
        yield line


def delimiter_of(file: Path, encoding: str) -> str:
    """The delimiter that splits the header into most cells, outside quotes.

    One by which most of the first records have as many cells as the header goes before one by
    which they do not: `Deal;Amount (net, EUR, list)` has more commas than semicolons.
    """
    with file.open(encoding=encoding, newline="") as stream:
        start = list(islice(lines(stream), 100))
    return max(DELIMITERS, key=lambda d: _splits(start, d))


def _splits(start: Iterable[str], delimiter: str) -> tuple[bool, int]:
    reader = csv.reader(iter(start), delimiter=delimiter, strict=True)
    counts: list[int] = []
    try:
        for cells in reader:
            if any(c.strip() for c in cells):
                counts.append(len(cells))
    except csv.Error:
        pass  # the sample ends inside a quoted cell, or this is not the delimiter
    if not counts or counts[0] == 1:
        return False, 1
    agree = sum(n == counts[0] for n in counts[1:])
    return 2 * agree >= len(counts) - 1, counts[0]
