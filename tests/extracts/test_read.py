"""A file becomes text to the letter, or a sentence that says why not."""

from __future__ import annotations

import gzip
import io
import shutil
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from icp_metrics.errors import ReadError
from icp_metrics.extracts.read import read as read_file


def rows(reading):
    return pl.read_parquet(reading.parquet).rows()


def test_cells_are_kept_to_the_letter_and_empty_ones_are_null(read):
    reading = read("id,name\n007, Ann \n8,\n")
    assert (reading.file, reading.records, reading.columns) == ("deals.csv", 2, ("id", "name"))
    assert (reading.encoding, reading.delimiter, reading.warnings) == ("utf-8", ",", ())
    assert rows(reading) == [(2, None, "007", " Ann "), (3, None, "8", None)]


def test_rows_count_as_in_a_spreadsheet(read):
    reading = read('id,note\n1,"two\nlines"\n\n2,x\n   \n3,y\n')
    assert reading.records == 3
    assert [(r[0], r[2]) for r in rows(reading)] == [(2, "1"), (4, "2"), (6, "3")]


def test_short_and_long_rows_say_so_and_keep_their_cells(read):
    found = rows(read("a,b,c\n1,2\n1,2,3,4\n1,2,3\n"))
    assert found[0] == (2, "has 2 cells, the header has 3", "1", "2", None)
    assert found[1] == (3, "has 4 cells, the header has 3", "1", "2", "3")
    assert found[2][1] is None


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16")],
)
def test_marked_encodings_are_read_in_silence(read, encoding, named):
    reading = read("id,name\n1,Zoë ✓\n".encode(encoding))
    assert (reading.encoding, reading.warnings) == (named, ())
    assert rows(reading) == [(2, None, "1", "Zoë ✓")]


def test_windows_text_is_read_with_a_warning(read):
    reading = read("id,name\n1,Zoë €\n".encode("cp1252"))
    assert rows(reading)[0][3] == "Zoë €"
    assert reading.warnings == ("is not UTF-8; read as Windows-1252, check names with accents",)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_read_where_it_is_plain(read, encoding):
    reading = read("id,name\n1,Zoë ✓\n".encode(encoding))
    assert rows(reading) == [(2, None, "1", "Zoë ✓")]
    assert (reading.encoding, reading.warnings) == (
        encoding,
        ("has no byte order mark; read as UTF-16",),
    )


