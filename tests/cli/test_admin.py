"""`oms-mock admin`: requests, output and exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
import requests

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.behaviour import rule_schema
from oms_mock.cli.admin import faults, journal
from oms_mock.cli.main import main
from oms_mock.config import Config
from oms_mock.contract import fake_process
from oms_mock.dataset.orders import order
from oms_mock.inputs.documents import keys
from oms_mock.journal import matching, verification
from oms_mock.testing.transport import AppTransport, SocketTransport
from tests.databases import NewDatabase
from tests.testing.stub import Stub

URL = "http://127.0.0.1:4010"
ENTRY = {
    "id": 12,
    "time": "2026-01-01T00:00:00.5Z",
    "method": "GET",
    "path": "/api/v1/oms/orders/",
    "query": {"limit": ["2"], "q": ["a b"]},
    "headers": {},
    "operation": "order_list",
    "status": 503,
    "milliseconds": 1.2,
    "fault": "f1",
    "did": ["status=503"],
}
ODD = {**ENTRY, "path": "/\x1b[31m\u202e::error::", "query": {}, "operation": None, "status": 429}
ANSWERS: dict[str, tuple[int, Any]] = {
    "GET worlds": (200, {"worlds": [{"name": "ci-7", "idle": 60, "own_orders": 1234}]}),
    "POST reset": (200, {"world": "default"}),
    "GET scenarios": (
        200,
        {
            "world": "default",
            "scenario": "empty",
            "scenarios": [
                {"name": "default", "description": "722 orders."},
                {"name": "empty", "description": "No orders."},
            ],
        },
    ),
    "POST scenarios": (200, {"world": "ci-7", "scenario": "empty"}),
    "GET settings": (200, {"world": "default", "settings": {"throttle": None, "allowed_channels": [1, 2]}}),
    "PATCH settings": (200, {"world": "default", "settings": {"throttle": "60/min", "allowed_channels": [1, 2]}}),
    "GET clock": (200, {"world": "default", "now": "2026-01-01T00:00:00Z", "frozen": False}),
    "PUT clock": (200, {"world": "default", "now": "2026-01-01T00:00:00Z", "frozen": True}),
    "DELETE clock": (200, {"world": "default", "now": "2026-01-01T00:00:00Z", "frozen": False}),
    "GET orders": (
        200,
        {
            "world": "default",
            "count": 41,
            "pages": 21,
            "results": [
                {
                    "id": 785,
                    "number": "2200000000000785",
                    "state": {"name": "Delivered"},
                    "date_placed": "2022-01-16T03:26:49Z",
                    "orderitem_set": [{}, {}],
                },
                {"id": 7, "number": "\x1b[2J", "state": None, "date_placed": None, "orderitem_set": None},
            ],
        },
    ),
    "GET orders/785": (200, {"id": 785, "notes": "\x1b[2J"}),
    "POST orders": (201, {"id": 786, "number": "2200000000000786"}),
    "PATCH orders/785": (200, {"id": 785, "modified_date": "2026-12-01T00:00:00Z"}),
    "DELETE orders/785": (200, {}),
    "GET faults": (
        200,
        {
            "world": "default",
            "faults": [
                {"id": "f1", "match": {"operation": "order_list", "times": 3}, "status": 503, "seen": 4, "applied": 3},
                {"id": "f2", "delay": {"uniform": ["100ms", "2s"]}, "seen": 0, "applied": 0},
            ],
        },
    ),
    "POST faults": (201, {"world": "default", "id": "f1", "match": {"operation": "order_list"}, "status": 503}),
    "GET requests": (
        200,
        {
            "world": "default",
            "total": 5,
            "forgotten": 0,
            "requests": [ODD | {"throttled": True, "too_early": 3}, ENTRY],
        },
    ),
    "POST requests/find": (200, {"requests": [ENTRY, ODD]}),
    "POST requests/count": (200, {"count": 2}),
    "GET requests/unmatched": (
        200,
        {"requests": [ODD | {"nearest": "/api/v1/oms/orders/"}, ENTRY | {"nearest": None}]},
    ),
    "DELETE requests": (200, {"world": "ci-7"}),
    "POST requests/verify": (200, {"verified": True, "count": 1}),
}


@pytest.fixture(name="stub")
def fixture_stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    stub = Stub(dict(ANSWERS))
    send_to(monkeypatch, stub)
    return stub


def send_to(monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    """Send the requests of every command to a WSGI app."""

    monkeypatch.setattr(SocketTransport, "send", lambda _, request: AppTransport(app).send(request))
    for name in ("URL", "WORLD", "TOKEN"):
        monkeypatch.delenv(f"OMS_MOCK_ADMIN_{name}", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["admin", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


SHOWN = [
    "orders",
    "orders list sort=id",
    "orders show 785",
    "orders add",
    "orders change 785 {}",
    "orders delete 785",
    "worlds",
    "reset",
    "drop ci-7",
    "scenario",
    "scenario empty",
    "settings",
    "settings throttle=60/min",
    "clock",
    "clock --freeze 2026-01-01T00:00:00Z",
    "faults",
    "faults add --status 503",
    "faults remove f1",
    "faults clear",
    "requests",
    "find",
    "count",
    "unmatched",
    "requests clear",
    "verify",
]


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("arguments", SHOWN)
def test_a_response_is_printed_as_text(capsys: pytest.CaptureFixture[str], snapshot: Any, arguments: str) -> None:
    code, out, err = run(capsys, *arguments.split())
    assert (code, err) == (0, "")
    assert out == snapshot
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("arguments", "route"),
    [
        ("worlds", "GET worlds"),
        ("scenario", "GET scenarios"),
        ("scenario empty", "POST scenarios"),
        ("settings", "GET settings"),
        ("clock", "GET clock"),
        ("orders", "GET orders"),
        ("orders list", "GET orders"),
        ("orders add", "POST orders"),
        ("orders change 785 {}", "PATCH orders/785"),
        ("faults", "GET faults"),
        ("faults add --status 503", "POST faults"),
        ("requests", "GET requests"),
        ("find", "POST requests/find"),
        ("count", "POST requests/count"),
        ("unmatched", "GET requests/unmatched"),
        ("verify", "POST requests/verify"),
    ],
)
@pytest.mark.usefixtures("stub")
def test_json_prints_the_complete_response_in_ascii(
    capsys: pytest.CaptureFixture[str], arguments: str, route: str
) -> None:
    code, out, err = run(capsys, *arguments.split(), "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == ANSWERS[route][1]
    assert out.isascii()
    assert out.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("route", "answer", "arguments", "said"),
    [
        (
            "GET worlds",
            {"worlds": []},
            "worlds",
            "there is only the default world: a request with the token oms-mock@ci-7 ",
        ),
        ("GET orders", {"world": "w", "count": 0, "results": []}, "orders", "no order of the world w matches"),
        ("GET faults", {"world": "w", "faults": []}, "faults", "the world w has no faults"),
        (
            "GET requests",
            {"world": "w", "total": 0, "requests": []},
            "requests",
            "the world w has received no requests",
        ),
        ("POST requests/find", {"requests": []}, "find", "no request matches"),
        ("GET requests/unmatched", {"requests": []}, "unmatched", "every request has a route"),
    ],
)
def test_an_empty_list_is_reported(
    capsys: pytest.CaptureFixture[str], stub: Stub, route: str, answer: Any, arguments: str, said: str
) -> None:
    stub.answers[route] = (200, answer)
    assert run(capsys, arguments)[1].startswith(said)


SENT = [
    ("reset --world ci-7", ("POST reset", None)),
    ("drop a?b", ("DELETE worlds/a?b", None)),
    ("scenario empty", ("POST scenarios", {"name": "empty"})),
    (
        "settings throttle=60/min min_order_omnitron_id=1 allowed_channels=[1,2] cargo_companies=null",
        (
            "PATCH settings",
            {
                "throttle": "60/min",
                "min_order_omnitron_id": 1,
                "allowed_channels": [1, 2],
                "cargo_companies": None,
            },
        ),
    ),
    ("clock --advance 90s", ("PUT clock", {"advance": "90s"})),
    ("clock --freeze 2026-01-01T00:00:00Z", ("PUT clock", {"now": "2026-01-01T00:00:00Z", "frozen": True})),
    ("clock --set 2026-01-01T00:00:00Z", ("PUT clock", {"now": "2026-01-01T00:00:00Z", "frozen": False})),
    ("clock --real", ("DELETE clock", None)),
    ('orders add {"notes":"n"}', ("POST orders", {"notes": "n"})),
    ('orders change 785 {"notes":null}', ("PATCH orders/785", {"notes": None})),
    ("orders delete 785", ("DELETE orders/785", None)),
    ("faults remove f1", ("DELETE faults/f1", None)),
    ("faults clear", ("DELETE faults", None)),
    (
        "faults add --id a --operation order_list --method GET --path /api/* --order 17 --page 2 --nth 2 --every 3 "
        "--probability 0.1 --seed 42 --times 3 --status 503 --retry-after 5 --delay 200ms --break drip --drip 2s "
        "--mutate $.results[*].customer.email=null --motion arrive --cap-limit 20 --next-host http://oms.internal:8000",
        (
            "POST faults",
            {
                "match": {
                    "operation": "order_list",
                    "method": "GET",
                    "path": "/api/*",
                    "order": 17,
                    "page": 2,
                    "nth": 2,
                    "every": 3,
                    "probability": 0.1,
                    "seed": 42,
                    "times": 3,
                },
                "id": "a",
                "status": 503,
                "retry_after": 5,
                "delay": "200ms",
                "break": "drip",
                "drip": "2s",
                "mutate": {"path": "$.results[*].customer.email", "mutation": "null"},
                "motion": "arrive",
                "cap_limit": 20,
                "next_host": "http://oms.internal:8000",
            },
        ),
    ),
    ("faults add --stale 3", ("POST faults", {"stale": {"requests": 3}})),
    ("faults add --stale 2s", ("POST faults", {"stale": {"for": "2s"}})),
    ('faults add --stale {"for":"2s"}', ("POST faults", {"stale": {"for": "2s"}})),
    (
        "faults add --break stall --stall 5s",
        ("POST faults", {"break": "stall", "stall": "5s"}),
    ),
    (
        "faults add --status 302 --location /login/",
        ("POST faults", {"status": 302, "location": "/login/"}),
    ),
    ("faults add --status 401 --detail Expired", ("POST faults", {"status": 401, "detail": "Expired"})),
    (
        'faults add --delay {"uniform":["100ms","2s"]}',
        ("POST faults", {"delay": {"uniform": ["100ms", "2s"]}}),
    ),
    (
        "verify --method POST --path /api/* --operation order_list --query limit=2 --query page=1 --header x-a=b=c "
        '--body {"a":1} --status 200 --times 0',
        (
            "POST requests/verify",
            {
                "matcher": {
                    "method": "POST",
                    "path": "/api/*",
                    "operation": "order_list",
                    "query": {"limit": "2", "page": "1"},
                    "headers": {"x-a": "b=c"},
                    "json": {"a": 1},
                    "status": 200,
                },
                "times": 0,
            },
        ),
    ),
    (
        "find --operation order_list --query limit=2",
        ("POST requests/find", {"operation": "order_list", "query": {"limit": "2"}}),
    ),
    ("count --status 503 --body {}", ("POST requests/count", {"status": 503, "json": {}})),
    ("unmatched", ("GET requests/unmatched", None)),
    ("requests clear", ("DELETE requests", None)),
    ("verify --at-least 2 --at-most 3", ("POST requests/verify", {"matcher": {}, "at_least": 2, "at_most": 3})),
]


@pytest.mark.parametrize(("arguments", "sent"), SENT, ids=[each[0][:40] for each in SENT])
def test_a_command_sends_one_request(
    capsys: pytest.CaptureFixture[str], stub: Stub, arguments: str, sent: tuple[str, Any]
) -> None:
    assert run(capsys, *arguments.split())[::2] == (0, "")
    assert stub.asked == [sent]


def test_faults_add_has_an_option_for_every_key_of_a_rule() -> None:
    named = {str(parameter.name).removeprefix("admin_") for parameter in faults.add.params}
    assert named - {"json", "url", "world", "document"} == {"id", *rule_schema.MATCH_KEYS, *rule_schema.EFFECT_KEYS}


@pytest.fixture(name="mine")
def fixture_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Write a scenario into the present folder, and return the body that sends it."""
    monkeypatch.chdir(tmp_path)
    documents: dict[str, Any] = {
        "orders.json": [order(42, 7)],
        "scenario.json": {"description": "Mine.", "generated": {"orders": 0, "seed": 42}},
    }
    for file, document in documents.items():
        path = tmp_path / "mine" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(document))
    return {"name": "mine", "files": documents}


