"""Generate the webhook events of orders, with the responses of their targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from oms_mock.dataset import dates
from oms_mock.dataset.digest import below, draws, pick, spread, uuid4_hex
from oms_mock.dataset.orders import UNTOUCHED
from oms_mock.dataset.states import order_states

CREATED, TRANSITIONED = "order.created", "order.status.transitioned"


def webhook(pk: int, event_type: str, path: str, strategy: str, headers: dict[str, str] | None) -> dict[str, Any]:
    """Return the webhook object of an event."""
    return {
        "id": pk,
        "event_type": event_type,
        "target_url": f"https://hooks.example.com/{path}",
        "status": "active",
        "retry_countdown_config": {"strategy": strategy, "countdown": 60, "max_retry_count": 5},
        "additional_headers": headers,
        "secret_key": None,
    }


WEBHOOKS = {
    CREATED: webhook(1, CREATED, "oms/order-created", "fixed", None),
    TRANSITIONED: webhook(2, TRANSITIONED, "oms/order-status", "exponential", {"X-Source": "oms"}),
}


class DeliveryOutcome(NamedTuple):
    """The outcome of an event. Without a status, the target has not responded yet."""

    delivered: bool
    status: int | None
    content: str | None
    retries: int


Report = tuple[str, dict[str, Any]]
"""An event type, and the state of the order at that time."""

OUTCOMES = spread(
    (
        (DeliveryOutcome(True, 200, "", 0), 56),
        (DeliveryOutcome(True, 200, '{"status":"ok"}', 0), 22),
        (DeliveryOutcome(True, 200, "", 1), 5),
        (DeliveryOutcome(True, 200, '{"status":"ok"}', 2), 3),
        (DeliveryOutcome(True, 200, "", 3), 2),
        (DeliveryOutcome(False, 500, "Internal Server Error", 5), 3),
        (DeliveryOutcome(False, 503, "<html><body>Service Unavailable</body></html>", 5), 2),
        (DeliveryOutcome(False, 404, '{"detail":"Not found."}', 5), 2),
        (DeliveryOutcome(False, None, None, 0), 5),
    )
)
RETRY_PAUSE = 60 * dates.SECOND

# The states between 400 and the present one, which has the last event. None: there is no event but the first.
STOPS: tuple[tuple[str, ...] | None, ...] = spread(((None, 64), ((), 30), (("450",), 6)))


def webhook_events(seed: int, order: dict[str, Any]) -> list[dict[str, Any]]:
    """Generate the events of an order, oldest first. There is at least one."""
    return events_for(seed, order, list(_reports(seed, order)))


def events_for(seed: int, order: dict[str, Any], reports: list[Report]) -> list[dict[str, Any]]:
    """Generate an event for each report, evenly between the creation and the last change of the order."""
    created, modified = dates.read(order["created_date"]), dates.read(order["modified_date"])
    pause = max(modified - created, 0) // max(len(reports) - 1, 1)
    return [
        _event(seed, order, j, event_type, state, created + (j - 1) * pause + j * dates.SECOND)
        for j, (event_type, state) in enumerate(reports, start=1)
    ]


def _reports(seed: int, order: dict[str, Any]) -> Iterator[Report]:
    stops, *_ = draws(seed, "order.webhook_events", order["id"])
    state = order["state"]
    if state["enum_value"] in UNTOUCHED:
        yield CREATED, state
        return
    yield CREATED, order_states()["400"]
    passed = pick(STOPS, stops)
    if passed is None:
        return
    for enum_value in passed:
        if enum_value != state["enum_value"]:
            yield TRANSITIONED, order_states()[enum_value]
    yield TRANSITIONED, state


def _event(
    seed: int, order: dict[str, Any], j: int, event_type: str, state: dict[str, Any], sent: int
) -> dict[str, Any]:
    event_id = order["id"] * 10 + j
    a, b, c, d, lag, fate, wait, *_ = draws(seed, "webhook_event", event_id)
    uuid = uuid4_hex(a, b, c, d)
    outcome = pick(OUTCOMES, fate)
    sent += below(4 * dates.SECOND, lag) // 5
    responded = sent if outcome.status is None else sent + 20_000 + below(2 * dates.SECOND, wait)
    event = {
        "id": event_id,
        "webhook": WEBHOOKS[event_type],
        "created_date": dates.wire(sent),
        "modified_date": dates.wire(responded + outcome.retries * RETRY_PAUSE),
        "uuid": uuid,
        "request_payload": {
            "event": {"type": event_type, "uuid": uuid},
            "payload": payload(order, state),
        },
        "response_content": None,
        "response_http_status": None,
        "delivered": False,
        "retry_count": 0,
        "object_id": order["id"],
        "content_type": 2,
    }
    return with_outcome(event, outcome)


def with_outcome(event: dict[str, Any], outcome: DeliveryOutcome) -> dict[str, Any]:
    """Return an event with an outcome."""
    return event | {
        "response_content": outcome.content,
        "response_http_status": outcome.status,
        "delivered": outcome.delivered,
        "retry_count": outcome.retries,
    }


def payload(order: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of an event for an order in this state."""
    return {
        "id": order["id"],
        "number": order["number"],
        # The package webhook in the sibling documentation has a state without translations.
        "state": {key: value for key, value in state.items() if key != "translations"},
        "channel_name": order["channel"]["name"],
        "date_placed": order["date_placed"],
        "payment_type": order["payment_type"],
        "delivery_type": order["delivery_type"],
        "client_type": order["client_type"],
        "omnitron_id": order["omnitron_id"],
        "order_item_count": len(order["orderitem_set"]),
    }
