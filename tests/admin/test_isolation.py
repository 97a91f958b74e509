"""Two hundred worlds that parallel clients configure differently behave independently."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from tests.conftest import Client
from tests.databases import NewDatabase
from tests.hypothesis_profiles import examples

NAMES = [f"w{number}" for number in range(200)]
NAME = st.sampled_from(NAMES[:5]) | st.sampled_from(NAMES)
SCENARIOS = {"single": 1, "empty": 0, "all-statuses": 18}
CLIENTS = 8


@dataclass
class Model:
    """The expected behaviour of one world."""

    fault: int | None = None
    throttle: int | None = None
    let_through: int = 0
    scenario: str = "single"
    pulled: bool = False
    frozen: str | None = None
    asked: list[int] = field(default_factory=list)

    def answer(self) -> int:
        """Return the expected status of the next list request, and count it."""
        if self.fault:
            status = self.fault
        elif self.throttle is not None and self.let_through >= self.throttle:
            status = 429
        else:
            status = 200
            self.let_through += self.throttle is not None
        self.asked.append(status)
        return status

    @property
    def count(self) -> int:
        return SCENARIOS[self.scenario] + self.pulled


class Worlds(RuleBasedStateMachine):
    """Each world and its model. All clocks are frozen, so that no throttle accepts requests again."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.models = {name: Model() for name in NAMES}
        for each in self.tell("GET", "worlds")["worlds"]:
            self.tell("DELETE", f"worlds/{each['name']}")

    def tell(self, method: str, path: str, name: str | None = None, body: Any = None) -> Any:
        query = f"?world={name}" if name else ""
        headers = {"Host": "127.0.0.1:4010", "Content-Type": "application/json"}
        client = self.app.test_client()
        answer = client.open(f"/__admin/{path}{query}", method=method, headers=headers, json=body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json

    def ask(self, name: str) -> Any:
        headers = {"Authorization": f"Token oms-mock@{name}"}
        return Client(self.app.test_client()).get("?limit=100", headers=headers)

    @rule(name=NAME, status=st.sampled_from([500, 502, 503]))
    def break_it(self, name: str, status: int) -> None:
        """Add a fault rule to a world."""
        self.tell("POST", "faults", name, {"id": "refusal", "match": {"operation": "order_list"}, "status": status})
        self.models[name].fault = status

    @rule(name=NAME)
    def mend_it(self, name: str) -> None:
        """Remove the fault rules of a world."""
        self.tell("DELETE", "faults", name)
        self.models[name].fault = None

    @rule(name=NAME, requests=st.integers(0, 3))
    def throttle(self, name: str, requests: int) -> None:
        """Throttle a world whose clock is frozen."""
        self.tell("PUT", "clock", name, {"now": "2026-01-01T00:00:00Z", "frozen": True})
        self.tell("PATCH", "settings", name, {"throttle": f"{requests}/day"})
        model = self.models[name]
        model.throttle, model.frozen = requests, "2026-01-01T00:00:00Z"

    @rule(name=NAME, scenario=st.sampled_from(sorted(SCENARIOS)))
    def switch(self, name: str, scenario: str) -> None:
        """Switch a world to another scenario."""
        self.tell("POST", "scenarios", name, {"name": scenario})
        self.models[name] = Model(scenario=scenario)

    @rule(name=NAME)
    def add(self, name: str) -> None:
        """Add an order, once."""
        if not self.models[name].pulled:
            self.tell("POST", "orders", name, {})
            self.models[name].pulled = True

    @rule(name=NAME, how=st.sampled_from(["reset", "drop"]))
    def begin_anew(self, name: str, how: str) -> None:
        """Reset a world."""
        if how == "reset":
            self.tell("POST", "reset", name)
        else:
            self.tell("GET", "settings", name)
            self.tell("DELETE", f"worlds/{name}")
        self.models[name] = Model()

    @rule(names=st.lists(NAME, min_size=1, max_size=CLIENTS, unique=True), times=st.integers(1, 3))
    def ask_at_once(self, names: list[str], times: int) -> None:
        """Send several requests to several worlds at the same time."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = list(pool.map(self._asked(times), names))
        for name, got in zip(names, answers, strict=True):
            model = self.models[name]
            assert [status for status, _ in got] == [model.answer() for _ in range(times)]
            assert {count for _, count in got} <= {model.count, None}

    def _asked(self, times: int) -> Callable[[str], list[tuple[int, int | None]]]:
        def asked(name: str) -> list[tuple[int, int | None]]:
            answers = [self.ask(name) for _ in range(times)]
            return [(each.status_code, each.json.get("count")) for each in answers]

        return asked

    @rule(name=NAME)
    def look(self, name: str) -> None:
        """Compare the journal and the settings of a world with its model."""
        model = self.models[name]
        seen = self.tell("GET", "requests", name)["requests"]
        assert [each["status"] for each in reversed(seen)] == model.asked
        for status in (200, 429, 503):
            assert self.tell("POST", "requests/count", name, {"status": status})["count"] == model.asked.count(status)
        assert [each["status"] for each in self.tell("GET", "faults", name)["faults"]] == [model.fault] * bool(
            model.fault
        )
        assert self.tell("GET", "scenarios", name)["scenario"] == model.scenario
        assert self.tell("GET", "clock", name)["frozen"] is (model.frozen is not None)

    @invariant()
    def the_default_world_is_as_it_was(self) -> None:
        """The default world is never configured."""
        answer = Client(self.app.test_client()).get("?limit=1")
        assert (answer.status_code, answer.json["count"]) == (200, 1)


@pytest.fixture(name="machine")
def fixture_machine(files: NewDatabase) -> type[Worlds]:
    app = create_app(Config(scenario="single", database=files()), guard=Guard("127.0.0.1", 4010))
    return type("WorldsOfOneApp", (Worlds,), {"app": app})


def test_two_hundred_worlds_behave_independently(machine: type[Worlds]) -> None:
    run_state_machine_as_test(machine, settings=examples(12, stateful_step_count=40))