@pytest.mark.parametrize("argument", ["./mine", "mine", "mine/"])
def test_the_documents_of_a_folder_are_sent(
    capsys: pytest.CaptureFixture[str], stub: Stub, mine: dict[str, Any], argument: str
) -> None:
    stub.answers["POST scenarios"] = (200, {"world": "ci-7", "scenario": "mine"})
    assert run(capsys, "scenario", argument) == (0, "the world ci-7 has the scenario mine\n", "")
    assert stub.asked == [("POST scenarios", mine)]


def test_the_list_of_scenarios_names_sent_documents(capsys: pytest.CaptureFixture[str], stub: Stub) -> None:
    listed = [{"name": "empty", "description": "No order."}]
    stub.answers["GET scenarios"] = (200, {"world": "ci-7", "scenario": "mine", "scenarios": listed})
    lines = run(capsys, "scenario")[1].splitlines()
    assert lines[1:] == ["   empty     No order.", "*  mine      The documents that were sent to this world."]


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    ("change", "argument", "message"),
    [
        (lambda: None, "./none", "there is no scenario '"),
        (lambda: Path("mine/scenario.json").unlink(), "./mine", "/mine contains no scenario.json: see"),
        (lambda: Path("mine/orders.json").write_text("["), "mine", "orders.json: is not JSON: Expecting value"),
    ],
)
def test_a_folder_that_cannot_be_sent_is_reported_and_nothing_is_sent(
    capsys: pytest.CaptureFixture[str], stub: Stub, change: Callable[[], object], argument: str, message: str
) -> None:
    change()
    code, out, err = run(capsys, "scenario", argument)
    assert (code, out, stub.asked) == (2, "", [])
    assert message in err


