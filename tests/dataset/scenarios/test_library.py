"""Loading scenarios by name and by path, and the problems of invalid folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset import personas
from oms_mock.dataset.orders import order
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.webhook_events import webhook_events
from oms_mock.errors import ScenarioError, SetupError
from oms_mock.spec import json_path, mutation_catalogue, mutations
from tests.hypothesis_profiles import examples

Document = dict[str, Any]
Write = Callable[..., Path]

SAMPLE = json.loads(json.dumps(order(42, 500)))
EVENT = json.loads(json.dumps(webhook_events(42, SAMPLE)[0]))
MANIFEST = {"description": "Mine.", "generated": {"orders": 0, "seed": 42}}


FIFTY = library.load("default", orders=50)


def changed(document: Document, path: str, value: Any) -> Document:
    """Return a document with another value at a path such as `orderitem_set.0.order`."""
    copy = deepcopy(document)
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    inner: Any = copy
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return copy


@pytest.fixture(name="write")
def fixture_write(tmp_path: Path) -> Write:
    """Write a scenario folder. `orders=[…]` becomes orders.json; a string is written as it is."""

    def write(manifest: Any = MANIFEST, **files: Any) -> Path:
        folder = tmp_path / "mine"
        for name, content in {"scenario": manifest, **files}.items():
            path = folder / f"{name.replace('__', '/')}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return folder

    return write


def problems(folder: Path) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        library.load(str(folder))
    return [str(problem) for problem in error.value.problems]


SHIPPED = [
    ("all-statuses", 18),
    ("default", 722),
    ("empty", 0),
    ("exactly-one-page", 10),
    ("many-pages", 1005),
    ("motion-arrival", 250),
    ("motion-capped-limit", 250),
    ("motion-count", 250),
    ("motion-internal-next", 250),
    ("motion-last-page", 203),
    ("motion-removal", 250),
    ("pull-corner-cases", 1),
    ("reference", 722),
    ("single", 1),
    ("webhook-trouble", 6),
]


def test_names_returns_the_shipped_scenarios() -> None:
    assert library.names() == [name for name, _ in SHIPPED]


def test_fault_rules_and_throttle_of_a_manifest_are_loaded(write: Write) -> None:
    rules = [{"status": 503, "match": {"times": 1}}, {"id": "late", "delay": "1ms"}]
    folder = write(MANIFEST | {"faults": rules, "throttle": "60/min"})
    behaviour = json.loads(library.load(str(folder)).behaviour)
    assert behaviour == {"faults": [{"id": "f1", **rules[0]}, rules[1]], "throttle": "60/min"}
    assert library.load("default").behaviour == "{}"


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("faults", [{"status": 503}, {"match": {"evry": 2}, "status": 500}], "$.faults[1].match.evry: unknown key"),
        ("faults", {}, "$.faults: "),
        ("throttle", "often", "$.throttle: 'often' is not a rate: write 5/s, 60/min"),
    ],
)
def test_invalid_fault_rules_and_throttles_are_reported(write: Write, key: str, value: object, problem: str) -> None:
    folder = write(MANIFEST | {key: value})
    assert [each.startswith(f"scenario.json: {problem}") for each in problems(folder)] == [True]


@pytest.mark.parametrize(("name", "count"), SHIPPED)
def test_a_scenario_yields_as_many_orders_as_it_counts_oldest_first(name: str, count: int) -> None:
    scenario = library.load(name)
    ids = [order["id"] for order in scenario.orders()]
    assert (scenario.count, len(ids)) == (count, count)
    assert ids == sorted(set(ids))


def test_the_default_scenario_accepts_another_number_of_orders_and_seed() -> None:
    orders = list(library.load("default", orders=38, seed=7).orders())
    assert [order["id"] for order in orders[-2:]] == [100, 101]
    assert orders != list(library.load("default", orders=38).orders())


def test_an_order_does_not_depend_on_the_number_of_orders() -> None:
    few = list(library.load("default", orders=38).orders())
    many = list(library.load("default", orders=60).orders())
    assert few == many[:38]


@given(st.integers(0, 60), st.integers(0, 60))
def test_orders_returns_the_orders_from_start_to_stop(start: int, length: int) -> None:
    part = [order["id"] for order in FIFTY.orders(start, start + length)]
    assert part == [order["id"] for order in FIFTY.orders()][start : start + length]


@pytest.mark.parametrize(
    ("name", "orders", "message"),
    [
        ("defalt", None, "there is no scenario 'defalt': did you mean default?"),
        (
            "zzz",
            None,
            "there is no scenario 'zzz': there are all-statuses, default, empty, exactly-one-page, many-pages, "
            "motion-arrival, motion-capped-limit, motion-count, motion-internal-next, motion-last-page, "
            "motion-removal, pull-corner-cases, reference, single, webhook-trouble, and any folder by its path",
        ),
        (
            "default",
            personas.COUNT - 1,
            "--orders must be at least 36, which are the personas (oms-mock personas lists them): "
            "for fewer orders use --scenario single, or empty",
        ),
        ("reference", 50, "the scenario reference always has 722 orders: leave out --orders, or --scenario"),
    ],
)
def test_a_scenario_that_cannot_be_loaded_is_reported_with_the_solution(
    name: str, orders: int | None, message: str
) -> None:
    with pytest.raises(SetupError) as error:
        library.load(name, orders=orders)
    assert str(error.value) == message


def test_a_folder_without_a_manifest_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"contains no scenario\.json: see oms-mock scenario new --help"):
        library.load(str(tmp_path))


def test_a_folder_is_loaded_by_its_path_and_named_after_the_last_part(write: Write) -> None:
    scenario = library.load(f"{write(orders=[SAMPLE])}/../mine/")
    assert (scenario.name, list(scenario.orders())) == ("mine", [SAMPLE])


def test_generated_orders_come_before_those_of_files(write: Write) -> None:
    folder = write({**MANIFEST, "generated": {"orders": 40, "seed": 1}}, orders=[SAMPLE])
    assert [order["id"] for order in library.load(str(folder)).orders()][-2:] == [103, 500]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SAMPLE, id="one order"),
        pytest.param([SAMPLE], id="an array"),
        pytest.param({"count": 1, "next": None, "previous": None, "results": [SAMPLE]}, id="a page"),
        pytest.param("\ufeff" + json.dumps(SAMPLE), id="with a byte order mark"),
        pytest.param(json.dumps(SAMPLE, indent="\t"), id="indented by tabs"),
    ],
)
def test_a_response_body_can_be_used_as_a_file(write: Write, content: Any) -> None:
    assert list(library.load(str(write(orders=content))).orders()) == [SAMPLE]


def test_several_pages_can_be_used_as_files_newest_first(write: Write) -> None:
    orders = [json.loads(json.dumps(order(42, number))) for number in (503, 502, 501)]
    folder = write(orders__page1={"count": 3, "results": orders[:2]}, orders__page2={"count": 3, "results": orders[2:]})
    assert [order["id"] for order in library.load(str(folder)).orders()] == [501, 502, 503]


def test_events_of_files_replace_the_generated_events_of_their_order(write: Write) -> None:
    other = json.loads(json.dumps(order(42, 501)))
    written = EVENT | {"uuid": "0" * 32}
    scenario = library.load(str(write(orders=[SAMPLE, other], webhook_events=[written])))
    assert scenario.webhook_events(SAMPLE) == [written]
    assert scenario.webhook_events(other) == webhook_events(42, other)


def test_without_webhook_events_removes_the_generated_events_of_an_order(write: Write) -> None:
    folder = write({**MANIFEST, "without_webhook_events": [500]}, orders=[SAMPLE])
    assert library.load(str(folder)).webhook_events(SAMPLE) == []


def test_orders_of_omnitron_and_settings_can_be_replaced(write: Write) -> None:
    manifest = {**MANIFEST, "omnitron": {"generated": False}, "settings": {"MIN_ORDER_OMNITRON_ID": 7}}
    scenario = library.load(str(write(manifest, omnitron=[SAMPLE])))
    assert list(scenario.omnitron_orders()) == [SAMPLE]
    assert scenario.settings == {
        "MIN_ORDER_OMNITRON_ID": 7,
        "ALLOWED_CHANNELS": [1, 2, 3, 4, 5],
        "CARGO_COMPANIES": [34, 35, 36],
    }


WRONG_MANIFESTS = [
    ("{", "scenario.json: is not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
    ('{"a": 1, "a": 2}', 'scenario.json: the key "a" is repeated in one object'),
    ('{"a": NaN}', "scenario.json: is not JSON: NaN is not a number"),
    ("[" * 100_000, "scenario.json: is nested more than 64 levels deep"),
    ({"generated": {"orders": 0, "seed": 1}}, "scenario.json: $.description: is required"),
    ({**MANIFEST, "setings": {}}, "scenario.json: $.setings: unknown key; did you mean settings?"),
    (
        {**MANIFEST, "generated": {"orders": -1, "seed": 1}},
        "scenario.json: $.generated.orders: must be a whole number from 0 to 1,000,000,000",
    ),
    (
        {**MANIFEST, "generated": {"orders": 35, "seed": 1}},
        "scenario.json: $.generated.orders: must be 0, or at least 36: the oldest generated orders are the personas",
    ),
    (
        {**MANIFEST, "generated": {"orders": 0, "seed": 1, "generator": 1}},
        "scenario.json: $.generated.generator: the orders were generated by generator 1, this is generator 2, "
        "whose orders differ: install the oms-mock that saved it, or set it to this number",
    ),
    (
        {**MANIFEST, "without_webhook_events": [8]},
        "scenario.json: $.without_webhook_events: there is no order 8",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("manifest", "problem"), WRONG_MANIFESTS, ids=range(len(WRONG_MANIFESTS)))
def test_problems_of_a_manifest_are_reported_with_their_path(write: Write, manifest: Any, problem: str) -> None:
    assert problems(write(manifest)) == [problem]


ORDER_7 = SAMPLE | {"id": 7}
WRONG_FILES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an unknown file": (
        {"order": [SAMPLE]},
        ["order.json: this file is not read: did you mean orders.json?"],
    ),
    "a list of numbers": (
        {"orders": [1]},
        ["orders.json: $: expected an object, an array of objects, or a page with results"],
    ),
    "a key twice": ({"orders": '{"id": 1, "id": 2}'}, ['orders.json: the key "id" is repeated in one object']),
    "a wrong type, and a missing key": (
        {"orders": [{key: value for key, value in changed(SAMPLE, "customer.email", 7).items() if key != "number"}]},
        [
            'orders.json: order 500: $: "number" is a required property',
            'orders.json: order 500: $.customer.email: the value is not of type "string"',
        ],
    ),
    "no id": (
        {"orders": [SAMPLE, SAMPLE | {"id": "x"}]},
        ['orders.json: order at position 2: $.id: the value is not of type "integer"'],
    ),
    "a date that is none": (
        {"orders": [SAMPLE | {"date_placed": "2023-02-30T00:00:00Z"}]},
        ['orders.json: order 500: $.date_placed: the value is not a "date-time"'],
    ),
    "a link that leads elsewhere": (
        {"orders": [changed(SAMPLE, "orderitem_set.0.order", 9)]},
        ["orders.json: order 500: $.orderitem_set[*].order: is 9, but $.id is 500"],
    ),
    "a secret": (
        {"orders": [changed(SAMPLE, "channel.configuration.password", "hunter2")]},
        [
            "orders.json: order 500: $.channel.configuration.password: is a filled secret: "
            "oms-mock scenario redact replaces it by a canary"
        ],
    ),
    "a secret in a webhook": (
        {"orders": [SAMPLE], "webhook_events": [changed(EVENT, "webhook.secret_key", "hunter2")]},
        [
            f"webhook_events.json: webhook event {EVENT['id']}: $.webhook.secret_key: is a filled secret: "
            "oms-mock scenario redact replaces it by a canary"
        ],
    ),
    "a login in a URL": (
        {"orders": [changed(SAMPLE, "channel.configuration.server", "https://me:hunter2@example.com/")]},
        [
            "orders.json: order 500: $.channel.configuration.server: is a filled secret: "
            "oms-mock scenario redact replaces it by a canary"
        ],
    ),
    "a NUL": (
        {"orders": [SAMPLE | {"notes": "a\0b"}]},
        ["orders.json: order 500: $.notes: contains NUL or an unpaired surrogate"],
    ),
    "half a character": (
        {"orders": [changed(SAMPLE, "channel.name", "\ud800")]},
        ["orders.json: order 500: $.channel.name: contains NUL or an unpaired surrogate"],
    ),
    "a number beyond 64 bits": (
        {"orders": [SAMPLE | {"omnitron_id": 2**63}]},
        ["orders.json: order 500: $.omnitron_id: does not fit into 64 bits"],
    ),
    "an order twice": (
        {"orders": [SAMPLE], "orders__more": [SAMPLE]},
        [
            "orders.json: order 500: $.id: occurs 2 times: orders.json (1), orders/more.json (1)",
            "orders.json: order 500: $.number: occurs 2 times: orders.json (1), orders/more.json (1)",
            f"orders.json: item {SAMPLE['orderitem_set'][0]['id']}: $.orderitem_set[*].id: occurs 2 times: "
            "orders.json (1), orders/more.json (1)",
        ],
    ),
    "an event of no order": (
        {"webhook_events": [EVENT]},
        [f"webhook_events.json: webhook event {EVENT['id']}: $.object_id: there is no order 500"],
    ),
    "an event without its order": (
        {"orders": [SAMPLE], "webhook_events": [{key: EVENT[key] for key in EVENT if key != "object_id"}]},
        [f"webhook_events.json: webhook event {EVENT['id']}: $.object_id: is missing, but the short list has it"],
    ),
    "an event twice": (
        {"orders": [SAMPLE], "webhook_events": [EVENT, EVENT | {"uuid": "0" * 32}]},
        [f"webhook_events.json: webhook event {EVENT['id']}: $.id: occurs 2 times: webhook_events.json (2)"],
    ),
    "a uuid twice": (
        {"orders": [SAMPLE], "webhook_events": [EVENT, EVENT | {"id": 1}]},
        ["webhook_events.json: webhook event 5001: $.uuid: occurs 2 times: webhook_events.json (2)"],
    ),
    "a number twice in Omnitron": (
        {"omnitron": [SAMPLE, SAMPLE | {"notes": "again"}]},
        ["omnitron.json: Omnitron's order 500: $.number: occurs 2 times: omnitron.json (2)"],
    ),
    "an event id of another order's": (
        {"orders": [SAMPLE, json.loads(json.dumps(order(42, 501)))], "webhook_events": [EVENT | {"id": 5011}]},
        ["webhook_events.json: webhook event 5011: $.id: is also the id of a generated event of order 501"],
    ),
}


@pytest.mark.parametrize("what", WRONG_FILES)
def test_problems_of_documents_are_reported_with_file_order_and_path(write: Write, what: str) -> None:
    files, expected = WRONG_FILES[what]
    assert [each for each in problems(write(**files)) if "1 times" not in each][: len(expected)] == expected


GENERATED = {**MANIFEST, "generated": {"orders": 40, "seed": 42}}
CLASHES: dict[str, tuple[Document, str]] = {
    "id": (
        SAMPLE | {"id": 7},
        "orders.json: order 7: $.id: is also the id of a generated order: set generated.orders to 0",
    ),
    "id that is kept": (
        SAMPLE | {"id": 60},
        "orders.json: order 60: $.id: ids up to 99 are reserved for personas when orders are generated",
    ),
    "number": (
        SAMPLE | {"number": order(42, 101)["number"], "channel": order(42, 101)["channel"]},
        "orders.json: order 500: $.number: is also the number of the generated order 101",
    ),
    "item": (
        changed(SAMPLE, "orderitem_set.0.id", 102001),
        "orders.json: order 500: $.orderitem_set[*].id: 102001 is also an item of order 102",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CLASHES)
def test_an_order_that_conflicts_with_a_generated_order_is_reported(write: Write, what: str) -> None:
    document, problem = CLASHES[what]
    linked = json.loads(json.dumps(document))
    linked["orderitem_set"] = [item | {"order": linked["id"]} for item in linked["orderitem_set"]]
    linked["customer"]["channel"] = linked["channel"]["id"]
    linked["shipping_address"]["customer"] = linked["billing_address"]["customer"] = linked["customer"]
    assert problem in problems(write(GENERATED, orders=[linked]))


def test_the_error_names_the_first_problem_and_the_command_that_lists_all(write: Write) -> None:
    folder = write(orders=[SAMPLE | {"number": 7}, SAMPLE | {"id": None}])
    with pytest.raises(SetupError) as error:
        library.load(str(folder))
    assert str(error.value) == (
        'the scenario mine cannot be loaded: orders.json: order 500: $.number: the value is not of type "string", '
        "and 1 more: oms-mock scenario validate lists them"
    )


def test_problems_contain_no_values_of_documents(write: Write) -> None:
    canary = "OMSMOCK-CANARY-NAME"
    paths = [path for path in json_path.walk(SAMPLE) if path and isinstance(path[-1], str)]
    mutated = [mutations.mutate(SAMPLE, path, _replaced_by(canary)) for path in paths]
    messages = problems(write(orders=mutated))
    assert len(messages) > 100
    assert [line for line in messages if canary in line] == []


def _replaced_by(value: Any) -> mutations.Mutation:
    def change(parent: Any, key: Any) -> None:
        parent[key] = [value]

    return mutations.Mutation("replaced", frozenset(), lambda _: True, change)


def test_the_digest_changes_with_the_content_of_a_file(write: Write) -> None:
    one = library.load(str(write(orders=[SAMPLE])))
    other = library.load(str(write(orders=[SAMPLE | {"notes": "x"}])))
    again = library.load(str(write(orders=[SAMPLE])))
    assert one.digest == again.digest != other.digest


@examples(150)
@given(st.sampled_from(list(json_path.walk(SAMPLE))), st.sampled_from(mutation_catalogue.CATALOGUE))
def test_a_mutated_order_is_rejected_or_loaded_unchanged(
    tmp_path_factory: pytest.TempPathFactory, path: json_path.Path, mutation: mutations.Mutation
) -> None:
    document = mutations.mutate(SAMPLE, path, mutation)
    folder = tmp_path_factory.mktemp("drifted")
    (folder / "scenario.json").write_text(json.dumps(MANIFEST))
    (folder / "orders.json").write_text(json.dumps([document]))
    assert outcome(folder) in ("rejected", [document])


def outcome(folder: Path) -> Any:
    try:
        return list(library.load(str(folder)).orders())
    except ScenarioError:
        return "rejected"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("created_date", "2022-06-30T23:59:60Z", "is a date that cannot be stored, such as a leap second"),
        ("modified_date", "0000-01-01T00:00:00Z", "is a date that cannot be stored"),
        ("orderitem_set.0.product.remote_modified_date", "2022-06-30T23:59:60Z", "is a date that cannot be stored"),
        ("state.id", 1e308, "does not fit into 64 bits"),
        ("orderitem_set.0.order", -1e19, "does not fit into 64 bits"),
    ],
)
@pytest.mark.parametrize("file", ["orders", "omnitron"])
def test_values_that_cannot_be_seeded_or_pulled_are_problems(
    write: Write, file: str, path: str, value: Any, problem: str
) -> None:
    assert any(problem in each for each in problems(write(**{file: [changed(SAMPLE, path, value)]})))


def test_generated_webhook_events_after_the_year_9999_are_a_problem(write: Write) -> None:
    late = changed(SAMPLE, "created_date", "9999-12-31T23:59:59.999999Z")
    (problem,) = problems(write(orders=[late]))
    assert problem.startswith("orders.json: order 500: $.created_date: webhook events are generated minutes later")


def test_an_order_with_webhook_events_may_be_of_the_last_day_of_all(write: Write) -> None:
    late = changed(SAMPLE, "created_date", "9999-12-31T23:59:59.999999Z")
    assert library.load(str(write(orders=[late], webhook_events=[EVENT]))).count == 1


def test_free_form_objects_may_contain_any_date_and_any_number(write: Write) -> None:
    free = changed(SAMPLE, "channel.configuration", {"created_date": "2022-06-30T23:59:60Z", "a": 1e308})
    assert library.load(str(write(orders=[free]))).count == 1


@pytest.mark.parametrize("levels", [65, 900, 100_000])
def test_deep_nesting_is_a_problem(write: Write, levels: int) -> None:
    text = json.dumps([SAMPLE]).replace('"attributes": {}', f'"attributes": {{"a": {"[" * levels}{"]" * levels}}}', 1)
    assert problems(write(orders=text)) == ["orders.json: is nested more than 64 levels deep"]


@pytest.mark.parametrize("content", ["null", "[null]", '{"count": 1, "results": null}', "5", '["a"]'])
@pytest.mark.parametrize("file", ["orders", "webhook_events", "omnitron"])
def test_a_file_without_documents_is_a_problem(write: Write, file: str, content: str) -> None:
    assert problems(write(**{file: content})) == [
        f"{file}.json: $: expected an object, an array of objects, or a page with results"
    ]
