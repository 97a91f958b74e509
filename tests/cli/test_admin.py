"""`oms-mock admin`: what is sent, what is shown, and how it ends."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from oms_mock.behaviour import rule_schema, rules
from oms_mock.cli.admin import faults, journal
from oms_mock.cli.main import main
from oms_mock.contract import fake_process
from oms_mock.inputs.documents import keys
from oms_mock.journal import matching
from oms_mock.testing import WsgiAdapter
from oms_mock.testing import admin_client as testing_control
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
    "POST faults": (201, {"id": "f1", "match": {"operation": "order_list"}, "status": 503}),
    "GET requests": (
        200,
        {
            "world": "default",
            "total": 5,
            "forgotten": 0,
            "requests": [ODD | {"throttled": True, "too_early": 3}, ENTRY],
        },
    ),
    "POST requests/verify": (200, {"verified": True, "count": 1}),
}


@pytest.fixture(name="stub")
def fixture_stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    stub = Stub(dict(ANSWERS))

    def new_session() -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", WsgiAdapter(stub))
        return session

    monkeypatch.setattr(testing_control, "new_session", new_session)
    for name in ("URL", "WORLD", "TOKEN"):
        monkeypatch.delenv(f"OMS_MOCK_ADMIN_{name}", raising=False)
    return stub


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["admin", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


SHOWN = [
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
    "verify",
]


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("arguments", SHOWN)
def test_an_answer_is_shown_to_a_person(capsys: pytest.CaptureFixture[str], snapshot: Any, arguments: str) -> None:
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
        ("faults", "GET faults"),
        ("faults add --status 503", "POST faults"),
        ("requests", "GET requests"),
        ("verify", "POST requests/verify"),
    ],
)
@pytest.mark.usefixtures("stub")
def test_an_answer_is_whole_for_scripts_and_plain_ascii(
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
        ("GET worlds", {"worlds": []}, "worlds", "there is the default world only: a token such as oms-mock@ci-7 "),
        ("GET faults", {"world": "w", "faults": []}, "faults", "the world w has no faults"),
        ("GET requests", {"world": "w", "total": 0, "requests": []}, "requests", "the world w was asked nothing"),
    ],
)
def test_that_there_is_nothing_is_said(
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
    ("clock --real", ("DELETE clock", None)),
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
    ("verify --at-least 2 --at-most 3", ("POST requests/verify", {"matcher": {}, "at_least": 2, "at_most": 3})),
]


@pytest.mark.parametrize(("arguments", "sent"), SENT, ids=[each[0][:40] for each in SENT])
def test_what_is_asked_for_is_sent(
    capsys: pytest.CaptureFixture[str], stub: Stub, arguments: str, sent: tuple[str, Any]
) -> None:
    assert run(capsys, *arguments.split())[::2] == (0, "")
    assert stub.asked == [sent]


def test_a_fault_can_be_all_that_a_rule_can() -> None:
    named = {str(parameter.name).removeprefix("admin_") for parameter in faults.add.params}
    assert named - {"json", "url", "world"} == {"id", *rule_schema.MATCH_KEYS, *rule_schema.EFFECT_KEYS}
    assert (set(faults.BREAKS), set(faults.MOTIONS)) == (set(rules.BREAKS), set(rules.MOTIONS))


def test_a_verification_can_be_all_that_a_matcher_can() -> None:
    named = {str(parameter.name).removeprefix("admin_") for parameter in journal.verify.params}
    spelled = {"headers": "header", "json": "body"}
    expected = {spelled.get(key, key) for key in keys(matching.MatcherSchema)} | {"times", "at_least", "at_most"}
    assert named - {"json", "url", "world"} == expected


def test_fake_world_and_token_are_taken_from_the_environment(
    capsys: pytest.CaptureFixture[str], stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_ADMIN_URL", "http://oms.test:99/")
    monkeypatch.setenv("OMS_MOCK_ADMIN_WORLD", "ci-7")
    monkeypatch.setenv("OMS_MOCK_ADMIN_TOKEN", "s3cret")
    assert run(capsys, "reset")[0] == 0
    assert stub.queries == [{"world": "ci-7"}]
    sent = stub.headers[0]
    assert (sent["HTTP_HOST"], sent["HTTP_AUTHORIZATION"]) == ("oms.test:99", "Token s3cret")


def test_as_many_requests_are_asked_for_as_wanted(capsys: pytest.CaptureFixture[str], stub: Stub) -> None:
    run(capsys, "requests", "--limit", "7")
    run(capsys, "requests")
    assert [each["limit"] for each in stub.queries] == ["7", "20"]


def test_what_is_not_verified_is_said_as_the_fake_says_it_and_ends_with_1(
    capsys: pytest.CaptureFixture[str], stub: Stub
) -> None:
    said = {"verified": False, "count": 0, "detail": "expected 1 request, got 0\nnearest: \x1b[31mGET /"}
    stub.answers["POST requests/verify"] = (422, said)
    assert run(capsys, "verify") == (1, "expected 1 request, got 0\nnearest: \\x1b[31mGET /\n", "")
    code, out, _ = run(capsys, "verify", "--json")
    assert (code, json.loads(out)) == (1, said)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_a_refusal_is_one_line_without_what_drives_a_terminal(
    capsys: pytest.CaptureFixture[str], stub: Stub, status: int
) -> None:
    stub.answers["POST reset"] = (status, {"detail": "$.a: not\nso, \x1b[31m\u202e."})
    code, out, err = run(capsys, "reset")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("oms-mock: $.a: not so, \\x1b[31m\\u202e.")


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
        "faults add --status many",
        "faults add --break clse",
        "faults add --mutate $.a",
        "faults --world a add --status 503",
        "faults --json clear",
        "verify --query limit",
        "verify --times -1",
        "requests --limit 0",
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(
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
        *["worlds", "reset", "drop", "scenario", "faults", "requests", "verify", "settings", "clock"],
        "faults add",
        "faults clear",
    ],
)
def test_every_verb_has_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, snapshot: Any, verb: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, out, _ = run(capsys, *verb.split(), "-h")
    assert code == 0
    assert out == snapshot


@pytest.mark.parametrize("name", ["token", "admin-token"])
def test_a_token_is_never_an_argument(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert "No such option" in run(capsys, "reset", f"--{name}", "s3cret")[2]


def test_a_fake_that_runs_does_what_it_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(words: str, code: int = 0) -> str:
        ended, out, err = run(capsys, *words.split())
        assert (ended, err) == (code, "")
        return out

    with fake_process.running("--orders", "36") as url:
        monkeypatch.setenv("OMS_MOCK_ADMIN_URL", url)
        monkeypatch.setenv("OMS_MOCK_ADMIN_WORLD", "ci-7")
        said("faults add --status 503 --operation order_list --times 1")
        headers = {"Authorization": "Token oms-mock@ci-7"}
        answers = [requests.get(f"{url}/api/v1/oms/orders/", headers=headers, timeout=60) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [503, 200]
        assert re.search(r"^f1 +2 +1 +status 503 +", said("faults"), re.MULTILINE)
        assert said("requests").count(" GET ") == 2
        said("verify --operation order_list --status 503 --times 1")
        said("verify --operation order_detail", 1)
        assert "1/min" in said("settings throttle=1/min")
        assert said("clock --freeze 2026-01-01T00:00:00Z").startswith("it is 2026-01-01T00:00:00Z")
        said("scenario empty")
        assert "\n*  empty" in said("scenario")
        assert "ci-7" in said("worlds")
        said("reset")
        assert "has no faults" in said("faults")
        said("drop ci-7")
        assert said("worlds").startswith("there is the default world only")
