"""`/__admin/requests`: requests to a world can be read, found, counted and verified."""

from __future__ import annotations

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response

from oms_mock.admin import requests
from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.runtime.context import current_context
from oms_mock.runtime.effects import ResponseChanges
from oms_mock.services import worlds
from tests.admin.conftest import JSON, controlled_app
from tests.conftest import control_idle_time
from tests.databases import NewDatabase

LIST = "/api/v1/oms/orders/"
PULL = f"{LIST}pull_from_omnitron/"
LOGIN = "/api/v1/auth/login/"
CANARY = "OMSMOCK-CANARY-journal"
TOKEN = {"Authorization": "Token oms-mock@ci-7"}
FORM = "application/x-www-form-urlencoded"


class User:
    """A client of the API and of the admin API, in one world."""

    def __init__(self, app: Flask, token: str = "oms-mock@ci-7") -> None:
        self.app, self.raw = app, app.test_client()
        self.token = {"Authorization": f"Token {token}"}

    def get(self, path: str = LIST, **options: Any) -> Any:
        return self.raw.get(path, headers={**self.token, **options.pop("headers", {})}, **options)

    def post(self, path: str = PULL, **options: Any) -> Any:
        return self.raw.post(path, headers={**self.token, **options.pop("headers", {})}, **options)

    def control(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {**JSON, **self.token, **headers}
        return self.raw.open(f"/__admin/{path}", method=method, headers=sent, json=body)

    def entries(self, query: str = "") -> list[Any]:
        """The journal, newest first."""
        listed: list[Any] = self.control("GET", f"requests{query}").json["requests"]
        return listed

    def count(self, matcher: Any) -> int:
        return int(self.control("POST", "requests/count", matcher).json["count"])

    def verify(self, matcher: Any, **often: int | str) -> Any:
        return self.control("POST", "requests/verify", {"matcher": matcher, **often})


@pytest.fixture(name="user")
def fixture_user(app: Flask) -> User:
    return User(app)


def test_an_entry_has_the_warnings_about_parameters_without_effect(user: User) -> None:
    user.get(f"{LIST}?page_size=3")
    user.get(f"{LIST}?limit=3")
    assert [entry.get("warnings") for entry in user.entries()] == [
        None,
        ['unknown query parameter "page_size"; did you mean limit?'],
    ]


def test_a_request_is_recorded(user: User) -> None:
    user.get(f"{LIST}?limit=2", headers={"X-Request-ID": "7", "User-Agent": "test"})
    listed = user.control("GET", "requests")
    entry = listed.json["requests"][0]
    assert (listed.json["world"], listed.json["total"], listed.json["forgotten"]) == ("ci-7", 1, 0)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", entry.pop("time"))
    assert 0 < entry.pop("milliseconds") < 60_000
    assert entry == {
        "id": 1,
        "method": "GET",
        "path": LIST,
        "query": {"limit": ["2"]},
        "headers": {"host": "localhost", "user-agent": "test", "x-request-id": "7", "authorization": "Token …@ci-7"},
        "operation": "order_list",
        "status": 200,
    }
    assert listed.headers["Cache-Control"] == "no-store"


def test_a_json_body_is_recorded(user: User) -> None:
    user.post(json={"order_numbers": ["1"]})
    user.post(data={"order_numbers": ["1", "2"]})
    user.post(data=b'{"order_numbers":', content_type="application/json")
    broken, form, pulled = user.entries()
    assert pulled["json"] == {"order_numbers": ["1"]}
    assert (form["body"], form["headers"]["content-type"]) == ("order_numbers=1&order_numbers=2", FORM)
    assert (broken["body"], broken["status"]) == ('{"order_numbers":', 400)


def test_the_beginning_of_a_long_body_is_recorded(user: User) -> None:
    user.post(data=b"x" * 100_000, content_type="text/plain")
    body = user.entries()[0]["body"]
    assert body == f"{'x' * 65_536}… (the first 65,536 of 100,000 bytes)"


def test_a_body_that_no_view_reads_is_not_recorded(user: User) -> None:
    body = io.BytesIO(b"{}")
    overrides = {"CONTENT_LENGTH": "2"}
    user.post(LIST, input_stream=body, content_type="application/json", environ_overrides=overrides)
    assert (user.entries()[0]["status"], body.tell()) == (405, 0)
    assert {"json", "body"}.isdisjoint(user.entries()[0])


OPERATIONS = {
    LIST: "order_list",
    f"{LIST}short/": "order_list_short",
    f"{LIST}list-simple/": "order_list_simple",
    f"{LIST}1/": "order_detail",
    f"{LIST}1/short/": "order_detail_short",
    f"{LIST}1/webhook_events/": "webhook_event_list",
    f"{LIST}1/webhook_events/short/": "webhook_event_list_short",
    f"{LIST}1/webhook_events/1/": "webhook_event_detail",
    f"{LIST}delivery_type_enums/": "delivery_type_enums",
    f"{LIST}payment_type_enums/": "payment_type_enums",
    "/api/v1/active_user/": None,
}


@pytest.mark.parametrize(("path", "operation"), OPERATIONS.items())
def test_an_entry_has_the_operation_id_of_openapi(user: User, path: str, operation: str | None) -> None:
    user.get(path)
    assert user.entries()[0]["operation"] == operation
    assert operation is None or user.count({"operation": operation}) == 1


@pytest.mark.parametrize(
    ("path", "operation"), [(PULL, "pull_from_omnitron"), (LOGIN, "login"), ("/api/i1/auth/login/", "login")]
)
def test_a_post_has_an_operation_id_too(user: User, path: str, operation: str) -> None:
    user.post(path, json={})
    assert user.count({"operation": operation}) == 1


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/docs/x", "/docs/x/y", "/openapi.json", "/healthz", "/readyz", "/__admin/x"]
)
def test_requests_outside_of_the_api_are_not_recorded(app: Flask, path: str) -> None:
    user = User(app, "oms-mock")
    user.get(path)
    user.post(path)
    user.control("GET", "worlds")
    assert user.entries() == []


