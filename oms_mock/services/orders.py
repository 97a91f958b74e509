"""What the OMS does with orders: list them page by page, and open one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oms_mock.errors import InvalidPageError, OrderNotFoundError, StoreUnavailableError
from oms_mock.services import views
from oms_mock.store.orders import Listing, View
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

LAST_PAGE = "last"
ATTEMPTS = 10
"""To read a page while others change what is on it."""


@dataclass(frozen=True)
class Page:
    """Some bodies of a list, and where they stand in it."""

    count: int
    number: int
    pages: int
    bodies: Sequence[bytes]


def page(store: Store, world: World, view: View, listing: Listing, number: str, size: int) -> Page:
    """Return one page of a list of orders.

    `number` is what the client wrote, `last` included. Raises InvalidPageError.
    """
    for _ in range(ATTEMPTS):
        try:
            return _page(store, world, view, listing, number, size)
        except LookupError:  # an order of the page has gone in between
            world = _again(store, world)
    raise StoreUnavailableError(f"the world {world.name} changes all the time")


def _again(store: Store, world: World) -> World:
    try:
        return store.worlds.open(world.name)
    except LookupError:
        raise StoreUnavailableError(f"the world {world.name} has gone") from None


def _page(store: Store, world: World, view: View, listing: Listing, number: str, size: int) -> Page:
    positions = store.orders.positions(world, listing)
    turned, pages, offset = turn_to(number, len(positions), size)
    bodies = store.orders.bodies(view, positions[offset : offset + size])
    return Page(len(positions), turned, pages, bodies)


def turn_to(number: str, count: int, size: int) -> tuple[int, int, int]:
    """Find a page: its number, the number of pages, and the offset of its first element.

    Numbers are read as Python reads them, other digits and blanks around them included; an
    empty list has one empty page (Django's paginator). Raises InvalidPageError.
    """
    pages = max(1, -(-count // size))
    try:
        turned = pages if number == LAST_PAGE else int(number)
    except ValueError:
        raise InvalidPageError from None
    if not 1 <= turned <= pages:
        raise InvalidPageError
    return turned, pages, (turned - 1) * size


def full(store: Store, world: World, order_id: int) -> bytes:
    """Return a whole order. Raises OrderNotFoundError."""
    return _find(store, world, order_id)[0]


def short(store: Store, world: World, order_id: int) -> bytes:
    """Return an order without its items, and their number. Raises OrderNotFoundError."""
    return views.without_items(*_find(store, world, order_id))


def _find(store: Store, world: World, order_id: int) -> tuple[bytes, int, int, int]:
    found = store.orders.find(world, order_id)
    if found is None:
        raise OrderNotFoundError
    return found
