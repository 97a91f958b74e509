"""Validate the documents of a scenario: each against its JSON Schema, and all of them against each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from oms_mock.dataset import generator, personas
from oms_mock.dataset.scenarios import short_views, unusable_values
from oms_mock.dataset.scenarios.folder import MANIFEST, FileDocument, Folder
from oms_mock.errors import Problem
from oms_mock.spec import links, reader, secrets, storable
from oms_mock.spec.json_path import Document, to_string

ORDER_SCHEMA = "order-detail.response.json"
EVENT_SCHEMA = "webhook-event-detail.response.json"
# Keys that are optional in the schema and needed for the short view of the fake.
NEEDED_OF_EVENTS: tuple[tuple[str, ...], ...] = (("object_id",), ("retry_count",), ("webhook", "event_type"))
MAX_PROBLEMS = 20
"""Problems that are reported for one document."""

Complaint = tuple[str, str]
"""A path, and the problem there."""


def of_documents(folder: Folder) -> Iterator[Problem]:
    """Yield the problems of each document. The messages contain no values of documents."""
    for kind, documents, check in (
        ("order", folder.orders, _order),
        ("webhook event", folder.webhook_events, _event),
        ("Omnitron's order", folder.omnitron, _order),
    ):
        yield from _of_each(kind, documents, check)


def _of_each(
    kind: str, documents: Iterable[FileDocument], check: Callable[[Document], Iterator[Complaint]]
) -> Iterator[Problem]:
    for place, written in enumerate(documents, start=1):
        number = written.document.get("id")
        who = f"{kind} {number}" if isinstance(number, int) else f"{kind} at position {place}"
        complaints = list(check(written.document))
        for path, message in complaints[:MAX_PROBLEMS]:
            yield Problem(written.file, who, path, message)
        if len(complaints) > MAX_PROBLEMS:
            more = len(complaints) - MAX_PROBLEMS
            yield Problem(written.file, who, "", f"and {more} more", more)


def of_order(document: Document) -> Iterator[Complaint]:
    """Yield the problems of an order, except filled secrets."""
    complaints = [*_against(ORDER_SCHEMA, document), *_storable(document)]
    yield from complaints or _linked(document)


def _order(document: Document) -> Iterator[Complaint]:
    if complaint := short_views.of_order(document):
        yield complaint
        return
    yield from of_order(document)
    yield from unusable_values.of_document(document)
    yield from _exposed(document)


def _event(document: Document) -> Iterator[Complaint]:
    if complaint := short_views.of_event(document):
        yield complaint
        return
    yield from _against(EVENT_SCHEMA, document)
    yield from unusable_values.of_document(document)
    yield from _storable(document)
    yield from _exposed(document)
    for path in NEEDED_OF_EVENTS:
        if _value_at(document, path) is None:
            yield to_string(path), "is missing, but the short list has it"


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(reader.load_once(name), validate_formats=True, mask="the value")


def _against(schema: str, document: Document) -> Iterator[Complaint]:
    for error in _validator(schema).iter_errors(document):
        yield to_string(error.instance_path), error.message


def _storable(document: Document) -> Iterator[Complaint]:
    for path, problem in storable.problems(document):
        yield to_string(path), problem


def _exposed(document: Document) -> Iterator[Complaint]:
    for path in secrets.filled(document):
        yield to_string(path), "is a filled secret: oms-mock scenario redact replaces it by a canary"


def _linked(order: Document) -> Iterator[Complaint]:
    for link in links.LINKS:
        for child, parent in dict.fromkeys(links.resolve(order, link)):
            if child != parent:
                yield link.name, f"is {child}, but {to_string(link.parent)} is {parent}"


def conflicts(folder: Folder, seed: int, generated: int) -> list[Problem]:
    """Return the conflicts between documents that are valid on their own, and with the generated orders."""
    return [*_conflicts(folder, seed, generated)]


def _conflicts(folder: Folder, seed: int, generated: int) -> Iterator[Problem]:
    by_id = {each.document["id"]: each for each in folder.orders}
    yield from _duplicates(folder.orders, "order", lambda order: order["id"], "$.id")
    yield from _duplicates(folder.orders, "order", _number_and_channel, "$.number")
    yield from _duplicates(folder.omnitron, "Omnitron's order", lambda order: order["number"], "$.number")
    yield from _duplicates(_items(folder.orders), "item", lambda item: item["id"], "$.orderitem_set[*].id")
    yield from _duplicates(folder.webhook_events, "webhook event", lambda event: event["id"], "$.id")
    yield from _duplicates(folder.webhook_events, "webhook event", lambda event: event["uuid"], "$.uuid")
    for order_id, written in by_id.items():
        yield from _against_generated(written, order_id, seed, generated)
    known = by_id.keys()
    for event in folder.webhook_events:
        order_id = event.document["object_id"]
        if order_id not in known and not generator.has(generated, order_id):
            yield Problem(event.file, _event_name(event), "$.object_id", f"there is no order {order_id}")
        if order_id in folder.manifest.without_webhook_events:
            yield Problem(
                event.file, _event_name(event), "$.object_id", f"{MANIFEST} lists the order in without_webhook_events"
            )
    for order_id in folder.manifest.without_webhook_events:
        if order_id not in known and not generator.has(generated, order_id):
            yield Problem(MANIFEST, "", "$.without_webhook_events", f"there is no order {order_id}")
    yield from _event_ids_taken(folder, seed, generated)
    yield from _events_out_of_range(folder, seed)


def _against_generated(written: FileDocument, order_id: int, seed: int, generated: int) -> Iterator[Problem]:
    who = f"order {order_id}"
    if generator.has(generated, order_id):
        yield Problem(written.file, who, "$.id", "is also the id of a generated order: set generated.orders to 0")
    elif generated and order_id <= personas.LAST_ID:
        yield Problem(
            written.file,
            who,
            "$.id",
            f"ids up to {personas.LAST_ID} are reserved for personas when orders are generated",
        )
    number = written.document["number"]
    same = int(number[2:]) if number[2:].isdecimal() and len(number) == 16 else 0
    if generator.has(generated, same):
        other = generator.order(seed, same)
        if _number_and_channel(other) == _number_and_channel(written.document):
            yield Problem(written.file, who, "$.number", f"is also the number of the generated order {same}")
    for item in written.document["orderitem_set"]:
        owner = item["id"] // 1000
        if generator.has(generated, owner) and item["id"] in {
            each["id"] for each in generator.order(seed, owner)["orderitem_set"]
        }:
            yield Problem(written.file, who, "$.orderitem_set[*].id", f"{item['id']} is also an item of order {owner}")


def _event_ids_taken(folder: Folder, seed: int, generated: int) -> Iterator[Problem]:
    """Yield the events whose id is that of a generated event, which is order id × 10 + position."""
    written_for = {event.document["object_id"] for event in folder.webhook_events}
    without = {*written_for, *folder.manifest.without_webhook_events}
    documents = {each.document["id"]: each.document for each in folder.orders}
    for event in folder.webhook_events:
        owner = event.document["id"] // 10
        if owner in without:
            continue
        is_generated = generator.has(generated, owner)
        order = generator.order(seed, owner) if is_generated else documents.get(owner)
        if order and event.document["id"] in {
            each["id"] for each in generator.events(seed, order, is_generated=is_generated)
        }:
            text = f"is also the id of a generated event of order {owner}"
            yield Problem(event.file, _event_name(event), "$.id", text)


def _events_out_of_range(folder: Folder, seed: int) -> Iterator[Problem]:
    """Yield the orders whose generated webhook events would be out of the years 1 to 9999."""
    written_for = {event.document["object_id"] for event in folder.webhook_events}
    for written in folder.orders:
        order = written.document
        if order["id"] in written_for or order["id"] in folder.manifest.without_webhook_events:
            continue
        if {order["created_date"][:4], order["modified_date"][:4]} & {"0001", "9999"}:
            try:
                generator.events(seed, order, is_generated=False)
            except OverflowError:
                why = (
                    "webhook events are generated minutes later, which would be out of the years 1 to 9999: write some"
                )
                yield Problem(written.file, f"order {order['id']}", "$.created_date", why)


def _duplicates(
    documents: Iterable[FileDocument], kind: str, key: Callable[[Document], Any], path: str
) -> Iterator[Problem]:
    found: dict[Any, list[FileDocument]] = defaultdict(list)
    for each in documents:
        found[key(each.document)].append(each)
    for several in found.values():
        if len(several) > 1:
            where = ", ".join(f"{file} ({count})" for file, count in Counter(each.file for each in several).items())
            who = f"{kind} {several[0].document['id']}"
            yield Problem(several[0].file, who, path, f"occurs {len(several)} times: {where}")


def _items(orders: Iterable[FileDocument]) -> Iterator[FileDocument]:
    for each in orders:
        for item in each.document["orderitem_set"]:
            yield FileDocument(item, each.file)


def _number_and_channel(order: Document) -> tuple[str, int]:
    return order["number"], order["channel"]["id"]


def _event_name(event: FileDocument) -> str:
    return f"webhook event {event.document['id']}"


def _value_at(document: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        document = document.get(step) if isinstance(document, dict) else None
    return document
