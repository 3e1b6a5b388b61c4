"""JSON lines become text: one object is one record."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from icp_metrics.errors import ReadError
from icp_metrics.extracts.read import Reading

Read = Callable[..., Reading]


def rows(reading: Reading) -> list[dict[str, object]]:
    return pl.read_parquet(reading.parquet).to_dicts()


def one(read: Read, line: str) -> dict[str, object]:
    [row] = rows(read(line + "\n", "answers.jsonl"))
    return {k: v for k, v in row.items() if not k.startswith("_")}


def test_objects_in_objects_are_flattened_and_lists_joined(read: Read) -> None:
    line = '{"person": {"email": "a@b.example", "tags": ["x", 2, true]}, "notes": [], "more": {}}'
    assert one(read, line) == {
        "person.email": "a@b.example",
        "person.tags": "x;2;true",
        "notes": None,
        "more": None,
    }


@pytest.mark.parametrize("number", ["12345678901234567890", "0.10", "1e5", "-0", "3.0"])
def test_numbers_are_kept_as_they_are_written(read: Read, number: str) -> None:
    assert one(read, f'{{"x": {number}}}') == {"x": number}


def test_null_absent_and_blank_are_blank_and_flags_are_words(read: Read) -> None:
    found = rows(read('{"a": null, "b": true}\n\n{"b": false, "c": ""}\n{"d": "z"}\n', "x.ndjson"))
    assert [(r["_row"], r["a"], r["b"], r["c"], r["d"]) for r in found] == [
        (1, None, "true", None, None),
        (3, None, "false", None, None),
        (4, None, None, None, "z"),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"a": 1', "is not JSON"),
        ("[1, 2]", "is JSON, but no object with keys"),
        ('{"a": 1, "a": 2}', "names 'a' twice"),
        ('{"a.b": 1, "a": {"b": 2}}', "names 'a.b' twice"),
        ('{"a": NaN}', "holds NaN, which is no JSON number"),
        ('{"a": "\\ud800"}', "has half a character or a NUL in 'a'"),
        ('{"a":' * 100_000 + "1", "has too many layers of objects or lists"),
        ("\u00a0", "is not JSON"),
    ],
)
def test_line_that_is_no_object_is_a_record_with_its_reason(
    read: Read, line: str, problem: str
) -> None:
    good = '{"a": "1"}\n'
    found = rows(read(good + line + "\n" + good, "x.jsonl"))
    assert [r["_row"] for r in found] == [1, 2, 3]
    assert [r["_problem"] is None for r in found] == [True, False, True]
    assert str(found[1]["_problem"]).startswith(problem)


def test_json_lines_are_told_by_their_content(read: Read) -> None:
    assert read('{"a": 1}\n{"b": 2}\n', "export.txt").columns == ("a", "b")
    assert read("{a},b\n1,2\n", "odd.csv").columns == ("{a}", "b")


@pytest.mark.parametrize("content", ['{\n "a": 1\n}\n', '[{"a": 1}]', "[\n"])
def test_json_that_is_not_in_lines_is_refused(read: Read, content: str) -> None:
    with pytest.raises(ReadError, match="not one object per line") as error:
        read(content, "export.json")
    assert error.value.code == "E_MARKUP"


def test_file_of_json_lines_without_an_object_is_refused(read: Read) -> None:
    with pytest.raises(ReadError, match="no line of it holds") as error:
        read("1\n2\n", "x.jsonl")
    assert error.value.code == "E_MARKUP"


def test_names_of_our_own_are_left_out_and_said(read: Read) -> None:
    reading = read('{"_row": 1, "a": 2}\n', "x.jsonl")
    assert reading.columns == ("a",)
    assert reading.warnings == ("column _row is left out: the name is ours",)
