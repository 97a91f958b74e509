"""The text that `oms-mock serve` prints when it answers."""

from __future__ import annotations

import shlex
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.cli import welcome
from oms_mock.config import Config
from oms_mock.services.summary import Summary
from tests.conftest import Client

PULLABLE = ("9000000000000001",)
URL = "http://127.0.0.1:4010"


def test_the_text_names_addresses_tokens_data_and_commands_to_copy(snapshot: Any) -> None:
    assert welcome.text(URL, Config(), Summary("default", 42, 722, 785, True, PULLABLE), kept=False) == snapshot


def test_a_database_a_token_and_an_empty_scenario_are_named(snapshot: Any) -> None:
    config = Config(token="s3cret", database="sqlite:///orders.db")
    assert welcome.text(URL, config, Summary("empty", 42, 0, None, False, PULLABLE), kept=True) == snapshot


def test_another_scheme_is_named_and_is_in_the_commands() -> None:
    summary = Summary("default", 42, 722, 785, True, PULLABLE)
    text = welcome.text(URL, Config(auth_scheme="Bearer", token="s3cret"), summary, kept=False)
    assert "  Scheme  Bearer: send Authorization: Bearer s3cret\n" in text
    assert text.count("curl -H 'Authorization: Bearer s3cret'") == text.count("  curl ") > 0


def test_demo_drift_is_named() -> None:
    text = welcome.text(URL, Config(demo_drift=True), Summary("default", 42, 722, 785, True, PULLABLE), kept=False)
    assert "  Drift   responses differ from their schemas on purpose" in text


def test_a_watched_folder_is_named() -> None:
    summary = Summary("mine", 42, 1, 1, True, PULLABLE)
    text = welcome.text(URL, Config(scenario="./mine", watch=True), summary, kept=False)
    assert "  Watch   changes in ./mine are reloaded, and reset the data of worlds\n" in text


def test_the_last_day_of_shifted_dates_is_named() -> None:
    summary = Summary("default", 42, 722, 785, True, PULLABLE, date(2026, 12, 1))
    text = welcome.text(URL, Config(), summary, kept=False)
    assert "  Data    722 orders, scenario default, seed 42, dates until 2026-12-01, removed when" in text


@pytest.mark.parametrize(
    ("deviations", "message"),
    [
        (0, "generated orders follow staging.json"),
        (1, "generated orders follow staging.json, and contradict their schemas in 1 place: oms-mock check lists them"),
        (
            3,
            "generated orders follow staging.json, and contradict their schemas in 3 places: oms-mock check lists them",
        ),
    ],
)
def test_a_profile_and_its_contradictions_are_named(deviations: int, message: str) -> None:
    summary = Summary("default", 42, 722, 785, True, PULLABLE)
    config = Config(profile="staging.json")
    text = welcome.text(URL, config, summary, kept=False, deviations=deviations)
    assert f"  Profile {message}\n" in text


def test_an_admin_api_that_is_off_is_reported_with_the_way_to_turn_it_on() -> None:
    why = Guard("0.0.0.0", 4010).why_off
    assert why
    summary = Summary("default", 42, 722, 785, True, PULLABLE)
    text = welcome.text(URL, Config(), summary, kept=False, why_no_admin=why)
    assert "  Admin   off while the server listens for other machines: set OMS_MOCK_ADMIN_TOKEN\n" in text
    assert [guard.why_off for guard in (Guard("127.0.0.1", 4010), Guard("0.0.0.0", 4010, "s3cret"))] == [None, None]


def commands_to_copy() -> list[str]:
    text = welcome.text(URL, Config(), Summary("default", 42, 722, 103, True, PULLABLE), kept=False)
    return [line for line in text.splitlines() if line.startswith("  curl ")]


OUTCOMES = (
    (200, '"count":40'),
    (200, '"id":103'),
    (200, '"success":true'),
    (200, '"success":false'),
    (429, "throttled"),
)


@pytest.mark.parametrize(("place", "outcome"), list(enumerate(OUTCOMES)))
def test_the_commands_to_copy_give_the_announced_responses(fresh: Client, place: int, outcome: tuple[int, str]) -> None:
    _, *options, url = shlex.split(commands_to_copy()[place])
    flags = list(pairwise(options))
    headers = dict(value.split(": ", 1) for flag, value in flags if flag == "-H")
    body = next((value for flag, value in flags if flag == "-d"), None)
    response = fresh.raw.open(url.removeprefix(URL), method="POST" if body else "GET", headers=headers, data=body)
    assert response.status_code == outcome[0]
    assert outcome[1] in response.text


def test_the_password_of_a_database_is_masked() -> None:
    config = Config(database="postgresql://me:hunter2@127.0.0.1/orders")
    text = welcome.text(URL, config, Summary("default", 42, 722, 722, True, PULLABLE), kept=True)
    assert "kept in postgresql://me:***@127.0.0.1/orders" in text
