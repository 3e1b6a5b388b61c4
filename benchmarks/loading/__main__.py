"""What a full load of invoice lines costs, and an increment of 1 %.

    python -m benchmarks.loading [LINES]

LINES: 5 million unless told otherwise. The yardstick is DuckDB's typed CSV import of the same file
into a fresh database, run before and after in the same run; its mean counts. Everything it makes is
in a folder of its own under the system's temporary files, and removed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.loading.invoices import write
from benchmarks.loading.step import Step, measured
from icp_metrics.store import Store

GOAL, GOAL_MEMORY, GOAL_INCREMENT = 2.5, 1500, 0.15


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loading", description=__doc__)
    parser.add_argument("lines", nargs="?", type=int, default=5_000_000)
    lines = parser.parse_args().lines
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="icp-metrics-loading-") as folder:
        root = Path(folder)
        full, more = root / "lines.csv", root / "more.csv"
        write(full, lines)
        # Half of them are known and differ, half are new.
        write(more, lines // 100, first=lines - lines // 200, times=2)
        first = measured("import", full, _new(root / "a"))
        loaded = measured("load", full, root / "store")
        second = measured("import", full, _new(root / "b"))
        grown = measured("load", more, root / "store")
        version = Store(root / "store").current()
        assert version is not None
        assert version.rows["invoice_lines"] == lines + lines // 100 - lines // 200
    yard = (first.seconds + second.seconds) / 2
    print(f"{lines:,} invoice lines, {os.cpu_count()} cores; load average before {before:.1f}")
    print(f"DuckDB's typed CSV import: {first.seconds:.1f} s and {second.seconds:.1f} s")
    _told("full load", loaded, yard)
    _told("1 % more", grown, yard)
    tables = [s.at("Preparing KPIs") - s.at("Merging tables") for s in (loaded, grown)]
    print(
        f"tables and spans of 1 % more: {tables[1]:.1f} s, {tables[1] / tables[0]:.2f} of those of "
        f"the full load, {tables[1] / loaded.seconds:.2f} of the full load; goal "
        f"{GOAL_INCREMENT:.2f}"
    )


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _told(name: str, step: Step, yard: float) -> None:
    checked = step.at("Merging tables")
    print(
        f"{name}: {step.seconds:.1f} s, {step.seconds / yard:.2f} of the import (goal {GOAL} read, "
        f"checked and kept: {checked:.1f} s, {checked / yard:.2f}); {step.processor:.0f} processor "
        f"seconds; largest process {step.memory:,.0f} MB (goal {GOAL_MEMORY:,})"
    )
    for (word, at), until in zip(
        step.stages, [*(a for _, a in step.stages[1:]), step.seconds], strict=True
    ):
        print(f"    {until - at:6.1f} s  {word}")


if __name__ == "__main__":
    main()
