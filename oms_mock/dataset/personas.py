"""Personas: orders with permanent ids, each an edge case that is known to break clients.

They are the oldest generated orders, and the same for every seed. Ids 1 to 99 are reserved for them, so a new persona
changes no existing order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from oms_mock.dataset import dates, oddities
from oms_mock.dataset.addresses import COMPANY, HOME, address
from oms_mock.dataset.channels import Channel, channels
from oms_mock.dataset.items import CREDIT_CARD, Purchase, item
from oms_mock.dataset.oddities import APPROVED, ITEMS, WEB
from oms_mock.dataset.orders import instants, order
from oms_mock.dataset.people import WORDS, email
from oms_mock.dataset.states import STATUSES, order_states
from oms_mock.dataset.webhook_events import (
    CREATED,
    TRANSITIONED,
    DeliveryOutcome,
    events_for,
    webhook_events,
    with_outcome,
)
from oms_mock.spec.json_path import Document

SEED = 0
LAST_ID = 99
"""The other generated orders begin after it."""

MARKETPLACE = 4
DELIVERED = "550"
LATER = ("450", DELIVERED)
FIRST_STATUS = 19
MANY_ITEMS = 200

# Products of personas have ids below those of the generated products.
PRODUCT_SHIFT, IMAGE_SHIFT, OMNITRON_SHIFT = -400, 1000, 10_000

Change = Callable[[Document], Document]
Events = Callable[[Document], list[Document]]


def _unchanged(document: Document) -> Document:
    return document


def _ordinary_events(document: Document) -> list[Document]:
    return webhook_events(SEED, document)


class Persona(NamedTuple):
    """An order with a permanent id: its name, a description of the edge case, and how it is generated."""

    id: int
    name: str
    description: str
    change: Change = _unchanged
    events: Events = _ordinary_events
    channel_id: int = WEB
    enum_value: str = APPROVED
    item_count: int = 2
    placed: int | None = None
    """Microseconds since the opening, if the edge case depends on the time."""


def orders() -> Iterator[Document]:
    """Yield the orders of all personas by ascending id. They are shared, so never modify them."""
    for persona in PERSONAS:
        yield order_of(persona.id)


def is_one(order_id: int) -> bool:
    """Return whether a persona has this id."""
    return order_id in _BY_ID


@lru_cache(maxsize=LAST_ID)
def order_of(persona_id: int) -> Document:
    """Generate the order of a persona. Raises LookupError for an id without one."""
    persona = _BY_ID[persona_id]
    return persona.change(_plain(persona))


def webhook_events_of(persona_id: int) -> list[Document]:
    """Generate the webhook events of a persona, oldest first."""
    return _BY_ID[persona_id].events(order_of(persona_id))


def _plain(persona: Persona) -> Document:
    """Generate an ordinary order of a customer who has no other orders."""
    channel = channels()[persona.channel_id]
    placed, created, modified = _instants(persona)
    home = _address(persona.id, HOME, channel)
    return order(SEED, persona.id) | {
        "state": order_states()[persona.enum_value],
        ITEMS: _items(persona, Purchase(channel, persona.enum_value, CREDIT_CARD, created, modified)),
        "customer": home["customer"],
        "shipping_address": home,
        "billing_address": home,
        "channel": channel.document,
        "payment_type": CREDIT_CARD,
        "retail_store": None,
        "delivery_range": None,
        "client_type": "default",
        "delivery_type": "standard",
        "created_date": dates.wire(created),
        "modified_date": dates.wire(modified),
        "date_placed": dates.wire(placed),
        "tracking_number": f"34{persona.id:010d}" if int(persona.enum_value) >= 500 else None,
        "has_gift_box": False,
        "gift_box_note": None,
        "notes": None,
        "segment": None,
        "cargo_company": 34,
    }


def _instants(persona: Persona) -> tuple[int, int, int]:
    placed, created, modified = instants(SEED, persona.id, persona.enum_value)
    late = 0 if persona.placed is None else persona.placed - placed
    return placed + late, created + late, modified + late


def _customer(persona_id: int, channel: Channel) -> Document:
    words = WORDS[channel.country]
    first_name = words.first_names[persona_id % len(words.first_names)]
    last_name = words.last_names[persona_id * 7 % len(words.last_names)]
    return {
        "email": email(first_name, last_name, persona_id),
        "first_name": first_name,
        "last_name": last_name,
        "phone_number": words.phone_number.format(persona_id),
        "erp_code": None,
        "pk": persona_id,
        "channel": channel.document["id"],
    }


def _address(persona_id: int, slot: int, channel: Channel) -> Document:
    own_id = persona_id * 10 + slot
    customer = _customer(persona_id, channel)
    shared = ("email", "phone_number", "first_name", "last_name")
    model = address(SEED, _customer_from(persona_id, channel.country), slot)
    return model | {key: customer[key] for key in shared} | {"id": own_id, "omnitron_id": own_id, "customer": customer}


@lru_cache(maxsize=LAST_ID)
def _customer_from(persona_id: int, country: str) -> int:
    """Return the index of a generated customer whose home is in a country and has coordinates."""
    index = persona_id * 100
    while not _has_coordinates(address(SEED, index, HOME), country):
        index += 1
    return index


def _has_coordinates(home: Document, country: str) -> bool:
    places = [home[kind] for kind in ("country", "city", "township", "district")]
    return bool(home["country"]["code"] == country and all(place and place["longitude"] for place in places))


def _items(persona: Persona, purchase: Purchase) -> list[Document]:
    return [
        _of_persona(item(SEED, persona.id, j, purchase, persona.enum_value)) for j in range(1, persona.item_count + 1)
    ]


def _of_persona(sold: Document) -> Document:
    """Give an item a product that no generated order of any seed contains."""
    product = sold["product"]
    own_id = product["id"] + PRODUCT_SHIFT
    images = [image | {"id": image["id"] + IMAGE_SHIFT, "product": own_id} for image in product["productimage_set"]]
    own = product | {
        "id": own_id,
        "omnitron_id": product["omnitron_id"] + OMNITRON_SHIFT,
        "productimage_set": images,
        "base_code": product["base_code"].replace("MCK", "PSN"),
        "sku": product["sku"].replace("MCK", "PSN"),
    }
    return sold | {"product": own, "parent_omnitron_id": None}


def _billed_to_a_company(document: Document) -> Document:
    channel = channels()[document["channel"]["id"]]
    return document | {"billing_address": _address(document["id"], COMPANY, channel)}


def _with_outcomes(*outcomes: DeliveryOutcome) -> Events:
    """Return a function that generates one event for each outcome: the creation, and then the state changes."""

    def events(document: Document) -> list[Document]:
        reports = [(CREATED, order_states()[APPROVED]), *((TRANSITIONED, order_states()[each]) for each in LATER)]
        written = events_for(SEED, document, reports[: len(outcomes)])
        return [with_outcome(event, outcome) for event, outcome in zip(written, outcomes, strict=True)]

    return events


def _with_a_large_payload(document: Document) -> list[Document]:
    def large(event: Document) -> Document:
        request = event["request_payload"]
        return event | {"request_payload": request | {"payload": request["payload"] | {ITEMS: items}}}

    persona = _BY_ID[document["id"]]._replace(item_count=MANY_ITEMS)
    _, created, modified = _instants(persona)
    items = _items(persona, Purchase(channels()[WEB], APPROVED, CREDIT_CARD, created, modified))
    return [large(event) for event in webhook_events(SEED, document)]


_NEVER = DeliveryOutcome(delivered=False, status=None, content=None, retries=0)
_GIVEN_UP = DeliveryOutcome(False, 503, "<html><body>Service Unavailable</body></html>", 5)
_AT_THE_FOURTH = DeliveryOutcome(True, 200, '{"status":"ok"}', 3)
_AT_THE_SECOND = DeliveryOutcome(True, 200, "", 1)

PERSONAS = (
    Persona(1, "ordinary", "an ordinary order"),
    Persona(2, "turkish-i", "dotted and dotless i in both cases, in names, address and notes", oddities.turkish),
    Persona(
        3,
        "midnight-in-istanbul",
        "placed at midnight in Istanbul, which is 21:00 UTC the day before",
        oddities.placed_on_a_whole_second,
        placed=2 * dates.DAY + 21 * 60 * dates.MINUTE,
    ),
    Persona(
        4, "whole-seconds", "dates on whole seconds, which are written without a fraction", oddities.on_whole_seconds
    ),
    Persona(5, "emoji", "emoji in names, address and notes: families, flags, skin tones, keycaps", oddities.emoji),
    Persona(6, "right-to-left", "Arabic and Hebrew, mixed with digits and Latin", oddities.right_to_left),
    Persona(7, "many-items", f"{MANY_ITEMS} items", item_count=MANY_ITEMS),
    Persona(8, "zero-amount", "free of charge: the amount to pay is 0.00", oddities.free_of_charge),
    Persona(9, "everything-null", "every nullable value is null", oddities.everything_null, _with_outcomes(_NEVER)),
    Persona(
        10,
        "everything-filled",
        "no nullable value is null",
        oddities.everything_filled,
        _with_outcomes(_AT_THE_SECOND, _AT_THE_SECOND),
        enum_value=DELIVERED,
    ),
    Persona(11, "company-invoice", "billed to a company, shipped to the customer", _billed_to_a_company),
    Persona(12, "no-images", "products without images", oddities.without_images),
    Persona(13, "large-omnitron-id", "an omnitron_id of 2^53 + 1, which JavaScript rounds", oddities.beyond_2_53),
    Persona(
        14,
        "large-payload",
        f"a webhook event whose payload has {MANY_ITEMS} items: over 300 kB",
        events=_with_a_large_payload,
    ),
    Persona(
        15,
        "undelivered-events",
        "webhook events that were given up after five retries, or have no response yet",
        events=_with_outcomes(_GIVEN_UP, _NEVER, _NEVER),
        enum_value=DELIVERED,
    ),
    Persona(
        16,
        "retried-events",
        "webhook events that were delivered at the fourth and at the second attempt",
        events=_with_outcomes(_AT_THE_FOURTH, _AT_THE_SECOND, _AT_THE_SECOND),
        enum_value=DELIVERED,
    ),
    Persona(17, "shared-number", "the number of order 18, on another channel", oddities.sharing_a_number),
    Persona(
        18,
        "shared-number-too",
        "the number of order 17, on another channel",
        oddities.sharing_a_number,
        channel_id=MARKETPLACE,
    ),
    *(
        Persona(place, f"status-{enum_value}", f"the state {name} ({enum_value})", enum_value=enum_value)
        for place, (enum_value, name, _) in enumerate(STATUSES, start=FIRST_STATUS)
    ),
)

COUNT = len(PERSONAS)

_BY_ID = {persona.id: persona for persona in PERSONAS}
