"""What `oms-mock serve` prints."""

from __future__ import annotations

import shlex
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


def test_the_announcement_has_all_that_is_needed_for_the_first_minute(snapshot: Any) -> None:
    assert welcome.text(URL, Config(), Summary("default", 42, 722, 785, True, PULLABLE), kept=False) == snapshot


def test_a_kept_database_an_own_token_and_an_empty_scenario_are_said(snapshot: Any) -> None:
    config = Config(token="s3cret", database="sqlite:///orders.db")
    assert welcome.text(URL, config, Summary("empty", 42, 0, None, False, PULLABLE), kept=True) == snapshot


def test_a_server_that_drifts_on_purpose_says_so() -> None:
    text = welcome.text(URL, Config(demo_drift=True), Summary("default", 42, 722, 785, True, PULLABLE), kept=False)
    assert "  Drift   answers differ from their documents on purpose" in text


@pytest.mark.parametrize(
    ("deviations", "said"),
    [
        (0, "generated orders follow staging.json"),
        (1, "generated orders follow staging.json, in 1 place against their documents: oms-mock check says where"),
        (3, "generated orders follow staging.json, in 3 places against their documents: oms-mock check says where"),
    ],
)
def test_a_profile_that_is_followed_is_said(deviations: int, said: str) -> None:
    summary = Summary("default", 42, 722, 785, True, PULLABLE)
    config = Config(profile="staging.json")
    text = welcome.text(URL, config, summary, kept=False, deviations=deviations)
    assert f"  Profile {said}\n" in text


def test_where_nobody_may_control_it_the_way_out_is_said() -> None:
    why = Guard("0.0.0.0", 4010).why_off
    assert why
    summary = Summary("default", 42, 722, 785, True, PULLABLE)
    text = welcome.text(URL, Config(), summary, kept=False, why_no_control=why)
    assert "  Control off beyond this machine: set OMS_MOCK_ADMIN_TOKEN\n" in text
    assert [guard.why_off for guard in (Guard("127.0.0.1", 4010), Guard("0.0.0.0", 4010, "s3cret"))] == [None, None]


def lines_to_copy() -> list[str]:
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
def test_the_lines_to_copy_do_what_they_say(fresh: Client, place: int, outcome: tuple[int, str]) -> None:
    _, *options, url = shlex.split(lines_to_copy()[place])
    flags = list(pairwise(options))
    headers = dict(value.split(": ", 1) for flag, value in flags if flag == "-H")
    body = next((value for flag, value in flags if flag == "-d"), None)
    answer = fresh.raw.open(url.removeprefix(URL), method="POST" if body else "GET", headers=headers, data=body)
    assert answer.status_code == outcome[0]
    assert outcome[1] in answer.text


def test_the_password_of_a_database_is_not_said() -> None:
    config = Config(database="postgresql://me:hunter2@127.0.0.1/orders")
    text = welcome.text(URL, config, Summary("default", 42, 722, 722, True, PULLABLE), kept=True)
    assert "kept in postgresql://me:***@127.0.0.1/orders" in text
