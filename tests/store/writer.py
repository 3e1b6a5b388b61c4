"""A data update in a process of its own: `python writer.py STORE MAPPING AS_OF FILE...`.

Prints `ready` once everything is imported, then each word of progress, then the load's JSON.
With DIE_AT in the environment the process kills itself when that word of progress comes.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import date
from pathlib import Path

from icp_metrics.loading import Stated, load
from icp_metrics.store import Store


def _say(word: str) -> None:
    print(word, flush=True)
    if word == os.environ.get("DIE_AT"):
        os.kill(os.getpid(), signal.SIGKILL)


def main(store: str, mapping: str, as_of: str, *files: str) -> None:
    _say("ready")
    stated = Stated(as_of=date.fromisoformat(as_of))
    text = Path(mapping).read_text(encoding="utf-8")
    result = load(Store(Path(store)), text, [Path(f) for f in files], stated=stated, progress=_say)
    print(json.dumps(result.to_json(), default=str), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
