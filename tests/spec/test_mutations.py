"""Mutations of documents, and the catalogue of mutations."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.spec.json_path import ALL, Path, walk
from oms_mock.spec.mutation_catalogue import BY_NAME, CATALOGUE
from oms_mock.spec.mutations import Mutation, applies, mutate
from tests.recall.harness import clones
from tests.spec.strategies import documents
from tests.vendor import sample

ORDER = sample()["results"][0]
EVENT = {"uuid": "02dfe340605142a38e7c7b59682ba682"}
SHOWN = [sample(), EVENT]

mutations = st.sampled_from(CATALOGUE)


@st.composite
def places(draw: Any) -> tuple[Any, Path, Mutation]:
    document = draw(documents)
    return document, draw(st.sampled_from(list(walk(document)))), draw(mutations)


def leaves(document: Any) -> dict[str, str]:
    """Return every path of a document with its value as a string."""
    return dict(_leaves(document, "$"))


def _leaves(value: Any, path: str) -> Any:
    yield path, json.dumps(value)
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _leaves(child, f"{path}/{key!r}")


@given(places())
def test_the_given_document_is_not_modified(place: tuple[Any, Path, Mutation]) -> None:
    document, path, mutation = place
    before = copy.deepcopy(document)
    mutate(document, path, mutation)
    assert document == before


@given(places())
def test_the_result_differs_or_is_the_same_object(place: tuple[Any, Path, Mutation]) -> None:
    document, path, mutation = place
    mutated = mutate(document, path, mutation)
    assert mutated is document or leaves(mutated) != leaves(document) or list(mutated) != list(document)


@given(places())
def test_the_same_call_gives_the_same_result(place: tuple[Any, Path, Mutation]) -> None:
    document, path, mutation = place
    assert json.dumps(mutate(document, path, mutation)) == json.dumps(mutate(document, path, mutation))


@given(st.sampled_from(list(walk(ORDER))), mutations)
def test_only_the_path_differs(path: Path, mutation: Mutation) -> None:
    order = clones()[-1]
    without = {name: value for name, value in leaves(order).items() if not _is_touched(name, path)}
    mutated = leaves(mutate(order, path, mutation))
    assert {name: mutated.get(name) for name in without} == without


def _is_touched(name: str, path: Path) -> bool:
    """Whether a value lies on the way to a path, on it, or below it."""
    steps = name.split("/")[1:]
    return all(step is ALL or step_name == repr(step) for step, step_name in zip(path, steps, strict=False))


@pytest.mark.parametrize("mutation", CATALOGUE, ids=lambda mutation: mutation.name)
def test_every_mutation_applies_to_a_path_of_the_sample(mutation: Mutation) -> None:
    assert any(applies(document, path, mutation) for document in SHOWN for path in walk(document))


@pytest.mark.parametrize("mutation", CATALOGUE, ids=lambda mutation: mutation.name)
def test_every_mutation_has_matching_kinds(mutation: Mutation) -> None:
    assert mutation.fits


def test_names_of_mutations_are_unique() -> None:
    assert len(BY_NAME) == len(CATALOGUE)


def test_a_mutation_is_applied_to_every_element() -> None:
    document = {"rows": [{"a": 1}, {}, {"a": 2}]}
    assert mutate(document, ("rows", ALL, "a"), BY_NAME["null"]) == {"rows": [{"a": None}, {}, {"a": None}]}


def test_a_mutation_is_applied_to_one_element_if_the_path_has_an_index() -> None:
    document = {"rows": [{"a": 1}, {"a": 2}]}
    assert mutate(document, ("rows", 1, "a"), BY_NAME["remove"]) == {"rows": [{"a": 1}, {}]}


def test_an_unknown_path_changes_nothing() -> None:
    document = {"rows": [{"a": 1}]}
    assert mutate(document, ("rows", 7, "a"), BY_NAME["null"]) is document


def test_values_outside_the_path_are_shared_with_the_original() -> None:
    document = {"a": {"b": 1}, "c": {"d": 2}}
    assert mutate(document, ("a", "b"), BY_NAME["null"])["c"] is document["c"]


@pytest.mark.parametrize(
    ("name", "value", "mutated"),
    [
        ("number-to-text", 7, "7"),
        ("text-to-number", "400", 400),
        ("text-to-number", "web", 3),
        ("boolean-to-text", True, "true"),
        ("boolean-to-number", True, 1),
        ("object-to-key", {"pk": 7, "name": "MILANO"}, 7),
        ("object-to-text", {"pk": 7, "name": "MILANO"}, "MILANO"),
        ("object-to-list", {"pk": 7}, [{"pk": 7}]),
        ("list-to-object", ["a", "b"], {"0": "a", "1": "b"}),
        ("list-to-first", ["a", "b"], "a"),
        ("decimal-to-number", "250.00", 250.0),
        ("decimal-one-place-fewer", "250.00", "250.0"),
        ("decimal-one-place-more", "250.00", "250.000"),
        ("decimal-without-places", "250.00", "250"),
        ("decimal-with-comma", "250.00", "250,00"),
        ("date-without-zone", "2023-05-17T23:45:55.657199Z", "2023-05-17T23:45:55.657199"),
        ("date-with-offset", "2023-05-17T23:45:55.657199Z", "2023-05-18T02:45:55.657199+03:00"),
        ("date-with-zero-offset", "2023-05-17T23:45:55.657199Z", "2023-05-17T23:45:55.657199+00:00"),
        ("date-with-space", "2023-05-17T23:45:55.657199Z", "2023-05-17 23:45:55.657199Z"),
        ("date-with-milliseconds", "2023-05-17T23:45:55.657199Z", "2023-05-17T23:45:55.657Z"),
        ("date-with-milliseconds", "2023-05-17T23:45:55Z", "2023-05-17T23:45:55.000Z"),
        ("date-only", "2023-05-17T23:45:55.657199Z", "2023-05-17"),
        ("date-day-first", "2023-05-17T23:45:55.657199Z", "17.05.2023 23:45"),
        ("date-to-epoch", "1970-01-02T00:00:00Z", 86400),
        ("date-to-epoch-text", "1970-01-02T00:00:00Z", "86400"),
        ("date-in-month-thirteen", "2023-05-17T23:45:55Z", "2023-13-17T23:45:55Z"),
        ("uuid-with-dashes", "02dfe340605142a38e7c7b59682ba682", "02dfe340-6051-42a3-8e7c-7b59682ba682"),
        ("drop-last", [1, 2], [1]),
        ("repeat-first", [1, 2], [1, 1, 2]),
        ("wrap", [1], {"data": [1]}),
        ("unwrap", {"count": 1, "results": [1]}, [1]),
        ("another-value", 7, 1_000_007),
        ("another-value", "250.00", "1250.00"),
        ("another-value", "2023-05-17T23:59:55Z", "2023-05-17T23:00:55Z"),
        ("another-value", False, True),
        ("another-value", "web", "webx"),
    ],
)
def test_a_mutation_gives_the_expected_value(name: str, value: Any, mutated: Any) -> None:
    document = mutate({"key": value}, ("key",), BY_NAME[name])["key"]
    assert (type(document), document) == (type(mutated), mutated)


@pytest.mark.parametrize(("key", "renamed"), [("payment_type", "paymentType"), ("email", "email_new")])
def test_a_renamed_key_keeps_its_place(key: str, renamed: str) -> None:
    assert list(mutate({"a": 1, key: 2, "b": 3}, (key,), BY_NAME["rename"])) == ["a", renamed, "b"]


def test_the_position_of_an_image_is_not_a_link() -> None:
    path: Path = ("orderitem_set", ALL, "product", "productimage_set", ALL, "order")
    assert not applies(ORDER, path, BY_NAME["break-link"])
