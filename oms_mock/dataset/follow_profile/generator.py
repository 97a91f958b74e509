"""Generate orders and webhook events that follow the profile of a deployment.

Constants and the number of items are chosen first, so that they agree with each other; then `reshaper` adapts nulls,
formats and unknown keys. Each order is a pure function of (seed, profile, id). Personas and the documents of a scenario
do not follow the profile.
"""

from __future__ import annotations

from oms_mock import urls
from oms_mock.dataset import dates, orders, personas
from oms_mock.dataset.channels import channels
from oms_mock.dataset.date_shift import shifted
from oms_mock.dataset.deliveries import delivery
from oms_mock.dataset.digest import below, draws
from oms_mock.dataset.follow_profile.rates import weighted
from oms_mock.dataset.follow_profile.reshaper import Reshaper
from oms_mock.dataset.items import Purchase, items
from oms_mock.dataset.orders import instants
from oms_mock.dataset.states import ITEM_CONTENT_TYPE, item_states, order_states
from oms_mock.dataset.webhook_events import webhook_events
from oms_mock.errors import SetupError
from oms_mock.spec import path_table
from oms_mock.spec.json_path import Document
from oms_mock.spec.path_table import Expected
from oms_mock.spec.profile_format import OTHER, UNNAMED, Profile, Rates, Shape

ORDER_LIST = f"GET {urls.ORDERS}/"
ORDER_DETAIL = f"{ORDER_LIST}{{pk}}/"
EVENT_DETAIL = f"{ORDER_DETAIL}webhook_events/{{event}}/"
ORDER_SCHEMA = "order-detail.response.json"
EVENT_SCHEMA = "webhook-event-detail.response.json"
ORDER_ROOTS = ((ORDER_LIST, "$.results[*]"), (ORDER_LIST, "$[*]"), (ORDER_DETAIL, "$"))

SAMPLE_SIZE = 200
"""Generated orders from which the shares of null without a profile are computed."""
EVERYTHING_FILLED = 10
"""The id of the persona in which nothing is null."""
APPROVED = "400"
"""The state that an order in an undocumented state is generated as."""
UNKNOWN_STATES = 100
"""The ids of undocumented states of orders begin after it, those of items after twice as much."""
MOST_ITEMS = 64
SCHEMA_DATES = frozenset(("utc-6", "utc-0"))

# The short views, the lists and the links between the parts of an order need these.
KEPT = frozenset(
    (
        "$", "$.id", "$.number", "$.omnitron_id", "$.state", "$.state.id", "$.state.enum_value", "$.channel",
        "$.channel.id", "$.channel.name", "$.customer", "$.customer.pk", "$.customer.channel", "$.address",
        "$.address.id", "$.orderitem_set", "$.orderitem_set[*]", "$.orderitem_set[*].id", "$.orderitem_set[*].state",
        "$.orderitem_set[*].state.id", "$.orderitem_set[*].state.enum_value", "$.orderitem_set[*].order",
        "$.payment_type", "$.delivery_type", "$.client_type", "$.created_date", "$.modified_date", "$.date_placed",
    )
)  # fmt: skip
KEPT_OF_EVENTS = frozenset(
    (
        "$", "$.id", "$.webhook", "$.created_date", "$.modified_date", "$.uuid", "$.request_payload", "$.delivered",
        "$.retry_count", "$.object_id",
    )
)  # fmt: skip


