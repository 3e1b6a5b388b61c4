"""Two states side by side, and the steps that lead from one to the other, each changing one thing.

What differs is the data (rows removed, changed, new), the ICP definition, and the settings. A
setting that shapes the data has published a version of its own: where it did before the other
loads, or after them, that version is a step of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from icp_metrics.compare.states import State, reshaped
from icp_metrics.compare.view import View, file_of, view_over
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.store import Store, Version

Part = Literal["removed", "changed", "new", "definition", "settings"]
"""What may move a figure."""

PARTS: tuple[Part, ...] = ("removed", "changed", "new", "definition", "settings")

_ROWS, _SETTINGS = "rows", "settings"


@dataclass(frozen=True)
class Both:
    """Two states open together.

    `before`, `after`: what figures are drawn from in each. `steps`: what changes, and the view
    with it changed; the last is as `after`. `mixed`: settings that shape the data and changed
    between loads, so that what they did is among the rows.
    """

    before: View
    after: View
    steps: tuple[tuple[Part, View], ...]
    mixed: tuple[str, ...] = ()

    @classmethod
    def open(cls, store: Store, before: State, after: State, *, file: Path | None = None) -> Both:
        """Both states of a store. `file`: that of the version after, while it is not published."""
        versions, kinds = _between(store, before.version, after.version)
        mixed = reshaped(store, before.version, after.version) if _ROWS in kinds else ()
        if len(versions) > 2:
            mixed = ()
        files = [file_of(store, v) for v in versions if v != after.version]
        files.append(file or file_of(store, after.version))
        views = [
            view_over(engine, v, store, before.profile, settings_version=before.settings)
            for engine, v in zip(_engines(files, kinds), versions, strict=True)
        ]
        last = views[-1]
        goal = view_over(
            last.engine, after.version, store, after.profile, settings_version=after.settings
        )
        steps = [
            s for (a, b), kind in zip(pairwise(views), kinds, strict=True) for s in _leg(a, b, kind)
        ]
        if last.profile != goal.profile:
            judged = replace(last, profile=goal.profile, profile_version=goal.profile_version)
            steps.append(("definition", judged))
        if last.settings.values != goal.settings.values:
            steps.append(("settings", goal))
        return cls(views[0], goal, tuple(steps), mixed)

    def close(self) -> None:
        """Release the files."""
        engines = {id(v.engine): v.engine for v in (self.before, self.after, *self._views())}
        for engine in engines.values():
            assert isinstance(engine, DuckEngine)
            engine.close()

    def _views(self) -> list[View]:
        return [view for _, view in self.steps]


def _leg(before: View, after: View, kind: str) -> list[tuple[Part, View]]:
    """The steps from one data version to another."""
    if kind == _SETTINGS:
        return [("settings", after)]
    shared = (replace(before, shared=True), replace(after, shared=True))
    return [("removed", shared[0]), ("changed", shared[1]), ("new", after)]


def _between(store: Store, before: Version, after: Version) -> tuple[list[Version], list[str]]:
    """The versions to go by, both ends among them, and what changes from each to the next."""
    if before.number == after.number:
        return [after], []
    names = reshaped(store, before, after)
    if not names:
        return [before, after], [_ROWS]
    if before.loads == after.loads:
        return [before, after], [_SETTINGS]
    for via in store.sound_versions():
        if via.loads == before.loads and not reshaped(store, via, after):
            return [before, via, after], [_SETTINGS, _ROWS]
        if via.loads == after.loads and not reshaped(store, before, via):
            return [before, via, after], [_ROWS, _SETTINGS]
    return [before, after], [_ROWS]


def _engines(files: Sequence[Path], kinds: Sequence[str]) -> list[DuckEngine]:
    """The engine of each file; those that rows are compared between have each other beside."""
    beside: dict[int, Path] = {}
    for i, kind in enumerate(kinds):
        if kind == _ROWS:
            beside |= {i: files[i + 1], i + 1: files[i]}
    return [DuckEngine(file, beside=beside.get(i)) for i, file in enumerate(files)]
