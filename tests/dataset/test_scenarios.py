"""Scenarios, as folders of fixtures/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oms_mock.dataset import scenarios
from oms_mock.errors import SetupError


def test_four_scenarios_ship() -> None:
    assert scenarios.names() == ["default", "empty", "reference", "single"]


@pytest.mark.parametrize(("name", "count"), [("default", 722), ("empty", 0), ("reference", 722), ("single", 1)])
def test_a_scenario_has_as_many_orders_as_it_says(name: str, count: int) -> None:
    scenario = scenarios.load(name)
    ids = [order["id"] for order in scenario.orders()]
    assert (scenario.count, len(ids)) == (count, count)
    assert ids == sorted(set(ids))


def test_the_default_scenario_can_be_given_other_orders_and_another_seed() -> None:
    orders = list(scenarios.load("default", orders=3, seed=7).orders())
    assert [order["id"] for order in orders] == [1, 2, 3]
    assert orders != list(scenarios.load("default", orders=3).orders())


def test_an_order_is_the_same_however_many_there_are() -> None:
    few = list(scenarios.load("default", orders=3).orders())
    many = list(scenarios.load("default", orders=30).orders())
    assert few == many[:3]


@pytest.mark.parametrize(
    ("name", "orders", "message"),
    [
        ("defalt", None, "there is no scenario 'defalt': did you mean default?"),
        ("../default", None, "there is no scenario '../default': did you mean default?"),
        ("zzz", None, "there is no scenario 'zzz': there are default, empty, reference, single"),
        ("default", 0, "--orders must be at least 1: for none at all use --scenario empty"),
        ("default", -1, "--orders must be at least 1: for none at all use --scenario empty"),
        (
            "reference",
            5,
            "the scenario reference always has 722 orders: leave out --orders, or --scenario",
        ),
    ],
)
def test_what_cannot_be_loaded_is_said_with_the_way_out(name: str, orders: int | None, message: str) -> None:
    with pytest.raises(SetupError) as error:
        scenarios.load(name, orders=orders)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("{", "broken/scenario.json cannot be read: Expecting property name"),
        ("{}", "broken/scenario.json cannot be read: 'description' is missing"),
        ('{"description": "", "generated": 7}', "broken/scenario.json cannot be read: 'int' object"),
    ],
)
def test_an_unreadable_manifest_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: str, message: str
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "scenario.json").write_text(manifest)
    monkeypatch.setattr(scenarios, "files", lambda _: tmp_path)
    with pytest.raises(SetupError, match=message):
        scenarios.load("broken")


def test_a_manifest_can_hold_orders_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = [{"id": 9}]
    (tmp_path / "mine").mkdir()
    manifest = {"description": "", "generated": {"orders": 2, "seed": 1, "adjustable": False}}
    (tmp_path / "mine" / "scenario.json").write_text(json.dumps(manifest))
    (tmp_path / "mine" / "orders.json").write_text(json.dumps(written))
    monkeypatch.setattr(scenarios, "files", lambda _: tmp_path)
    assert [order["id"] for order in scenarios.load("mine").orders()] == [1, 2, 9]
