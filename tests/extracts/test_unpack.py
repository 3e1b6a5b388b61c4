"""Folders, gzip and zip files become the data files in them, and nothing else on the disk."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from icp_metrics.errors import MappingError, ReadError
from icp_metrics.extracts.extract import extract
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.read import read
from icp_metrics.extracts.unpack import Unpacked, unpack, unpacked
from icp_metrics.presets.files import recognise_files
from tests.archives import locked, zipped
from tests.workbook import write_workbook

CSV = "id,x\n1,a\n"


def opened(folder: Path, content: bytes, name: str = "export.zip") -> Unpacked:
    (folder / name).write_bytes(content)
    return unpack([folder / name], folder / "staging")


def names(found: Unpacked) -> list[str]:
    return [f.name for f in found.files]


def text(file: Path) -> list[tuple[object, ...]]:
    return pl.read_parquet(read(file, file.with_suffix(".text")).parquet).rows()


def everything_below(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_zip_is_the_data_files_in_it_by_name_and_says_what_it_passed_over(tmp_path):
    members = {
        "b/accounts.csv": CSV,
        "deals.CSV": CSV,
        "README.txt": "about",
        "__MACOSX/._deals.CSV": b"\0\5",
        ".DS_Store": b"\0",
        "~$book.xlsx": b"x",
        "logo.png": b"\x89PNG",
        "empty/": b"",
    }
    found = opened(tmp_path, zipped(members))
    assert names(found) == ["accounts.csv", "deals.CSV"]
    assert found.warnings == (
        "export.zip: passed over, as no data: .DS_Store, ._deals.CSV, README.txt, logo.png, "
        "~$book.xlsx",
    )
    assert found.files[0].read_text() == CSV


def test_names_that_lead_out_of_the_folder_are_cut_to_their_last_part(tmp_path):
    members = {"../../a.csv": CSV, "/etc/b.csv": CSV, "C:\\x\\..\\c.csv": CSV, "d\x01|.csv": CSV}
    found = opened(tmp_path, zipped(members))
    assert names(found) == ["a.csv", "b.csv", "c.csv", "d__.csv"]
    staging = tmp_path / "staging"
    assert all(staging in f.parents for f in found.files)
    outside = {f for f in everything_below(tmp_path) if not f.startswith("staging/")}
    assert outside == {"export.zip"}
    assert not (tmp_path.parent / "a.csv").exists()


def test_link_in_a_zip_is_passed_over(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("secret.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("deals.csv", CSV)
    assert names(opened(tmp_path, content.getvalue())) == ["deals.csv"]


def test_gzip_loses_its_ending_and_its_own_idea_of_a_name(tmp_path):
    content = io.BytesIO()
    with gzip.GzipFile("../../elsewhere.csv", "wb", fileobj=content) as packed:
        packed.write(CSV.encode())
    assert names(opened(tmp_path, content.getvalue(), "deals.csv.GZ")) == ["deals.csv"]


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_every_format_is_read_from_a_zip_packed_once_more_or_not(tmp_path, ending):
    book = write_workbook(tmp_path / "book.xlsx", {"S": [["id", "x"], ["1", "a"]]})
    pq.write_table(pa.table({"id": ["1"], "x": ["a"]}), tmp_path / "t.parquet")
    contents = {
        "a.csv": CSV.encode(),
        "b.tsv": b"id\tx\n1\ta\n",
        "c.jsonl": b'{"id": "1", "x": "a"}\n',
        "d.parquet": (tmp_path / "t.parquet").read_bytes(),
        "e.xlsx": book.read_bytes(),
    }
    packed = {n + ending: gzip.compress(c) if ending else c for n, c in contents.items()}
    found = opened(tmp_path, zipped(packed))
    assert names(found) == list(contents)
    assert [row[1:] for f in found.files for row in text(f)] == [(None, "1", "a")] * 5


def test_workbook_called_csv_is_no_archive(tmp_path):
    book = write_workbook(tmp_path / "export.csv", {"S": [["id"], ["7"]]})
    assert unpacked([book], tmp_path / "staging") == [book]


def test_folder_is_its_data_files_in_order_without_hidden_ones_and_folders(tmp_path):
    folder = tmp_path / "exports"
    (folder / "older").mkdir(parents=True)
    for name in ("b.csv", "a.csv", ".hidden.csv", "notes.md", "older/c.csv"):
        (folder / name).write_text(CSV)
    (folder / "d.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    found = unpack([folder], tmp_path / "staging")
    assert names(found) == ["a.csv", "b.csv", "d.csv"]
    assert found.warnings == ("exports: passed over, as no data: .hidden.csv, notes.md, older/",)


NESTED = zipped({"inner.zip": zipped({"deals.csv": CSV})})
REFUSED = {
    "damaged": ("E_ARCHIVE", zipped({"deals.csv": CSV * 100})[:-30]),
    "wrong checksum": ("E_ARCHIVE", zipped({"d.csv": CSV}, packed=False).replace(b"1,a", b"1,b")),
    "empty": ("E_ARCHIVE", zipped({})),
    "no data": ("E_ARCHIVE", zipped({"README.md": "about", "x.exe": "MZ"})),
    "zip in a zip": ("E_ARCHIVE", NESTED),
    "gzip in a gzip": ("E_ARCHIVE", gzip.compress(gzip.compress(CSV.encode()))),
    "zip in a gzip": ("E_ARCHIVE", gzip.compress(zipped({"deals.csv": CSV}))),
    "cut gzip": ("E_ARCHIVE", gzip.compress(CSV.encode() * 99)[:-9]),
    "two of a name": ("E_ARCHIVE", zipped({"a/deals.csv": CSV, "b/DEALS.csv": CSV})),
    "name too long": ("E_ARCHIVE", zipped({"x" * 200 + ".csv": CSV})),
    "locked": ("E_LOCKED", locked(zipped({"deals.csv": CSV}))),
    "bomb": ("E_SIZE", zipped({"deals.csv": b"0" * 70_000_000})),
    "gzip bomb": ("E_SIZE", gzip.compress(b"0" * 70_000_000, 9)),
    "many": ("E_SIZE", zipped({f"{i}.csv": "" for i in range(10_001)})),
}


@pytest.mark.parametrize("name", REFUSED)
def test_archive_that_cannot_be_trusted_is_refused_under_its_code(tmp_path, name):
    code, content = REFUSED[name]
    with pytest.raises(ReadError, match=r"export\.zip: ") as error:
        opened(tmp_path, content)
    assert error.value.code == code


def test_folder_without_data_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadError, match="holds no file that is read") as error:
        unpack([tmp_path / "empty"], tmp_path / "staging")
    assert error.value.code == "E_EMPTY"


def test_archives_are_unpacked_before_files_are_matched_to_sources(tmp_path):
    mapping = Mapping.parse(
        """
        sources: {deals: {file: "deals*.csv"}, people: {file: "accounts*.csv"}}
        tables:
          opportunities: {from: deals, columns: {opportunity_id: id, status: {value: open}}}
          accounts: {from: people, columns: {account_id: id}}
        """
    )
    export = tmp_path / "export.zip"
    export.write_bytes(zipped({"deals.csv": CSV, "accounts.csv": CSV, "LICENSE": "..."}))
    found = extract(
        mapping,
        [export],
        timezone="UTC",
        as_of=date(2026, 1, 1),
        staging=tmp_path / "staging",
        known_accounts=None,
    )
    assert [(c.file, c.accepted) for c in found.files] == [("accounts.csv", 1), ("deals.csv", 1)]
    assert found.warnings[0] == "export.zip: passed over, as no data: LICENSE"


def test_presets_look_into_archives(tmp_path):
    export = tmp_path / "export.zip"
    export.write_bytes(zipped({"Opportunity.csv": "Id,StageName,IsWon,IsClosed\n1,New,0,0\n"}))
    assert all(s.sources.keys() <= {"Opportunity.csv"} for s in recognise_files([export]))


def test_files_of_a_folder_that_no_source_names_are_passed_over_and_said(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "deals.csv").write_text("id\n1\n2\n", encoding="utf-8")
    (folder / "notes.csv").write_text("note\na\n", encoding="utf-8")
    mapping = Mapping.parse(
        "sources: {deals: {file: 'deals*'}}\n"
        "tables: {opportunities: {columns: {opportunity_id: id, status: {value: open}}}}"
    )
    asked = {"timezone": "UTC", "as_of": date(2025, 1, 1), "known_accounts": None}
    found = extract(mapping, [folder], staging=tmp_path / "staging", **asked)
    assert [f.file for f in found.files] == ["deals.csv"]
    assert "no source of the mapping reads notes.csv; passed over" in found.warnings
    named = [folder / "deals.csv", folder / "notes.csv"]
    with pytest.raises(MappingError, match=r"notes\.csv fits no source"):
        extract(mapping, named, staging=tmp_path / "staging", **asked)
