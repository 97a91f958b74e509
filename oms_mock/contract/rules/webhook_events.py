"""Rules about the webhook events of an order: two lists, one event, and whose they are."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, EVENT_LIST, EVENT_LIST_SHORT, EVENT_LISTS, Endpoint
from oms_mock.contract.outcome.findings import Provenance
from oms_mock.contract.rules.base import Kind, Occasion, Rule, contradiction, occasion
from oms_mock.contract.rules.shared_fields import Reference
from oms_mock.contract.values import check_sum, place_of, version_of

PAYLOADS = ("request_payload", "payload")
_NEEDS = "a webhook event"


def event_page(endpoint: Endpoint, pk: int) -> Request:
    """The request of an order's first page of events."""
    return Request(endpoint, pk=pk, query=(("limit", "100"),), purpose=Purpose.VISIT)


def event_key(row: dict[str, Any]) -> int | str | None:
    """What an event is opened by: its id, a whole number, or a uuid that is one."""
    key = row.get("id")
    if type(key) is int:
        return key
    return key if isinstance(key, str) and _is_uuid(key) else None


def _named(key: int | str) -> str:
    """Name an event; a uuid is a text of the deployment's, and not repeated."""
    return f"event {key}" if isinstance(key, int) else "an event"


def _is_uuid(text: str) -> bool:
    digits = text.replace("-", "")
    return len(digits) == 32 and all(each in "0123456789abcdefABCDEF" for each in digits)


class EventOpens(Rule):
    """Every listed webhook event opens."""

    name = "event-opens"
    explanation = "Every webhook event that an order's list names can be opened, and what opens is that event."
    endpoints = (EVENT_LIST, EVENT_LIST_SHORT, EVENT_DETAIL)
    unit = "events"
    needs = _NEEDS
    LIST = contradiction("events-not-found", "The webhook events of a listed order cannot be read (404).")
    NOT_FOUND = contradiction("event-not-found", "A listed webhook event cannot be opened (404).")
    OTHER = contradiction("other-event", "Opening a webhook event shows another one.")
    kinds = (LIST, NOT_FOUND, OTHER)

    def __init__(self, *, listed: set[tuple[int | None, int | str | None]] | None = None) -> None:
        super().__init__()
        self._listed = listed
        """When asked again: the events that are listed now; an event that is gone need not open."""

    def again(self) -> EventOpens:
        """Judge only events that are still listed."""
        return EventOpens(listed=set())

    def see(self, interaction: Interaction) -> None:
        """Judge a visit to an order's events, or to one."""
        request, endpoint = interaction.request, interaction.endpoint
        if request.purpose is not Purpose.VISIT or endpoint not in self.endpoints or not interaction.status:
            return
        if self._listed is not None:
            if endpoint is EVENT_LIST:
                self._listed.update((request.pk, event_key(row)) for row in interaction.rows)
            elif endpoint is EVENT_DETAIL and (request.pk, request.event) not in self._listed:
                return
        self.test(endpoint)
        opened = event_key(interaction.rows[0]) if endpoint is EVENT_DETAIL and interaction.rows else None
        if interaction.status in {404, 410}:
            kind = self.NOT_FOUND if endpoint is EVENT_DETAIL else self.LIST
            self._count(kind, interaction, "200", str(interaction.status), "$")
        elif opened is not None and opened != request.event:
            self._count(self.OTHER, interaction, "the event that was asked for", "another one", "$.id")

    def unit_of(self, endpoint: Endpoint) -> str:
        """Events where one is opened, else orders."""
        return "events" if endpoint is EVENT_DETAIL else "orders"

    def _count(self, kind: Kind, interaction: Interaction, expected: str, got: str, path: str) -> None:
        request = interaction.request
        event = f"{_named(request.event)} of " if request.event is not None else ""
        listing = (event_page(EVENT_LIST, request.pk),) if request.pk is not None else ()
        self.fault(
            kind,
            interaction.endpoint,
            path=path,
            expected=expected,
            got=got,
            example=f"{event}order {request.pk}",
            request=request,
            occasion=Occasion((*listing, request)),
        )


