"""Rules inside one view: what is left out, ids that name each other, ids that are unique."""

from __future__ import annotations

from array import array
from typing import Any

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import EVENT_LIST, FULL_ORDERS, ORDER_DETAIL, ORDER_LIST_SHORT, Endpoint
from oms_mock.contract.rules.base import Kind, Occasion, Rule, contradiction
from oms_mock.contract.rules.shared_fields import ITEMS
from oms_mock.contract.values import added, digest, duplicates, id_of, place_of
from oms_mock.spec.links import LINKS, resolve


class LeftOut(Rule):
    """The short list leaves the items out, as the page says."""

    name = "left-out"
    explanation = (
        "The page says that the short list carries `order_item_count` instead of the detailed `orderitem_set`. "
        "A short list that carries the items costs what it was made to save."
    )
    endpoints = (ORDER_LIST_SHORT,)
    unit = "orders"
    needs = "an order in the short list"
    PRESENT = Kind("items-present", "A row of the short list carries `orderitem_set`.", certain=True)
    kinds = (PRESENT,)

    def see(self, interaction: Interaction) -> None:
        """Look for items in the short list."""
        if interaction.endpoint is not ORDER_LIST_SHORT or not interaction.is_census:
            return
        for index, row in enumerate(interaction.rows):
            self.test(ORDER_LIST_SHORT)
            if ITEMS in row:
                self.fault(
                    self.PRESENT,
                    ORDER_LIST_SHORT,
                    path=f"{interaction.path_of_rows}.{ITEMS}",
                    expected="no such field",
                    got="one",
                    example=place_of(interaction, index),
                    request=interaction.request,
                )


class Links(Rule):
    """Ids that name another object of the same order name that object."""

    name = "links"
    explanation = (
        "An item names its order, an image its product, a city its country, a township its city, a district its "
        "city and township, a customer its channel. The page's sample agrees in all of them; where one does not, "
        "a client that follows it ends at a stranger's data."
    )
    endpoints = FULL_ORDERS
    unit = "orders"
    needs = "an order"
    BROKEN = Kind("broken-link", "An id inside an order names another object than the one it lies in.", certain=True)
    kinds = (BROKEN,)

    def see(self, interaction: Interaction) -> None:
        """Compare the ids inside each full order."""
        if interaction.endpoint not in FULL_ORDERS or not interaction.is_census:
            return
        for index, row in enumerate(interaction.rows):
            self.test(interaction.endpoint)
            for link in LINKS:
                if any(child != parent for child, parent in resolve(row, link)):
                    self.fault(
                        self.BROKEN,
                        interaction.endpoint,
                        path=f"{interaction.path_of_rows}.{link.name.removeprefix('$.')}",
                        expected="the id of the object that it belongs to",
                        got="another id",
                        example=place_of(interaction, index),
                        request=interaction.request,
                    )


class Unique(Rule):
    """Ids are unique, and order numbers are within a channel."""

    name = "unique"
    explanation = (
        "No two orders share an item id, no two a webhook event id, and within a channel no two share a number. "
        "Two channels may use the same number."
    )
    endpoints = (ORDER_DETAIL, EVENT_LIST)
    unit = "ids"
    needs = "an order that was opened"
    ITEM = Kind("duplicate-item-id", "Two items have one id.")
    EVENT = Kind("duplicate-event-id", "Two webhook events have one id.")
    NUMBER = contradiction("duplicate-order-number", "Two orders of one channel have one number.")
    kinds = (ITEM, EVENT, NUMBER)

    def __init__(self) -> None:
        super().__init__()
        self._items, self._events, self._numbers = _Owned(), _Owned(), _Owned()

    def see(self, interaction: Interaction) -> None:
        """Keep the ids of an opened order, or of its events."""
        request = interaction.request
        if request.pk is None or not interaction.is_ordinary:
            return
        if interaction.endpoint is ORDER_DETAIL and interaction.rows:
            self._see_order(request.pk, interaction.rows[0])
        elif interaction.endpoint is EVENT_LIST:
            for row in interaction.rows:
                self._events.add(id_of(row), request.pk)

    def _see_order(self, pk: int, order: dict[str, Any]) -> None:
        items = order.get(ITEMS)
        for item in items if isinstance(items, list) else ():
            self._items.add(id_of(item), pk)
        channel, number = order.get("channel"), order.get("number")
        if isinstance(channel, dict) and isinstance(number, str):
            self._numbers.add(digest([channel.get("id"), number]), pk)

    def conclude(self) -> None:
        """Look for ids that came twice."""
        self.tested[ORDER_DETAIL.name] = len(self._items.ids)
        self.tested[EVENT_LIST.name] = len(self._events.ids)
        self._count(self.ITEM, self._items, ORDER_DETAIL, "$.orderitem_set[*].id", "an item id of its own")
        self._count(self.EVENT, self._events, EVENT_LIST, "$.results[*].id", "an event id of its own")
        self._count(self.NUMBER, self._numbers, ORDER_DETAIL, "$.number", "a number of its own within the channel")

    def _count(self, kind: Kind, owned: _Owned, endpoint: Endpoint, path: str, expected: str) -> None:
        for place in duplicates(owned.ids):
            one, other = owned.owners_of(place)
            if one == other and kind is self.NUMBER:
                continue  # one order, visited twice
            requests = tuple(Request(endpoint, pk=pk, purpose=Purpose.VISIT) for pk in dict.fromkeys((one, other)))
            self.fault(
                kind,
                endpoint,
                path=path,
                expected=expected,
                got="one that is taken",
                example=f"orders {one} and {other}" if one != other else f"order {one}",
                request=requests[0],
                occasion=Occasion(requests),
            )


class _Owned:
    """Ids, each with the order that it was seen in: eight bytes, or sixteen where they are large."""

    def __init__(self) -> None:
        self.ids = array("I")
        self._owners = array("I")

    def add(self, key: int | None, owner: int) -> None:
        if key is not None:
            self.ids = added(self.ids, key)
            self._owners = added(self._owners, owner)

    def owners_of(self, place: int) -> tuple[int, int]:
        """The owner of an id, and that of the same id where it came first."""
        return self._owners[self.ids.index(self.ids[place])], self._owners[place]
