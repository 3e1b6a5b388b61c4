"""An address taken apart: which page, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from icp_metrics.errors import SliceError

Parameters = Mapping[str, tuple[str, ...]]
"""The parameters of an address; one may stand in it several times."""

FIRST_PAGE = "scorecard"
"""The page at the root."""

VERSIONS = ("data", "settings", "icp")
"""The parameters that name the versions a page is drawn from."""


@dataclass(frozen=True)
class Address:
    """A page, by the name of its file, and what it shows."""

    page: str
    parameters: Parameters


def read(text: str) -> Address:
    """An address as a browser shows it, or the part of it after the host.

    Raises SliceError where it is none.
    """
    try:
        found = urlsplit(text.strip())
        said = parse_qs(found.query, strict_parsing=bool(found.query))
    except ValueError:
        raise SliceError(f"'{text[:200]}' is no address of a page.") from None
    page = found.path.rstrip("/").rpartition("/")[2]
    return Address(page or FIRST_PAGE, {name: tuple(values) for name, values in said.items()})