@pytest.mark.parametrize("delimiter", ["^", "~", "\x1f", "\x01"])
def test_rare_delimiters_are_found_where_they_split_every_record(read, delimiter):
    reading = read(f"id{delimiter}name\n1{delimiter}a, b\n2{delimiter}c\n")
    assert (reading.delimiter, reading.columns) == (delimiter, ("id", "name"))
    # Not in every record, and a comma splits the file: a cell is called so.
    assert read("id,a^b\n1,2\n").columns == ("id", "a^b")
    assert read("a^b\n1\n2\n").columns == ("a^b",)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_first_line_may_name_the_delimiter(read, end):
    plain = read(f"sep=;{end}id;a,b,c{end}1;2{end}")
    assert (plain.delimiter, plain.columns) == (";", ("id", "a,b,c"))
    assert rows(plain) == [(2, None, "1", "2")]
    short = read(f"sep=;{end}id;x{end}1{end}2;3{end}")
    assert rows(short)[0] == (2, "has 1 cell, the header has 2", "1", None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_three_ways(read, end):
    assert rows(read(f'id,x{end}1,"a{end}b"{end}')) == [(2, None, "1", f"a{end}b")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(read, delimiter):
    reading = read(f'id{delimiter}"a,b;c|d\te"\n1{delimiter}2\n')
    assert reading.delimiter == delimiter
    assert reading.columns == ("id", "a,b;c|d\te")


def test_delimiter_that_also_splits_the_rows_wins(read):
    reading = read("Deal;Amount (net, EUR, list)\nA;1\nB;2\n")
    assert reading.columns == ("Deal", "Amount (net, EUR, list)")


def test_unnamed_empty_columns_at_the_end_are_left_out(read):
    reading = read("a,b,,\n1,2,,\n")
    assert reading.columns == ("a", "b")
    assert reading.warnings == ("2 columns at the end have no name and no cells; left out",)


def test_one_badly_quoted_line_spoils_one_record(read):
    found = rows(read('a,b\n"x "y" z",1\nq,2\n'))
    assert found[0][1] == "has a quote inside a quoted cell that is not doubled"
    assert found[1] == (3, None, "q", "2")


REFUSED = {
    "E_EMPTY": [b"", b" \n\n", b"\xef\xbb\xbf"],
    "E_NO_ROWS": [b"a,b\n", b"a,b\n\n\n"],
    "E_HEADER": [b"a,b,a\n1,2,3\n", b"a,,c\n1,2,3\n", b"a,b,\n1,2,3\n", b",,\n,,\n"],
    "E_QUOTE": [b'a,b\n1,"open\n2,x\n', b'a,b\n1,"open\n2,"x"\n', b'a,"b\n1,2\n'],
    "E_MARKUP": [
        b"<!DOCTYPE html><html>",
        b'{"error": "no session"}\n',
        b'[{"a": 1}]',
        b'{\n"a": 1}',
        b"<?xml version='1'?>",
    ],
    "E_LINE": [b"a,b\n1," + b"x" * 4_000_001 + b"\n"],
    "E_ENCODING": [b"a,b\n1,\x81\x8d\n", b"\xef\xbb\xbfa,b\n1,\xff\n", b"\xff\xfea\x00\x00\xd8"],
    "E_BINARY": [b"a,b\n1,\x00\n", "a,b\n1,\0\n".encode("utf-16"), b"\xd0\xcf\x11\xe0\xa1\xb1"],
    "E_LOCKED": [b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), b"PARE\x15"],
    "E_PARQUET": [b"PAR1\x15\x04", b"PAR1\xff\xff\xff\xffPAR1"],
    "E_CELL": [b'a,b\n1,"' + b"x\n" * 600_000, b"a,b\n1," + b"x" * 1_000_001 + b"\n"],
}


@pytest.mark.parametrize(("code", "content"), [(c, x) for c, xs in REFUSED.items() for x in xs])
def test_what_is_no_csv_is_refused_under_its_code(read, code, content):
    with pytest.raises(ReadError) as error:
        read(content)
    assert (error.value.code, error.value.message[:11]) == (code, "deals.csv: ")


def test_unclosed_quote_names_the_row_where_it_opened(read):
    with pytest.raises(ReadError, match="opened in row 3 "):
        read('a,b\n1,2\n2,"open\n3,x\n')


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("deals.csv", "a,b\n1,2\n")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (archive(), "a zip archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"deals.csv".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "a gzip file"),
    ],
)
def test_other_formats_are_named(read, content, looks):
    with pytest.raises(ReadError, match=f"looks like {looks}; ") as error:
        read(content)
    assert error.value.code == "E_BINARY"


def test_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(ReadError, match="no such file") as error:
        read_file(tmp_path / "none.csv", tmp_path / "out.parquet")
    assert error.value.code == "E_MISSING"


def test_reader_that_takes_too_long_is_stopped(write, tmp_path: Path):
    with pytest.raises(ReadError, match="took longer") as error:
        read_file(write("a\n1\n"), tmp_path / "out.parquet", timeout_s=0.01)
    assert error.value.code == "E_TIMEOUT"


def test_reader_that_dies_leaves_a_named_error(write, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(ReadError, match=r"deals\.csv: the reader stopped \(exit code 1\)") as error:
        read_file(write("a\n1\n"), tmp_path / "out.parquet")
    assert error.value.code == "E_WORKER"


def test_columns_named_like_our_own_are_left_out_and_said(read):
    reading = read("id,_row,_file\n1,2,3\n")
    assert (reading.columns, rows(reading)) == (("id",), [(2, None, "1")])
    assert reading.warnings[0] == "column _row is left out: the name is ours"


def test_more_rows_than_a_batch_come_in_order(read):
    reading = read("n\n" + "".join(f"{i}\n" for i in range(150_000)))
    assert reading.records == 150_000
    assert pl.read_parquet(reading.parquet)["_row"].to_list() == list(range(2, 150_002))