def test_unmatched_requests_have_the_most_similar_route(user: User) -> None:
    for path in ("/api/v1/oms/order/", LIST, "/api/v1/oms/orders", f"{LIST}99/", "/favicon.ico"):
        user.get(path)
    assert user.post(LIST.rstrip("/"), json={}).status_code == 301
    found = user.control("GET", "requests/unmatched").json["requests"]
    assert [(each["id"], each["path"], each["status"]) for each in found] == [
        (5, "/favicon.ico", 404),
        (1, "/api/v1/oms/order/", 404),
    ]
    assert found[1]["nearest"] == LIST
    assert user.count({}) == 6


def test_routes_of_the_admin_api_are_not_suggested(user: User) -> None:
    user.get("/__admi/requests/count")
    assert not user.control("GET", "requests/unmatched").json["requests"][0]["nearest"].startswith("/__admin")


def test_requests_are_found_oldest_first_and_counted(user: User) -> None:
    for limit in ("2", "3", "2"):
        user.get(f"{LIST}?limit={limit}")
    matcher = {"method": "GET", "path": "/api/*/orders/", "query": {"limit": "2"}, "status": 200}
    found = user.control("POST", "requests/find", matcher).json["requests"]
    assert [each["id"] for each in found] == [1, 3]
    assert user.count(matcher) == 2
    assert user.count({"headers": {"Authorization": "Token …@ci-7"}}) == 3
    assert user.control("POST", "requests/count").json == {"count": 3}


@pytest.mark.parametrize(
    ("query", "ids"),
    [("", [4, 3, 2, 1]), ("?limit=2", [4, 3]), ("?limit=2&offset=1", [3, 2]), ("?offset=3", [1]), ("?limit=0", [])],
)
def test_requests_are_listed_by_page_newest_first(user: User, query: str, ids: list[int]) -> None:
    for _ in range(4):
        user.get()
    listed = user.control("GET", f"requests{query}").json
    assert ([each["id"] for each in listed["requests"]], listed["total"]) == (ids, 4)


@pytest.mark.parametrize(
    "query", ["?limit=-1", "?limit=x", "?offset=1.5", "?limit=", "?limit=200000000", f"?limit={'9' * 5000}"]
)
def test_an_invalid_page_is_rejected(user: User, query: str) -> None:
    refused = user.control("GET", f"requests{query}")
    assert (refused.status_code, refused.json["detail"].partition(": ")[2]) == (
        400,
        "must be a whole number from 0 to 100,000,000",
    )