class EventPayload(Rule):
    """The short list of events leaves the payload out, as the page says."""

    name = "event-payload"
    explanation = "The page says that the short list of webhook events omits the payload, to reduce its size."
    endpoints = (EVENT_LIST_SHORT,)
    unit = "events"
    needs = _NEEDS
    PRESENT = Kind("payload-present", "A row of the short list of events carries the payload.", certain=True)
    kinds = (PRESENT,)

    def see(self, interaction: Interaction) -> None:
        """Look for payloads in the short list."""
        if interaction.endpoint is not EVENT_LIST_SHORT:
            return
        for index, row in enumerate(interaction.rows):
            self.test(EVENT_LIST_SHORT)
            for name in PAYLOADS:
                if row.get(name):
                    self.fault(
                        self.PRESENT,
                        EVENT_LIST_SHORT,
                        path=f"{interaction.path_of_rows}.{name}",
                        expected="no payload",
                        got="one",
                        example=place_of(interaction, index),
                        request=interaction.request,
                    )


class EventOwner(Rule):
    """Webhook events belong to the order they are listed under."""

    name = "event-owner"
    explanation = (
        "An event's `object_id` is the id of the order that it is listed under. The sibling page on undelivered "
        "webhook events names `object_id`; the payload is the deployment's own and not looked into."
    )
    endpoints = (EVENT_LIST, EVENT_DETAIL)
    unit = "events"
    needs = "a webhook event with an object_id"
    STRANGER = Kind("event-of-another-order", "An event names another order than its own.", Provenance.SIBLING)
    kinds = (STRANGER,)

    def see(self, interaction: Interaction) -> None:
        """Compare each event's `object_id` with the order."""
        request = interaction.request
        if interaction.endpoint not in self.endpoints or request.pk is None:
            return
        for index, row in enumerate(interaction.rows):
            owner = row.get("object_id")
            if type(owner) is not int:
                continue
            self.test(interaction.endpoint)
            if owner != request.pk:
                self.fault(
                    self.STRANGER,
                    interaction.endpoint,
                    path=f"{interaction.path_of_rows}.object_id",
                    expected="the id of the order",
                    got="another id",
                    example=place_of(interaction, index),
                    request=request,
                    occasion=occasion([interaction]),
                )


