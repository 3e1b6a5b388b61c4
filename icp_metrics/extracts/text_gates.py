"""What is looked at before text is parsed: its encoding, NULs, markup, the length of its lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from icp_metrics.errors import ReadError

LONGEST_LINE = 4_000_000
_HEAD = 8192
_BLOCK = 1 << 20
_MARKUP = re.compile(r"<(!doctype|!--|\?xml|html|head|body|table|script|[a-z]+[ >])", re.IGNORECASE)


def encoding_of(file: Path) -> tuple[str, tuple[str, ...]]:
    """The encoding of `file` and warnings about it.

    A byte order mark decides; else UTF-16 where every other byte of the beginning is NUL or
    nearly so; else strict UTF-8; else cp1252, said in a warning, because nearly every byte is a
    letter there. Raises ReadError E_BINARY, E_MARKUP or E_ENCODING.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(codecs.BOM_UTF8):
        candidates: tuple[str, ...] = ("utf-8-sig",)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    else:
        candidates = _unmarked_utf16(head) or ("utf-8", "cp1252")
    encoding = next((e for e in candidates if _decodes(file, e)), None)
    if encoding is None:
        raise ReadError(
            f"the text is not {' or '.join(candidates)}; save it again as CSV UTF-8.",
            code="E_ENCODING",
        )
    _refuse_markup(head.decode(encoding, errors="ignore"))
    if encoding == "cp1252":
        return encoding, ("is not UTF-8; read as Windows-1252, check names with accents",)
    if encoding.startswith("utf-16-"):
        return encoding, ("has no byte order mark; read as UTF-16",)
    return encoding, ()


def _unmarked_utf16(head: bytes) -> tuple[str, ...]:
    """UTF-16 when most characters are Latin: one byte of each is NUL, the other never."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most = len(head) // 4
    if odd > most and not even:
        return ("utf-16-le",)
    if even > most and not odd:
        return ("utf-16-be",)
    return ()


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
            if not encoding.startswith("utf-16") and b"\0" in block:
                raise ReadError(
                    "it has NUL bytes: it is binary or damaged; save it again as CSV UTF-8.",
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
