"""The demo company: loads its exports the way a user would, in the order of its plan."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from icp_metrics.errors import StoreError
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.profile.document import parse
from icp_metrics.settings import Settings
from icp_metrics.store import Store

Progress = Callable[[str], None]
Plan = dict[str, Any]

SAMPLE_DATA = Path(__file__).resolve().parent.parent / "sample_data"


def load_demo(store: Store, progress: Progress, folder: Path = SAMPLE_DATA) -> list[LoadResult]:
    """Save the demo's settings and profiles and load the exports of the plan not loaded yet.

    Raises StoreError where the exports are not beside the package, the store holds other data, or
    one of the exports is refused.
    """
    plan_file = folder / "plan.yaml"
    if not plan_file.is_file():
        raise StoreError("The demo company's files are missing: run from a clone of the project.")
    plan = yaml.safe_load(plan_file.read_text(encoding="utf-8"))
    if not store.root.exists():
        return _whole(store, plan, folder, progress)
    names = {Mapping.parse((folder / s["mapping"]).read_text("utf-8")).name for s in plan["loads"]}
    foreign = [ld for ld in store.loads().values() if ld.name not in names]
    if foreign:
        raise StoreError(
            f"This store holds other data ({foreign[0].name}): the demo company would mix with it. "
            "Name another folder with --store."
        )
    return _load(store, plan, folder, progress)


def _whole(store: Store, plan: Plan, folder: Path, progress: Progress) -> list[LoadResult]:
    """Load beside the store's place and rename: an interrupted demo leaves no half of it."""
    beside = store.root.with_name(f".{store.root.name}-demo")
    shutil.rmtree(beside, ignore_errors=True)
    results = _load(Store(beside), plan, folder, progress)
    os.replace(beside, store.root)
    return results


def _load(store: Store, plan: Plan, folder: Path, progress: Progress) -> list[LoadResult]:
    _save_settings(store, **plan.get("settings", {"values": {}}))
    for name in plan["profiles"]:
        text = (folder / name).read_text(encoding="utf-8")
        store.save_profile(parse(text).name, text)
    results = []
    for i, step in enumerate(plan["loads"], start=1):
        files = [folder / f for f in step["files"]]
        progress(f"{i} of {len(plan['loads'])}: {', '.join(f.name for f in files)}")
        mapping = (folder / step["mapping"]).read_text(encoding="utf-8")
        stated = Stated(as_of=step["as_of"], data_through=step.get("data_through"))
        result = load(store, mapping, files, stated=stated)
        if result.errors:
            raise StoreError(result.errors[0]["message"], code=result.errors[0]["code"])
        results.append(result)
    return results


def _save_settings(
    store: Store, values: dict[str, Any], author: str = "", reason: str = ""
) -> None:
    """Keep the plan's settings as the first version; what somebody set since then stays."""
    if values and store.settings().version == 0:
        settings = Settings().with_values(values, version=1)
        store.save_settings(settings, author=author, reason=reason)