class ProfileGenerator:
    """Generates orders and their webhook events in the shapes of a profile.

    Their dates are shifted by `days`. Raises SetupError for a profile without orders.
    """

    def __init__(self, profile: Profile, seed: int, days: int = 0) -> None:
        self.digest = profile.digest
        self._seed = seed
        self._days = days
        self._shapes = _order_shapes(profile)
        table = path_table.of(ORDER_SCHEMA)
        unknown = sorted(self._rates("$.state.enum_value").keys() - order_states().keys() - {OTHER})
        self._states = {
            each: _unknown_state(each, UNKNOWN_STATES + place) for place, each in enumerate(unknown, start=1)
        }
        usual = [self._chosen(personas.LAST_ID + 1 + place) for place in range(SAMPLE_SIZE)]
        full = shifted(personas.order_of(EVERYTHING_FILLED), days)
        self._orders = Reshaper(self._shapes, table, usual, full, KEPT)
        events = [event for order in usual for event in webhook_events(seed, order)]
        of_events = profile.endpoints[EVENT_DETAIL].paths if EVENT_DETAIL in profile.endpoints else {}
        full_event = shifted(personas.webhook_events_of(EVERYTHING_FILLED)[0], days)
        event_table = path_table.of(EVENT_SCHEMA)
        self._events = Reshaper(of_events, event_table, events, full_event, KEPT_OF_EVENTS)

    def order(self, order_id: int) -> Document:
        """Generate an order."""
        return self._orders.reshape(self._seed, shifted(self._chosen(order_id), self._days))

    def webhook_events(self, order: Document) -> list[Document]:
        """Generate the webhook events of an order, oldest first."""
        return [self._events.reshape(self._seed, event) for event in webhook_events(self._seed, order)]

    def _rates(self, path: str) -> Rates:
        return self._shapes[path].values if path in self._shapes else {}

    def _chosen(self, order_id: int) -> Document:
        """Generate an order with constants and a number of items as frequent as in the profile."""
        plain = orders.order(self._seed, order_id)
        state, payment, delivery_kind, client, count, within, *_ = draws(self._seed, "profile.order", order_id)
        enum_value = weighted(self._rates("$.state.enum_value"), state) or plain["state"]["enum_value"]
        like = enum_value if enum_value in order_states() else APPROVED
        payment_type = weighted(self._rates("$.payment_type"), payment) or plain["payment_type"]
        delivery_type = weighted(self._rates("$.delivery_type"), delivery_kind) or plain["delivery_type"]
        placed, created, modified = instants(self._seed, order_id, like)
        purchase = Purchase(channels()[plain["channel"]["id"]], like, payment_type, created, modified)
        how_many = self._item_count(count, within)
        arrival = delivery(self._seed, order_id, like, delivery_type)
        chosen = plain | {
            "state": self._states.get(enum_value) or order_states()[like],
            "orderitem_set": items(self._seed, order_id, purchase, how_many),
            "payment_type": payment_type,
            "client_type": weighted(self._rates("$.client_type"), client) or plain["client_type"],
            "created_date": dates.wire(created),
            "modified_date": dates.wire(modified),
            "date_placed": dates.wire(placed),
            **arrival._asdict(),
        }
        return self._with_unknown_state(chosen) if enum_value in self._states else chosen

    def _with_unknown_state(self, order: Document) -> Document:
        state = order["state"] | {"id": order["state"]["id"] + UNKNOWN_STATES, "content_type": ITEM_CONTENT_TYPE}
        like = item_states()[APPROVED]
        changed = [each | {"state": state} if each["state"] == like else each for each in order["orderitem_set"]]
        return order | {"orderitem_set": changed}

    def _item_count(self, draw: int, within: int) -> int | None:
        lengths = self._shapes["$.orderitem_set"].lengths if "$.orderitem_set" in self._shapes else {}
        most = int(weighted(lengths, draw) or 0)
        if most <= 8:
            return most if lengths else None
        least = most // 2 + 1
        return min(MOST_ITEMS, least + below(most - least + 1, within))


def deviations(profile: Profile) -> list[str]:
    """Return the paths of orders at which the profile, and so the fake, does not satisfy the JSON Schema."""
    table = path_table.of(ORDER_SCHEMA)
    return [path for path, shape in sorted(_order_shapes(profile).items()) if _deviates(path, shape, table.get(path))]


def _deviates(path: str, shape: Shape, known: Expected | None) -> bool:
    if known is None:
        return not path.endswith((".*", UNNAMED))
    return (
        not shape.types.keys() <= known.types
        or (known.is_date and not shape.dates.keys() <= SCHEMA_DATES)
        or (known.places is not None and not shape.decimals.keys() <= {str(known.places)})
    )


def _order_shapes(profile: Profile) -> dict[str, Shape]:
    for label, root in ORDER_ROOTS:
        shapes = profile.endpoints[label].paths if label in profile.endpoints else {}
        if root in shapes:
            return {f"${path.removeprefix(root)}": shape for path, shape in shapes.items() if path.startswith(root)}
    raise SetupError("the profile contains no orders: record it with oms-mock profile URL")


def _unknown_state(enum_value: str, state_id: int) -> Document:
    name = f"Status {enum_value}"
    like = order_states()[APPROVED]
    return like | {
        "id": state_id,
        "name": name,
        "enum_value": enum_value,
        "translations": {language: {"name": name} for language in like["translations"]},
    }
