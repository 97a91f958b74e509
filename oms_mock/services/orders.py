"""Read orders: one page of a list, or one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oms_mock.errors import InvalidPageError, OrderNotFoundError, StoreUnavailableError
from oms_mock.services import views
from oms_mock.store.listing import Listing
from oms_mock.store.orders import View
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

LAST_PAGE = "last"
ATTEMPTS = 10
"""Attempts to read a page whose orders are being deleted by others."""


@dataclass(frozen=True)
class Page:
    """The bodies of one page, and its place in the list."""

    count: int
    number: int
    pages: int
    bodies: Sequence[bytes]


def page(store: Store, world: World, view: View, listing: Listing, number: str, size: int) -> Page:
    """Return one page of a list of orders.

    `number` is the text that the client sent; `last` is allowed. Raises InvalidPageError.
    """
    for _ in range(ATTEMPTS):
        try:
            return _page(store, world, view, listing, number, size)
        except LookupError:  # an order of the page was deleted meanwhile
            world = _reopened(store, world)
    raise StoreUnavailableError(f"the world {world.name} changes all the time")


def _reopened(store: Store, world: World) -> World:
    try:
        return store.worlds.open(world.name)
    except LookupError:
        raise StoreUnavailableError(f"the world {world.name} has gone") from None


def _page(store: Store, world: World, view: View, listing: Listing, number: str, size: int) -> Page:
    positions = store.orders.positions(world, listing)
    found, pages, offset = find_page(number, len(positions), size)
    bodies = store.orders.bodies(view, positions[offset : offset + size])
    return Page(len(positions), found, pages, bodies)


def find_page(number: str, count: int, size: int) -> tuple[int, int, int]:
    """Return the number of a page, the number of pages, and the offset of the first element of the page.

    As in Django's paginator, a number is whatever `int` accepts, and an empty list has one empty page.
    Raises InvalidPageError.
    """
    pages = max(1, -(-count // size))
    try:
        found = pages if number == LAST_PAGE else int(number)
    except ValueError:
        raise InvalidPageError from None
    if not 1 <= found <= pages:
        raise InvalidPageError
    return found, pages, (found - 1) * size


def full(store: Store, world: World, order_id: int) -> bytes:
    """Return an order with its items. Raises OrderNotFoundError."""
    return _find(store, world, order_id)[0]


def short(store: Store, world: World, order_id: int) -> bytes:
    """Return an order with the number of its items in their place. Raises OrderNotFoundError."""
    return views.without_items(*_find(store, world, order_id))


def _find(store: Store, world: World, order_id: int) -> tuple[bytes, int, int, int]:
    found = store.orders.find(world, order_id)
    if found is None:
        raise OrderNotFoundError
    return found
