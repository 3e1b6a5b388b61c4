"""The reference in docs/reference, from the declarations: KPIs, settings, statistics, tables.

`python -m icp_metrics.reference` writes the pages; with `--check` it changes nothing and exits
with 1 when a page is not what the declarations say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from textwrap import dedent

from icp_metrics import statistics_reference
from icp_metrics.catalog import KPIS
from icp_metrics.kpis import Kpi
from icp_metrics.projections import reference
from icp_metrics.schema import KINDS
from icp_metrics.settings import SETTINGS
from icp_metrics.tables import TABLES

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
_NOTE = "Written by `python -m icp_metrics.reference` from the declarations; do not edit.\n"


def pages() -> dict[str, str]:
    """The generated pages: file name in docs/reference -> Markdown."""
    return {
        "kpis.md": _kpis(),
        "settings.md": _settings(),
        "statistics.md": statistics_reference.page(_NOTE),
        "tables.md": _tables(),
    }


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Write the pages, or with `--check` name those that are stale. Returns the exit code."""
    files = {folder / name: text.encode() for name, text in pages().items()}
    stale = [f for f, text in files.items() if not f.is_file() or f.read_bytes() != text]
    if "--check" in arguments:
        if stale:
            print("Stale; run python -m icp_metrics.reference:", *(f.name for f in stale))
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for file in stale:
        file.write_bytes(files[file])
    return 0


def _kpis() -> str:
    return "\n".join(["# KPIs", "", _NOTE, *map(_kpi, KPIS.values())])


def _kpi(kpi: Kpi) -> str:
    facts = [
        ("question", kpi.question),
        ("unit", kpi.unit),
        ("direction", _direction(kpi)),
        ("smallest difference that matters", _smallest(kpi)),
        ("formula", f"`{type(kpi.estimator).__name__}`: {kpi.formula}"),
        ("variants, the default first", ", ".join(map(partial(_variant, kpi), kpi.ways))),
        ("made of", ", ".join(f"`{p}`" for p in kpi.parts) or "its facts"),
        ("window", kpi.window),
        ("tables needed", ", ".join(f"`{t}`" for t in kpi.tables)),
        ("shown beside it", ", ".join([*kpi.companions, *kpi.shares]) or "nothing"),
        ("in the headline", f"yes, {kpi.sale} the sale" if kpi.headline else "no"),
    ]
    queries = [
        f"Facts of `{name}`:\n\n```sql\n{dedent(sql).strip()}\n```\n"
        for name, sql in kpi.variants.items()
    ]
    head = [f"## {kpi.title} (`{kpi.id}`)", "", kpi.definition, "", *_table(("what", "is"), facts)]
    return "\n".join([*head, "", *queries, "Sources:", "", *(f"- {s}" for s in kpi.sources), ""])


def _direction(kpi: Kpi) -> str:
    if kpi.better == "neither":
        return "none: it says how things are"
    return f"{kpi.better} is better; in words: {kpi.better_word}, {kpi.worse_word}"


def _variant(kpi: Kpi, name: str) -> str:
    return f"`{name}` ({kpi.differs[name].words})" if name in kpi.differs else f"`{name}`"


def _smallest(kpi: Kpi) -> str:
    if kpi.better == "neither":
        return "none"
    if kpi.relative:
        return f"{kpi.smallest_gap:.0%} of the value outside the ICP"
    return f"{100 * kpi.smallest_gap:g} pp" if kpi.unit == "share" else f"{kpi.smallest_gap:g}"


def _tables() -> str:
    kinds = (f"- {kind.name}: {kind.doc}." for kind in KINDS.values())
    return "\n".join(["# Tables", "", _NOTE, *kinds, "", *map(reference, TABLES.values())])


def _settings() -> str:
    how = "`icp-metrics settings set NAME=VALUE` changes one; every change is a new version.\n"
    rows = [
        (f"`{s.name}`", "" if s.default in (None, {}) else f"`{s.default}`", s.doc, s.must)
        for s in SETTINGS.values()
    ]
    lines = _table(("setting", "default", "meaning", "a value"), rows)
    return "\n".join(["# Settings", "", _NOTE, how, *lines, ""])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
