"""Simulate everything and write the page."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.coverage.page import page, table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "coverage.md"


def main() -> None:
    """Read the command line, simulate and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    PAGE.write_text(page(table(wanted.runs, wanted.seed), wanted.runs))


if __name__ == "__main__":
    main()