def test_a_met_expectation_returns_the_number_of_requests(user: User) -> None:
    user.get()
    verified = user.verify({"operation": "order_list"}, times=1)
    assert (verified.status_code, verified.json) == (200, {"verified": True, "count": 1, "in_flight": 0})


def test_an_expectation_that_is_not_met_has_a_readable_detail(user: User) -> None:
    user.get(f"{LIST}?limit=20")
    failed = user.verify({"method": "GET", "path": LIST, "query": {"limit": "2"}})
    assert failed.status_code == 422
    assert failed.json["nearest"] == user.entries()[0]
    del failed.json["nearest"]
    assert failed.json | {"nearest": None} == {
        "verified": False,
        "count": 0,
        "in_flight": 0,
        "expected": "GET /api/v1/oms/orders/, query limit '2': at least once",
        "nearest": None,
        "differences": ["query limit: expected '2', got '20'"],
        "detail": "expected: GET /api/v1/oms/orders/, query limit '2': at least once\n"
        "seen: never, among 1 request of the world ci-7\n"
        "nearest: request 1, GET /api/v1/oms/orders/?limit=20; status 200\n"
        "  query limit: expected '2', got '20'",
    }


def test_without_requests_there_is_no_most_similar_one(user: User) -> None:
    failed = user.verify({}).json
    assert (failed["nearest"], failed["differences"]) == (None, [])


def test_a_difference_in_json_has_its_path(user: User) -> None:
    user.post(json={"order_numbers": ["1"]})
    assert user.verify({"json": {"order_numbers": ["2"]}}).json["differences"] == [
        "json $.order_numbers[0]: expected '2', got '1'"
    ]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"matcher": {"methd": "GET"}}, "$.matcher.methd: unknown key; did you mean method?"),
        (
            {"matcher": {"operation": "order_lits"}},
            '$.matcher.operation: unknown value "order_lits"; did you mean order_list? It must be one of '
            "order_list, order_list_short, order_list_simple, order_detail, order_detail_short, "
            "webhook_event_list, webhook_event_list_short, webhook_event_detail, delivery_type_enums, "
            "payment_type_enums, pull_from_omnitron, login",
        ),
        ({"matcher": {}, "times": "1"}, "$.times: must be a whole number of at least 0"),
        ({"matcher": {"\x1b[31m": 1}}, None),
        ({"matcher": {"\ud800": 1}}, None),
    ],
)
def test_an_invalid_expectation_is_rejected_with_the_path_of_the_problem(
    user: User, body: Any, detail: str | None
) -> None:
    refused = user.control("POST", "requests/verify", body)
    assert refused.status_code == 400
    assert detail in (None, refused.json["detail"])
    assert refused.json["detail"].isprintable()


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"{", "$: is not JSON: "),
        (b"\xff", "$: is not UTF-8 at byte 0"),
        (b'{"status": NaN}', "$: is not JSON: NaN is not a number"),
        (b'{"status": 200, "status": 404}', '$: the key "status" is repeated in one object'),
        (b'{"json": ' + b"[" * 100 + b"]" * 100 + b"}", "$: is nested more than 64 levels deep"),
        (b"[" * 100_000, "$: is nested more than 64 levels deep"),
        (b'{"status": ' + b"9" * 5000 + b"}", "$: is not JSON: "),
        (b"[]", "$: must be an object"),
    ],
)
def test_a_body_that_is_not_a_document_is_rejected(user: User, body: bytes, detail: str) -> None:
    refused = user.raw.post("/__admin/requests/count", data=body, headers=JSON)
    assert refused.status_code == 400
    assert refused.json["detail"].startswith(detail)


def test_a_body_that_is_too_large_is_rejected(user: User) -> None:
    body = b'{"json":"' + b"x" * 1_048_576 + b'"}'
    assert user.raw.post("/__admin/requests/count", data=body, headers=JSON).status_code == 413


def test_each_world_has_its_own_journal(app: Flask) -> None:
    one, other, default = (User(app, token) for token in ("oms-mock@a", "oms-mock@b", "oms-mock"))
    one.get(f"{LIST}?who=one")
    other.post(json={"order_numbers": []})
    default.get(f"{LIST}?who=default")
    assert [len(each.entries()) for each in (one, other, default)] == [1, 1, 1]
    assert one.entries()[0]["query"] == {"who": ["one"]}
    assert default.control("GET", "requests?world=a").json["requests"][0]["query"] == {"who": ["one"]}


