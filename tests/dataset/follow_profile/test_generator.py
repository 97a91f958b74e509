"""Orders and webhook events that follow a profile."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from oms_mock.dataset import personas
from oms_mock.dataset.deliveries import SHIPPED
from oms_mock.dataset.follow_profile.generator import (
    EVENT_DETAIL,
    ORDER_DETAIL,
    ORDER_LIST,
    ProfileGenerator,
    deviations,
)
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.checks import _linked
from oms_mock.errors import SetupError
from oms_mock.spec import profile_files, profile_format
from oms_mock.spec.profile_format import EndpointShapes, Profile, Shape

IDS = range(100, 400)
ROW = "$.results[*]"


def constants(**values: float) -> Shape:
    return Shape(200, types={"string": 1.0}, values=values)


def profile(shapes: dict[str, Shape], events: dict[str, Shape] | None = None) -> Profile:
    rows = {f"{ROW}{path.removeprefix('$')}": shape for path, shape in {"$": Shape(200), **shapes}.items()}
    return Profile("2026-11-26", {ORDER_LIST: EndpointShapes(10, rows), EVENT_DETAIL: EndpointShapes(9, events or {})})


def orders(shapes: dict[str, Shape]) -> list[dict[str, Any]]:
    generator = ProfileGenerator(profile(shapes), 42)
    return [generator.order(each) for each in IDS]


def shares(found: list[Any]) -> dict[Any, float]:
    return {value: times / len(found) for value, times in Counter(found).items()}


ODD = {
    "$.state.enum_value": constants(**{"550": 0.5, "400": 0.2, "460": 0.3}),
    "$.payment_type": constants(klarna=0.75, credit_card=0.25),
    "$.delivery_type": constants(click_and_collect=0.5, standard=0.5),
    "$.client_type": constants(ios=1.0),
    "$.orderitem_set": Shape(200, types={"array": 1.0}, lengths={"2": 0.5, "16": 0.5}),
    "$.tracking_number": Shape(200, types={"null": 0.8, "string": 0.2}),
    "$.date_placed": Shape(200, types={"string": 1.0}, dates={"utc-0": 1.0}),
    "$.customer.erp_code": Shape(200, types={"null": 1.0}),
    "$.loyalty": Shape(200, types={"integer": 1.0}),
}


@pytest.fixture(scope="module", name="odd")
def fixture_odd() -> list[dict[str, Any]]:
    return orders(ODD)


def test_constants_are_as_frequent_as_in_the_profile(odd: list[dict[str, Any]]) -> None:
    states = shares([each["state"]["enum_value"] for each in odd])
    assert states == {key: pytest.approx(share, abs=0.08) for key, share in (("550", 0.5), ("400", 0.2), ("460", 0.3))}
    assert shares([each["payment_type"] for each in odd])["klarna"] == pytest.approx(0.75, abs=0.08)
    assert {each["client_type"] for each in odd} == {"ios"}


def test_numbers_of_items_are_as_frequent_as_in_the_profile(odd: list[dict[str, Any]]) -> None:
    counts = Counter(len(each["orderitem_set"]) for each in odd)
    assert counts[2] / len(odd) == pytest.approx(0.5, abs=0.08)
    assert counts.keys() <= {2, *range(9, 17)}


def test_items_are_in_the_state_of_their_order(odd: list[dict[str, Any]]) -> None:
    apart = [
        item["state"]["enum_value"]
        for order in odd
        for item in order["orderitem_set"]
        if item["state"]["enum_value"] != order["state"]["enum_value"]
    ]
    assert set(apart) <= {"425"}


def test_only_shipped_orders_have_a_tracking_number(odd: list[dict[str, Any]]) -> None:
    tracked = [each for each in odd if each["tracking_number"]]
    assert len(tracked) / len(odd) == pytest.approx(0.2, abs=0.07)
    assert {each["state"]["enum_value"] for each in tracked} <= SHIPPED


def test_the_parts_of_an_order_reference_each_other_correctly(odd: list[dict[str, Any]]) -> None:
    assert [complaint for each in odd for complaint in _linked(each)] == []


def test_formats_nulls_and_unknown_keys_follow_the_profile(odd: list[dict[str, Any]]) -> None:
    assert {each["date_placed"][19:] for each in odd} == {"Z"}
    assert {each["customer"]["erp_code"] for each in odd} == {None}
    assert {each["loyalty"] for each in odd} == {1}


def test_the_same_seed_and_profile_give_the_same_bytes() -> None:
    digest = hashlib.blake2b(json.dumps(orders(ODD)).encode(), digest_size=8).hexdigest()
    assert digest == "01568fa0751b02e5"


def test_an_order_does_not_depend_on_other_orders() -> None:
    one, other = ProfileGenerator(profile(ODD), 42), ProfileGenerator(profile(ODD), 42)
    other.order(300)
    assert one.order(150) == other.order(150)


def test_webhook_events_follow_the_profile() -> None:
    shapes = {"$.response_content": Shape(200, types={"null": 1.0}), "$.trace": constants()}
    generator = ProfileGenerator(profile({}, shapes), 42)
    (event, *_) = generator.webhook_events(generator.order(150))
    assert (event["response_content"], event["trace"], event["object_id"]) == (None, "oms_mock", 150)


def test_webhook_events_are_generated_for_orders_whose_dates_have_no_time_zone() -> None:
    shapes = {"$.created_date": Shape(200, types={"string": 1.0}, dates={"no zone": 1.0})}
    generator = ProfileGenerator(profile(shapes), 42)
    assert generator.webhook_events(generator.order(150))


def test_a_profile_without_lists_is_followed_by_its_order_details() -> None:
    opened = EndpointShapes(9, {"$": Shape(9), "$.client_type": constants(ios=1.0)})
    generator = ProfileGenerator(Profile("2026-11-26", {ORDER_DETAIL: opened}), 42)
    assert {generator.order(each)["client_type"] for each in IDS} == {"ios"}


def test_a_profile_without_orders_is_rejected() -> None:
    with pytest.raises(SetupError, match="the profile contains no orders: record it with oms-mock profile URL"):
        ProfileGenerator(Profile("2026-11-26", {}), 42)


def test_paths_that_do_not_satisfy_the_schema_are_deviations() -> None:
    shapes = {
        **ODD,
        "$.omnitron_id": Shape(9, types={"string": 1.0}),
        "$.customer.email": Shape(9, types={"string": 0.9, "null": 0.1}),
        "$.modified_date": Shape(9, types={"string": 1.0}, dates={"offset": 1.0}),
        "$.orderitem_set[*].price": Shape(9, types={"string": 1.0}, decimals={"1": 1.0}),
        "$.<key>": Shape(9, types={"string": 1.0}),
        "$.channel.configuration.*": Shape(9, types={"string": 1.0}),
    }
    assert deviations(profile(shapes)) == [
        "$.customer.email",
        "$.loyalty",
        "$.modified_date",
        "$.omnitron_id",
        "$.orderitem_set[*].price",
    ]


# In a scenario


@pytest.fixture(name="file")
def fixture_file(tmp_path: Path) -> str:
    profile_files.write(tmp_path / "odd.json", profile_format.dumps(profile(ODD)))
    return str(tmp_path / "odd.json")


def test_personas_and_orders_of_files_do_not_follow_the_profile(file: str) -> None:
    plain, following = library.load("reference"), library.load("reference", profile=file)
    assert list(following.orders(0, personas.COUNT)) == list(plain.orders(0, personas.COUNT))
    assert list(following.orders(plain.count - 2)) == list(plain.orders(plain.count - 2))
    assert list(following.orders(100, 101)) != list(plain.orders(100, 101))


def test_events_of_personas_do_not_follow_the_profile(file: str) -> None:
    plain, following = library.load("default"), library.load("default", profile=file)
    persona = next(plain.orders())
    assert following.webhook_events(persona) == plain.webhook_events(persona)


def test_the_orders_use_the_seed_of_the_scenario(file: str) -> None:
    (seven,) = library.load("default", seed=7, profile=file).orders(100, 101)
    (usual,) = library.load("default", profile=file).orders(100, 101)
    assert seven != usual


def test_the_digest_of_a_scenario_contains_the_digest_of_the_profile(file: str) -> None:
    plain, following = library.load("default"), library.load("default", profile=file)
    assert following.digest == f"{plain.digest}+{profile(ODD).digest}"


def test_a_scenario_without_generated_orders_rejects_a_profile(file: str) -> None:
    with pytest.raises(SetupError, match="the scenario single has no generated orders: leave out --profile"):
        library.load("single", profile=file)
