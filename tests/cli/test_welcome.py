"""What `oms-mock serve` prints."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from oms_mock.cli import welcome
from oms_mock.config import Config
from oms_mock.services.summary import Summary
from tests.conftest import Client

URL = "http://127.0.0.1:4010"


def test_the_announcement_has_all_that_is_needed_for_the_first_minute(snapshot: Any) -> None:
    assert welcome.text(URL, Config(), Summary("default", 42, 722, 722, True), kept=False) == snapshot


def test_a_kept_database_an_own_token_and_an_empty_scenario_are_said(snapshot: Any) -> None:
    config = Config(token="s3cret", database="sqlite:///orders.db")
    assert welcome.text(URL, config, Summary("empty", 42, 0, None, False), kept=True) == snapshot


def lines_to_copy() -> list[str]:
    text = welcome.text(URL, Config(), Summary("default", 42, 722, 30, True), kept=False)
    return [line for line in text.splitlines() if line.startswith("  curl ")]


@pytest.mark.parametrize(
    ("place", "status", "words"),
    [(0, 200, '"count":30'), (1, 200, '"id":30'), (2, 200, '"success":true'), (3, 200, '"success":false'), (4, 429, "throttled")],
)  # fmt: skip
def test_the_lines_to_copy_do_what_they_say(fresh: Client, place: int, status: int, words: str) -> None:
    _, *options, url = shlex.split(lines_to_copy()[place])
    pairs = dict.fromkeys(options)
    headers = dict(value.split(": ", 1) for flag, value in zip(options, options[1:], strict=False) if flag == "-H")
    body = next((value for flag, value in zip(options, options[1:], strict=False) if flag == "-d"), None)
    answer = fresh.raw.open(
        url.removeprefix(URL), method="POST" if "-d" in pairs else "GET", headers=headers, data=body
    )
    assert answer.status_code == status
    assert words in answer.text
