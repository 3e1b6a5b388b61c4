"""A Parquet file copied to our own Parquet, every typed column as exact text."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from icp_metrics.errors import ReadError
from icp_metrics.extracts import limits
from icp_metrics.extracts.parquet_text import as_text, flat, has_text
from icp_metrics.extracts.staged import LONGEST_CELL, OURS, header_of, left_out, writer

_BATCH_ROWS = 50_000
_BATCH_BYTES = 64 << 20
_BATCH_CELLS = 4_000_000
_LONGEST_FOOTER = 32 << 20
_MOST_GROUPS = 100_000
_CELLS_FREE = 10_000_000
_CELLS_PER_BYTE = 100
"""What repeats shrinks to nothing in Parquet, but a table of nothing else is no export."""


def copy(file: Path, into: Path) -> dict[str, object]:
    """Copy `file` to the Parquet `into`; return what a `Reading` says.

    Structs become columns of their own (`person.email`); columns whose values have no text (bytes,
    maps, lists of lists) are left out and said. Row 2 is the first record, as under a header.
    Raises ReadError E_PARQUET for a damaged file, E_LOCKED, E_SIZE for a footer that promises more
    than such a file can honestly hold, E_HEADER, E_NO_ROWS, E_CELL, E_COUNT.
    """
    _check_footer_size(file)
    try:
        return _copy(file, into)
    except MemoryError:
        raise
    # Damage shows as an error of Arrow, or as one of the system that has no number.
    except (pa.ArrowException, OSError) as error:
        if getattr(error, "errno", None):
            raise
        raise _damaged() from error


def _copy(file: Path, into: Path) -> dict[str, object]:
    with pq.ParquetFile(file) as source:
        footer = source.metadata
        _check_footer(footer, file.stat().st_size)
        shown = flat(source.schema_arrow.empty_table()).schema
        told = {i: shown.names[i] for i, kind in enumerate(shown.types) if has_text(kind)}
        if not told:
            raise ReadError("none of its columns holds text, numbers or dates.", code="E_HEADER")
        header = header_of(iter([(1, list(told.values()), None)]))
        kept = {i: name for i, name in told.items() if name.strip() and name not in OURS}
        count, unfolded, most = 0, 0, limits.written(file.stat().st_size)
        with writer(into, list(kept.values())) as out:
            for batch in source.iter_batches(_rows_at_once(footer)):
                text = _text(batch, kept, out.schema, first_row=count + 2)
                # A dictionary holds a text once; whoever reads it holds what it unfolds to.
                unfolded += text.nbytes
                if unfolded > most:
                    raise ReadError(
                        f"its texts unfold to more than {most >> 20:,} MB: no export does; if it "
                        "is one, split it.",
                        code="E_SIZE",
                    )
                out.write_table(text)
                count += batch.num_rows
    if count != footer.num_rows:
        raise ReadError(
            f"its footer counts {footer.num_rows:,} rows, but it holds {count:,}.", code="E_COUNT"
        )
    if not count:
        raise ReadError("it has columns and no rows.", code="E_NO_ROWS")
    others = [name for i, name in enumerate(shown.names) if i not in told]
    said = [f"column {name} is left out: it holds no text, number or date" for name in others]
    return {
        "records": count,
        "columns": list(kept.values()),
        "encoding": "",
        "delimiter": "",
        "warnings": [*said, *left_out(header)],
    }


def _damaged() -> ReadError:
    return ReadError("it is a damaged or cut-off Parquet file; export it again.", code="E_PARQUET")


def _check_footer_size(file: Path) -> None:
    """The last 8 bytes are the size of the footer and the mark of Parquet."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        stream.seek(max(0, size - 8))
        end = stream.read()
    length = int.from_bytes(end[:4], "little")
    if end[4:] == b"PARE":
        raise ReadError("it is encrypted; export it without a key.", code="E_LOCKED")
    if end[4:] != b"PAR1" or length > size - 12:
        raise _damaged()
    if length > _LONGEST_FOOTER:
        raise ReadError(
            f"its footer has {length >> 20:,} MB; {_LONGEST_FOOTER >> 20} are read.", code="E_SIZE"
        )


def _check_footer(footer: pq.FileMetaData, size: int) -> None:
    cells = footer.num_rows * footer.num_columns
    if cells > max(_CELLS_FREE, _CELLS_PER_BYTE * size) or footer.num_row_groups > _MOST_GROUPS:
        raise ReadError(
            f"its footer promises {footer.num_rows:,} rows of {footer.num_columns:,} columns in "
            f"{size / 2**20:,.2f} MB: no export does; if it is one, split it.",
            code="E_SIZE",
        )
    total = _bytes(footer)
    if total > limits.unpacked(size):
        raise ReadError(
            f"it unfolds from {size / 2**20:,.2f} to {total / 2**20:,.0f} MB: no export does; "
            "if it is one, split it.",
            code="E_SIZE",
        )


def _bytes(footer: pq.FileMetaData) -> int:
    """What its columns take when they are unfolded, as the footer says."""
    return sum(int(footer.row_group(i).total_byte_size) for i in range(footer.num_row_groups))


def _rows_at_once(footer: pq.FileMetaData) -> int:
    by_bytes = _BATCH_BYTES * max(int(footer.num_rows), 1) // max(_bytes(footer), 1)
    by_columns = _BATCH_CELLS // max(int(footer.num_columns), 1)
    return max(100, min(_BATCH_ROWS, by_bytes, by_columns))


def _text(
    batch: pa.RecordBatch, kept: dict[int, str], schema: pa.Schema, *, first_row: int
) -> pa.Table:
    # Nothing says that what a file calls text is UTF-8, or that its offsets are in order.
    batch.validate(full=True)
    table = flat(pa.Table.from_batches([batch]))
    cells = {name: as_text(table.column(i).combine_chunks()) for i, name in kept.items()}
    rows = pa.array(range(first_row, first_row + batch.num_rows), pa.int64())
    problems = _problems(cells, batch.num_rows)
    return pa.Table.from_arrays([rows, problems, *cells.values()], schema=schema)


def _problems(cells: dict[str, pa.Array], count: int) -> pa.Array:
    """Why a row is no record: a NUL in a cell. Raises ReadError E_CELL for one that is too long."""
    problems = pa.nulls(count, pa.string())
    for name, column in cells.items():
        longest = pc.max(pc.utf8_length(column)).as_py()
        if longest and longest > LONGEST_CELL:
            raise ReadError(
                f"'{name}' has a cell of more than {LONGEST_CELL:,} characters.", code="E_CELL"
            )
        nul = pc.match_substring(column, "\0")
        if pc.any(nul).as_py():
            problems = pc.if_else(pc.fill_null(nul, False), f"has a NUL in '{name}'", problems)
    return problems
