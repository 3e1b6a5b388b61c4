"""The demo company: loads its exports the way a user would, in the order of its plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml

from icp_metrics.errors import StoreError
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.profile.document import parse
from icp_metrics.store import Store

SAMPLE_DATA = Path(__file__).resolve().parent.parent / "sample_data"


def load_demo(
    store: Store, progress: Callable[[str], None], folder: Path = SAMPLE_DATA
) -> list[LoadResult]:
    """Save the demo profiles and load every export of the plan; what is loaded already is passed.

    Raises StoreError where the exports are not beside the package or one of them is refused.
    """
    plan_file = folder / "plan.yaml"
    if not plan_file.is_file():
        raise StoreError("The demo company's files are missing: run from a clone of the project.")
    plan = yaml.safe_load(plan_file.read_text(encoding="utf-8"))
    for name in plan["profiles"]:
        text = (folder / name).read_text(encoding="utf-8")
        store.save_profile(parse(text).name, text)
    results = []
    for i, step in enumerate(plan["loads"], start=1):
        files = [folder / f for f in step["files"]]
        progress(f"{i} of {len(plan['loads'])}: {', '.join(f.name for f in files)}")
        mapping = (folder / step["mapping"]).read_text(encoding="utf-8")
        result = load(store, mapping, files, stated=Stated(as_of=step["as_of"]))
        if result.errors:
            raise StoreError(result.errors[0]["message"], code=result.errors[0]["code"])
        results.append(result)
    return results