def test_an_error_response_is_recorded_in_the_world_of_its_token(app: Flask) -> None:
    one, default = User(app), User(app, "oms-mock")
    one.post(json={"order_numbers": 7})
    one.get("/nowhere/")
    one.get(headers={"Prefer": "code=503"})
    assert [each["status"] for each in one.entries()] == [503, 404, 400]
    assert default.entries() == []


def test_an_unauthenticated_client_creates_no_world_and_is_recorded_in_an_existing_one(app: Flask) -> None:
    one, stranger, default = User(app), User(app, f"{CANARY}@ci-7"), User(app, "oms-mock")
    stranger.get()
    assert default.control("GET", "worlds").json == {"worlds": []}
    assert [(each["status"], each["headers"]["authorization"]) for each in default.entries()] == [(401, "Token …")]
    one.get()
    stranger.get()
    assert [each["status"] for each in one.entries()] == [401, 200]
    assert len(default.entries()) == 1


def test_a_world_beyond_the_limit_has_no_journal(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "MAX_WORLDS", 1)
    User(app, "oms-mock@a").get()
    assert User(app, "oms-mock@b").control("GET", "requests").status_code == 503


def test_a_journal_can_be_cleared_and_ends_with_its_world(app: Flask) -> None:
    one, other = User(app), User(app, "oms-mock@b")
    for forget in (("DELETE", "requests"), ("POST", "reset"), ("DELETE", "worlds/ci-7")):
        one.get()
        other.get()
        assert one.control(*forget).status_code == 200
        listed = one.control("GET", "requests").json
        assert (listed["total"], listed["forgotten"]) == (0, 0)
    assert len(other.entries()) == 3
    one.get()
    assert one.entries()[0]["id"] == 1


def test_the_journal_of_an_expired_world_is_cleared(app: Flask) -> None:
    now = control_idle_time(app.extensions["oms_mock"])
    one = User(app)
    one.get()
    now[0] += worlds.MAX_IDLE + 100
    User(app, "oms-mock@another").get()
    assert one.entries() == []


def test_the_journal_has_the_configured_number_of_entries(files: NewDatabase) -> None:
    user = User(controlled_app(files, journal=2))
    for _ in range(5):
        user.get()
    listed = user.control("GET", "requests").json
    assert (listed["total"], listed["forgotten"], [each["id"] for each in listed["requests"]]) == (2, 3, [5, 4])
    assert user.verify({}, times=3).json["detail"].splitlines()[1] == (
        "seen: 2 times, among 2 requests of the world ci-7; 3 older are forgotten"
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "requests"),
        ("DELETE", "requests"),
        ("POST", "requests/count"),
        ("POST", "requests/find"),
        ("GET", "requests/unmatched"),
        ("POST", "requests/verify"),
    ],
)
def test_a_journal_that_is_off_returns_409(files: NewDatabase, method: str, path: str) -> None:
    user = User(controlled_app(files, journal=0))
    user.get()
    refused = user.control(method, path, {})
    assert (refused.status_code, refused.json["detail"]) == (
        409,
        "The journal is off: start oms-mock with --journal 1000.",
    )


def test_without_an_admin_api_nothing_is_recorded(files: NewDatabase) -> None:
    app = create_app(Config(scenario="single", database=files()))
    assert app.extensions["oms_mock"].journal is None


@pytest.mark.parametrize("token", ["oms-mock@NO", "oms-mock@", "@a_b"])
def test_a_token_with_an_invalid_world_is_rejected(app: Flask, token: str) -> None:
    refused = User(app, token).control("GET", "requests")
    assert (refused.status_code, refused.json["detail"]) == (
        400,
        "world: must be 1 to 64 of a-z, 0-9 and -",
    )


def test_the_admin_token_does_not_name_a_world(files: NewDatabase) -> None:
    config = Config(scenario="single", database=files())
    app = create_app(config, guard=Guard("127.0.0.1", 4010, "p@ss"))
    user = User(app, "p@ss")
    assert user.control("GET", "requests").json["world"] == "default"
    assert user.control("GET", "requests?world=a").json["world"] == "a"


