"""Many readers at once: 20 sessions over websockets, a click every 2 s each, for a minute.

    python benchmarks/crowd.py [--sessions 20] [--seconds 60]

Median and 95th percentile of a click, beside a bare Streamlit page with six charts under the same
clicks. A click is a filter: some are new, and some another reader has chosen before. Prints errors
told by pages, and exits with 1 if there is any. Needs the demo company's files; no browser.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.browsing import bare
from benchmarks.browsing.session import Answered, Session
from benchmarks.browsing.table import HEAD, line, load
from icp_metrics.demo import load_demo
from icp_metrics.store import Store
from tests.browser.dashboard import running

PAUSE_S = 2.0
PAGES = ("", "kpi", "accounts")
Click = Callable[[Session, int], Answered]


def filter_click(session: Session, turn: int) -> Answered:
    """Choose the next filter of those offered."""
    offered = [o for o in session.controls["Filters"].options if not o.endswith("(blank)")]
    return session.choose("Filters", offered[turn % len(offered)])


def bars_click(session: Session, turn: int) -> Answered:
    """Choose another number of bars."""
    return session.choose("Bars", str(bare.bars(turn)))


def read(url: str, page: str, click: Click, number: int, seconds: float) -> list[Answered]:
    """The clicks of one reader, who begins a little after the one before."""
    session = Session(url, page)
    session.open()
    found = list[Answered]()
    sleep(number * PAUSE_S / 20)
    until, turn = perf_counter() + seconds, 7 * number
    while perf_counter() < until:
        began = perf_counter()
        found.append(click(session, turn))
        turn += 1
        sleep(max(0.0, PAUSE_S - (perf_counter() - began)))
    session.close()
    return found


def crowd(
    store: Path, script: list[str] | None, click: Click, sessions: int, seconds: float
) -> list[Answered]:
    """The clicks of all readers."""
    pages = PAGES if script is None else ("",)
    with running(store, script) as (url, _), ThreadPoolExecutor(sessions) as pool:
        jobs = [
            pool.submit(read, url, pages[n % len(pages)], click, n, seconds)
            for n in range(sessions)
        ]
        return [each for job in jobs for each in job.result()]


def main() -> None:
    """Load the demo company, send the crowd, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--store", type=Path, help="the demo company, loaded before")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(given.store or folder / "store")
        if given.store is None:
            load_demo(store, lambda _: None)
        print(f"{given.sessions} sessions, a click every {PAUSE_S:.0f} s; {load()}\n{HEAD}")
        stock = crowd(store.root, bare.script(folder, 6), bars_click, given.sessions, given.seconds)
        ours = crowd(store.root, None, filter_click, given.sessions, given.seconds)
        print(line("click to the end of the run", *([a.seconds for a in x] for x in (ours, stock))))
        errors = [e for answer in (*ours, *stock) for e in answer.errors]
        print(f"{len(ours)} clicks, {len(stock)} on the bare page; {len(errors)} errors; {load()}")
        for error in sorted(set(errors)):
            print(f"  {error}")
    if errors:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
