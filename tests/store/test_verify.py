"""Every damage to a store is found, and each finding says what to do."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from icp_metrics.errors import StoreError
from icp_metrics.publish import remake
from icp_metrics.settings import Settings
from icp_metrics.store import Store
from icp_metrics.store.told import as_told
from icp_metrics.store.verify import Report, at_start, verify
from tests.builders import ICP, account, deal, load_rows, new_store, try_rows
from tests.store.conftest import FIRST, SECOND, copy_of
from tests.store.folder import digests, events


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two loads (one with a reject), two versions, settings, two ICP versions, a rollback."""
    store = new_store(tmp_path_factory.mktemp("company"), ICP)
    store.save_settings(Settings(), author="A. Tester", reason="begin")
    load_rows(store, **FIRST)
    try_rows(store, deals=[*SECOND["deals"], deal("bad", "C", "perhaps", "2025-06-15")])
    store.save_profile("core", ICP.replace("[software]", "[software, retail]"))
    store.roll_back(1)
    return store


@pytest.fixture(scope="module")
def damaged(
    company: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Path]]:
    """`damaged(name)`: a copy of the company to do harm to; the file of that name in it."""
    made = []

    def _damaged(name: str) -> Path:
        folder = tmp_path_factory.mktemp("damaged")
        made.append(folder)
        return copy_of(company, folder).root / name

    yield _damaged
    for folder in made:
        shutil.rmtree(folder)


def store_of(path: Path) -> Store:
    return Store(next(p for p in path.parents if p.name == "store"))


def names(report: Report) -> set[str]:
    return {finding.file for finding in report.findings}


def files(store: Store) -> list[str]:
    return list(digests(store, without=("lock",)))


def test_whole_store_is_as_written_and_everything_in_it_was_looked_at(company: Store) -> None:
    before = digests(company)
    report = verify(company)
    assert report.findings == ()
    assert report.checked == {"versions": 2, "loads": 2, "documents": 3, "ledger_lines": 11}
    assert digests(company) == before


def test_flipped_bit_in_any_file_is_found(company: Store, damaged: Callable[[str], Path]) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    root = damaged("CURRENT").parent
    ledger = (root / "ledger.jsonl").read_bytes()
    for name in files(company):
        path = root / name
        whole = path.read_bytes()
        for place in {
            0,
            len(whole) - 1,
            chance.randrange(len(whole)),
            chance.randrange(len(whole)),
        }:
            bit = 1 << chance.randrange(8)
            flipped = bytearray(whole)
            flipped[place] ^= bit
            path.write_bytes(flipped)
            assert name in names(verify(Store(root))), (name, place, bit)
            path.write_bytes(whole)
            # Looking may add what a killed writer did not come to say.
            (root / "ledger.jsonl").write_bytes(ledger)
    assert verify(Store(root)).findings == ()


def test_any_missing_file_is_found_but_a_version_that_may_be_cleared_away(
    company: Store, damaged: Callable[[str], Path]
) -> None:
    for name in files(company):
        if name in ("ledger.jsonl", "versions/0002.duckdb"):
            continue
        path = damaged(name)
        path.unlink()
        assert any(found.startswith(name[:11]) for found in names(verify(store_of(path)))), name
    cleared = damaged("versions/0002.duckdb")
    cleared.unlink()
    assert verify(store_of(cleared)).findings == ()


def test_folder_without_a_ledger_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store in the folder 'elsewhere'") as raised:
        verify(Store(tmp_path / "elsewhere"))
    assert raised.value.code == "E_NO_DATA"
    assert not (tmp_path / "elsewhere").exists()


def test_pointer_to_another_version_than_the_ledger_says_is_found(
    damaged: Callable[[str], Path],
) -> None:
    pointer = damaged("CURRENT")
    pointer.write_text("0002\n")
    (finding,) = verify(store_of(pointer)).findings
    assert finding.problem == "it names '0002', and the ledger says that version 1 is in force"
    assert finding.cure == "Write 0001 and a line break into it."


def test_pointer_is_not_blamed_while_the_ledger_is_damaged(damaged: Callable[[str], Path]) -> None:
    ledger = damaged("ledger.jsonl")
    ledger.write_bytes(ledger.read_bytes().replace(b'"event": "roll', b'"event": "bowl'))
    pointer, *_ = verify(store_of(ledger)).findings
    assert pointer.file == "CURRENT"
    assert "cannot be told while the ledger is damaged" in pointer.cure


def test_load_whose_lines_are_damaged_is_never_taken_for_one_that_was_killed(
    damaged: Callable[[str], Path],
) -> None:
    ledger = damaged("ledger.jsonl")
    lines = ledger.read_bytes().splitlines(keepends=True)
    withdrawn = next(i for i, x in enumerate(lines) if b'"published"' in x and b'"load": 2' in x)
    store = store_of(ledger)
    before = digests(store)
    changed = b"".join(lines).replace(b'"published"', b'"qublished"')
    cut_short = b"".join(lines[:withdrawn])
    for content in (changed, cut_short):
        ledger.write_bytes(content)
        assert verify(store).findings != ()
        assert digests(store) == before


