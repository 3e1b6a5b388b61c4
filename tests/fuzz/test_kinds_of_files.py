"""Every kind of file has one outcome: exact rows, rows and problems, or a code and no change."""

from __future__ import annotations

import re
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from icp_metrics.extracts import extract
from icp_metrics.extracts.mapping import Mapping as ExtractMapping
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.store import Store
from tests.fuzz.kinds import ACCEPTED, LISTED, MAPPING, REFUSED, UTF8, Kind
from tests.store.folder import digests

SERVER_MAY_GROW = 512 * 1024
"""kB of memory: what a file costs, it costs the worker."""

AT_ONCE = 4
AS_OF = date(2026, 1, 31)


@dataclass(frozen=True)
class Outcome:
    """What became of a file, and what it left on the disk beside where it may be."""

    seconds: float
    strewn: set[str]
    rows: int = 0
    amount: Decimal | None = None
    first_day: date | None = None
    problems: tuple[str, ...] = ()
    left_out: int = 0
    result: LoadResult | None = None
    changed: bool = False


def outcomes(
    kinds: Mapping[str, Kind], folder: Path, judge: Callable[[Path, Path], Outcome]
) -> dict[str, Outcome]:
    """Each kind judged in a folder of its own, a few at a time."""
    places = {name: folder / str(i) for i, name in enumerate(kinds)}

    def one(name: str) -> Outcome:
        places[name].mkdir()
        file = places[name] / kinds[name].name
        file.write_bytes(kinds[name].content)
        return judge(file, places[name])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(kinds, pool.map(one, kinds), strict=True))


def strewn(folder: Path, file: Path) -> set[str]:
    return {p.name for p in folder.iterdir()} - {file.name, "staging", "store"}


@pytest.fixture(scope="module", autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where everything temporary goes for a while; nothing may stay. Memory is watched, too."""
    folder = tmp_path_factory.mktemp("scratch")
    usual, tempfile.tempdir = tempfile.tempdir, str(folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield folder
    tempfile.tempdir = usual
    assert not list(folder.iterdir())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < SERVER_MAY_GROW


def extracted(file: Path, folder: Path) -> Outcome:
    begun = time.monotonic()
    found = extract.extract(
        ExtractMapping.parse(MAPPING),
        [file],
        timezone="UTC",
        as_of=AS_OF,
        staging=folder / "staging",
        known_accounts=None,
    )
    deals, [count] = found.tables["opportunities"], found.files
    assert count.records == count.accepted + count.rejected + count.left_out
    assert count.rejected == found.problems["row"].n_unique()
    return Outcome(
        time.monotonic() - begun,
        strewn(folder, file),
        rows=deals.height,
        amount=deals["amount"].sum(),
        first_day=deals["created_on"].min(),  # type: ignore[arg-type]
        problems=tuple(found.problems["problem"]),
        left_out=count.left_out,
    )


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    return outcomes(ACCEPTED | LISTED, tmp_path_factory.mktemp("read"), extracted)


@pytest.mark.parametrize("name", ACCEPTED)
def test_good_file_in_any_dress_gives_exactly_its_rows(read: dict[str, Outcome], name: str) -> None:
    kind, found = ACCEPTED[name], read[name]
    assert (found.rows, found.amount, found.problems) == (kind.rows, kind.amount, ())
    assert (found.left_out, found.first_day) == (kind.left_out, date(2025, 1, 31))
    assert found.seconds < 10 and not found.strewn


@pytest.mark.parametrize("name", LISTED)
def test_bad_rows_are_listed_and_the_others_are_exact(read: dict[str, Outcome], name: str) -> None:
    kind, found = LISTED[name], read[name]
    assert (found.rows, found.amount, found.problems) == (kind.rows, kind.amount, kind.problems)
    assert found.seconds < 10 and not found.strewn


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the good file in force."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "deals.csv").write_bytes(UTF8)
    assert loaded(Store(folder / "store"), folder / "deals.csv").published
    return folder / "store"


def loaded(store: Store, file: Path) -> LoadResult:
    return load(store, MAPPING, [file], stated=Stated(as_of=AS_OF))


@pytest.fixture(scope="module")
def refused(published: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    def judge(file: Path, folder: Path) -> Outcome:
        store = Store(shutil.copytree(published, folder / "store"))
        before, begun = digests(store), time.monotonic()
        result = loaded(store, file)
        took = time.monotonic() - begun
        changed = digests(store) != before
        return Outcome(took, strewn(folder, file), result=result, changed=changed)

    return outcomes(REFUSED, tmp_path_factory.mktemp("refused"), judge)


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_be_refused_is_named_and_changes_nothing(
    refused: dict[str, Outcome], name: str
) -> None:
    found = refused[name]
    assert found.result is not None
    [error] = found.result.errors
    assert error["code"] == REFUSED[name].code
    assert not found.result.published and not found.changed
    assert found.seconds < 10 and not found.strewn
    # A sentence for people: no trace of our code, no path of the machine.
    assert not re.search(r"Traceback|\.py\b|/tmp|staging", error["message"])
    assert len(error["message"]) < 500


@pytest.mark.slow
@pytest.mark.parametrize("name", [*ACCEPTED, *LISTED])
def test_what_is_read_is_published_as_it_was_read(tmp_path: Path, name: str) -> None:
    kind = (ACCEPTED | LISTED)[name]
    file = tmp_path / kind.name
    file.write_bytes(kind.content)
    found = loaded(Store(tmp_path / "store"), file)
    assert found.published, found.errors
    assert found.tables["opportunities"]["rows"] == kind.rows
    assert tuple(found.problems["problem"]) == kind.problems
