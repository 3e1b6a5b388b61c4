"""The stated figures of a store: versioned, with author and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from icp_metrics.errors import IcpError
from icp_metrics.store import Document, Store
from icp_metrics.tie_out.figure import Figure, figures
from icp_metrics.tie_out.measures import measures


@dataclass(frozen=True)
class Stated:
    """One version of the stated figures; version 0: nothing was stated yet."""

    version: int = 0
    figures: tuple[Figure, ...] = ()
    author: str = ""
    reason: str = ""
    saved_at: str = ""


def stated(store: Store, version: int | None = None) -> Stated:
    """The figures stated last, or those of a version.

    Raises IcpError E_TIE_OUT where they are not as they were kept.
    """
    document = store.tie_out(version)
    return Stated() if document is None else _read(document)


def keep(
    store: Store,
    new: Sequence[Figure],
    *,
    author: str = "",
    reason: str = "",
    instead: bool = False,
) -> Stated:
    """Keep stated figures as the next version; the same again are no new version.

    What was stated before stays where the new figures do not state it again; with `instead`, it
    goes.
    """
    with store.writing():
        try:
            before = stated(store)
        except IcpError:
            # Damaged: to state them anew is the cure.
            before = Stated()
        kept = {} if instead else {f.key: f for f in before.figures}
        kept |= {f.key: f for f in new}
        order = list(measures())
        ours = sorted(
            kept.values(), key=lambda f: (order.index(f.measure.id), f.month, f.source.casefold())
        )
        if tuple(ours) == before.figures:
            return before
        cells = [{k: v for k, v in f.to_cells().items() if v} for f in ours]
        return _read(store.save_tie_out(cells, author=author, reason=reason))


def _read(document: Document) -> Stated:
    try:
        saved = yaml.safe_load(document.text)
        # A measure that a later release no longer has states nothing.
        known = [f for f in saved["figures"] if f["measure"] in measures()]
        read, problems = figures((f"Figure {n}", cells) for n, cells in enumerate(known, start=1))
    except (yaml.YAMLError, TypeError, KeyError, AttributeError):
        raise IcpError(_damaged(document.version), code="E_TIE_OUT") from None
    if problems:
        raise IcpError(_damaged(document.version), code="E_TIE_OUT")
    told = {name: str(saved.get(name) or "") for name in ("author", "reason", "saved_at")}
    return Stated(document.version, tuple(read), **told)


def _damaged(version: int) -> str:
    return (
        f"The stated figures (tie_out v{version:03d}) are not as they were kept. Put the file back "
        "from a backup, or state the figures anew."
    )
