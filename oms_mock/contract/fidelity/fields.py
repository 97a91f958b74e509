"""The provenance of each endpoint, response and field, as the documents label it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.schema.validator import forms, outline
from oms_mock.contract.severity import Provenance
from oms_mock.spec import reader

BODY = "$"
"""The path of the complete body."""

SOURCES = {
    Provenance.DOCUMENTED: "shown or stated in the vendor's documentation",
    Provenance.SIBLING: "documented for a neighbouring service of Akinon",
    Provenance.CONVENTION: "the behaviour of Django REST framework, on which the OMS is built",
    Provenance.ASSUMED: "our own assumption, until a deployment shows otherwise",
}
"""The meaning of the four provenances."""


@dataclass(frozen=True)
class Field:
    """A field of a body: its general path, `$.results[*].state.id`, and its provenance.

    `form` is the outline of the body that contains it. `type_provenance` is set if the type has another provenance
    than the field.
    """

    path: str
    form: str
    provenance: Provenance
    type_provenance: Provenance | None = None
    is_known_as_null: bool = False
    """Whether the documentation shows only null."""


@dataclass(frozen=True)
class DocumentedResponse:
    """A documented status of an endpoint, with the provenance of the status and of its body."""

    status: int
    provenance: Provenance
    body: Provenance


@cache
def fields(endpoint: Endpoint) -> tuple[Field, ...]:
    """Return the fields of an endpoint's 200, in the order of its document."""
    definitions = reader.load_once(endpoint.document).get("$defs", {})
    found = (
        _field(path, outline(form, definitions), schema)
        for form in forms(endpoint.document)
        for path, schema in reader.properties({**form, "$defs": definitions})
    )
    return tuple({(each.form, each.path): each for each in found}.values())


@cache
def outlines(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the descriptions of the forms that an endpoint's body may have."""
    definitions = reader.load_once(endpoint.document).get("$defs", {})
    return tuple(outline(form, definitions) for form in forms(endpoint.document))


def body_provenance(endpoint: Endpoint) -> Provenance:
    """Return the provenance of an endpoint's complete body."""
    return Provenance(reader.load_once(endpoint.document)["x-oms-provenance"])


def responses(endpoint: Endpoint) -> tuple[DocumentedResponse, ...]:
    """Return the documented statuses of an endpoint that have a body, in ascending order."""
    paths = reader.load_once(reader.OPENAPI)["paths"]
    operation = paths[endpoint.template.replace("{event}", "{webhook_event_id}")][endpoint.method.lower()]
    return tuple(_responses(operation["responses"]))


def _responses(responses: dict[str, Any]) -> Iterator[DocumentedResponse]:
    for status, response in sorted(responses.items()):
        if "x-oms-body-provenance" not in response:
            continue
        known = Provenance(response["x-oms-provenance"])
        yield DocumentedResponse(int(status), known, Provenance(response["x-oms-body-provenance"]))


def _field(path: str, form: str, schema: reader.Schema) -> Field:
    known, named = schema.get("x-oms-type-provenance"), schema.get("type", ())
    return Field(
        path=path,
        form=form,
        provenance=Provenance(schema["x-oms-provenance"]),
        type_provenance=Provenance(known) if known else None,
        is_known_as_null=bool(known) and "null" in named,
    )
