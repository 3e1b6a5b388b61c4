"""Odd headers and cells: what is suggested can be understood, or a sentence says why not."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.errors import MappingError
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.suggest import drafted, joins, previews, understood, unlisted
from tests.suggest.conftest import reading

NAMES = st.one_of(
    st.sampled_from(
        ["Deal ID", "Account", "Stage", "Close Date", "Amount", "MRR", "Id", "~", "null"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12),
)
CELLS = st.one_of(
    st.sampled_from(
        ["", "Won", "lost", "03/04/2025", "2025-02-30", "1.250", "1,5", "€ 5", "true", "0"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12),
)


HEADERS = st.lists(NAMES, min_size=1, max_size=6, unique_by=lambda n: n.strip().lower()).filter(
    lambda names: all(n.strip() and not n.startswith("_") for n in names)
)


def suggested_or_said_to_be_none(names: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.tuples(*[CELLS] * len(names)), min_size=1, max_size=5))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([names, *rows])
    with TemporaryDirectory() as folder:
        read = [reading(Path(folder) / "x.parquet", "x.csv", written.getvalue())]
        for tables in ((), ("opportunities",), ("accounts",)):
            try:
                text, found = drafted(read, tables=tables, attributes=True)
            except MappingError:
                assert not tables  # Where a person says the table, something is suggested.
                continue
            seen = understood(text)
            assert not seen.wrong
            assert seen.whole or found.asks
            if seen.whole:
                Mapping.parse(text)
            assert all(p.told or not p.failed for p in previews(seen, read))
            unlisted(seen.mapping, read)
            joins(seen.mapping, read)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(HEADERS, st.data())
def test_any_file_is_suggested_or_said_to_be_none(names: list[str], data: st.DataObject) -> None:
    suggested_or_said_to_be_none(names, data)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, print_blob=True)
@given(HEADERS, st.data())
def test_hundreds_of_files_are_suggested_or_said_to_be_none(
    names: list[str], data: st.DataObject
) -> None:
    suggested_or_said_to_be_none(names, data)
