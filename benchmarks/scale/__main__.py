"""How long questions take as a company grows, beside SQL by hand; what publishing costs.

    python -m benchmarks.scale [S] [M] [L] [--page]

Prints the tables; `--page` also writes docs/benchmarks.md. Everything it makes is in a folder of
its own under the system's temporary files, and removed. L needs 30 GB of disk and 12 of memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.scale.company import PROFILE, SIZES, Size, load_company
from benchmarks.scale.lives import lifelines_python, lives
from benchmarks.scale.page import Measured, page
from benchmarks.scale.publishing import NO_CUBES, publishing
from benchmarks.scale.rollup import KPI_NAMES, rollup
from benchmarks.scale.routes import ASKED, OpenEngine, measure
from icp_metrics.compare import open_view
from icp_metrics.settings import SETTINGS
from icp_metrics.store import Store

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
MEMORY = {"L": "9GB"}
"""What publishing and questions may take of memory, where not what they take by default."""


def run(size: Size, folder: Path, python: Path | None) -> Measured:
    """Everything about one size."""
    before = os.getloadavg()[0]
    store = Store(folder / "store")
    store.save_profile("core", PROFILE)
    _say(f"{size.name}: making the company")
    load_company(store, size)
    costs, memory = {}, MEMORY.get(size.name)
    for name, least in (("none", NO_CUBES), ("kept", SETTINGS["cube_from_facts"].default)):
        _say(f"{size.name}: publishing, cubes: {name}")
        costs[name] = publishing(store, least, memory)
        _say(f"{size.name}: {costs[name].seconds:.0f} s")
    version = store.current()
    assert version is not None
    file = store.file(version)
    assert file is not None
    engine = OpenEngine(file, memory)
    view = open_view(store, engine=lambda *_: engine)
    timings = []
    for asked in ASKED:
        timings.append(t := measure(view, engine, asked))
        _say(f"{size.name}: {asked.kpi}, {asked.name}: {t.product / t.hand:.2f} of SQL by hand")
    rollups = [rollup(engine, kpi) for kpi in KPI_NAMES]
    lived = lives(view, engine, folder, python)
    engine.close()
    return Measured(size, costs, timings, rollups, lived, (before, os.getloadavg()[0]))


def _say(words: str) -> None:
    print(f"[{perf_counter() - BEGAN:4.0f} s] {words}", file=sys.stderr, flush=True)


BEGAN = perf_counter()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("sizes", nargs="*", choices=[*SIZES, []], default=["S", "M"])
    parser.add_argument("--page", action="store_true")
    given = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory(prefix="icp-metrics-scale-") as folder:
        python = lifelines_python(Path(folder))
        for name in given.sizes:
            at = Path(folder) / name
            at.mkdir()
            found.append(run(SIZES[name], at, python))
            shutil.rmtree(at)
    text = page(found)
    print(text)
    if given.page:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
