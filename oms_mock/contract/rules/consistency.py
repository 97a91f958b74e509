"""Rules about the data of one view: omitted items, matching ids, unique ids."""

from __future__ import annotations

from array import array
from typing import Any

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import EVENT_LIST, FULL_ORDERS, ORDER_DETAIL, ORDER_LIST_SHORT, Endpoint
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind, contradiction
from oms_mock.contract.rules.shared_fields import ITEMS
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.values import added, digest, duplicates, id_of
from oms_mock.spec.links import LINKS, resolve


class LeftOut(Rule):
    """The short list omits the items, as documented."""

    name = "left-out"
    explanation = (
        "The vendor's documentation says that the short list has `order_item_count` instead of the detailed "
        "`orderitem_set`. A short list with the items is as large and slow as the full one."
    )
    endpoints = (ORDER_LIST_SHORT,)
    unit = "orders"
    needs = "an order in the short list"
    PRESENT = Kind("items-present", "A row of the short list has `orderitem_set`.", certain=True)
    kinds = (PRESENT,)

    def see(self, interaction: Interaction) -> None:
        """Report items in the short list."""
        if interaction.endpoint is not ORDER_LIST_SHORT or not interaction.is_census:
            return
        for index, row in enumerate(interaction.rows):
            self.test(ORDER_LIST_SHORT)
            if ITEMS in row:
                self.fault_in_row(self.PRESENT, interaction, index, ITEMS, expected="no such field", got="a field")


class Links(Rule):
    """An id that refers to another object of the same order is the id of that object."""

    name = "links"
    explanation = (
        "An item has the id of its order, an image that of its product, a city that of its country, a township that "
        "of its city, a district those of its city and township, a customer that of its channel. All of them agree "
        "in the sample of the vendor's documentation. A client that follows an id that does not agree reads the data "
        "of another customer."
    )
    endpoints = FULL_ORDERS
    unit = "orders"
    needs = "an order"
    BROKEN = Kind("broken-link", "An id inside an order is not that of the object that it belongs to.", certain=True)
    kinds = (BROKEN,)

    def see(self, interaction: Interaction) -> None:
        """Compare the ids inside of each full order."""
        if interaction.endpoint not in FULL_ORDERS or not interaction.is_census:
            return
        for index, row in enumerate(interaction.rows):
            self.test(interaction.endpoint)
            for link in LINKS:
                if any(child != parent for child, parent in resolve(row, link)):
                    expected, field = "the id of the object that it belongs to", link.name.removeprefix("$.")
                    self.fault_in_row(self.BROKEN, interaction, index, field, expected=expected, got="another id")


class Unique(Rule):
    """Ids are unique, and so are order numbers within a channel."""

    name = "unique"
    explanation = (
        "Item ids and webhook event ids are unique, and order numbers are unique within a channel. "
        "Two channels may use the same number."
    )
    endpoints = (ORDER_DETAIL, EVENT_LIST)
    unit = "ids"
    needs = "an order that was opened"
    ITEM = Kind("duplicate-item-id", "Two items have the same id.")
    EVENT = Kind("duplicate-event-id", "Two webhook events have the same id.")
    NUMBER = contradiction("duplicate-order-number", "Two orders of one channel have the same number.")
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
        """Report ids that occur twice."""
        self.tested[ORDER_DETAIL.name] = len(self._items.ids)
        self.tested[EVENT_LIST.name] = len(self._events.ids)
        self._count(self.ITEM, self._items, ORDER_DETAIL, "$.orderitem_set[*].id", "a unique item id")
        self._count(self.EVENT, self._events, EVENT_LIST, "$.results[*].id", "a unique event id")
        self._count(self.NUMBER, self._numbers, ORDER_DETAIL, "$.number", "a number that is unique within the channel")

    def _count(self, kind: Kind, owned: _Owned, endpoint: Endpoint, path: str, expected: str) -> None:
        for place in duplicates(owned.ids):
            one, other = owned.owners_of(place)
            if one == other and kind is self.NUMBER:
                continue  # the same order, opened twice
            requests = tuple(Request(endpoint, pk=pk, purpose=Purpose.VISIT) for pk in dict.fromkeys((one, other)))
            self.fault(
                kind,
                endpoint,
                path=path,
                expected=expected,
                got="a duplicate",
                example=f"orders {one} and {other}" if one != other else f"order {one}",
                request=requests[0],
                occasion=Occasion(requests),
            )


class _Owned:
    """Ids, each with the order that it was seen in: eight bytes an id, or sixteen if they are large."""

    def __init__(self) -> None:
        self.ids = array("I")
        self._owners = array("I")

    def add(self, key: int | None, owner: int) -> None:
        if key is not None:
            self.ids = added(self.ids, key)
            self._owners = added(self._owners, owner)

    def owners_of(self, place: int) -> tuple[int, int]:
        """Return the first owner of an id, and the owner at this place."""
        return self._owners[self.ids.index(self.ids[place])], self._owners[place]
