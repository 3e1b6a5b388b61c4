"""Take the pictures in docs/images: every page on the demo company, in a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from icp_metrics.demo import load_demo
from icp_metrics.store import Store
from icp_metrics.ui.serve import ROOT, command
from tests.browser.dashboard import settle

FIRST = "scorecard"
"""The page at the root of the address."""
IMAGES = ROOT / "docs" / "images"


@contextmanager
def served(store: Path) -> Iterator[str]:
    """The address of a dashboard over a store, for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "ICP_METRICS_STORE": str(store)}
    server = subprocess.Popen(command(port), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def main() -> int:
    """Write one PNG per page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        load_demo(Store(store), print)
        with served(store) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 1120})
            for file in sorted((ROOT / "pages").glob("*.py")):
                page.goto(f"{address}/{'' if file.stem == FIRST else file.stem}")
                settle(page)
                # Charts and tables draw themselves once the script is done.
                page.wait_for_timeout(2500)
                page.screenshot(path=IMAGES / f"{file.stem}.png")
                print(f"docs/images/{file.stem}.png")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