@pytest.mark.usefixtures("mine")
def test_a_shipped_scenario_is_named_even_if_a_folder_has_its_name(
    capsys: pytest.CaptureFixture[str], stub: Stub
) -> None:
    Path("mine").rename("empty")
    run(capsys, "scenario", "empty")
    assert stub.asked == [("POST scenarios", {"name": "empty"})]


def test_a_rule_is_accepted_as_json(capsys: pytest.CaptureFixture[str], stub: Stub) -> None:
    assert run(capsys, "faults", "add", '{"status": 503, "match": {"times": 3}}')[::2] == (0, "")
    assert stub.asked == [("POST faults", {"status": 503, "match": {"times": 3}})]


def test_faults_show_only_the_effects_of_a_rule(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, files: NewDatabase
) -> None:
    """The response of the real server also names the world."""
    send_to(monkeypatch, create_app(Config(scenario="empty", database=files()), guard=Guard("127.0.0.1", 4010)))
    assert run(capsys, "faults", "add", "--status", "503") == (0, "f1: status 503 (all requests)\n", "")
    assert re.search(r"^f1 +0 +0 +status 503 +all requests$", run(capsys, "faults")[1], re.MULTILINE)


def test_verify_has_an_option_for_every_key_of_a_matcher_and_an_expectation() -> None:
    named = {str(parameter.name).removeprefix("admin_") for parameter in journal.verify.params}
    spelled = {"headers": "header", "json": "body"}
    bounds = {key for key in keys(verification.ExpectationSchema) if key != "matcher"}
    expected = {spelled.get(key, key) for key in keys(matching.MatcherSchema)} | bounds
    assert named - {"json", "url", "world"} == expected


