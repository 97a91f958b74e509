"""Rules that the views of an order's webhook events agree: two lists, and each event opened by itself."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, EVENT_LIST, EVENT_LIST_SHORT, EVENT_LISTS, Endpoint
from oms_mock.contract.plan.requests import event_key, event_page
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind, contradiction
from oms_mock.contract.rules.reference import Reference
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.rules.webhook_events import event_name
from oms_mock.contract.values import check_sum, version_of

MAX_PENDING = 500
"""The most orders that are stored while events of them are not read; beyond it the oldest is compared as it is."""
_LISTS = frozenset(each.name for each in EVENT_LISTS)


@dataclass
class EventViews:
    """What is stored of an order's events until all of them were read: checksums per event and field."""

    listed: dict[str, set[int | str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    fields: dict[tuple[str, int | str], dict[str, tuple[int, Reference]]] = field(default_factory=dict)
    versions: dict[int | str, int] = field(default_factory=dict)
    pages: list[Request] = field(default_factory=list)
    opened: int = 0

    def add(self, interaction: Interaction) -> None:
        """Add one response."""
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
        """How many events each list has."""
        return tuple((endpoint.name, len(self.listed.get(endpoint.name, ()))) for endpoint in EVENT_LISTS)

    def is_complete(self, endpoints: frozenset[str]) -> bool:
        """Whether both lists were read to their ends, and every event was opened."""
        return self.ended >= endpoints and self.opened >= len(self.listed.get(EVENT_LIST.name, ()))


class EventViewsRule(Rule):
    """A rule that keeps the three views of an order's events until all were seen."""

    needs = "a webhook event"

    def __init__(self) -> None:
        super().__init__()
        self._views: OrderedDict[int, EventViews] = OrderedDict()

    def see(self, interaction: Interaction) -> None:
        """Add a response, and compare the views of an order once they are complete."""
        request = interaction.request
        if request.purpose is not Purpose.VISIT or request.pk is None or interaction.body is MISSING:
            return
        if interaction.endpoint not in (*EVENT_LISTS, EVENT_DETAIL):
            return
        views = self._views.setdefault(request.pk, EventViews())
        views.add(interaction)
        if views.is_complete(_LISTS):
            self.compare(request.pk, self._views.pop(request.pk))
        if len(self._views) > MAX_PENDING:
            self.compare(*self._views.popitem(last=False))

    def conclude(self) -> None:
        """Compare the views that were never complete."""
        for pk, views in self._views.items():
            self.compare(pk, views)
        self._views.clear()

    def compare(self, pk: int, views: EventViews) -> None:
        """Compare the views of one order's events."""
        raise NotImplementedError

    def repeated(self, pk: int, views: EventViews) -> tuple[Request, ...]:
        """Return the requests of both lists, and of their first twenty events."""
        pages = dict.fromkeys((*(event_page(endpoint, pk) for endpoint in EVENT_LISTS), *views.pages))
        keys = sorted(views.listed.get(EVENT_LIST.name, ()), key=str)[:20]
        return (*pages, *(Request(EVENT_DETAIL, pk=pk, event=key, purpose=Purpose.VISIT) for key in keys))


class EventCount(EventViewsRule):
    """Both lists of events have the same events."""

    name = "event-count"
    explanation = (
        "The list of an order's webhook events and the short list have the same events, and in a page envelope "
        "`count` is their number."
    )
    endpoints = EVENT_LISTS
    unit = "orders"
    OTHER = contradiction("other-events", "The short list of events has other events than the full one.")
    COUNT = contradiction("event-count-differs", "`count` is not the number of events.")
    kinds = (OTHER, COUNT)

    def compare(self, pk: int, views: EventViews) -> None:
        """Compare numbers and ids."""
        for endpoint in EVENT_LISTS:
            if endpoint.name not in views.ended:
                return
            self.test(endpoint)
            rows = len(views.listed.get(endpoint.name, ()))
            if views.counts.get(endpoint.name, rows) != rows:
                self._count(self.COUNT, endpoint, pk, views, "$.count", f"{rows}", str(views.counts[endpoint.name]))
        if views.listed.get(EVENT_LIST.name, set()) != views.listed.get(EVENT_LIST_SHORT.name, set()):
            got = "other events"
            self._count(self.OTHER, EVENT_LIST_SHORT, pk, views, "$.results[*].id", "the events of the full list", got)

    def _count(
        self, kind: Kind, endpoint: Endpoint, pk: int, views: EventViews, path: str, expected: str, got: str
    ) -> None:
        self.fault(
            kind,
            endpoint,
            path=path,
            expected=expected,
            got=got,
            example=f"order {pk}",
            request=event_page(endpoint, pk),
            occasion=Occasion(self.repeated(pk, views), rows=views.rows),
        )


def _agree(endpoint: Endpoint, ours: tuple[int, Reference], theirs: tuple[int, Reference]) -> bool:
    """Return whether a field is equal in two views, or the short one refers to the object of the full one."""
    is_referred_to = endpoint is EVENT_LIST_SHORT and ours[1].is_object and ours[1].agrees_with(theirs[1])
    return ours[0] == theirs[0] or is_referred_to


class EventFields(EventViewsRule):
    """The views of an event agree."""

    name = "event-fields"
    explanation = (
        "Every field of an event in the short list is equal to that in the full list, and an opened event is equal to "
        "its row in the full list. If modified_date changed in between, the requests are repeated."
    )
    endpoints = (EVENT_LIST_SHORT, EVENT_DETAIL)
    unit = "events"
    DIFFERS = contradiction("event-field-differs", "A field of an event has another value than in the full list.")
    kinds = (DIFFERS,)

    def compare(self, pk: int, views: EventViews) -> None:
        """Compare fields, event by event."""
        for (name, key), theirs in views.fields.items():
            ours = views.fields.get((EVENT_LIST.name, key))
            if name == EVENT_LIST.name or ours is None:
                continue
            endpoint = EVENT_DETAIL if name == EVENT_DETAIL.name else EVENT_LIST_SHORT
            self.test(endpoint)
            for each in ours.keys() & theirs.keys():
                if not _agree(endpoint, ours[each], theirs[each]):
                    self._count(endpoint, pk, key, each, views)

    def _count(self, endpoint: Endpoint, pk: int, key: int | str, name: str, views: EventViews) -> None:
        visit = Request(EVENT_DETAIL, pk=pk, event=key, purpose=Purpose.VISIT)
        self.fault(
            self.DIFFERS,
            endpoint,
            path=redaction.below("$" if endpoint is EVENT_DETAIL else "$.results[*]", name),
            expected="the value of the full list",
            got="another value",
            example=f"{event_name(key)} of order {pk}",
            request=visit if endpoint is EVENT_DETAIL else event_page(endpoint, pk),
            subject=(pk, key),
            occasion=Occasion(self.repeated(pk, views), ((key, views.versions[key]),) if type(key) is int else ()),
        )
