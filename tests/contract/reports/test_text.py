"""The report for the terminal."""

from __future__ import annotations

import io
import shlex
from typing import Any

import pytest
from rich.console import Console

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Credential, Purpose, Request
from oms_mock.contract.reports import text
from tests.contract.reports.conftest import EVERY_SEVERITY, HOSTILE, SORTS, finding, report


@pytest.mark.parametrize("name", SORTS)
def test_text_of_every_kind_of_run(snapshot: Any, name: str) -> None:
    assert text.text(SORTS[name], 80) == snapshot


def test_a_wide_terminal_has_the_ids_at_the_right(snapshot: Any) -> None:
    assert text.text(EVERY_SEVERITY, 120) == snapshot


def on_terminal(of: Any, width: int, **settings: Any) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=width, legacy_windows=False, _environ={}, **settings)
    text.render(of, console)
    return file.getvalue()


def test_a_terminal_wraps_sentences_but_not_commands(snapshot: Any) -> None:
    shown = on_terminal(EVERY_SEVERITY, 80, no_color=True, color_system=None)
    assert shown == snapshot
    assert [
        line for line in shown.splitlines() if "curl" in line and not line.endswith("/'") and "page=2" not in line
    ] == []


def test_a_terminal_has_colours_unless_no_color_is_set() -> None:
    assert "\x1b[1;31mERROR\x1b[0m" in on_terminal(EVERY_SEVERITY, 80, color_system="standard")
    assert "\x1b[1;31m" not in on_terminal(EVERY_SEVERITY, 80, color_system="standard", no_color=True)


def test_findings_come_by_severity_then_endpoint_then_path() -> None:
    shown = text.text(EVERY_SEVERITY)
    kinds = ["null-drift", "not-refused", "pull-contradiction", "exposed-secret", "unknown-field"]
    assert [line.split()[1] for line in shown.splitlines() if line.startswith(("ERROR", "WARNING", "INFO"))] == kinds


@pytest.mark.parametrize("width", [80, 400])
def test_the_explain_command_is_on_the_same_line_if_it_fits(width: int) -> None:
    line = next(line for line in text.text(report(findings=(finding(),)), width).splitlines() if "reproduce" in line)
    assert ("explain:" in line) is (width == 400)


@pytest.mark.parametrize("line", text.text(HOSTILE).splitlines())
def test_hostile_text_is_neutralised(line: str) -> None:
    assert line.isprintable()
    assert not line.lstrip().startswith(("::", "##"))


def reproduced(request: Request, **changes: Any) -> list[str]:
    shown = text.text(report(findings=(finding(request=request),), **changes))
    line = next(line for line in shown.splitlines() if line.startswith("  reproduce: "))
    return shlex.split(line.removeprefix("  reproduce: "))


ORDERS = "https://oms.example.com/api/v1/oms/orders/"


@pytest.mark.parametrize(
    ("credential", "headers"),
    [
        (Credential.OWN, ["-H", "Authorization: Bearer $STAGING_TOKEN"]),
        (Credential.FORBIDDEN, ["-H", "Authorization: Bearer $OMS_FORBIDDEN_TOKEN"]),
        (Credential.WRONG, ["-H", "Authorization: Bearer oms-mock-contract-not-a-token"]),
        (Credential.NONE, []),
    ],
)
def test_the_reproduce_command_has_the_variable_of_the_token_and_not_the_token(
    credential: Credential, headers: list[str]
) -> None:
    request = Request(endpoints.ORDER_LIST, credential=credential)
    words = reproduced(request, auth_scheme="Bearer", token_variable="STAGING_TOKEN")
    assert words == ["curl", *headers, ORDERS]


def test_the_reproduce_command_of_a_pull_has_no_order_numbers() -> None:
    body = {"order_numbers": ["2200000000000001", 17]}
    words = reproduced(Request(endpoints.PULL, purpose=Purpose.PULL, body=body))
    assert words[1:4] == ["-i", "-X", "POST"]
    assert words[-2] == '{"order_numbers": ["AN-ORDER-NUMBER", "AN-ORDER-NUMBER"]}'


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("/api/v1/oms/orders/?limit=20&page=2", "?limit=20&page=2"),
        ("/api/v1/oms/orders/?page=2&cursor=jane", "?page=2&cursor=***"),
        ("/api/v1/oms/orders/?jane doe=1", "?***=1"),
        ("/api/v1/oms/orders/?x='; rm -rf ~ #", "?***=***"),
    ],
)
def test_only_the_numbers_of_a_link_are_shown(link: str, shown: str) -> None:
    assert reproduced(Request(endpoints.ORDER_LIST, link=link))[-1] == ORDERS + shown


def test_a_link_to_another_path_is_not_shown() -> None:
    assert reproduced(Request(endpoints.ORDER_LIST, link="/jane/?page=2"))[-1] == "https://oms.example.com/***?page=2"


def test_a_quote_in_a_url_is_quoted() -> None:
    request = Request(endpoints.ORDER_LIST)
    assert reproduced(request, target="https://oms.example.com/it's$(id)")[-1].startswith("https://oms.example.com/it")