def test_url_world_and_token_are_read_from_the_environment(
    capsys: pytest.CaptureFixture[str], stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_ADMIN_URL", "http://oms.test:99/")
    monkeypatch.setenv("OMS_MOCK_ADMIN_WORLD", "ci-7")
    monkeypatch.setenv("OMS_MOCK_ADMIN_TOKEN", "s3cret")
    assert run(capsys, "reset")[0] == 0
    assert stub.queries == [{"world": "ci-7"}]
    sent = stub.headers[0]
    assert (sent["HTTP_HOST"], sent["HTTP_AUTHORIZATION"]) == ("oms.test:99", "Token s3cret")


def test_limit_is_the_number_of_requests(capsys: pytest.CaptureFixture[str], stub: Stub) -> None:
    run(capsys, "requests", "--limit", "7")
    run(capsys, "requests")
    assert [each["limit"] for each in stub.queries] == ["7", "20"]


def test_a_failed_verification_prints_its_detail_and_exits_with_1(
    capsys: pytest.CaptureFixture[str], stub: Stub
) -> None:
    said = {"verified": False, "count": 0, "detail": "expected 1 request, got 0\nnearest: \x1b[31mGET /"}
    stub.answers["POST requests/verify"] = (422, said)
    assert run(capsys, "verify") == (1, "expected 1 request, got 0\nnearest: \\x1b[31mGET /\n", "")
    code, out, _ = run(capsys, "verify", "--json")
    assert (code, json.loads(out)) == (1, said)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_an_error_response_is_printed_in_one_line_without_control_characters(
    capsys: pytest.CaptureFixture[str], stub: Stub, status: int
) -> None:
    stub.answers["POST reset"] = (status, {"detail": "$.a: one\n$.b: two, \x1b[31m\u202e."})
    code, out, err = run(capsys, "reset")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("oms-mock: $.a: one; $.b: two, \\x1b[31m\\u202e.")


@pytest.mark.parametrize(
    "arguments",
    [
        "wrlds",
        "reset --wrld a",
        "reset --url localhost:4010",
        "reset --url http://user:hunter2@localhost",
        "reset --url http://127.0.0.1:1",
        "drop",
        "settings throttle",
        "clock --real --advance 90s",
        "faults ad",
        "faults add",
        "faults add --times 3",
        "faults add {} --status 503",
        'faults add {"status"',
        "faults add --status 200",
        "faults add --status many",
        "faults add --break clse",
        "faults add --mutate $.a",
        "faults --world a add --status 503",
        "faults --json clear",
        "verify --query limit",
        "verify --times -1",
        "requests --limit 0",
        "requests --world a clear",
        "find --query limit",
        "requests --follow clear",
        "find --follow --query limit",
    ],
)
def test_a_usage_error_is_one_line_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], snapshot: Any, arguments: str
) -> None:
    code, out, err = run(capsys, *arguments.split())
    assert (code, out) == (2, "")
    assert err == snapshot
    assert err.count("\n") == 1
    assert "hunter2" not in err