def test_line_taken_out_of_the_ledger_is_found(damaged: Callable[[str], Path]) -> None:
    ledger = damaged("ledger.jsonl")
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:3] + lines[4:]))
    problems = [f.problem for f in verify(store_of(ledger)).findings if f.file == "ledger.jsonl"]
    assert "line 4 is not as it was written, or a line before it is missing" in problems


def test_line_that_a_crash_cut_off_is_no_damage(damaged: Callable[[str], Path]) -> None:
    ledger = damaged("ledger.jsonl")
    with ledger.open("a") as file:
        file.write('{"at": "2026-01-')
    store = store_of(ledger)
    assert verify(store).findings == ()
    assert events(store)[-1] == "line_torn"
    load_rows(store, accounts=[account("Z", industry="software")])
    assert verify(store).findings == ()


def test_store_of_an_earlier_release_is_told_in_sentences(damaged: Callable[[str], Path]) -> None:
    ledger = damaged("ledger.jsonl")
    lines = [line.rpartition(', "seal"')[0] + "}" for line in ledger.read_text().splitlines()]
    ledger.write_text("".join(f"{line}\n" for line in lines))
    manifest = next((ledger.parent / "loads").glob("0001-*/manifest.json"))
    text = manifest.read_text()
    manifest.write_text(text[: text.index(',\n "checksums"')] + "\n}")
    for described in (ledger.parent / "versions").glob("*.json"):
        text = described.read_text()
        described.write_text(text[: text.index(',\n "manifests"')] + "\n}")
    problems = {f.file: f.problem for f in verify(Store(ledger.parent)).findings}
    assert problems["ledger.jsonl"] == (
        "the first 11 lines were written by an earlier release, without checksums"
    )
    assert problems["loads/0001-test"] == (
        "it was loaded by an earlier release, which kept no checksums"
    )


@pytest.mark.parametrize("name", ["versions/0001.duckdb", "versions/0001.json"])
def test_rebuilding_cures_a_damaged_version(name: str, damaged: Callable[[str], Path]) -> None:
    path = damaged(name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    store = store_of(path)
    (finding,) = verify(store).findings
    assert (finding.file, finding.cure) == (name, "Run `icp-metrics rebuild 1`.")
    with store.locked():
        remake(store, as_told(store, 1), lambda _: None)
    assert verify(store).findings == ()
    assert store.version(1).loads == (1,)


def test_lost_description_is_made_again_from_the_ledger(damaged: Callable[[str], Path]) -> None:
    path = damaged("versions/0002.json")
    before = store_of(path).version(2)
    path.unlink()
    store = store_of(path)
    with store.locked():
        remake(store, as_told(store, 2), lambda _: None)
    again = store.version(2)
    for part in ("loads", "settings", "profiles", "before", "rows", "data_through", "manifests"):
        assert getattr(again, part) == getattr(before, part)
    assert verify(store).findings == ()


@pytest.mark.parametrize("file", ["accounts.parquet", "manifest.json"])
def test_version_is_not_made_from_a_damaged_load(file: str, damaged: Callable[[str], Path]) -> None:
    path = damaged(f"loads/0001-test/{file}")
    content = path.read_bytes().replace(b'"as_of": "2025', b'"as_of": "2024')
    path.write_bytes(content if file == "manifest.json" else content[:-9] + b"?" + content[-8:])
    store = store_of(path)
    with pytest.raises(StoreError, match=rf"Load 1 \(test\) is damaged: {file}") as raised:
        remake(store, store.version(1), lambda _: None)
    assert raised.value.code == "E_DAMAGED"
    # Nor is a new one built on it.
    before = digests(store)
    assert try_rows(store, **SECOND).errors[0]["code"] == "E_DAMAGED"
    assert digests(store) == before


def test_start_looks_at_what_is_in_force_and_at_nothing_else(
    damaged: Callable[[str], Path],
) -> None:
    store = store_of(damaged("CURRENT"))
    (store.root / "versions" / "0002.json").unlink()
    assert at_start(store) == ()
    with (store.root / "versions" / "0001.duckdb").open("r+b") as file:
        file.write(b"?")
    (finding,) = at_start(store)
    assert (finding.file, finding.cure) == ("versions/0001.duckdb", "Run `icp-metrics rebuild 1`.")
    (store.root / "CURRENT").write_text("0002\n")
    assert {f.file for f in at_start(store)} == {"CURRENT", "versions/0002.json"}


def test_start_of_an_empty_folder_finds_nothing_and_makes_nothing(tmp_path: Path) -> None:
    assert at_start(Store(tmp_path / "new")) == ()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"\xb1", b"values: [", b"3", b"values: 3"])
def test_damaged_settings_are_a_sentence_to_whoever_reads_them(
    content: bytes, damaged: Callable[[str], Path]
) -> None:
    path = damaged("settings/v001.yaml")
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"settings/v001\.yaml is not as it was saved") as raised:
        store_of(path).settings()
    assert raised.value.code == "E_DAMAGED"
