"""Serving the dashboard: Streamlit on 127.0.0.1, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from icp_metrics.errors import StoreError

ROOT = Path(__file__).resolve().parents[2]


def command(port: int) -> list[str]:
    """The command that serves app.py."""
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "app.py"),
        "--server.address=127.0.0.1",
        f"--server.port={port}",
        "--server.headless=true",
    ]


def serve(store: Path, port: int) -> int:
    """Serve until interrupted; the exit code. Raises StoreError where app.py is missing."""
    if not (ROOT / "app.py").is_file():
        raise StoreError("The dashboard's app.py is missing: run from a clone of the project.")
    print(f"icp-metrics on http://127.0.0.1:{port} (store: {store}); stop with Ctrl-C", flush=True)
    environment = {**os.environ, "ICP_METRICS_STORE": str(store.resolve())}
    try:
        # The working folder holds .streamlit/config.toml, which turns telemetry off.
        return subprocess.run(command(port), cwd=ROOT, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0
