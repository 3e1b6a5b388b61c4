"""The fast path of CSV: a file without surprises, scanned, parsed and written block by block."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from icp_metrics.errors import ReadError
from icp_metrics.extracts.staged import LONGEST_CELL, OURS, Staged, header_of, left_out, writer

_BLOCK = 8 << 20
_LF, _CR, _QUOTE = 10, 13, 34

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.intp]


class _NotPlain(Exception):
    """The file needs the careful path."""


@dataclass(frozen=True)
class _Block:
    """Whole records of a file: their text in UTF-8, and how many the scan counts."""

    text: bytes
    records: int
    newlines_in_cells: bool


def copy(file: Path, into: Path, *, encoding: str, delimiter: str, hinted: bool) -> Staged | None:
    """Copy `file` to the Parquet `into` if it is plain, else None and `into` means nothing.

    Plain: every quote opens and closes a cell, every record is as wide as the header, lines end in
    LF or CRLF, none is blank but the last ones, every column has a name. Two parsers that know
    the standard (RFC 4180) cannot disagree about such a file, and the records that the scan of
    the bytes counts are compared, block by block, with those that were parsed. `hinted`: the
    first line names the delimiter and is no record.
    """
    try:
        return _copy(_blocks(file, encoding, hinted=hinted), into, delimiter)
    except (_NotPlain, pa.ArrowInvalid):
        return None


def _copy(blocks: Iterator[bytes], into: Path, delimiter: str) -> Staged:
    mark = ord(delimiter)
    first = next(blocks, b"")
    header, rest = _header(first, delimiter)
    columns = [name for name in header if name not in OURS]
    options = _options(header, columns, delimiter)
    count = 0
    with writer(into, columns) as out, ThreadPoolExecutor(1) as other:
        written: Future[None] | None = None
        for block in _scanned(rest, blocks, mark, len(header)):
            parsed = _parsed(block, options, first_row=count + 2)
            count += block.records
            if written is not None:
                written.result()
            # Compressing and writing one block takes as long as scanning and parsing the next.
            written = other.submit(out.write_table, parsed.cast(out.schema))
        if written is not None:
            written.result()
    if not count:
        raise _NotPlain
    return Staged(count, columns, left_out(header))


def _blocks(file: Path, encoding: str, *, hinted: bool) -> Iterator[bytes]:
    """The file's text as UTF-8, in pieces that may end anywhere."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with file.open("rb") as stream:
        if encoding == "utf-8-sig":
            stream.seek(len(codecs.BOM_UTF8))
        while piece := stream.read(_BLOCK):
            if not encoding.startswith("utf-8"):
                piece = decoder.decode(piece).encode()
            if hinted:
                piece, hinted = piece[piece.index(b"\n") + 1 :], False
            yield piece


def _header(first: bytes, delimiter: str) -> tuple[list[str], bytes]:
    """The header and what follows it."""
    ends = _lines(first, min(len(first), LONGEST_CELL)).ends
    if not ends.size:
        raise _NotPlain
    size = int(ends[0]) + 1
    text = first[:size].decode()
    try:
        [cells] = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
        header = header_of(iter([(1, cells, None)]))
    except (csv.Error, ValueError, ReadError):
        raise _NotPlain from None
    if not all(name.strip() for name in header) or all(name in OURS for name in header):
        raise _NotPlain
    return header, first[size:]


def _scanned(rest: bytes, blocks: Iterator[bytes], mark: int, width: int) -> Iterator[_Block]:
    for piece in blocks:
        data = rest + piece
        # The last record may go on in the next block, and blank lines at the end are none.
        lines = _lines(data, len(data.rstrip(b"\r\n")))
        if lines.ends.size:
            yield _scan(data[: lines.size], lines, mark, width)
        rest = data[lines.size :]
        if len(rest) > LONGEST_CELL + _BLOCK:
            raise _NotPlain
    rest = rest.rstrip(b"\r\n")
    if rest:
        data = rest + b"\n"
        yield _scan(data, _lines(data, len(data)), mark, width)


@dataclass(frozen=True)
class _Lines:
    """`ends`: where lines end outside quotes; `size`: the bytes up to the last of them.

    `inside`: per byte 1 when the number of quotes up to it is odd; None without quotes.
    """

    ends: Positions
    size: int
    inside: Bytes | None


