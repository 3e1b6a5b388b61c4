"""One thing to measure, in a process of its own: seconds, processor seconds, the largest memory.

    python -m benchmarks.loading.step import FILE FOLDER
    python -m benchmarks.loading.step load FILE FOLDER

Prints one line of JSON. `import`: DuckDB's typed CSV import into a fresh database. `load`: a load
of the product into the store in FOLDER, with the seconds at which each stage began.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.loading.invoices import COLUMNS, MAPPING
from icp_metrics.loading import Stated, load
from icp_metrics.store import Store

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Step:
    """Seconds, processor seconds of all its processes, MB of the largest, and when stages began."""

    seconds: float
    processor: float
    memory: float
    stages: list[tuple[str, float]] = field(default_factory=list)

    def at(self, word: str) -> float:
        """When a stage began, in seconds."""
        return next(at for said, at in self.stages if said.startswith(word))


def measured(what: str, file: Path, folder: Path) -> Step:
    """Run one of them."""
    told = subprocess.run(
        [sys.executable, "-m", __name__, what, str(file), str(folder)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Step(**json.loads(told.stdout.splitlines()[-1]))


def _import(file: Path, folder: Path) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    with duckdb.connect(str(folder / "import.duckdb")) as connection:
        connection.execute(f"CREATE TABLE invoice_lines ({columns})")
        connection.execute(f"COPY invoice_lines FROM '{file}' (HEADER, DELIMITER ',')")


def main(what: str, file: Path, folder: Path) -> None:
    """Measure this process."""
    stages: list[tuple[str, float]] = []
    began = perf_counter()
    if what == "import":
        _import(file, folder)
    else:
        stated = Stated(as_of=date(2025, 12, 31))
        done = load(
            Store(folder),
            MAPPING,
            [file],
            stated=stated,
            progress=lambda word: stages.append((word, perf_counter() - began)),
        )
        assert done.published, done.errors
    seconds = perf_counter() - began
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    processor = sum(u.ru_utime + u.ru_stime for u in (own, children))
    memory = max(own.ru_maxrss, children.ru_maxrss) / 1024
    print(json.dumps(Step(seconds, processor, memory, stages).__dict__))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
