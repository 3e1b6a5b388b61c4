"""Keeping views: saving, renaming and deleting them, each as a version of a document."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from icp_metrics.errors import StoreError, did_you_mean
from icp_metrics.saved_views.view import (
    FROZEN,
    SavedView,
    checked_name,
    checked_parameters,
    printable,
    read,
)
from icp_metrics.store import Store
from icp_metrics.store.ledger import now


def saved_views(store: Store) -> list[SavedView]:
    """The views there are, in the order of their names; a damaged one is left out."""
    found = []
    for number in store.view_numbers():
        with suppress(StoreError):
            found.append(_kept(store, number))
    return sorted((v for v in found if v and not v.deleted), key=lambda v: v.name.casefold())


def named(store: Store, name: str) -> SavedView:
    """The view of that name. Raises StoreError E_VIEW with the nearest name."""
    views = saved_views(store)
    found = _of_name(views, name)
    if found is None:
        known = [v.name for v in views]
        hint = did_you_mean(name, known) or " None is saved yet."
        raise StoreError(f"There is no view '{printable(name)[:80]}'.{hint}", code="E_VIEW")
    return found


def numbered(store: Store, number: int) -> SavedView | None:
    """The view of that number; None if there never was one, or it was deleted."""
    found = _kept(store, number)
    return None if found is None or found.deleted else found


def keep(store: Store, view: SavedView, *, instead: bool = False) -> SavedView:
    """Keep a view under its name; what is there under it already is kept as its version before.

    Raises StoreError E_VIEW where a view has the name and is frozen, or is not to be replaced
    (`instead`).
    """
    view = replace(view, name=checked_name(view.name), author=_author(view.author))
    if not view.author:
        raise StoreError("Say whose view it is: it needs an author.", code="E_VIEW")
    checked_parameters(view.parameters)
    with store.writing():
        there = _of_name(saved_views(store), view.name)
        if there is not None and there.kind == FROZEN:
            raise StoreError(
                f"'{there.name}' is frozen: it is not replaced. Delete it first, or use another "
                "name.",
                code="E_VIEW",
            )
        if there is not None and not instead:
            raise StoreError(
                f"There is a view '{there.name}' already, by {there.author}: say "
                "that it is to be replaced, or use another name.",
                code="E_VIEW",
            )
        if there is not None and (there.kind, there.shows) == (view.kind, view.shows):
            return there
        return _save(store, view, None if there is None else there.number)


def rename(store: Store, number: int, name: str, *, author: str) -> SavedView:
    """Call a view otherwise; what it shows stays. Raises StoreError E_VIEW for a name in use."""
    with store.writing():
        view = _there(store, number)
        wanted = checked_name(name)
        other = _of_name(saved_views(store), wanted)
        if other is not None and other.number != number:
            raise StoreError(f"There is a view '{other.name}' already.", code="E_VIEW")
        kept = replace(view, name=wanted)
        document = store.save_view(
            number, kept.text(), title=wanted, event="view_renamed", author=_author(author)
        )
        return replace(kept, version=document.version)


def delete(store: Store, number: int, *, author: str) -> SavedView:
    """Take a view away, a frozen one too. Its text stays in the store, and the ledger says who."""
    with store.writing():
        view = replace(_there(store, number), deleted=True)
        document = store.save_view(
            number, view.text(), title=view.name, event="view_deleted", author=_author(author)
        )
        return replace(view, version=document.version)


def _save(store: Store, view: SavedView, number: int | None) -> SavedView:
    made = replace(view, saved_at=now())
    document = store.save_view(number, made.text(), title=made.name, author=made.author)
    return replace(made, number=int(document.name), version=document.version)


def _kept(store: Store, number: int) -> SavedView | None:
    document = store.view_text(number)
    return None if document is None else read(document)


def _there(store: Store, number: int) -> SavedView:
    found = numbered(store, number)
    if found is None:
        raise StoreError("This view is no longer there: it was deleted.", code="E_VIEW")
    return found


def _of_name(views: list[SavedView], name: str) -> SavedView | None:
    wanted = " ".join(name.split()).casefold()
    return next((v for v in views if v.name.casefold() == wanted), None)


def _author(said: str) -> str:
    return printable(" ".join(said.split()))[:80]
