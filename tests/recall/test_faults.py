from __future__ import annotations

import pytest
from flask import Flask

from oms_mock.contract.rules import registry
from oms_mock.spec import drift_kinds
from tests.recall.faults.all import BY_NAME, FAULTS
from tests.recall.faults.base import ORDERS, UNKNOWN, Fault
from tests.recall.harness import DEEP, FORBIDDEN_TOKEN, NEWEST, OLDEST, Ask, Seen, see

NAMES = {rule.name for rule in registry.RULES} | {"unstable"} | set(drift_kinds.EXPLANATIONS)
PATHS = [
    *(
        f"{view}?limit={limit}&page={page}"
        for view in ("", "short/", "list-simple/")
        for limit in (2, 7)
        for page in (1, 9)
    ),
    *(f"{view}?limit=3&page={page}" for view in ("", "short/", "list-simple/") for page in (1, 2, 3, 4)),
    *(
        f"{pk}/{view}"
        for pk in (DEEP, NEWEST, UNKNOWN)
        for view in ("", "short/", "webhook_events/", "webhook_events/short/")
    ),
    *(f"{pk}/webhook_events/{event}/" for pk in (OLDEST, UNKNOWN) for event in (f"{OLDEST}1", f"{NEWEST}1", UNKNOWN)),
    "",
    "delivery_type_enums/",
    "payment_type_enums/",
    "pull_from_omnitron/",
]
EVERYTHING = [
    *(Ask(ORDERS + path) for path in PATHS),
    *(Ask(ORDERS + path, token=token) for path in PATHS[-4:] for token in (None, "nope", FORBIDDEN_TOKEN)),
    *(Ask(f"{ORDERS}pull_from_omnitron/", method="POST", body=body) for body in ({"order_numbers": ["1"]}, {})),
]


@pytest.fixture(scope="module", name="normal")
def fixture_normal(healthy: Flask) -> list[Seen]:
    """What the healthy fake answers to everything."""
    return [see(healthy, ask) for ask in EVERYTHING]


each_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@each_fault
def test_a_fault_changes_a_response(healthy: Flask, fault: Fault) -> None:
    faulty = fault.install(healthy)
    assert [see(faulty, ask) for ask in fault.probes] != [see(healthy, ask) for ask in fault.probes]


@each_fault
def test_a_fault_has_no_state_of_earlier_installations(healthy: Flask, fault: Fault) -> None:
    first, second = fault.install(healthy), fault.install(healthy)
    assert [see(first, ask) for ask in fault.probes] == [see(second, ask) for ask in fault.probes]


@each_fault
def test_a_fault_leaves_other_responses_unchanged(healthy: Flask, normal: list[Seen], fault: Fault) -> None:
    faulty = fault.install(healthy)
    same = [see(faulty, ask) == seen for ask, seen in zip(EVERYTHING, normal, strict=True)]
    assert sum(same) > 0.4 * len(same)


def test_every_fault_is_described_in_one_sentence() -> None:
    assert [fault.name for fault in FAULTS if not fault.does.endswith(".") or "\n" in fault.does] == []


def test_the_expected_rules_and_kinds_of_every_fault_exist() -> None:
    assert [fault.name for fault in FAULTS if not fault.fits or not fault.fits <= NAMES] == []


def test_names_of_faults_are_unique() -> None:
    assert len(BY_NAME) == len(FAULTS)


def test_there_are_more_than_sixty_faults() -> None:
    assert len(FAULTS) > 60


def test_every_rule_has_a_fault() -> None:
    named = {fit for fault in FAULTS for fit in fault.fits} | {"schema"}  # which names drifts by kind
    too_slow = {"latency"}  # ten responses of half a second each: tests/contract/rules/test_latency.py
    assert {rule.name for rule in registry.RULES} <= named | too_slow
