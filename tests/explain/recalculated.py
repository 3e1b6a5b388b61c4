"""A workbook as another engine works it out: `formulas`, which has no part in writing it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import formulas
import openpyxl


def recalculated(file: Path) -> list[dict[str, float]]:
    """Of each block of the sheet Sum its lines `Added up again`, `As icp-metrics has it` and
    `Difference`: every formula worked out anew."""
    logging.getLogger("schedula").setLevel(logging.ERROR)
    worked = formulas.ExcelModel().loads(str(file)).finish().calculate()
    blocks: list[dict[str, float]] = [{}]
    for row in openpyxl.load_workbook(file)["Sum"].iter_rows(min_col=1, max_col=2):
        words, cell = row[0].value, row[1]
        if words in ("Added up again", "As icp-metrics has it", "Difference"):
            found = worked[f"'[{file.name}]SUM'!{cell.coordinate}"].value[0, 0]
            blocks[-1][words] = float(found)
            if words == "Difference":
                blocks.append({})
    return blocks[:-1]


def cells(file: Path, sheet: str, *, cached: bool = False) -> list[tuple[Any, ...]]:
    """The rows of a sheet: formulas as text, or `cached` the values written beside them."""
    book = openpyxl.load_workbook(file, data_only=cached)
    return [tuple(row) for row in book[sheet].iter_rows(values_only=True)]