def _lines(text: bytes, most: int) -> _Lines:
    """The lines of the first `most` bytes of `text`."""
    data = np.frombuffer(text, np.uint8)[:most]
    inside = None
    ends = data == _LF
    if text.find(b'"', 0, most) >= 0:
        inside = np.bitwise_xor.accumulate((data == _QUOTE).view(np.uint8))
        ends &= inside == 0
    at = np.flatnonzero(ends)
    return _Lines(at, int(at[-1]) + 1 if at.size else 0, inside)


def _scan(text: bytes, lines: _Lines, mark: int, width: int) -> _Block:
    """Raises _NotPlain unless `text`, which the `lines` are of, is whole plain records."""
    if not lines.size == len(text) > 0:
        raise _NotPlain
    data, ends = np.frombuffer(text, np.uint8), lines.ends
    marks = data == mark
    returns = np.flatnonzero(data == _CR) if b"\r" in text else np.empty(0, np.intp)
    newlines_in_cells = False
    if lines.inside is not None:
        inside = lines.inside[: lines.size]
        _check_quotes(data, inside, mark)
        marks &= inside == 0
        newlines_in_cells = text.count(b"\n") > ends.size or bool(inside[returns].any())
        returns = returns[inside[returns] == 0]
    lengths = np.diff(ends, prepend=-1) - 1
    plain = (
        bool((data[returns + 1] == _LF).all())
        and int(lengths.max()) < LONGEST_CELL
        and b"\0" not in text
        # The parser takes a byte order mark at the beginning of a block for one of a file.
        and not text.startswith(codecs.BOM_UTF8)
        and _as_wide(ends, np.flatnonzero(marks), width)
        and not (width == 1 and _has_blank(data, ends, lengths))
    )
    if not plain:
        raise _NotPlain
    return _Block(text, int(ends.size), newlines_in_cells)


def _check_quotes(data: Bytes, inside: Bytes, mark: int) -> None:
    """A quote opens a cell or is doubled; it closes one or is doubled."""
    at = np.flatnonzero(data == _QUOTE)
    opening, closing = at[inside[at] == 1], at[inside[at] == 0]
    before = data[opening[opening > 0] - 1]
    if opening.size != closing.size or closing[-1] + 1 >= data.size:
        raise _NotPlain
    after = data[closing + 1]
    begins = (before == mark) | (before == _LF) | (before == _QUOTE)
    ends = (after == mark) | (after == _LF) | (after == _CR) | (after == _QUOTE)
    if not (begins.all() and ends.all()):
        raise _NotPlain


def _as_wide(ends: Positions, marks: Positions, width: int) -> bool:
    """Every record has `width` - 1 delimiters between its ends."""
    if marks.size != ends.size * (width - 1):
        return False
    if width == 1:
        return True
    by_record = marks.reshape(ends.size, width - 1)
    return bool((by_record[:, -1] < ends).all() and (by_record[1:, 0] > ends[:-1]).all())


def _has_blank(data: Bytes, ends: Positions, lengths: Positions) -> bool:
    return bool(((lengths == 0) | ((lengths == 1) & (data[ends - 1] == _CR))).any())


@dataclass(frozen=True)
class _Options:
    names: list[str]
    delimiter: str
    convert: Any


def _options(header: list[str], columns: list[str], delimiter: str) -> _Options:
    convert = pa_csv.ConvertOptions(
        check_utf8=False,  # the gates decoded every byte
        column_types=dict.fromkeys(header, pa.string()),
        include_columns=columns,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    return _Options(header, delimiter, convert)


def _parsed(block: _Block, options: _Options, *, first_row: int) -> pa.Table:
    cells = pa_csv.read_csv(
        pa.BufferReader(block.text),
        read_options=pa_csv.ReadOptions(column_names=options.names),
        parse_options=pa_csv.ParseOptions(
            delimiter=options.delimiter,
            newlines_in_values=block.newlines_in_cells,
            ignore_empty_lines=False,
        ),
        convert_options=options.convert,
    )
    if cells.num_rows != block.records:
        raise _NotPlain
    rows = pa.array(np.arange(first_row, first_row + block.records))
    problems = pa.nulls(block.records, pa.string())
    return cells.add_column(0, "_problem", problems).add_column(0, "_row", rows)
