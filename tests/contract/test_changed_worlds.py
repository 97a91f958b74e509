"""The contract checks a world of the fake after changes: there are no findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.run.checker import check
from oms_mock.contract.severity import Severity
from oms_mock.dataset import generator
from oms_mock.dataset.states import STATUSES
from oms_mock.runtime.context import EXTENSION, Oms
from oms_mock.services import behaviour_updates, list_mutations, order_edits, pull
from tests.recall.harness import FORBIDDEN_TOKEN, TOKEN, URL, Wsgi

FEW = 45
NEWEST = generator.id_at(FEW - 1)
ORDINARY = 101
WORLD = "changed"
STRICT = Options(allow_writes=True, fail_on=Severity.INFO)

Change = Callable[[Oms], object]


def patch(order_id: int, **document: Any) -> Change:
    def change(oms: Oms) -> None:
        world = oms.worlds.enter(WORLD)
        order_edits.change(oms.store, world, oms.clock_of(world), order_id, document)

    return change


def create(**document: Any) -> Change:
    return lambda oms: order_edits.add(oms.store, world := oms.worlds.enter(WORLD), oms.clock_of(world), document)


def delete(order_id: int) -> Change:
    return lambda oms: order_edits.delete(oms.store, oms.worlds.enter(WORLD), order_id)


def pull_one(oms: Oms) -> None:
    world = oms.worlds.enter(WORLD)
    pull.pull(oms.store, world, oms.clock_of(world), ["9000000000000001"])


def every_state(oms: Oms) -> None:
    for place, (enum_value, _, _) in enumerate(STATUSES):
        patch(ORDINARY + place % 3, state={"enum_value": enum_value})(oms)


def motion(oms: Oms) -> None:
    for which in ("newest", "oldest", "newest"):
        list_mutations.arrive(oms.store, oms.worlds.enter(WORLD), oms.clock)
        list_mutations.disappear(oms.store, oms.worlds.enter(WORLD), which)  # type: ignore[arg-type]


def reset(oms: Oms) -> None:
    patch(ORDINARY, notes="forgotten")(oms)
    oms.worlds.reset(WORLD)


def switch(scenario: str) -> Change:
    return lambda oms: oms.worlds.switch(WORLD, scenario)


def stand_still(oms: Oms) -> None:
    world = oms.worlds.enter(WORLD)
    behaviour_updates.edit(oms.store, world.name, "clock", lambda _: {"frozen": "2031-01-01T00:00:00Z"})


CHANGES: dict[str, tuple[Change, ...]] = {
    "a pull": (pull_one,),
    "an order": (create(),),
    "an order of which much is said": (
        create(number="MINE", state={"enum_value": "550"}, channel={"id": 4}, orderitem_set=[{"price": "1.00"}, {}]),
    ),
    "an order without items": (create(orderitem_set=[]),),
    "a state": (patch(ORDINARY, state={"enum_value": "500"}),),
    "every state": (every_state,),
    "a customer's email": (patch(ORDINARY, customer={"email": "new@example.com"}),),
    "another customer": (patch(ORDINARY, customer={"pk": 424242}),),
    "a channel": (patch(ORDINARY, channel={"id": 3}),),
    "an address": (patch(ORDINARY, shipping_address={"id": 777, "line": "Elsewhere 1"}),),
    "items": (patch(ORDINARY, orderitem_set=[{}, {"state": {"enum_value": "100"}}, {}]),),
    "no items": (patch(ORDINARY, orderitem_set=[]),),
    "the order in the list": (
        patch(ORDINARY, created_date="2031-01-01T00:00:00Z", date_placed="2031-01-01T00:00:00Z"),
    ),
    "the newest gone": (delete(NEWEST),),
    "the oldest gone": (delete(1),),
    "one in the middle gone": (delete(ORDINARY),),
    "one that was changed gone": (patch(ORDINARY, notes="x"), delete(ORDINARY)),
    "one that came gone": (create(), delete(NEWEST + 1)),
    "motion": (motion,),
    "a reset": (reset,),
    "another scenario": (switch("all-statuses"),),
    "another scenario that was changed": (switch("webhook-trouble"), create(), motion, pull_one),
    "another scenario and back": (create(), switch("single"), switch("default"), delete(1)),
    "another clock": (stand_still, create(), patch(ORDINARY, notes="x"), pull_one),
    "all of it": (pull_one, create(), every_state, patch(NEWEST, orderitem_set=[{}]), delete(1), delete(102), motion),
}


@pytest.fixture(name="app", scope="module")
def fixture_app() -> Flask:
    return create_app(Config(orders=FEW))


def judge(app: Flask, world: str) -> Report:
    target = Target(URL, f"{TOKEN}@{world}", forbidden_token=FORBIDDEN_TOKEN)
    return check(target, STRICT, transport=Wsgi(app))


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_world_has_no_findings(app: Flask, what: str) -> None:
    oms: Oms = app.extensions[EXTENSION]
    oms.worlds.drop(WORLD)
    for change in CHANGES[what]:
        change(oms)
    report = judge(app, WORLD)
    assert [finding.message for finding in (*report.findings, *report.unstable)] == []
    assert report.exit_code is ExitCode.CLEAN