def test_marks_of_a_request_are_in_its_entry(app: Flask) -> None:
    @app.after_request
    def mark(response: Any) -> Any:
        context = current_context()
        context.changes = ResponseChanges(done=[("f1", "code=429")])
        context.is_throttled, context.early_by = True, 1.5
        return response

    user = User(app)
    user.get()
    entry = user.entries()[0]
    assert {name: entry[name] for name in ("fault", "did", "throttled", "too_early")} == {
        "fault": "f1",
        "did": ["code=429"],
        "throttled": True,
        "too_early": 1.5,
    }


def test_a_response_before_the_pipeline_began_is_recorded(app: Flask) -> None:
    app.before_request_funcs[None].insert(0, lambda: Response(status=418))
    user = User(app)
    user.get()
    app.before_request_funcs[None].pop(0)
    assert [(each["status"], each["milliseconds"]) for each in user.entries()] == [(418, 0)]


CANARIES: list[dict[str, Any]] = [
    {"method": "GET", "path": f"{LIST}?token={CANARY}&password={CANARY}"},
    {"method": "GET", "path": f"/nowhere/?api_key={CANARY}"},
    {"method": "GET", "path": LIST, "headers": {"X-Api-Key": CANARY, "X-Auth-Token": CANARY}},
    {"method": "GET", "path": LIST, "headers": {"Cookie": f"sessionid={CANARY}"}},
    {"method": "GET", "path": LIST, "headers": {"Authorization": f"Token {CANARY}"}},
    {"method": "GET", "path": LIST, "headers": {"Authorization": CANARY}},
    {"method": "GET", "path": LIST, "headers": {"Authorization": f"Token {CANARY.lower()}@{CANARY.lower()}"}},
    {"method": "GET", "path": LIST, "headers": {"Proxy-Authorization": f"Basic {CANARY}"}},
    {"method": "GET", "path": LIST, "headers": {"Referer": f"http://u:{CANARY}@localhost/?token={CANARY}"}},
    {"method": "POST", "path": LOGIN, "json": {"username": "u", "password": CANARY}},
    {"method": "POST", "path": PULL, "json": {"order_numbers": [{"secret": [CANARY]}]}},
    {"method": "POST", "path": PULL, "data": {"order_numbers": "1", "password": CANARY}},
    {"method": "POST", "path": PULL, "data": {"password": CANARY}, "content_type": "multipart/form-data"},
    {"method": "POST", "path": LOGIN, "data": f'{{"password": "{CANARY}"', "content_type": "application/json"},
    {"method": "POST", "path": LOGIN, "data": f"password={CANARY}", "content_type": "text/plain"},
]


@pytest.mark.parametrize("request_", CANARIES, ids=lambda each: str(list(each.items())[-1]))
def test_responses_of_the_journal_contain_no_secret(app: Flask, request_: dict[str, Any]) -> None:
    user = User(app, "oms-mock")
    sent = {**request_, "headers": {**user.token, **request_.get("headers", {})}}
    user.raw.open(**sent)
    assert user.count({}) == 1
    answers = [
        user.control("GET", "requests"),
        user.control("GET", "requests/unmatched"),
        user.control("POST", "requests/find", {}),
        user.verify({"status": 599, "query": {"token": "1", "api_key": "1", "password": "1"}}),
        user.verify({"headers": {"authorization": "1", "x-api-key": "1", "cookie": "1", "referer": "1"}}),
        user.verify({"json": {"password": "1", "order_numbers": []}}),
        user.verify({}, times=0),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 422, 422, 422, 422]
    assert [answer.text for answer in answers if CANARY.lower() in answer.text.lower()] == []


def test_responses_of_the_journal_contain_no_control_characters(user: User) -> None:
    nasty = "\x1b[31m\x9b\u202e\x7f::error::"
    user.get(LIST, query_string={"q": nasty}, headers={"X-A": "\x9b"})
    user.post(json={"order_numbers": [nasty]})
    user.get(f"/{nasty}/")
    for answer in (
        user.control("GET", "requests"),
        user.control("GET", "requests/unmatched"),
        user.verify({"query": {"q": "1"}}),
        user.verify({"json": {"order_numbers": ["1"]}}),
        user.verify({"path": "/\x1b/", "query": {nasty: "1"}}),
    ):
        assert answer.text.isprintable()
    failed = user.verify({"path": LIST, "query": {"q": "1"}}).json
    assert failed["detail"].replace("\n", "").isprintable()
    assert "".join(failed["differences"]).isprintable()
    assert user.verify({"query": {nasty: nasty}}).json["expected"].isprintable()
    assert "::error::" not in failed["detail"]
    assert nasty == user.entries()[2]["query"]["q"][0]


