"""The text of a file on its way to Parquet: its header, its records, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from icp_metrics.errors import ReadError

BATCH_ROWS = 100_000
BATCH_CHARACTERS = 32_000_000
BATCH_CELLS = 4_000_000
LONGEST_CELL = 1_000_000
MOST_COLUMNS = 5_000
OURS = ("_row", "_problem", "_file", "_record", "_blank", "_footer")
"""Names of our own beside the file's columns; warehouse copies use some of them too."""

Record = tuple[int, list[str], str | None]
"""The row, the cells, and why they are no row of this table (or None)."""


@dataclass(frozen=True)
class Staged:
    """What was written: how many records, which columns, and what to say about it."""

    records: int
    columns: list[str]
    warnings: tuple[str, ...]


def stage(header: list[str], records: Iterator[Record], into: Path) -> Staged:
    """Write `records` under `header` to the Parquet `into`.

    Raises ReadError E_NO_ROWS, and E_HEADER for a cell under a column without name.
    """
    kept = [i for i, name in enumerate(header) if name.strip() and name not in OURS]
    columns = [header[i] for i in kept]
    unnamed = [i for i, name in enumerate(header) if not name.strip()]
    count = _write(records, into, columns, kept, unnamed, len(header))
    if count == 0:
        raise ReadError("it has a header and no rows.", code="E_NO_ROWS")
    return Staged(count, columns, left_out(header))


def left_out(header: list[str]) -> tuple[str, ...]:
    """What to say of the columns of `header` that are not copied."""
    warnings: list[str] = []
    unnamed = sum(not name.strip() for name in header)
    if unnamed:
        warnings.append(f"{unnamed} columns at the end have no name and no cells; left out")
    warnings += [f"column {name} is left out: the name is ours" for name in header if name in OURS]
    return tuple(warnings)


def writer(into: Path, columns: list[str]) -> pq.ParquetWriter:
    """A writer of the Parquet that every reader makes: `_row`, `_problem`, `columns` as text."""
    schema = pa.schema(
        [("_row", pa.int64()), ("_problem", pa.string()), *((c, pa.string()) for c in columns)]
    )
    # It lives as long as the load: docs/decisions/0018 has the times of other choices.
    return pq.ParquetWriter(into, schema, compression="lz4", use_dictionary=False)


def _is_blank_line(cells: list[str], width: int) -> bool:
    """A line of nothing but spaces; in a file of one column it is a cell."""
    return width > 1 and len(cells) == 1 and not cells[0].strip()


def header_of(records: Iterator[Record]) -> list[str]:
    """The header's names; raises ReadError E_HEADER on blank names before the end and repeats."""
    written = (r for r in records if r[2] or any(name.strip() for name in r[1]))
    row, header, problem = next(written, (0, [], "is missing"))
    if problem:
        raise ReadError(f"the header {problem}.", code="E_HEADER")
    last = max(i for i, name in enumerate(header) if name.strip())
    blank = [i + 1 for i, name in enumerate(header[:last]) if not name.strip()]
    if blank:
        raise ReadError(
            f"column {blank[0]} has no name in the header (row {row}).", code="E_HEADER"
        )
    names = header[: last + 1]
    if len(names) > MOST_COLUMNS:
        raise ReadError(f"the header has more than {MOST_COLUMNS:,} columns.", code="E_HEADER")
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise ReadError(
            f"the header names '{name}' {times} times; every column needs a name of its own.",
            code="E_HEADER",
        )
    return header


def _write(
    records: Iterator[Record],
    into: Path,
    columns: list[str],
    kept: list[int],
    unnamed: list[int],
    width: int,
) -> int:
    count = 0
    with writer(into, columns) as out:
        for batch in _batches(records, min(BATCH_ROWS, BATCH_CELLS // width)):
            rows, problems = [], []
            cells: list[list[str | None]] = [[] for _ in kept]
            for row, given, problem in batch:
                if problem is None and _is_blank_line(given, width):
                    continue
                rows.append(row)
                if problem is None and len(given) != width:
                    problem = f"has {_cells(len(given))}, the header has {width}"
                problems.append(problem)
                filled = next((i for i in unnamed if i < len(given) and given[i].strip()), None)
                if filled is not None:
                    raise ReadError(
                        f"column {filled + 1} has no name in the header, but row {row} has a "
                        "cell in it.",
                        code="E_HEADER",
                    )
                for column, i in zip(cells, kept, strict=True):
                    column.append((given[i] or None) if i < len(given) else None)
            arrays = [pa.array(c, pa.string()) for c in (problems, *cells)]
            out.write_table(pa.Table.from_arrays([pa.array(rows), *arrays], schema=out.schema))
            count += len(rows)
    return count


def _cells(n: int) -> str:
    return "1 cell" if n == 1 else f"{n} cells"


def _batches(records: Iterator[Record], most: int) -> Iterator[list[Record]]:
    batch: list[Record] = []
    characters = 0
    for record in records:
        batch.append(record)
        characters += sum(map(len, record[1]))
        if len(batch) >= most or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
