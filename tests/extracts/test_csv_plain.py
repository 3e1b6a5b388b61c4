"""The fast path and the careful path give the same Parquet, or the fast one declines."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.errors import ReadError
from icp_metrics.extracts import csv_plain
from icp_metrics.extracts.csv_count import count_records
from icp_metrics.extracts.csv_file import carefully
from icp_metrics.extracts.staged import LONGEST_CELL

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")


def fast(folder: Path, content: bytes, encoding: str = "utf-8", delimiter: str = ","):
    (folder / "f.csv").write_bytes(content)
    into = folder / "fast.parquet"
    seen = csv_plain.copy(
        folder / "f.csv", into, encoding=encoding, delimiter=delimiter, hinted=False
    )
    return seen and (seen, pl.read_parquet(into))


def careful(folder: Path, content: bytes, encoding: str = "utf-8", delimiter: str = ","):
    (folder / "f.csv").write_bytes(content)
    into = folder / "careful.parquet"
    seen = carefully(folder / "f.csv", into, encoding=encoding, delimiter=delimiter, hinted=False)
    return seen, pl.read_parquet(into)


PIECES = st.sampled_from(
    ["a", "1.5", "", " ", '"', '""', '"x"', '"a,b"', '"l\nm"', ",", ";", "\n", "\r\n", "\r", "é"]
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=14), st.sampled_from(ENCODINGS), st.sampled_from(",;"))
def test_both_paths_agree_on_any_text_that_is_fast(pieces, encoding, delimiter):
    content = f"x{delimiter}y\n{''.join(pieces)}".encode(encoding)
    with tempfile.TemporaryDirectory() as name:
        quick = fast(Path(name), content, encoding, delimiter)
        if quick is None:
            return
        slow = careful(Path(name), content, encoding, delimiter)
        assert quick[0] == slow[0]
        assert quick[1].equals(slow[1], null_equal=True)
        assert quick[1].schema == slow[1].schema


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, str, int]:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8))
    delimiter = draw(st.sampled_from(",;\t|^~\x1f"))
    out = io.StringIO(newline="")
    csv.writer(
        out,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL,
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    ).writerows([[f"c{i}" for i in range(width)], *rows])
    return out.getvalue().encode(), delimiter, len(rows)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(tables())
def test_tables_with_every_cell_in_quotes_are_fast_and_the_same(table):
    content, delimiter, count = table
    with tempfile.TemporaryDirectory() as name:
        quick = fast(Path(name), content, delimiter=delimiter)
        slow = careful(Path(name), content, delimiter=delimiter)
        assert quick is not None
        assert (quick[0].records, slow[0].records) == (count, count)
        assert quick[1].equals(slow[1], null_equal=True)


@pytest.mark.parametrize("block", [4, 7, 16, 64])
def test_where_a_block_ends_changes_nothing(tmp_path, monkeypatch, block):
    content = 'a,b\n"1\n2",x\n3,"é ""q"", \r\n"\r\nx,\n4,5\n\n\n'.encode()
    whole = careful(tmp_path, content)
    monkeypatch.setattr(csv_plain, "_BLOCK", block)
    found = fast(tmp_path, content)
    assert found[0] == whole[0]
    assert found[1].equals(whole[1], null_equal=True)


def test_mark_that_begins_a_block_is_no_mark_of_the_file(tmp_path, monkeypatch):
    content = "a,b\n\ufeff1,2\n3,4\n".encode()
    assert careful(tmp_path, content)[1]["a"].to_list() == ["\ufeff1", "3"]
    assert fast(tmp_path, content) is None


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1\n",
        b"a,b\n1,2,3\n",
        b"a,b\n1,2\n\n3,4\n",
        b'a,b\n1,5" pipe\n',
        b'a,b\n1,"x"y\n',
        b'a,b\n1,"open\n',
        b'a,b\n1, "x"\n',
        b"a,b\r1,2\r",
        b"a,b\n1,2\r3,4\n",
        b"a,a\n1,2\n",
        b"a,\n1,\n",
        b"a,b\n",
        b"a\n1\n\n2\n",
        b"a,b\n1," + b"x" * (LONGEST_CELL + 1) + b"\n",
        b"",
    ],
)
def test_what_is_not_plain_is_declined(tmp_path, content):
    assert fast(tmp_path, content) is None


def test_columns_of_our_own_names_are_left_out_on_the_fast_path_too(tmp_path):
    seen, found = fast(tmp_path, b"id,_row,x\n1,2,3\n")
    assert found.rows() == [(2, None, "1", "3")]
    assert seen.warnings == ("column _row is left out: the name is ours",)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a,b\n1,2\n3,4", 2),
        ('a,b\n"1\n\n2",3\n', 1),
        ('a,b\n1,"x ""y"" z"\n', 1),
        ('a,b\n1,5" pipe\n2,6" pipe\n', 2),
        ("\n\na,b\n\n1,2\n   \n", 1),
        ('a,b\n1,"open\n2,3\n', 1),
        ('"a\nb",c\n1,2\n', 1),
    ],
)
def test_records_are_counted_by_lines_and_quotes(text, records):
    assert count_records(io.StringIO(text, newline=""), ",", 2) == records


def test_quotes_that_two_readers_see_in_two_ways_are_refused(tmp_path):
    # The first cell closes in mid-cell: by the quotes one record of two lines, by lines two.
    with pytest.raises(ReadError, match="2 records were read, but 1 are in it") as error:
        careful(tmp_path, b'a,b\n"x "y,"open\nmore"\n')
    assert error.value.code == "E_COUNT"
