"""Whether the server's memory stays bounded: several sessions, many reruns, its resident size.

    python benchmarks/soak.py [--reruns 300] [--sessions 3] [--without-freeze]

The reruns go round a fixed set of filters, periods and pages, so that every cache is full early:
what still grows in the last third would grow for ever. `--without-freeze` serves the same
dashboard with `gc.freeze` switched off. Reads /proc: Linux only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.browsing.clicks import browser
from icp_metrics.demo import load_demo
from icp_metrics.store import Store
from icp_metrics.ui.serve import ROOT
from tests.browser.dashboard import address, running, settle

MOST_GROWTH = 0.02
"""Growth over the last third, as a share of the size, that still counts as bounded."""

UNFROZEN = f"""
import gc, runpy, sys
gc.freeze = lambda: None
sys.path.insert(0, {str(ROOT)!r})
runpy.run_path({str(ROOT / "app.py")!r}, run_name="__main__")
"""


def resident(process: int) -> float:
    """Resident size of a process in MB."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not say how large a process is")


class Session:
    """A browser page, and how many messages its server has sent it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.messages = page, 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))
        page.goto(url)
        settle(page)

    def _count(self, _: object) -> None:
        self.messages += 1


def step(session: Session, turn: int) -> None:
    """One interaction of a person, until the server has answered: how to judge, or another page."""
    page, heard = session.page, session.messages
    if turn % 3 == 2:
        name = ("KPI", "Accounts", "Scorecard")[turn // 3 % 3]
        page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
    else:
        words = ("as today", "as sold")[turn % 3]
        page.get_by_role("radio", name=words).click()
    until = perf_counter() + 30
    while session.messages == heard:
        if perf_counter() > until:
            raise SystemExit(f"no answer to interaction {turn} of a session")
        page.wait_for_timeout(5)
    settle(page)


def soak(store: Path, script: list[str] | None, reruns: int, sessions: int) -> None:
    """Print the size every 50 reruns, and whether it is bounded."""
    with browser() as opened, running(store, script) as (url, process):
        people = [
            Session(opened.new_page(), address(url, "scorecard", where=f"Region: {region}"))
            for region in (["North", "South", "East", "West"] * sessions)[:sessions]
        ]
        sizes, taken = {0: resident(process)}, []
        print(f"{'reruns':>8}{'MB':>8}{'median s':>10}")
        print(f"{0:>8}{sizes[0]:>8.0f}", flush=True)
        for n in range(1, reruns + 1):
            began = perf_counter()
            step(people[(n - 1) % sessions], (n - 1) // sessions)
            taken.append(perf_counter() - began)
            if n % 50 == 0 or n == reruns:
                sizes[n] = resident(process)
                print(f"{n:>8}{sizes[n]:>8.0f}{median(taken[-50:]):>10.2f}", flush=True)
        third = min(sizes, key=lambda n: abs(n - 2 * reruns / 3))
        grown = sizes[reruns] - sizes[third]
        word = "bounded" if grown <= MOST_GROWTH * sizes[reruns] else "GROWING"
        print(f"{word}: {grown:+.1f} MB from rerun {third} to {reruns}")


def main() -> None:
    """Load the demo company and soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reruns", type=int, default=300)
    parser.add_argument("--sessions", type=int, default=3)
    parser.add_argument("--without-freeze", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        load_demo(store, lambda _: None)
        script = None
        if given.without_freeze:
            unfrozen = Path(folder) / "unfrozen.py"
            unfrozen.write_text(UNFROZEN, encoding="utf-8")
            script = [str(unfrozen)]
        soak(store.root, script, given.reruns, given.sessions)


if __name__ == "__main__":
    main()
