"""A preview in a process of its own: the dashboard stays quick, and cancelling is killing it.

`python -m icp_metrics.loading.job FOLDER` reads `FOLDER/request.json`, makes the preview in the
folder and writes each word of progress to `FOLDER/progress.txt`. `Job` is the other side.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from icp_metrics.loading.preview import Preview, preview
from icp_metrics.loading.stated import Scope, Stated
from icp_metrics.store import Store

KEPT_S = 24 * 3600
"""How long a preview waits to be published before the next one clears it away."""

_REQUEST, _PROGRESS = "request.json", "progress.txt"


def new_folder(store: Store) -> Path:
    """A folder for a preview of this store; previews that nobody published are cleared away."""
    root = store.root / "previews"
    root.mkdir(parents=True, exist_ok=True)
    for old in root.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_S:
            shutil.rmtree(old, ignore_errors=True)
    folder = root / uuid4().hex
    folder.mkdir()
    return folder


@dataclass(frozen=True, eq=False)
class Job:
    """A preview that is being made in `folder`."""

    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(
        cls,
        store: Store,
        mapping: str,
        files: Sequence[Path],
        stated: Stated,
        *,
        folder: Path,
    ) -> Job:
        """Start making the preview of these files, which stay where they are until it is done."""
        request = {
            "store": str(store.root.resolve()),
            "mapping": mapping,
            "files": [str(f.resolve()) for f in files],
            "as_of": _day(stated.as_of),
            "data_through": _day(stated.data_through),
            "max_rejected": stated.max_rejected,
            "scope": str(stated.scope),
        }
        (folder / _REQUEST).write_text(json.dumps(request), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # a traceback quotes the data
            # What it writes in between goes with the folder, also when it is killed.
            env={**os.environ, "TMPDIR": str(folder.resolve())},
            start_new_session=True,
        )
        return cls(folder, process)

    @property
    def state(self) -> Literal["running", "done", "failed"]:
        """Whether the preview is still being made, is there, or will not come."""
        if self.process.poll() is None:
            return "running"
        return "done" if (self.folder / "result.json").is_file() else "failed"

    @property
    def mapping(self) -> str:
        """The mapping it was asked to use."""
        asked = json.loads((self.folder / _REQUEST).read_text(encoding="utf-8"))
        return str(asked["mapping"])

    @property
    def progress(self) -> list[str]:
        """The words of progress so far."""
        file = self.folder / _PROGRESS
        return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []

    @property
    def preview(self) -> Preview:
        """What was made."""
        return Preview.read(self.folder)

    def cancel(self) -> None:
        """Stop it and the readers it started, remove what it wrote; the store is as it was."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def main(folder: Path) -> int:
    """Make the preview that `folder` asks for."""
    asked: dict[str, Any] = json.loads((folder / _REQUEST).read_text(encoding="utf-8"))

    def say(word: str) -> None:
        with (folder / _PROGRESS).open("a", encoding="utf-8") as file:
            file.write(" ".join(word.split()) + "\n")

    stated = Stated(
        as_of=_read_day(asked["as_of"]),
        data_through=_read_day(asked["data_through"]),
        max_rejected=asked["max_rejected"],
        scope=Scope.parse(asked["scope"]),
    )
    files = [Path(f) for f in asked["files"]]
    try:
        preview(
            Store(Path(asked["store"])),
            asked["mapping"],
            files,
            folder,
            stated=stated,
            progress=say,
        )
    except Exception as error:
        # The type alone: what an error says may quote the data.
        logging.getLogger(__name__).error("the preview failed: %s", type(error).__name__)
        return 1
    return 0


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