@pytest.mark.parametrize(
    "verb",
    [
        "",
        *["worlds", "reset", "drop", "scenario", "faults", "requests", "find", "count", "unmatched", "requests clear"],
        *["verify", "settings", "clock"],
        "faults add",
        "faults clear",
    ],
)
def test_every_command_has_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, snapshot: Any, verb: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, out, _ = run(capsys, *verb.split(), "-h")
    assert code == 0
    assert out == snapshot


@pytest.mark.parametrize("name", ["token", "admin-token"])
def test_there_is_no_option_for_a_token(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert "No such option" in run(capsys, "reset", f"--{name}", "s3cret")[2]


@pytest.mark.process
def test_the_commands_control_a_running_fake(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def output(words: str, code: int = 0) -> str:
        ended, out, err = run(capsys, *words.split())
        assert (ended, err) == (code, "")
        return out

    with fake_process.running("--orders", "36") as url:
        monkeypatch.setenv("OMS_MOCK_ADMIN_URL", url)
        monkeypatch.setenv("OMS_MOCK_ADMIN_WORLD", "ci-7")
        output("faults add --status 503 --operation order_list --times 1")
        headers = {"Authorization": "Token oms-mock@ci-7"}
        answers = [requests.get(f"{url}/api/v1/oms/orders/", headers=headers, timeout=60) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [503, 200]
        assert re.search(r"^f1 +2 +1 +status 503 +", output("faults"), re.MULTILINE)
        assert output("requests").count(" GET ") == 2
        assert output("find --operation order_list").count(" GET ") == 2
        assert output("count --status 404") == "0\n"
        assert output("unmatched") == "every request has a route\n"
        output("verify --operation order_list --status 503 --times 1")
        output("verify --operation order_detail", 1)
        assert "1/min" in output("settings throttle=1/min")
        assert (
            output("clock --freeze 2026-01-01T00:00:00Z")
            == "the time in the world ci-7 is 2026-01-01T00:00:00Z, frozen\n"
        )
        assert re.fullmatch(
            "the time in the world ci-7 is 2027-01-01T00:00:[0-9.]+Z\n", output("clock --set 2027-01-01T00:00:00Z")
        )
        output("requests clear")
        assert output("count") == "0\n"
        output("scenario empty")
        assert "\n*  empty" in output("scenario")
        assert "ci-7" in output("worlds")
        output("reset")
        assert "has no faults" in output("faults")
        output("drop ci-7")
        assert output("worlds").startswith("there is only the default world")


def test_a_document_is_read_from_a_file_and_from_standard_input(
    capsys: pytest.CaptureFixture[str], stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "patch.json"
    file.write_bytes(b'\xef\xbb\xbf{"notes": "n"}')
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b'{"notes": "n"}')))
    for given in (f"@{file}", "-"):
        assert run(capsys, "orders", "change", "785", given)[0] == 0
        assert stub.asked[-1] == ("PATCH orders/785", {"notes": "n"})


@pytest.mark.parametrize("given", ["{", "@/no/such/file", "@/"])
def test_an_unreadable_document_is_reported(capsys: pytest.CaptureFixture[str], stub: Stub, given: str) -> None:
    code, _, err = run(capsys, "orders", "add", given)
    assert (code, stub.asked) == (2, [])
    assert given.lstrip("@") in err
