"""What publishing costs, in a process of its own: time, the largest memory, size of the file.

    python -m benchmarks.scale.publishing STORE FIRST_CUBE [MEMORY]

Publishes the loads of a store with cubes from FIRST_CUBE facts, and prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.scale.by_hand import MARGIN
from icp_metrics.publish import publish
from icp_metrics.settings import Settings
from icp_metrics.store import Store, Version
from icp_metrics.store.build import Build, Contents

NO_CUBES = 1_000_000_000
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cost:
    """Seconds and largest resident MB of publishing, and MB of the file."""

    seconds: float
    memory: float
    file: float


def publishing(store: Store, first_cube: int, memory: str | None) -> Cost:
    """Publish in a process of its own, with cubes from so many facts."""
    words = ["-m", "benchmarks.scale.publishing", str(store.root), str(first_cube)]
    words += [memory] if memory else []
    told = subprocess.run(
        [sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return Cost(**json.loads(told.stdout))


class _Bounded(Store):
    """A store that builds within so much memory."""

    def __init__(self, root: Path, memory: str) -> None:
        super().__init__(root)
        self._memory = memory

    def publish(self, fill: Callable[[Build], Contents], **plan: Any) -> Version:
        """As that of the store."""

        def bounded(build: Build) -> Contents:
            build.run(f"SET memory_limit = '{self._memory}'")
            return fill(build)

        return super().publish(bounded, **plan)


def main() -> None:
    """Publish, and print what it cost."""
    root, first_cube, *memory = sys.argv[1:]
    store = _Bounded(Path(root), memory[0]) if memory else Store(Path(root))
    # Any gap of a month is churn, which is what the SQL by hand says.
    changes = {"cube_from_facts": int(first_cube), "churn_gap_days": 20, "gross_margin": MARGIN}
    settings = Settings().with_values(changes, version=store.settings().version + 1)
    store.save_settings(settings, author="", reason="")
    began = perf_counter()
    with store.writing():
        version = publish(store, sorted(store.loads()), lambda _: None)
    cost = {
        "seconds": perf_counter() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "file": version.size / 2**20,
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
