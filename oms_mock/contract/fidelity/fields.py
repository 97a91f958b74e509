"""What the documents say of how each endpoint, answer and field is known."""

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
"""The path of a body as a whole."""

SOURCES = {
    Provenance.DOCUMENTED: "the vendor's page shows it, or says it in words",
    Provenance.SIBLING: "documented for a neighbouring service of Akinon's",
    Provenance.CONVENTION: "what Django REST framework does, on which the OMS is built",
    Provenance.ASSUMED: "our own answer, until a deployment says otherwise",
}
"""What the four words mean, and where what they label comes from."""


@dataclass(frozen=True)
class Field:
    """A field of a body: its general path, `$.results[*].state.id`, and how well it is known.

    `form` is the outline of the body that has it; `type_provenance` is there where its type is known
    otherwise than itself.
    """

    path: str
    form: str
    provenance: Provenance
    type_provenance: Provenance | None = None
    is_known_as_null: bool = False
    """Whether nothing but null was ever shown of it."""


@dataclass(frozen=True)
class Answer:
    """A status that an endpoint answers with, how well that is known, and how well its body is."""

    status: int
    provenance: Provenance
    body: Provenance


@cache
def fields(endpoint: Endpoint) -> tuple[Field, ...]:
    """List the fields of an endpoint's 200, in the order of its document."""
    definitions = reader.load_once(endpoint.document).get("$defs", {})
    found = (
        _field(path, outline(form, definitions), schema)
        for form in forms(endpoint.document)
        for path, schema in reader.properties({**form, "$defs": definitions})
    )
    return tuple({(each.form, each.path): each for each in found}.values())


@cache
def outlines(endpoint: Endpoint) -> tuple[str, ...]:
    """List the forms that an endpoint's body may have, in words."""
    definitions = reader.load_once(endpoint.document).get("$defs", {})
    return tuple(outline(form, definitions) for form in forms(endpoint.document))


def body_provenance(endpoint: Endpoint) -> Provenance:
    """How well the body of an endpoint is known as a whole."""
    return Provenance(reader.load_once(endpoint.document)["x-oms-provenance"])


def answers(endpoint: Endpoint) -> tuple[Answer, ...]:
    """List the statuses of an endpoint, in ascending order."""
    paths = reader.load_once(reader.OPENAPI)["paths"]
    operation = paths[endpoint.template.replace("{event}", "{webhook_event_id}")][endpoint.method.lower()]
    return tuple(_answers(operation["responses"]))


def _answers(responses: dict[str, Any]) -> Iterator[Answer]:
    for status, response in sorted(responses.items()):
        known = Provenance(response["x-oms-provenance"])
        yield Answer(int(status), known, Provenance(response["x-oms-body-provenance"]))


def _field(path: str, form: str, schema: reader.Schema) -> Field:
    known, named = schema.get("x-oms-type-provenance"), schema.get("type", ())
    return Field(
        path=path,
        form=form,
        provenance=Provenance(schema["x-oms-provenance"]),
        type_provenance=Provenance(known) if known else None,
        is_known_as_null=bool(known) and "null" in named,
    )