@dataclass
class _Story:
    """What is kept of one order's events until all of them were read: sums per event and field."""

    listed: dict[str, set[int | str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    fields: dict[tuple[str, int | str], dict[str, tuple[int, Reference]]] = field(default_factory=dict)
    versions: dict[int | str, int] = field(default_factory=dict)
    pages: list[Request] = field(default_factory=list)
    opened: int = 0

    def take(self, interaction: Interaction) -> None:
        """Keep what one answer says."""
        endpoint = interaction.endpoint
        if endpoint is not EVENT_DETAIL:
            self.pages.append(interaction.request)
        if endpoint is EVENT_DETAIL:
            self.opened += 1
        elif isinstance(body := interaction.body, list) or (isinstance(body, dict) and not body.get("next")):
            self.ended.add(endpoint.name)
        if interaction.count is not None:
            self.counts[endpoint.name] = interaction.count
        for row in interaction.rows:
            key = event_key(row)
            if key is not None:
                self.listed.setdefault(endpoint.name, set()).add(key)
                self.versions[key] = min(self.versions.get(key, version_of(row)), version_of(row))
                fields = {name: (check_sum(value), Reference(value)) for name, value in row.items()}
                self.fields[endpoint.name, key] = fields

    @property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """How many events each list has named."""
        return tuple((endpoint.name, len(self.listed.get(endpoint.name, ()))) for endpoint in EVENT_LISTS)

    def is_told(self, endpoints: frozenset[str]) -> bool:
        """Whether both lists were read to their ends, and every event was opened."""
        return self.ended >= endpoints and self.opened >= len(self.listed.get(EVENT_LIST.name, ()))


OPEN_STORIES = 500
"""Orders whose events are still awaited; beyond that the oldest are judged as they are."""
_LISTS = frozenset(each.name for each in EVENT_LISTS)


class _Stories(Rule):
    """Keeps what the three views of an order's events say until all were seen."""

    needs = _NEEDS

    def __init__(self) -> None:
        super().__init__()
        self._stories: OrderedDict[int, _Story] = OrderedDict()

    def see(self, interaction: Interaction) -> None:
        request = interaction.request
        if request.purpose is not Purpose.VISIT or request.pk is None or interaction.body is MISSING:
            return
        if interaction.endpoint not in (*EVENT_LISTS, EVENT_DETAIL):
            return
        story = self._stories.setdefault(request.pk, _Story())
        story.take(interaction)
        if story.is_told(_LISTS):
            self.judge(request.pk, self._stories.pop(request.pk))
        if len(self._stories) > OPEN_STORIES:
            self.judge(*self._stories.popitem(last=False))

    def conclude(self) -> None:
        """Judge the stories whose rest was never told."""
        for pk, story in self._stories.items():
            self.judge(pk, story)
        self._stories.clear()

    def judge(self, pk: int, story: _Story) -> None:
        """Compare the views of one order's events."""
        raise NotImplementedError

    def repeated(self, pk: int, story: _Story) -> tuple[Request, ...]:
        """Both lists, and every event that is not too many."""
        pages = dict.fromkeys((*(event_page(endpoint, pk) for endpoint in EVENT_LISTS), *story.pages))
        keys = sorted(story.listed.get(EVENT_LIST.name, ()), key=str)[:20]
        return (*pages, *(Request(EVENT_DETAIL, pk=pk, event=key, purpose=Purpose.VISIT) for key in keys))


class EventCount(_Stories):
    """Both lists of events name the same events."""

    name = "event-count"
    explanation = (
        "The list of an order's webhook events and its short list name the same events, and where there is an "
        "envelope, its `count` is their number."
    )
    endpoints = EVENT_LISTS
    unit = "orders"
    OTHER = contradiction("other-events", "The short list of events names other events than the full one.")
    COUNT = contradiction("event-count-differs", "`count` is not the number of events.")
    kinds = (OTHER, COUNT)

    def judge(self, pk: int, story: _Story) -> None:
        """Compare numbers and ids."""
        for endpoint in EVENT_LISTS:
            if endpoint.name not in story.ended:
                return
            self.test(endpoint)
            rows = len(story.listed.get(endpoint.name, ()))
            if story.counts.get(endpoint.name, rows) != rows:
                self._count(self.COUNT, endpoint, pk, story, "$.count", f"{rows}", str(story.counts[endpoint.name]))
        if story.listed.get(EVENT_LIST.name, set()) != story.listed.get(EVENT_LIST_SHORT.name, set()):
            got = "other events"
            self._count(self.OTHER, EVENT_LIST_SHORT, pk, story, "$.results[*].id", "the events of the full list", got)

    def _count(
        self, kind: Kind, endpoint: Endpoint, pk: int, story: _Story, path: str, expected: str, got: str
    ) -> None:
        self.fault(
            kind,
            endpoint,
            path=path,
            expected=expected,
            got=got,
            example=f"order {pk}",
            request=event_page(endpoint, pk),
            occasion=Occasion(self.repeated(pk, story), rows=story.rows),
        )


def _agree(endpoint: Endpoint, ours: tuple[int, Reference], theirs: tuple[int, Reference]) -> bool:
    """Whether two views of a field are equal, or the short one refers by key or name to what the full one shows."""
    is_referred_to = endpoint is EVENT_LIST_SHORT and ours[1].is_object and ours[1].agrees_with(theirs[1])
    return ours[0] == theirs[0] or is_referred_to


class EventFields(_Stories):
    """The views of an event agree."""

    name = "event-fields"
    explanation = (
        "Every field of an event in the short list equals that of the full list, and an opened event equals its "
        "row in the full list. An event whose modified_date moved in between is asked again."
    )
    endpoints = (EVENT_LIST_SHORT, EVENT_DETAIL)
    unit = "events"
    DIFFERS = contradiction("event-field-differs", "A field of an event has another value than in the full list.")
    kinds = (DIFFERS,)

    def judge(self, pk: int, story: _Story) -> None:
        """Compare fields, event by event."""
        for (name, key), theirs in story.fields.items():
            ours = story.fields.get((EVENT_LIST.name, key))
            if name == EVENT_LIST.name or ours is None:
                continue
            endpoint = EVENT_DETAIL if name == EVENT_DETAIL.name else EVENT_LIST_SHORT
            self.test(endpoint)
            for each in ours.keys() & theirs.keys():
                if not _agree(endpoint, ours[each], theirs[each]):
                    self._count(endpoint, pk, key, each, story)

    def _count(self, endpoint: Endpoint, pk: int, key: int | str, name: str, story: _Story) -> None:
        visit = Request(EVENT_DETAIL, pk=pk, event=key, purpose=Purpose.VISIT)
        self.fault(
            self.DIFFERS,
            endpoint,
            path=redaction.below("$" if endpoint is EVENT_DETAIL else "$.results[*]", name),
            expected="the value of the full list",
            got="another value",
            example=f"{_named(key)} of order {pk}",
            request=visit if endpoint is EVENT_DETAIL else event_page(endpoint, pk),
            subject=(pk, key),
            occasion=Occasion(self.repeated(pk, story), ((key, story.versions[key]),) if type(key) is int else ()),
        )
