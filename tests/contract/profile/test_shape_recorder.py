"""Recording shapes: what is stored of a response, and what is not."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract.client.interaction import MISSING, Flaw, Interaction, Request
from oms_mock.contract.endpoints import (
    EVENT_DETAIL,
    ORDER_DETAIL,
    ORDER_LIST,
    PAYMENT_TYPES,
    READS,
    Endpoint,
)
from oms_mock.contract.profile.shape_recorder import (
    MOST_COUNTED,
    MOST_NAMES,
    Recorder,
    date_form,
    decimal_form,
    length_of,
)
from oms_mock.contract.redaction import redactor
from oms_mock.spec import profile_format
from oms_mock.spec.mutation_conditions import ENUMERATED, FREE_FORM
from oms_mock.spec.profile_format import OTHER, EndpointShapes, Shape
from tests.contract.handmade import Handmade
from tests.contract.rules.builders import event, order, put, response
from tests.contract.test_canaries import BIRD, BIRDS, KEY_SHAPES, SHAPES
from tests.hypothesis_profiles import examples

TOKEN = "hunter-two-of-nine"


def recorded(*documents: Any, endpoint: Endpoint = ORDER_DETAIL) -> EndpointShapes:
    recorder = Recorder(redactor([TOKEN]))
    for document in documents:
        recorder.see(response(Request(endpoint, pk=1, event=1), document))
    answers: EndpointShapes = recorder.profile("2026-11-26").endpoints[endpoint.label]
    return answers


def at(path: str, *values: Any) -> Shape:
    """What is recorded at a path of orders that have these values there."""
    shape: Shape = recorded(*(put(order(7), path, value) for value in values)).paths[f"$.{path}"]
    return shape


def written(*interactions: Interaction) -> str:
    recorder = Recorder()
    for interaction in interactions:
        recorder.see(interaction)
    text: str = profile_format.dumps(recorder.profile("2026-11-26"))
    return text


# What is kept


def test_types_are_shares_of_the_present_values() -> None:
    assert at("notes", "a", None, None, "b") == Shape(4, types={"string": 0.5, "null": 0.5}, lengths={"1": 1.0})


def test_the_share_of_missing_keys_is_absent() -> None:
    assert at("segment", None, MISSING, None, None) == Shape(4, absent=0.25, types={"null": 1.0})


def test_a_required_key_that_never_occurs_is_absent() -> None:
    assert recorded(put(order(7), "segment", MISSING)).paths["$.segment"] == Shape(1, absent=1.0)


def test_an_optional_key_that_never_occurs_is_not_recorded() -> None:
    assert "$.state.translations" not in recorded(put(order(7), "state.translations", MISSING)).paths


def test_the_elements_of_lists_are_counted_together() -> None:
    paths = recorded(order(7, items=3), order(8, items=1)).paths
    assert paths["$.orderitem_set"].lengths == {"1": 0.5, "3": 0.5}
    assert paths["$.orderitem_set[*]"].of == paths["$.orderitem_set[*].id"].of == 4


def test_constants_are_named() -> None:
    shape = at("payment_type", "credit_card", "credit_card", "credit_card", "masterpass")
    assert shape == Shape(4, types={"string": 1.0}, values={"credit_card": 0.75, "masterpass": 0.25})


def test_a_new_constant_is_named_after_three_occurrences() -> None:
    assert at("payment_type", "klarna", "klarna", "klarna").values == {"klarna": 1.0}
    assert at("payment_type", "klarna", "klarna", "gpay").values == {OTHER: 0.6667, "gpay": 0.3333}


@pytest.mark.parametrize(
    "text",
    ["Ayşe", "Ada Lovelace", "ada@example.com", "+905551234567", "555-123", "x1234567", "12345", "", "a" * 65, TOKEN],
)
def test_a_value_that_does_not_look_like_a_constant_is_not_named(text: str) -> None:
    assert at("payment_type", *[text] * 5).values == {OTHER: 1.0}


@pytest.mark.parametrize("text", ["999", "same_day_2", "Morhipo-V2"])
def test_a_value_that_looks_like_a_constant_is_named(text: str) -> None:
    assert at("payment_type", *[text] * 5).values == {text: 1.0}


def test_at_most_fifty_values_of_a_field_are_named_known_ones_first() -> None:
    values = [f"kind_{place}" for place in range(60) for _ in range(3)]
    named = at("payment_type", *values, "gpay").values
    assert (len(named), "gpay" in named) == (MOST_NAMES + 1, True)


def test_decimals_are_classified_by_their_places() -> None:
    paths = recorded(*(put(order(7), "orderitem_set.0.price", price) for price in ("1.50", "2.5"))).paths
    assert paths["$.orderitem_set[*].price"] == Shape(2, types={"string": 1.0}, decimals={"2": 0.5, "1": 0.5})


@pytest.mark.parametrize(
    ("text", "form"),
    [("1.50", "2"), ("-1.5", "1"), ("15", "0"), ("1,50", "comma"), ("1.234,50", "comma"), ("1.50 TRY", "other")],
)
def test_a_decimal_has_a_form(text: str, form: str) -> None:
    assert decimal_form(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-05-04T03:02:01.654321Z", "utc-6"),
        ("2026-05-04T03:02:01Z", "utc-0"),
        ("2026-05-04T03:02:01.654Z", "utc-3"),
        ("2026-05-04T03:02:01+03:00", "offset"),
        ("2026-05-04T03:02:01.654321+0300", "offset"),
        ("2026-05-04T03:02:01", "no zone"),
        ("2026-05-04 03:02:01Z", "space"),
        ("2026-05-04", "date only"),
        ("1777863721", "number"),
        ("04.05.2026", "other"),
        ("2026-13-04T03:02:01Z", "other"),
    ],
)
def test_a_date_has_a_form(text: str, form: str) -> None:
    assert date_form(text) == form


def test_the_format_of_a_date_is_recorded() -> None:
    assert at("created_date", "2026-05-04").dates == {"date only": 1.0}


@pytest.mark.parametrize(
    ("value", "length"),
    [("", "0"), ("a", "1"), ("ab", "2"), ("abc", "4"), ("a" * 33, "64"), ([1] * 7, "7"), ([1] * 9, "16"), ([], "0")],
)
def test_lengths_are_recorded_as_powers_of_two(value: Any, length: str) -> None:
    assert length_of(value) == length


def test_an_unknown_key_is_named_and_its_content_is_ignored() -> None:
    paths = recorded(*[{**order(7), "loyalty": {"points": 7}}] * 2).paths
    assert paths["$.loyalty"] == Shape(2, types={"object": 1.0})
    assert "$.loyalty.points" not in paths


def test_an_unknown_key_of_a_few_orders_is_counted_and_not_named() -> None:
    paths = recorded({**order(7), "loyalty": 1}, {**order(8), "campaign": 1}, *[order(9)] * 8).paths
    assert paths["$.<key>"] == Shape(10, absent=0.8, types={"integer": 1.0})
    assert not {"$.loyalty", "$.campaign"} & paths.keys()


def test_the_share_of_unnamed_keys_is_at_most_one() -> None:
    paths = recorded({**order(7), "Ada Lovelace": 1, "Ayşe": 1}).paths
    assert paths["$.<key>"] == Shape(1, types={"integer": 1.0})


def test_free_form_keys_are_not_named() -> None:
    payload = {"request_payload": {"zqxwv": 1, "other": "text"}, "webhook": {"zqxwv": {"deep": 1}}}
    paths = recorded(*[event(1, **payload)] * 5, endpoint=EVENT_DETAIL).paths
    assert paths["$.request_payload.*"] == Shape(10, types={"integer": 0.5, "string": 0.5})
    assert [path for path in paths if "zqxwv" in path or "deep" in path] == []


def test_the_content_of_an_object_in_place_of_a_string_is_ignored() -> None:
    paths = recorded(*[put(order(7), "payment_type", {"zqxwv": 1})] * 5).paths
    assert paths["$.payment_type"].types == {"object": 1.0}
    assert [path for path in paths if "zqxwv" in path] == []


def test_a_key_with_dots_is_not_taken_for_a_known_path() -> None:
    paths = recorded({**order(7), "state.name": {"zqxwv": 1}}).paths
    assert paths["$.state.name"].types == {"string": 1.0}


def test_only_ordinary_responses_with_status_200_are_recorded() -> None:
    recorder = Recorder()
    recorder.see(response(Request(ORDER_DETAIL, pk=1), {"detail": "no"}, status=500))
    recorder.see(response(Request(ORDER_DETAIL, pk=1), MISSING, flaw=Flaw.NOT_JSON))
    assert recorder.profile("2026-11-26").endpoints == {}


def test_only_the_types_of_page_links_are_recorded() -> None:
    page = {"count": 1, "next": "https://oms.example.com/?page=2", "previous": None, "results": []}
    assert recorded(page, endpoint=ORDER_LIST).paths["$.next"] == Shape(1, types={"string": 1.0})


def test_every_form_of_an_enumeration_is_recorded() -> None:
    assert recorded(["zqxwv"] * 5, endpoint=PAYMENT_TYPES).paths["$[*]"].types == {"string": 1.0}


def test_the_memory_for_different_keys_is_limited() -> None:
    recorder = Recorder()
    table = recorded(order(7)).paths
    for place in range(40):
        news = {f"key_{place}_{number}": 1 for number in range(100)}
        recorder.see(response(Request(ORDER_DETAIL, pk=1), {**order(7), **news}))
    tallies = recorder._tallies[ORDER_DETAIL.label]
    assert len(tallies) <= len(table) + MOST_COUNTED + MOST_NAMES


def test_the_memory_for_different_values_is_limited() -> None:
    recorder = Recorder()
    template = order(7)
    for place in range(MOST_COUNTED + 50):
        recorder.see(response(Request(ORDER_DETAIL, pk=1), template | {"payment_type": f"kind_{place}"}))
    tally = recorder._tallies[ORDER_DETAIL.label]["$.payment_type"]
    assert len(tally.values) == MOST_COUNTED + 1


# What is not kept


INTERACTIONS = tuple(
    Handmade(7, 8).answer(Request(endpoint, pk=7 if endpoint.takes_order else None, event=70)) for endpoint in READS
)


class Planting:
    """Plants canaries at a share of all places of a document: values, keys, keys of a deployment's own."""

    def __init__(self, shapes: Sequence[str], share: float, seed: int) -> None:
        self._shapes, self._share, self._random = shapes, share, random.Random(seed)

    def planted(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            grown = {key: self.planted(child, key) for key, child in value.items()}
            return grown | ({self._canary(wants_word=name in FREE_FORM): BIRD} if self._is_chosen() else {})
        if isinstance(value, list):
            return [self.planted(child, name) for child in value]
        return self._canary(wants_word=name not in ENUMERATED) if self._is_chosen() else value

    def _is_chosen(self) -> bool:
        return self._random.random() < self._share

    def _canary(self, *, wants_word: bool) -> str:
        """One word of letters is what a new constant or a new key looks like: where it is wanted, it is shown."""
        shape = self._random.choice(self._shapes)
        return SHAPES[shape] if wants_word or shape in KEY_SHAPES else SHAPES["word"]


def sung(planting: Planting) -> str:
    """The profile of answers with canaries in them, in their headers, and of refusals full of them."""
    headers = {"content_type": BIRD, "challenge": BIRD, "redirect": BIRD}
    planted = [
        response(each.request, planting.planted(each.document), **headers) for each in INTERACTIONS for _ in "abcd"
    ]
    refused = [response(each.request, {BIRD: BIRD}, status=400, **headers) for each in INTERACTIONS]
    return written(*planted, *refused)


@examples(20)
@given(
    st.lists(st.sampled_from(sorted(SHAPES)), min_size=1, max_size=4),
    st.sampled_from((1.0, 0.5, 0.1, 0.02)),
    st.integers(0, 2**16),
)
def test_a_canary_at_any_path_is_not_in_the_profile(shapes: list[str], share: float, seed: int) -> None:
    text = sung(Planting(shapes, share, seed))
    assert [bird for bird in BIRDS if bird in text.lower()] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_canary_of_any_shape_is_not_in_the_profile(shape: str) -> None:
    text = sung(Planting([shape], 1.0, 0))
    assert [bird for bird in BIRDS if bird in text.lower()] == []


def test_the_token_is_not_in_the_profile() -> None:
    planted = put({**order(7), TOKEN: TOKEN}, "payment_type", TOKEN)
    assert TOKEN not in json.dumps({path: vars(each) for path, each in recorded(*[planted] * 5).paths.items()})


def test_every_get_endpoint_is_recorded() -> None:
    recorder = Recorder()
    for interaction in INTERACTIONS:
        recorder.see(interaction)
    assert list(recorder.profile("2026-11-26").endpoints) == [endpoint.label for endpoint in READS]
