"""The label `documented` is on what the vendor's documentation shows or says, and on nothing else.

The expected set is computed from the documentation itself: every path of its sample body, and every path that its
prose names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oms_mock.spec import reader
from tests import vendor

ORDER_LIST = "order-list.response.json"
FREE_FORM = {"attributes", "attributes_kwargs"}
"""Objects whose keys are attribute names, which each deployment defines."""

PROSE: dict[tuple[str, str], tuple[str, ...]] = {
    ("Order List - Short", "the response includes an attribute called order_item_count for each order"): (
        "order-list-short.response.json $.results[*].order_item_count",
    ),
    ("Order List - Simple", "it includes essential data such as created_date and modified_date fields"): (
        "order-list-simple.response.json $.results[*].created_date",
        "order-list-simple.response.json $.results[*].modified_date",
    ),
    ("Order Detail", "including its associated channel, customer, order items, current state, available commands,"): (
        "order-detail.response.json $.channel",
        "order-detail.response.json $.customer",
        "order-detail.response.json $.orderitem_set",
        "order-detail.response.json $.state",
        "order-detail.response.json $.commands",
    ),
    ("Order Detail", "shipping and billing addresses."): (
        "order-detail.response.json $.shipping_address",
        "order-detail.response.json $.billing_address",
    ),
    ("Order Pull From Omnitron", "order_numbers list of string true Order numbers to be pulled from omnitron"): (
        "pull-from-omnitron.request.json $.order_numbers",
    ),
    ("Order Pull From Omnitron", "success is set to true."): (
        "pull-from-omnitron.response.json $[*].success",
        "pull-from-omnitron.response.json $.*.success",
    ),
    ("Order Pull From Omnitron", "errors is empty or not included in the response."): (
        "pull-from-omnitron.response.json $[*].errors",
        "pull-from-omnitron.response.json $.*.errors",
    ),
}
"""(section, words in it) → the paths that the words name."""


def paths_of(value: Any, path: str = "$") -> Iterator[str]:
    """Yield the path of every key below a value."""
    if isinstance(value, list):
        for element in value:
            yield from paths_of(element, f"{path}[*]")
    if isinstance(value, dict):
        for key, child in value.items():
            name = "*" if path.rpartition(".")[2] in FREE_FORM else key
            yield f"{path}.{name}"
            yield from paths_of(child, f"{path}.{name}")


def documented_by_the_sample() -> set[str]:
    return {f"{ORDER_LIST} {path}" for path in paths_of(vendor.sample())}


def documented_by_the_prose() -> set[str]:
    """Return the paths that the prose names, and the paths below them in the sample."""
    named = {path for paths in PROSE.values() for path in paths}
    row = {path.removeprefix("$.results[*]") for path in paths_of(vendor.sample())}
    below = {
        f"order-detail.response.json ${path}"
        for path in row
        for part in named
        if part.startswith("order-detail")
        and f"order-detail.response.json ${path}".startswith((f"{part}.", f"{part}["))
    }
    return named | below


def labelled(provenance: str) -> set[str]:
    return {
        f"{name} {path}"
        for name in reader.names()
        for path, schema in reader.properties(reader.load(name))
        if schema["x-oms-provenance"] == provenance
    }


@pytest.mark.parametrize(("section", "words"), PROSE)
def test_the_vendors_documentation_contains_these_words_in_this_section(section: str, words: str) -> None:
    assert words in vendor.sections()[section]


def test_documented_labels_what_the_vendors_documentation_shows_or_says_and_nothing_else() -> None:
    assert labelled("documented") == documented_by_the_sample() | documented_by_the_prose()


@pytest.mark.parametrize("name", reader.names())
def test_every_property_has_a_provenance(name: str) -> None:
    document = reader.load(name)
    labels = {schema.get("x-oms-provenance") for _, schema in reader.properties(document)}
    assert document["x-oms-provenance"] in {"documented", "sibling", "convention", "assumed"}
    assert labels <= {"documented", "sibling", "convention", "assumed"}


def test_every_endpoint_status_and_parameter_has_a_provenance() -> None:
    operations = [
        operation
        for path in reader.load(reader.OPENAPI)["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    ]
    assert len(operations) == 11
    labelled_parts = [
        *operations,
        *(response for operation in operations for response in operation["responses"].values()),
        *(parameter for operation in operations for parameter in operation.get("parameters", ())),
    ]
    assert all("x-oms-provenance" in part for part in labelled_parts)


@pytest.mark.parametrize("heading", vendor.sections())
def test_the_documented_endpoints_and_statuses_are_those_of_the_vendors_documentation(heading: str) -> None:
    section = vendor.sections()[heading]
    path = section.partition("Path: ")[2].partition(" ")[0]
    template = path.replace("/pk/", "/{pk}/").replace("/webhook_event_id/", "/{webhook_event_id}/")
    method = "post" if "pull_from_omnitron" in path else "get"
    operation = reader.load(reader.OPENAPI)["paths"][template][method]
    documented = {status for status, each in operation["responses"].items() if each["x-oms-provenance"] == "documented"}
    assert operation["summary"] == heading
    assert documented == {"200", "401", "403", "429", "500"}
    assert all(status in section for status in documented)


def test_secrets_and_personal_data_are_marked() -> None:
    marks = {
        path.rpartition("$.results[*].")[2]: schema.get("x-oms-sensitive")
        for path, schema in reader.properties(reader.load(ORDER_LIST))
    }
    assert marks["channel.configuration.password"] == marks["channel.configuration.auth_token"] == "secret"
    assert marks["customer.email"] == marks["shipping_address.line"] == marks["billing_address.tax_no"] == "personal"
    assert marks["number"] is None
