"""A saved view, and the text it is kept as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import yaml

from icp_metrics.address import VERSIONS, Parameters
from icp_metrics.errors import StoreError
from icp_metrics.store import Document

Kind = Literal["live", "frozen"]
LIVE: Kind = "live"
FROZEN: Kind = "frozen"
_KINDS: Mapping[str, Kind] = {LIVE: LIVE, FROZEN: FROZEN}

_MOST_PARAMETERS, _LONGEST = 200, 20_000
_LONGEST_NAME = 80


@dataclass(frozen=True)
class SavedView:
    """A page and its parameters under a name.

    `parameters`: as in an address. Those of a frozen view hold every version; of a live one at
    most `icp`, a name for its newest version or `NAME vN`. `recipe`: of a frozen view, what its
    data was made by when it was frozen. `number`, `version`: of the document; 0 before it is kept.
    """

    name: str
    kind: Kind
    page: str
    parameters: Parameters
    author: str
    saved_at: str = ""
    recipe: str = ""
    number: int = 0
    version: int = 0
    deleted: bool = False

    @property
    def saved_on(self) -> date:
        """The day (UTC) on which it was saved, or frozen."""
        return date.fromisoformat(self.saved_at[:10])

    @property
    def data(self) -> int | None:
        """The data version of a frozen view."""
        return int(self.parameters["data"][0]) if self.kind == FROZEN else None

    @property
    def shows(self) -> tuple[str, Parameters]:
        """What makes it the view it is, whatever it is called and whoever saved it."""
        return self.page, self.parameters

    def text(self) -> str:
        """The text it is kept as."""
        told: dict[str, Any] = {
            "name": self.name,
            "kind": self.kind,
            "author": self.author,
            "saved_at": self.saved_at,
            "page": self.page,
            "parameters": {n: list(v) for n, v in self.parameters.items()},
        }
        told |= {"recipe": self.recipe} if self.recipe else {}
        told |= {"deleted": True} if self.deleted else {}
        return yaml.safe_dump(told, sort_keys=False, allow_unicode=True)


def checked_name(name: str) -> str:
    """The name with its blanks settled. Raises StoreError E_VIEW for one that cannot be one."""
    said = " ".join(name.split())
    if not said:
        raise StoreError("A view needs a name.", code="E_VIEW")
    if len(said) > _LONGEST_NAME or not said.isprintable():
        raise StoreError(
            f"A view cannot be called '{printable(said)[:60]}': use {_LONGEST_NAME} characters at "
            "most, and none that cannot be seen.",
            code="E_VIEW",
        )
    return said


def checked_parameters(parameters: Mapping[str, tuple[str, ...]]) -> None:
    """Raise StoreError E_VIEW for more parameters than any page has."""
    said = [text for name, values in parameters.items() for text in (name, *values)]
    if len(said) > _MOST_PARAMETERS or sum(map(len, said)) > _LONGEST:
        raise StoreError("This page has more filters than a view can keep.", code="E_VIEW")


def printable(text: str) -> str:
    """The text without what cannot be seen."""
    return "".join(c for c in text if c.isprintable())


def read(document: Document) -> SavedView:
    """The view that a document keeps. Raises StoreError E_DAMAGED where it is none."""
    try:
        said = yaml.safe_load(document.text)
        found = SavedView(
            name=str(said["name"]),
            kind=_KINDS[said["kind"]],
            page=str(said["page"]),
            parameters={str(n): tuple(map(str, v)) for n, v in said["parameters"].items()},
            author=str(said["author"]),
            saved_at=str(said["saved_at"]),
            recipe=str(said.get("recipe", "")),
            number=int(document.name),
            version=document.version,
            deleted=bool(said.get("deleted", False)),
        )
        whole = found.kind == LIVE or {*VERSIONS[:2]} <= set(found.parameters)
        _ = found.saved_on, found.data if whole else None
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError):
        whole = False
    if not whole:
        raise StoreError(
            f"The view views/{document.name}/v{document.version:03d}.yaml is not as it was saved: "
            "put it back from a backup; `icp-metrics verify` says what else is damaged.",
            code="E_DAMAGED",
        )
    return found
