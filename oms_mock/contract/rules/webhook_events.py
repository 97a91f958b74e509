"""Rules about the webhook events of an order: each opens, belongs to the order, and is short in the short list."""

from __future__ import annotations

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, EVENT_LIST, EVENT_LIST_SHORT, ORDER_DETAIL, Endpoint
from oms_mock.contract.plan.requests import event_key, event_page
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind, contradiction
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.severity import Provenance

PAYLOADS = ("request_payload", "payload")
_NEEDS = "a webhook event"


def event_name(key: int | str) -> str:
    """Return the name of an event; a UUID is a string of the deployment and is not shown."""
    return f"event {key}" if isinstance(key, int) else "an event"


class EventOpens(Rule):
    """Every listed webhook event can be opened."""

    name = "event-opens"
    explanation = "Every webhook event in an order's list can be opened, and the response is that event."
    endpoints = (EVENT_LIST, EVENT_LIST_SHORT, EVENT_DETAIL)
    unit = "events"
    needs = _NEEDS
    LIST = contradiction("events-not-found", "The webhook events of a listed order cannot be read (404).")
    NOT_FOUND = contradiction("event-not-found", "A listed webhook event cannot be opened (404).")
    OTHER = contradiction(
        "other-event",
        "Opening a webhook event returns another event. That is an error however often it is seen.",
        certain=True,
    )
    kinds = (LIST, NOT_FOUND, OTHER)

    def __init__(self, *, listed: set[tuple[int | None, int | str | None]] | None = None) -> None:
        super().__init__()
        self._listed = listed
        """When requests are repeated: the events that are listed now; an event that is gone need not open."""
        self._gone: set[int | None] = set()
        """Orders that have been deleted since they were listed."""

    def fresh(self) -> EventOpens:
        """Return a rule that checks only events that are still listed."""
        return EventOpens(listed=set())

    def see(self, interaction: Interaction) -> None:
        """Check an opened list of events, or an opened event."""
        request, endpoint = interaction.request, interaction.endpoint
        if request.purpose is not Purpose.VISIT or not interaction.status:
            return
        if endpoint is ORDER_DETAIL and interaction.status in {404, 410}:
            self._gone.add(request.pk)
        if endpoint not in self.endpoints:
            return
        if self._listed is not None and endpoint is EVENT_LIST:
            self._listed.update((request.pk, event_key(row)) for row in interaction.rows)
        self.test(endpoint)
        opened = event_key(interaction.rows[0]) if endpoint is EVENT_DETAIL and interaction.rows else None
        if interaction.status in {404, 410}:
            kind = self.NOT_FOUND if endpoint is EVENT_DETAIL else self.LIST
            self._count(kind, interaction, "200", str(interaction.status), "$", self._is_gone(request))
        elif opened is not None and opened != request.event:
            self._count(self.OTHER, interaction, "the requested event", "another event", "$.id")

    def _is_gone(self, request: Request) -> bool:
        """Return whether the order, or the event, has been deleted since it was listed."""
        if self._listed is None:
            return False
        is_unlisted = request.endpoint is EVENT_DETAIL and (request.pk, request.event) not in self._listed
        return is_unlisted or request.pk in self._gone

    def unit_of(self, endpoint: Endpoint) -> str:
        """Count events where one is opened, else orders."""
        return "events" if endpoint is EVENT_DETAIL else "orders"

    def _count(
        self, kind: Kind, interaction: Interaction, expected: str, got: str, path: str, is_gone: bool = False
    ) -> None:
        request = interaction.request
        event = f"{event_name(request.event)} of " if request.event is not None else ""
        order = Request(ORDER_DETAIL, pk=request.pk, purpose=Purpose.VISIT)
        listing = (order, event_page(EVENT_LIST, request.pk)) if request.pk is not None else ()
        self.fault(
            kind,
            interaction.endpoint,
            path=path,
            expected=expected,
            got=got,
            example=f"{event}order {request.pk}",
            request=request,
            occasion=Occasion((*listing, request)),
            explained=is_gone,
        )


class EventPayload(Rule):
    """The short list of events omits the payload, as documented."""

    name = "event-payload"
    explanation = "The vendor's documentation says that the short list of webhook events omits the payload."
    endpoints = (EVENT_LIST_SHORT,)
    unit = "events"
    needs = _NEEDS
    PRESENT = Kind("payload-present", "A row of the short list of events has the payload.", certain=True)
    kinds = (PRESENT,)

    def see(self, interaction: Interaction) -> None:
        """Report payloads in the short list."""
        if interaction.endpoint is not EVENT_LIST_SHORT:
            return
        for index, row in enumerate(interaction.rows):
            self.test(EVENT_LIST_SHORT)
            for name in PAYLOADS:
                if row.get(name):
                    self.fault_in_row(self.PRESENT, interaction, index, name, expected="no payload", got="a payload")


class EventOwner(Rule):
    """Webhook events belong to the order that they are listed under."""

    name = "event-owner"
    explanation = (
        "The `object_id` of an event is the id of the order that it is listed under. The sibling page on undelivered "
        "webhook events has `object_id`. The payload is defined by the deployment and is not checked."
    )
    endpoints = (EVENT_LIST, EVENT_DETAIL)
    unit = "events"
    needs = "a webhook event with an object_id"
    FOREIGN = Kind("event-of-another-order", "An event has the id of another order.", Provenance.SIBLING)
    kinds = (FOREIGN,)

    def see(self, interaction: Interaction) -> None:
        """Compare the `object_id` of each event with the order."""
        request = interaction.request
        if interaction.endpoint not in self.endpoints or request.pk is None:
            return
        for index, row in enumerate(interaction.rows):
            owner = row.get("object_id")
            if type(owner) is not int:
                continue
            self.test(interaction.endpoint)
            if owner != request.pk:
                expected, got = "the id of the order", "another id"
                self.fault_in_row(self.FOREIGN, interaction, index, "object_id", expected=expected, got=got)