class Sent:
    """A request that is sent in another thread, and is in the journal already."""

    def __init__(self, user: User, path: str) -> None:
        known = len(user.entries())
        self._pool = ThreadPoolExecutor(1)
        self._response = self._pool.submit(user.app.test_client().get, path, headers=user.token)
        while len(user.entries()) == known:
            time.sleep(0.005)

    def wait(self) -> None:
        self._response.result(60)
        self._pool.shutdown()


def test_a_request_is_recorded_when_it_starts(user: User) -> None:
    slow = Sent(user, f"{LIST}1/?__delay=400")
    user.get()
    newest, oldest = user.entries()
    assert (newest["id"], newest["status"], newest["operation"]) == (2, 200, "order_list")
    assert (oldest["id"], oldest["status"], oldest["operation"]) == (1, None, "order_detail")
    assert (oldest["in_flight"], oldest["query"]) == (True, {"__delay": ["400"]})
    slow.wait()
    newest, oldest = user.entries()
    assert (oldest["id"], oldest["status"], "in_flight" in oldest) == (1, 200, False)
    assert oldest["milliseconds"] >= 400


def test_a_request_without_a_route_is_unmatched_from_its_start_to_its_end(user: User) -> None:
    user.get("/api/v2/")
    assert [entry["status"] for entry in user.control("GET", "requests/unmatched").json["requests"]] == [404]


def test_zero_requests_are_not_verified_while_a_matching_one_is_in_flight(user: User) -> None:
    slow = Sent(user, f"{LIST}1/?__delay=400")
    failed = user.verify({"operation": "order_detail"}, times=0)
    assert (failed.status_code, failed.json["in_flight"]) == (422, 1)
    assert "request 1, GET /api/v1/oms/orders/1/?__delay=400; in flight" in failed.json["detail"]
    slow.wait()


@pytest.mark.parametrize(("status", "expected"), [(404, 200), (200, 422)])
def test_zero_requests_of_a_status_wait_for_requests_in_flight(user: User, status: int, expected: int) -> None:
    slow = Sent(user, f"{LIST}1/?__delay=400")
    began = time.monotonic()
    assert user.verify({"operation": "order_detail", "status": status}, times=0).status_code == expected
    assert time.monotonic() - began > 0.2
    slow.wait()


def test_a_verification_whose_time_is_up_fails_with_the_undecided_request(user: User) -> None:
    slow = Sent(user, f"{LIST}1/?__delay=600")
    failed = user.verify({"operation": "order_detail", "status": 404}, times=0, wait="50ms")
    assert (failed.status_code, failed.json["count"], failed.json["in_flight"]) == (422, 0, 1)
    assert "in flight: 1 request that can still match; wait longer with wait: '10s'" in failed.json["detail"]
    slow.wait()


def test_a_verification_does_not_wait_for_requests_that_cannot_match(user: User) -> None:
    slow = Sent(user, f"{LIST}1/?__delay=1500")
    began = time.monotonic()
    assert user.verify({"operation": "order_list"}, times=0).json == {"verified": True, "count": 0, "in_flight": 1}
    assert user.verify({"operation": "order_list"}, times=1).status_code == 422
    assert time.monotonic() - began < 1.2
    slow.wait()


def test_a_verification_with_a_wait_ends_when_the_request_arrives(user: User) -> None:
    user.get()  # the world exists
    with ThreadPoolExecutor(1) as pool:
        other = User(user.app)
        waiting = pool.submit(other.verify, {"operation": "order_detail"}, wait="20s")
        user.get(f"{LIST}1/")
        assert waiting.result(15).json["verified"] is True


def test_a_verification_ends_where_a_test_has_stopped_the_clock(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "time", SimpleNamespace(monotonic=lambda: 1.0))
    assert user.verify({"operation": "order_detail"}, wait="50ms").status_code == 422


@pytest.mark.parametrize("wait", ["21s", "2 weeks", 2])
def test_an_unusable_wait_is_rejected(user: User, wait: Any) -> None:
    rejected = user.verify({}, wait=wait)
    assert (rejected.status_code, rejected.json["detail"].partition(":")[0]) == (400, "$.wait")
