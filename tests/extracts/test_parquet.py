"""Typed columns of Parquet become the text one would type, exactly."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from icp_metrics.errors import ReadError
from icp_metrics.extracts.read import Reading, read

BERLIN = dt.timezone(dt.timedelta(hours=2))


def copied(folder: Path, table: pa.Table, name: str = "t.parquet", **options: Any) -> Reading:
    pq.write_table(table, folder / name, **options)
    return read(folder / name, folder / "text.parquet")


def texts(reading: Reading, column: str = "x") -> list[str | None]:
    return pl.read_parquet(reading.parquet)[column].to_list()


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (pa.string(), ["007", " a ", "", None], ["007", " a ", None, None]),
        (pa.bool_(), [True, False, None], ["true", "false", None]),
        (pa.int64(), [2**63 - 1, -7], ["9223372036854775807", "-7"]),
        (pa.uint64(), [2**64 - 1], ["18446744073709551615"]),
        (pa.float64(), [0.1, 12345.0, 1e21, 1e-7], ["0.1", "12345", "1" + "0" * 21, "0.0000001"]),
        (pa.float64(), [float("nan"), float("inf"), float("-inf")], ["nan", "inf", "-inf"]),
        (pa.float32(), [0.1], ["0.1"]),
        (pa.decimal128(20, 4), [Decimal("-99999999999999.9999")], ["-99999999999999.9999"]),
        (pa.decimal128(38, 20), [Decimal("1E-20")], ["0.00000000000000000001"]),
        (pa.date32(), [dt.date(1899, 12, 31)], ["1899-12-31"]),
        (pa.timestamp("us"), [dt.datetime(2024, 2, 29, 13, 30)], ["2024-02-29T13:30:00"]),
        (
            pa.timestamp("ms", "Europe/Berlin"),
            [dt.datetime(2024, 7, 1, 0, 30, 0, 250_000, BERLIN)],
            ["2024-06-30T22:30:00.250Z"],
        ),
        (pa.time64("us"), [dt.time(9, 5)], ["09:05:00"]),
        (pa.list_(pa.string()), [["a", None, "b"], [], None], ["a;b", None, None]),
        (pa.list_(pa.float64()), [[1.0, 2.5]], ["1;2.5"]),
        (pa.dictionary(pa.int8(), pa.string()), ["won", "lost", None], ["won", "lost", None]),
    ],
)
def test_values_become_text_exactly(tmp_path, kind, values, expected):
    assert texts(copied(tmp_path, pa.table({"x": pa.array(values, kind)}))) == expected


def test_reading_says_what_it_is_and_row_two_is_the_first(tmp_path):
    reading = copied(tmp_path, pa.table({"id": ["a", "b"], "n": [1, 2]}), "whatever.bin")
    assert (reading.records, reading.columns) == (2, ("id", "n"))
    assert (reading.encoding, reading.delimiter, reading.warnings) == ("", "", ())
    assert pl.read_parquet(reading.parquet).rows() == [
        (2, None, "a", "1"),
        (3, None, "b", "2"),
    ]


def test_structs_are_flattened_and_what_has_no_text_is_left_out(tmp_path):
    table = pa.table(
        {
            "person": [{"name": "x", "home": {"city": "y"}}, None],
            "raw": pa.array([b"\xff", b"\x00"]),
            "deep": [[[1]], [[2]]],
            "_row": ["p", "q"],
        }
    )
    reading = copied(tmp_path, table)
    assert reading.columns == ("person.name", "person.home.city")
    assert texts(reading, "person.home.city") == ["y", None]
    assert reading.warnings == (
        "column raw is left out: it holds no text, number or date",
        "column deep is left out: it holds no text, number or date",
        "column _row is left out: the name is ours",
    )


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "brotli", "lz4"])
def test_every_compression_is_read(tmp_path, compression):
    table = pa.table({"x": [str(i) for i in range(120_000)]})
    reading = copied(tmp_path, table, compression=compression, row_group_size=7_000)
    assert texts(reading) == table["x"].to_pylist()
    rows = pl.read_parquet(reading.parquet)["_row"]
    assert rows.to_list() == list(range(2, 120_002))


def test_cell_with_a_nul_spoils_its_record(tmp_path):
    reading = copied(tmp_path, pa.table({"x": ["a", "b\0c"], "y": ["1", None]}))
    assert pl.read_parquet(reading.parquet)["_problem"].to_list() == [None, "has a NUL in 'x'"]


@pytest.mark.parametrize(
    ("code", "table"),
    [
        ("E_NO_ROWS", pa.table({"x": pa.array([], pa.string())})),
        ("E_HEADER", pa.table({"raw": [b"\xff"]})),
        ("E_HEADER", pa.table([["a"], ["b"]], names=["x", "x"])),
        ("E_HEADER", pa.table([["a"], ["b"]], names=["", "x"])),
        ("E_CELL", pa.table({"x": ["a" * 1_000_001]})),
        ("E_PARQUET", pa.table({"x": pa.array([b"\xff\xfe"]).view(pa.string())})),
        # Ten million times one number is a few bytes, and no export.
        ("E_SIZE", pa.table({f"c{i}": pa.nulls(1_100_000, pa.int8()) for i in range(10)})),
    ],
)
def test_what_is_no_table_of_records_is_refused(tmp_path, code, table):
    with pytest.raises(ReadError, match=r"t\.parquet: ") as error:
        copied(tmp_path, table)
    assert error.value.code == code
    assert not (tmp_path / "text.parquet").exists()


@pytest.mark.parametrize(
    ("rows", "group", "code"), [(1_000, 100, "E_SIZE"), (20_000, 20_000, "E_WORKER")]
)
def test_many_long_texts_from_a_small_file_are_not_written_out(tmp_path, rows, group, code):
    once = pa.DictionaryArray.from_arrays(pa.array([0] * rows), ["a" * 900_000])
    pq.write_table(pa.table({"x": once}), tmp_path / "t.parquet", row_group_size=group)
    with pytest.raises(ReadError) as error:
        read(tmp_path / "t.parquet", tmp_path / "text.parquet")
    assert error.value.code == code
    assert not (tmp_path / "text.parquet").exists()
