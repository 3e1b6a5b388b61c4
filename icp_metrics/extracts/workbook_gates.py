"""What a workbook is checked for before a reader opens it: macros, entities, links, its sheets."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from icp_metrics.errors import ReadError
from icp_metrics.extracts.zip_directory import checked

_BLOCK = 1 << 20
_LONGEST_INDEX = 8 << 20
_MACROS = re.compile(r"vbaproject\.bin$|^xl/macrosheets/", re.IGNORECASE)
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_HARMLESS = ("/hyperlink",)
_STALE = ("/externalLinkPath", "/externalLink")
_HIDDEN = ("hidden", "veryHidden")


@dataclass(frozen=True)
class Sheet:
    """A sheet by its `name`; `part`: its XML in the zip; `hidden`: Excel does not show it."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """A workbook as a zip, checked: `sheets` in their order, `warnings`, and its parts as bytes.

    Raises ReadError E_MACRO for one with macros, E_UNSAFE for XML that defines entities or parts
    outside the file, E_LOCKED, E_SIZE, E_WORKBOOK (damaged), E_SHEET (none, or two of one name).
    """

    def __init__(self, file: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            self._parts = self._checked(file)
            self.warnings = self._check_links()
            self.sheets = self._sheets()
        except _BROKEN as error:
            raise damaged() from error

    def close(self) -> None:
        self._zip.close()

    def blocks(self, part: str) -> Iterator[bytes]:
        """The bytes of `part`, in blocks; none if it does not exist. Raises as the class."""
        name = self._parts.get(part.lower())
        if name is None:
            return
        before = b""
        try:
            with self._zip.open(name) as stream:
                while block := stream.read(_BLOCK):
                    if any(e in before + block for e in _ENTITIES):
                        raise ReadError(
                            "its XML defines entities, which no spreadsheet does; export it again.",
                            code="E_UNSAFE",
                        )
                    before = block[-16:]
                    yield block
        except _BROKEN as error:
            raise damaged() from error

    def _checked(self, file: Path) -> dict[str, str]:
        entries = checked(self._zip, file.stat().st_size)
        names = [e.filename for e in entries]
        if any(_MACROS.search(name) for name in names):
            raise ReadError(
                "it holds macros; save it as .xlsx, which has none, and load that.", code="E_MACRO"
            )
        parts = {name.lower(): name for name in names}
        if len(parts) < len(names):
            raise damaged()
        return parts

    def _check_links(self) -> tuple[str, ...]:
        """What the parts refer to. Links in cells lead nowhere until somebody clicks on them."""
        stale = False
        for name in self._parts.values():
            if not name.endswith(".rels"):
                continue
            for link in self._xml(name):
                kind = link.get("Type", "")
                if link.get("TargetMode") != "External" or kind.endswith(_HARMLESS):
                    continue
                if not kind.endswith(_STALE):
                    raise ReadError(
                        "a part of it is kept outside the file; save the workbook with its "
                        "values only.",
                        code="E_UNSAFE",
                    )
                stale = True
        if not stale:
            return ()
        return ("has links to other workbooks; their values are those it was saved with",)

    def _sheets(self) -> list[Sheet]:
        links = {
            link.get("Id"): link.get("Target", "")
            for link in self._xml("xl/_rels/workbook.xml.rels")
        }
        found = []
        for each in self._xml("xl/workbook.xml").iter():
            if _local(each.tag) == "sheet":
                link = next((v for k, v in each.items() if _local(k) == "id"), "")
                target = posixpath.normpath(posixpath.join("/xl", links.get(link, "")))
                hidden = each.get("state") in _HIDDEN
                found.append(Sheet(each.get("name", ""), target.lstrip("/"), hidden))
        if not found:
            raise ReadError("the workbook has no sheet.", code="E_SHEET")
        name, times = Counter(s.name.strip().lower() for s in found).most_common(1)[0]
        if times > 1:
            raise ReadError(f"the workbook has {times} sheets called '{name}'.", code="E_SHEET")
        return found

    def _xml(self, part: str) -> ElementTree.Element:
        read = b""
        for block in self.blocks(part):
            read += block
            if len(read) > _LONGEST_INDEX:
                raise damaged()
        return ElementTree.fromstring(read)


_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ElementTree.ParseError,
    NotImplementedError,
    EOFError,
    OSError,  # it leads to places before its beginning
    ValueError,
    struct.error,
    zlib.error,
)


def damaged() -> ReadError:
    """The error of a workbook that cannot be read."""
    return ReadError(
        "it is a damaged Excel workbook; open it in Excel and save it again.", code="E_WORKBOOK"
    )


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
