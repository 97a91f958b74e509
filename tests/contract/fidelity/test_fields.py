"""The documented provenance of fields, forms and responses."""

from __future__ import annotations

import pytest

from oms_mock.contract.endpoints import DELIVERY_TYPES, ENDPOINTS, EVENT_LIST, ORDER_LIST, PULL, Endpoint
from oms_mock.contract.fidelity.fields import SOURCES, DocumentedResponse, Field, fields, outlines, responses
from oms_mock.contract.severity import Provenance
from oms_mock.spec import reader

BY_PATH = {each.path: each for each in fields(ORDER_LIST)}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_the_fields_are_the_properties_of_the_document(endpoint: Endpoint) -> None:
    named = [(path, schema["x-oms-provenance"]) for path, schema in reader.properties(reader.load(endpoint.document))]
    assert [(each.path, str(each.provenance)) for each in fields(endpoint)] == named


def test_the_provenance_of_a_type_is_returned_if_it_differs() -> None:
    barcode = BY_PATH["$.results[*].orderitem_set[*].product.barcode"]
    assert barcode.type_provenance is Provenance.ASSUMED
    assert BY_PATH["$.results[*].customer.email"] == Field(
        "$.results[*].customer.email", "an object", Provenance.DOCUMENTED
    )


@pytest.mark.parametrize(
    ("path", "only_null"),
    [("notes", True), ("commands", False), ("shipping_address.postcode", False), ("number", False)],
)
def test_fields_documented_with_null_only_are_known_as_null(path: str, only_null: bool) -> None:
    assert BY_PATH[f"$.results[*].{path}"].is_known_as_null is only_null


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        (ORDER_LIST, ("an object",)),
        (EVENT_LIST, ("an object", "a list of objects")),
        (DELIVERY_TYPES, ("a list of objects", "a list of texts", "a map")),
        (PULL, ("a list of objects", "a map")),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_forms_of_a_body_have_names(endpoint: Endpoint, words: tuple[str, ...]) -> None:
    assert outlines(endpoint) == words


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_the_statuses_of_every_endpoint_are_ascending(endpoint: Endpoint) -> None:
    statuses = [each.status for each in responses(endpoint)]
    assert statuses == sorted(statuses)
    assert {200, 401, 403, 404, 429, 500} <= set(statuses)


def test_a_response_has_the_provenance_of_its_body() -> None:
    assert DocumentedResponse(429, Provenance.DOCUMENTED, Provenance.CONVENTION) in responses(ORDER_LIST)


def test_each_provenance_has_a_source() -> None:
    assert list(SOURCES) == list(Provenance)
