"""The request log: a line for each request to the API, and for each unknown path."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from oms_mock.app import create_app
from oms_mock.cli import serve
from oms_mock.config import Config
from oms_mock.runtime.request_log import JSON, RequestLog

LIST = "/api/v1/oms/orders/"
TOKEN = {"Authorization": "Token oms-mock"}
CANARY = "OMSMOCK-CANARY-log"

Start = Callable[[RequestLog], FlaskClient]


@pytest.fixture(name="start")
def fixture_start() -> Start:
    return lambda log: create_app(Config(orders=36), request_log=log).test_client()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines on stderr, with N for times and durations."""
    text = re.sub(r"\d+ ms|\d\d:\d\d:\d\dZ", "N", capsys.readouterr().err)
    return text.splitlines()


def test_a_line_has_time_method_target_status_size_duration_and_operation(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    response = start(RequestLog()).get(f"{LIST}?limit=2", headers=TOKEN)
    assert lines(capsys) == [f"N GET {LIST}?limit=2 200 {len(response.data)} B N order_list"]


def test_a_line_has_the_world_the_effects_and_the_warnings(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    start(RequestLog()).get(f"{LIST}?__code=503&page_size=3", headers={"Authorization": "Token oms-mock@w1"})
    (line,) = lines(capsys)
    assert line.startswith(f"N [w1] GET {LIST}?__code=503&page_size=3 503 ")
    assert line.endswith('order_list (code=503) (unknown query parameter "page_size"; did you mean limit?)')


def test_preferences_without_effect_are_in_the_line(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    client = start(RequestLog())
    client.get(f"{LIST}?lmt=1", headers={**TOKEN, "Prefer": "foo=1, retry-after=5"})
    (line,) = lines(capsys)
    assert "(foo=1: must be one of code, delay, " in line
    assert "(retry-after=5: only an error response has it: " in line
    assert line.endswith('(unknown query parameter "lmt"; did you mean limit?)')


def test_unknown_paths_are_logged_and_requests_to_the_admin_api_and_the_documentation_are_not(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    client = start(RequestLog())
    for path in ("/api/v2/", "/__admin/version", "/docs/", "/healthz", "/openapi.json"):
        client.get(path)
    assert [line.split()[2] for line in lines(capsys)] == ["/api/v2/"]


def test_secrets_and_control_characters_are_not_logged(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    for log in (RequestLog(), RequestLog(JSON)):
        client = start(log)
        client.get(LIST, query_string={"password": CANARY, "q": "\x1b[31m\u202e"}, headers={"X-Api-Key": CANARY})
        client.get(LIST, headers={"Authorization": f"Token {CANARY}"})
        client.get("/\x1b[31m/")
        client.get(
            LIST, headers={**TOKEN, "Prefer": f"code=404, detail=password={CANARY}, token={CANARY}, a\x1b[31m=1"}
        )
    text = capsys.readouterr().err
    assert len(text.splitlines()) == 8
    assert CANARY not in text
    assert text.replace("\n", "").isprintable()


def test_a_line_of_json_has_the_request_id(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    start(RequestLog(JSON)).get(f"{LIST}1/", headers={**TOKEN, "X-Request-ID": "ci-7"})
    line = json.loads(capsys.readouterr().err)
    assert (line["request_id"], line["world"], line["status"], line["operation"]) == (
        "ci-7",
        "default",
        200,
        "order_detail",
    )
    assert line.keys() >= {"time", "method", "path", "query", "bytes", "milliseconds"}


@pytest.mark.parametrize(("code", "colour"), [(200, "32"), (302, "36"), (404, "33"), (503, "31")])
def test_a_status_is_coloured_on_a_terminal(
    start: Start, capsys: pytest.CaptureFixture[str], code: int, colour: str
) -> None:
    query = {200: "", 302: "?__code=302&__location=/x", 404: "?__code=404", 503: "?__code=503"}[code]
    start(RequestLog(has_colours=True)).get(f"{LIST}{query}", headers=TOKEN)
    assert f" \x1b[{colour}m{code}\x1b[0m " in capsys.readouterr().err


def test_a_closed_stream_does_not_change_the_response(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    assert start(RequestLog()).get(LIST, headers=TOKEN).status_code == 200


@pytest.mark.parametrize(
    ("form", "is_quiet", "is_terminal", "no_colour", "expected"),
    [
        (None, False, True, "", RequestLog("text", has_colours=True)),
        (None, False, True, "1", RequestLog("text")),
        (None, False, False, "", None),
        (None, True, True, "", None),
        ("json", False, False, "", RequestLog("json")),
        ("text", True, False, "", None),
    ],
)
def test_the_log_is_on_where_there_is_a_terminal_or_a_format(
    monkeypatch: pytest.MonkeyPatch,
    form: str | None,
    is_quiet: bool,
    is_terminal: bool,
    no_colour: str,
    expected: RequestLog | None,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal, raising=False)
    monkeypatch.setenv("NO_COLOR", no_colour)
    assert serve._request_log(form, is_quiet=is_quiet) == expected
