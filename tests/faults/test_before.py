"""Fault rules of a world and preferences of a request, applied before and after the view."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.behaviour import rule_parser, stored
from oms_mock.behaviour.rules import BREAKS
from oms_mock.config import Config
from oms_mock.faults import breaks, disconnect
from oms_mock.faults.replacements import LOGIN_PAGE
from oms_mock.runtime.context import EXTENSION
from oms_mock.services import behaviour_updates
from tests.conftest import FEW, TOKEN, Client
from tests.databases import NewDatabase

NAMED = {"Authorization": "Token oms-mock@named"}

Rules = Callable[..., None]


@pytest.fixture(name="rules")
def fixture_rules(fresh: Client) -> Rules:
    """Set the rules of a world: the default one, or `world="named"`."""

    def rules(*documents: dict[str, Any], world: str = "default") -> None:
        oms = fresh.raw.application.extensions[EXTENSION]
        oms.worlds.enter(world)
        read = [rule_parser.rule(each, f"f{number}").document for number, each in enumerate(documents, 1)]
        behaviour_updates.edit(oms.store, world, stored.FAULTS, lambda _: read or None)

    return rules


@pytest.fixture(name="with_admin")
def fixture_with_admin(new_database: NewDatabase) -> Client:
    """A client of an app with an admin API, and so with a journal."""
    app = create_app(Config(database=new_database(), orders=FEW), guard=Guard("127.0.0.1", 4010))
    return Client(app.test_client())


def test_a_rule_with_a_status_rejects_requests_and_reports_it(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "order_list", "times": 1}, "status": 503, "retry_after": 7})
    response = fresh.get()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
    assert response.json == {"detail": "Service temporarily unavailable, try again later."}
    assert response.headers["Fault-Applied"] == "f1: status=503"
    assert (fresh.get().status_code, fresh.get("1/").status_code) == (200, 200)


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        (401, "Authentication credentials were not provided."),
        (403, "You do not have permission to perform this action."),
        (418, "I'm a Teapot."),
        (429, "Request was throttled. Expected available in 60 seconds."),
        (500, "A server error occurred."),
        (599, "Unknown error."),
    ],
)
def test_a_rule_or_preference_can_have_any_error_status(fresh: Client, rules: Rules, status: int, detail: str) -> None:
    rules({"status": status})
    response = fresh.get()
    assert (response.status_code, response.json) == (status, {"detail": detail})
    by_request = fresh.get("?__code=" + str(status), headers=NAMED)
    assert (by_request.status_code, by_request.json) == (status, {"detail": detail})


def test_a_429_has_the_seconds_to_wait_in_its_header_and_body(fresh: Client, rules: Rules) -> None:
    rules({"status": 429, "retry_after": 1})
    response = fresh.get()
    assert (response.headers["Retry-After"], response.json["detail"][-9:]) == ("1", "1 second.")


def test_rules_apply_to_their_world_only(fresh: Client, rules: Rules) -> None:
    rules({"status": 503}, world="named")
    assert (fresh.get().status_code, fresh.get(headers=NAMED).status_code) == (200, 503)


def test_rules_do_not_apply_to_unauthenticated_requests(fresh: Client, rules: Rules) -> None:
    rules({"status": 503})
    assert fresh.get(headers={}).status_code == 401
    assert fresh.get(headers={"Authorization": "Token wrong"}).status_code == 401


def test_delays_add_up(fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    rules({"delay": "200ms"}, {"delay": "50ms"})
    response = fresh.get()
    assert waited == [0.25]
    assert response.headers["Fault-Applied"] == "f1: delay=200ms; f2: delay=50ms"


def test_delays_together_are_at_most_a_minute(fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    rules({"delay": "60s"}, {"delay": "60s"})
    fresh.get()
    assert waited == [60]


def test_a_delay_does_not_change_the_response(fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    before = fresh.get()
    rules({"delay": "1ms"})
    after = fresh.get(headers={**TOKEN, "If-None-Match": before.headers["ETag"]})
    assert after.status_code == 304
    assert after.headers.getlist("Cache-Control") == ["no-cache"]


def test_the_journal_names_the_rules_that_were_applied(with_admin: Client) -> None:
    oms = with_admin.raw.application.extensions[EXTENSION]
    rules = [{"id": "slow", "delay": "1ms"}, {"id": "cut", "match": {"nth": 2}, "break": "empty-body"}]
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: rules)
    for query in ("", "?__fault=truncate", ""):
        with_admin.get(query)
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: None)
    headers = with_admin.get("?__fault=truncate").headers
    assert (headers["Preference-Applied"], "Fault-Applied" in headers) == ("fault=truncate", False)
    shown = with_admin.raw.get("/__admin/requests", headers={"Host": "127.0.0.1:4010"}).json["requests"]
    assert [(each.get("fault"), each.get("did")) for each in reversed(shown)] == [
        ("slow", ["delay=1ms"]),
        ("slow, cut", ["delay=1ms", "break=empty-body"]),
        ("slow", ["delay=1ms"]),
        (None, ["fault=truncate"]),
    ]


def test_a_rule_rejects_the_pull_before_an_order_is_created(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "pull_from_omnitron"}, "status": 500})
    assert fresh.post(json={"order_numbers": ["9000000000000001"]}).status_code == 500
    rules()
    assert fresh.pull("9000000000000001")[0]["success"]


def test_a_rule_can_reject_the_login(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "login"}, "status": 503})
    credentials = {"username": "oms-mock", "password": "oms-mock"}
    for path in ("/api/v1/auth/login/", "/api/i1/auth/login/"):
        assert fresh.raw.post(path, json=credentials).status_code == 503


BREAKING = {
    "malformed-json": lambda body, response: response.data == body[: len(body) * 2 // 3],
    "wrong-content-type": lambda body, response: (
        (response.data, response.content_type) == (body, "text/html; charset=utf-8")
    ),
    "empty-body": lambda _, response: response.data == b"",
    "truncate": lambda body, response: (
        response.data == body[: len(body) // 2] and response.headers["Content-Length"] == str(len(body))
    ),
    "drip": lambda body, response: response.data == body and response.headers["Content-Length"] == str(len(body)),
}


@pytest.mark.parametrize("how", BREAKING)
@pytest.mark.parametrize("by", ["rule", "header", "query"])
def test_a_response_can_be_broken(
    fresh: Client, rules: Rules, how: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    etag = fresh.get().headers["ETag"]
    body = fresh.get().data
    headers, query = {**TOKEN, "If-None-Match": etag}, ""
    if by == "rule":
        rules({"break": how})
    elif by == "header":
        headers["Prefer"] = f"fault={how}"
    else:
        query = f"?__fault={how}"
        body = body.replace(b"?page=2", f"?__fault={how}&page=2".encode())
    response = fresh.get(query, headers=headers)
    assert response.status_code == 200, "and not 304"
    assert BREAKING[how](body, response)
    assert (response.headers["Cache-Control"], "ETag" in response.headers) == ("no-store", False)
    if by == "rule":
        assert response.headers["Fault-Applied"] == f"f1: break={how}"
    else:
        assert response.headers["Preference-Applied"] == f"fault={how}"


def test_malformed_json_is_invalid_also_for_short_bodies(fresh: Client) -> None:
    for path in ("?__fault=malformed-json", "?__fault=malformed-json&__code=500", "777/?__fault=malformed-json"):
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            json.loads(fresh.get(path).data)


@pytest.mark.parametrize("how", ["close", "hang-up"])
def test_a_closed_connection_is_an_error_without_a_server(fresh: Client, rules: Rules, how: str) -> None:
    with pytest.raises(ConnectionAbortedError, match="without a response"):
        fresh.get(f"?__fault={how}")
    rules({"break": how})
    with pytest.raises(ConnectionAbortedError, match="without a response"):
        fresh.get()


@pytest.mark.parametrize("by", ["rule", "query"])
def test_truncate_chunked_sends_half_of_the_body_without_a_length(fresh: Client, rules: Rules, by: str) -> None:
    body = fresh.get("1/").data
    if by == "rule":
        rules({"break": "truncate-chunked"})
    with fresh.get("1/" if by == "rule" else "1/?__fault=truncate-chunked", buffered=False) as response:
        assert "Content-Length" not in response.headers
        pieces = iter(response.response)
        assert next(pieces) == body[: len(body) // 2]
        with pytest.raises(ConnectionAbortedError, match="inside the body"):
            next(pieces)


@pytest.mark.parametrize("by", ["rule", "query", "header"])
def test_stall_sends_half_of_the_body_and_nothing_for_its_duration(fresh: Client, rules: Rules, by: str) -> None:
    body = fresh.get("1/").data
    if by == "rule":
        rules({"break": "stall", "stall": "200ms"})
    headers = {**TOKEN, "Prefer": "fault=stall, stall=200ms"} if by == "header" else TOKEN
    began = time.monotonic()
    response = fresh.get("1/" if by != "query" else "1/?__fault=stall&__stall=200", headers=headers)
    assert response.data == body[: len(body) // 2]
    assert response.headers["Content-Length"] == str(len(body))
    assert 0.2 <= time.monotonic() - began < 5


def test_a_stalled_body_gives_the_server_empty_pieces_to_notice_that_the_client_has_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    pieces = breaks._stalling(b"abcd", 60)
    assert [next(pieces) for _ in range(4)] == [b"ab", b"", b"", b""]
    assert waited == [breaks.STALL_INTERVAL] * 3


def test_a_stalled_body_ends_where_a_test_has_stopped_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 1.0)
    assert list(breaks._stalling(b"abcd", 0.01)) == [b"ab", b""]


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("by", ["rule", "header", "query"])
def test_html_is_the_error_page_of_a_gateway(fresh: Client, rules: Rules, by: str, status: int) -> None:
    query, headers = "", dict(TOKEN)
    if by == "rule":
        rules({"break": "html", "status": status})
    elif by == "header":
        headers["Prefer"] = f"code={status}, fault=html"
    else:
        query = f"?__code={status}&__fault=html"
    response = fresh.get(query, headers=headers)
    assert (response.status_code, response.content_type) == (status, "text/html")
    assert f"<h1>{status} {HTTPStatus(status).phrase}</h1>" in response.text
    if by == "rule":
        assert response.headers["Fault-Applied"] == f"f1: status={status}, break=html"
    else:
        assert response.headers["Preference-Applied"] == f"code={status}, fault=html"


def test_html_without_a_status_is_a_login_page_and_the_request_has_no_effect(fresh: Client, rules: Rules) -> None:
    rules({"break": "html", "match": {"operation": "pull_from_omnitron"}})
    response = fresh.post(json={"order_numbers": ["9000000000000001"]})
    assert (response.status_code, response.content_type) == (200, "text/html; charset=utf-8")
    assert '<form method="post"' in response.text
    assert fresh.get().json["count"] == FEW


@pytest.mark.parametrize("how", ["close", "hang-up", "html"])
def test_of_two_rules_that_replace_the_response_the_first_one_decides(fresh: Client, rules: Rules, how: str) -> None:
    rules({"status": 503}, {"break": how})
    assert fresh.get().headers["Fault-Applied"] == "f1: status=503"
    rules({"break": how}, {"status": 503})
    if how == "html":
        assert fresh.get().headers["Fault-Applied"] == "f1: break=html"
    else:
        with pytest.raises(ConnectionAbortedError):
            fresh.get()


def test_an_html_page_is_not_changed_by_demo_drift(client_of: Callable[..., Client]) -> None:
    response = client_of(demo_drift=True).get("?__fault=html")
    assert (response.status_code, "<h1>Log in</h1>" in response.text) == (200, True)


@pytest.mark.parametrize("by", ["rule", "header", "query"])
@pytest.mark.parametrize("status", [401, 429])
def test_an_error_can_have_any_detail(fresh: Client, rules: Rules, by: str, status: int) -> None:
    query, headers, detail = "", dict(TOKEN), "Invalid token; log in, please."
    if by == "rule":
        rules({"status": status, "detail": detail})
    elif by == "header":
        headers["Prefer"] = f'code={status}, detail="{detail}"'
    else:
        query = f"?__code={status}&__detail={detail}"
    response = fresh.get(query, headers=headers)
    assert (response.status_code, response.json) == (status, {"detail": detail})
    assert ("WWW-Authenticate" in response.headers, "Retry-After" in response.headers) == (status == 401, status == 429)


@pytest.mark.parametrize("by", ["rule", "header", "query"])
def test_a_redirect_has_a_location_and_no_body(fresh: Client, rules: Rules, by: str) -> None:
    query, headers = "", dict(TOKEN)
    if by == "rule":
        rules({"status": 302, "location": "/login/?next=/a"})
    elif by == "header":
        headers["Prefer"] = 'code=302, location="/login/?next=/a"'
    else:
        query = "?__code=302&__location=/login/%3Fnext=/a"
    response = fresh.get(query, headers=headers)
    assert (response.status_code, response.data) == (302, b"")
    assert response.headers["Location"] == "/login/?next=/a"


@pytest.mark.parametrize(
    ("query", "ignored", "why"),
    [
        ("?__code=302", "code=302", "code=302: the status 302 is a redirect: add `location`, for example /login/"),
        ("?__code=304&__location=/a", "code=304, location=/a", "code=304: `status` must be 301, 302"),
        ("?__location=/a", "location=/a", "location=/a: `location` needs the `status` 301, 302"),
        ("?__detail=a", "detail=a", "detail=a: only an error response has it: add `code`"),
        ("?__code=200&__retry_after=5", "retry-after=5", "retry-after=5: only an error response has it: add `code`"),
        ("?__stall=5s", "stall=5s", "stall=5s: has no effect without `fault=stall`"),
        ("?__fault=truncate&__drip=5s", "drip=5s", "drip=5s: has no effect without `fault=drip`"),
    ],
)
def test_a_preference_without_the_one_that_it_needs_is_ignored(
    client: Client, query: str, ignored: str, why: str
) -> None:
    response = client.get(query)
    assert (response.status_code, response.headers["Preference-Ignored"]) == (200, ignored)
    assert response.headers.get("OMS-Mock-Warning", "").startswith(why)


def test_drip_sends_the_body_over_the_configured_time(
    fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    rules({"break": "drip", "drip": "5s"})
    assert fresh.get("1/").data
    assert (sum(waited), len(waited)) == (pytest.approx(5, rel=0.1), 20)


def test_every_break_is_tested() -> None:
    assert BREAKS.keys() == {*BREAKING, "close", "hang-up", "truncate-chunked", "stall", "html"}


def test_an_error_response_can_be_broken(fresh: Client) -> None:
    response = fresh.get(headers={**TOKEN, "Prefer": "code=502, fault=wrong-content-type"})
    assert (response.status_code, response.content_type) == (502, "text/html; charset=utf-8")
    assert response.headers["Preference-Applied"] == "code=502, fault=wrong-content-type"


def test_a_preference_applies_to_an_unauthenticated_request(fresh: Client) -> None:
    response = fresh.get(headers={"Prefer": "fault=empty-body"})
    assert (response.status_code, response.data) == (401, b"")


@pytest.mark.parametrize("by", ["rule", "header", "query"])
def test_a_mutation_changes_its_path_in_the_response(fresh: Client, rules: Rules, by: str) -> None:
    path = "$.results[*].customer.email"
    before = fresh.get().json
    if by == "rule":
        rules({"mutate": {"path": path, "mutation": "null"}})
        after = fresh.get()
        assert after.headers["Fault-Applied"] == f"f1: mutate=null:{path}"
    elif by == "header":
        after = fresh.get(headers={**TOKEN, "Prefer": f'mutate="null:{path}"'})
        assert after.headers["Preference-Applied"] == f"mutate=null:{path}"
    else:
        after = fresh.get(query_string={"__mutate": f"null:{path}"})
        assert after.headers["Preference-Applied"] == f"mutate=null:{path}"
    assert {row["customer"]["email"] for row in after.json["results"]} == {None}
    assert [row["id"] for row in after.json["results"]] == [row["id"] for row in before["results"]]


def test_a_mutation_of_a_missing_path_is_reported_as_failed(fresh: Client, rules: Rules) -> None:
    response = fresh.get(headers={**TOKEN, "Prefer": "mutate=null:$.nothing"})
    assert response.headers["Preference-Ignored"] == "mutate=null:$.nothing"
    assert "Preference-Applied" not in response.headers
    rules({"mutate": {"path": "$.nothing", "mutation": "null"}})
    reported = fresh.get().headers["Fault-Applied"]
    assert reported == "f1: mutate=null:$.nothing (the response has no such path)"


def test_motion_count_adds_one_to_the_count(fresh: Client, rules: Rules) -> None:
    count = fresh.get().json["count"]
    rules({"match": {"page": 2}, "motion": "count"})
    assert [fresh.get(f"?page={page}").json["count"] for page in (1, 2, 3)] == [count, count + 1, count]


def test_cap_limit_lowers_the_largest_page_size(fresh: Client, rules: Rules) -> None:
    assert len(fresh.get("?limit=20").json["results"]) == 20
    etag = fresh.get("?limit=20").headers["ETag"]
    rules({"cap_limit": 5})
    capped = fresh.get("?limit=20", headers={**TOKEN, "If-None-Match": etag})
    assert (capped.status_code, len(capped.json["results"])) == (200, 5)
    assert len(fresh.get().json["results"]) == 5
    rules()
    assert len(fresh.get("?limit=20").json["results"]) == 20


def test_next_host_replaces_the_host_of_links(fresh: Client, rules: Rules) -> None:
    rules({"next_host": "http://oms-app.internal:8000"})
    assert fresh.get().json["next"] == "http://oms-app.internal:8000/api/v1/oms/orders/?page=2"
    rules()
    assert fresh.get().json["next"].startswith("http://localhost/")


def test_a_rule_can_match_an_order(fresh: Client, rules: Rules) -> None:
    rules({"match": {"order": 17}, "status": 500})
    statuses = [fresh.get(path).status_code for path in ("16/", "17/", "17/short/", "17/webhook_events/", "")]
    assert statuses == [200, 500, 500, 500, 200]


def test_a_rule_can_match_a_page_of_lists_only(fresh: Client, rules: Rules) -> None:
    rules({"match": {"page": 1}, "status": 500})
    lists = ("", "?page=1", "short/", "1/webhook_events/")
    others = ("?page=2", "1/", "1/?page=1", "delivery_type_enums/")
    assert [fresh.get(path).status_code for path in lists + others] == [500] * 4 + [200] * 4


@pytest.mark.parametrize("page", ["", "-1", "1.0", "x", "9" * 9, "9" * 5000])
def test_an_invalid_page_does_not_match_a_rule(fresh: Client, rules: Rules, page: str) -> None:
    rules({"match": {"page": 1}, "status": 500}, {"match": {"page": 4}, "delay": "0ms"})
    assert fresh.get(f"?page={page}").json == {"detail": "Invalid page."}


def walk(client: Client) -> tuple[list[int], list[int]]:
    """Walk the list page by page. Return the ids of its rows, and the count of each page."""
    ids, counts, query = [], [], "?limit=10"
    while query:
        page = client.get(query).json
        ids += [row["id"] for row in page["results"]]
        counts.append(page["count"])
        query = page["next"] and page["next"].partition("/orders/")[2]
    return ids, counts


def test_motion_arrive_repeats_a_row_and_hides_the_new_order(fresh: Client, rules: Rules) -> None:
    """The last row of page 1 comes again as the first of page 2, and the new order is on no page."""
    before, _ = walk(fresh)
    rules({"match": {"operation": "order_list", "page": 2, "times": 1}, "motion": "arrive"})
    ids, counts = walk(fresh)
    assert counts == [FEW, FEW + 1, FEW + 1, FEW + 1, FEW + 1]
    assert ids == [*before[:10], *before[9:]]
    again, _ = walk(fresh)
    assert again == [max(again), *before]


def test_motion_disappear_hides_a_row(fresh: Client, rules: Rules) -> None:
    """What was the first row of page 2 is on no page."""
    before, _ = walk(fresh)
    rules({"match": {"operation": "order_list", "page": 2, "times": 1}, "motion": "disappear"})
    ids, counts = walk(fresh)
    assert counts == [FEW, FEW - 1, FEW - 1, FEW - 1]
    assert ids == [*before[:10], *before[11:]]
    assert fresh.get(f"{before[0]}/").status_code == 404


def test_motion_shrink_removes_the_last_row(fresh: Client, rules: Rules) -> None:
    before, _ = walk(fresh)
    rules({"match": {"operation": "order_list", "page": 4, "times": 1}, "motion": "shrink"})
    response = fresh.get("?page=4")
    assert [row["id"] for row in response.json["results"]] == before[30:-1]
    assert response.headers["Fault-Applied"] == f"f1: motion=shrink (order {before[-1]})"


@pytest.mark.parametrize(
    ("path", "reported"),
    [("$.a\nX-Odd: 1", "$.a?X-Odd: 1"), ("$.\r\x7f", "$.??"), ("$.şé", "$.??"), ("$.a b", "$.a b")],
)
def test_any_path_is_reported_as_a_valid_header(fresh: Client, rules: Rules, path: str, reported: str) -> None:
    rules({"mutate": {"path": path, "mutation": "null"}})
    response = fresh.get()
    assert response.status_code == 200
    assert response.headers["Fault-Applied"] == f"f1: mutate=null:{reported} (the response has no such path)"
    assert "X-Odd" not in response.headers


def test_the_report_of_many_rules_is_truncated(fresh: Client, rules: Rules) -> None:
    rules(*[{"mutate": {"path": "$." + "a" * 200, "mutation": "null"}} for _ in range(100)])
    reported = fresh.get().headers["Fault-Applied"]
    assert (len(reported), reported[-4:]) == (4004, " ...")


def test_a_motion_changes_its_world_only(fresh: Client, rules: Rules) -> None:
    rules({"motion": "arrive"}, world="named")
    assert [fresh.get(headers=NAMED).json["count"] for _ in range(2)] == [FEW + 1, FEW + 2]
    assert fresh.get().json["count"] == FEW


def test_motion_disappear_in_an_empty_world_is_reported(client_of: Callable[..., Client]) -> None:
    client = client_of(scenario="empty")
    oms = client.raw.application.extensions[EXTENSION]
    rule = {"id": "f1", "motion": "disappear"}
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: [rule])
    assert client.get().headers["Fault-Applied"] == "f1: motion=disappear (the world has no order)"


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("by", ["rule", "request"])
def test_a_response_to_head_is_broken_unless_only_its_body_would_be(
    fresh: Client, rules: Rules, how: str, by: str
) -> None:
    """A response to HEAD has no body to cut off or to delay."""
    length_of_get = int(fresh.raw.head(fresh.prefix, headers=TOKEN).headers["Content-Length"])
    if by == "rule":
        rules({"break": how})
    query = f"?__fault={how}" if by == "request" else ""
    response = fresh.raw.head(fresh.prefix + query, headers=TOKEN)
    is_cut = how in breaks._OF_BODIES
    reported = {
        name: response.headers.get(name) for name in ("Fault-Applied", "Preference-Applied", "Preference-Ignored")
    }
    assert [text for text in reported.values() if text] == [
        f"fault={how}" if by == "request" else f"f1: break={how}" + is_cut * " (the response to HEAD has no body)"
    ]
    assert bool(reported["Preference-Ignored"]) == (is_cut and by == "request")
    assert (response.status_code, response.data) == (200, b"")
    if by == "rule":
        length = int(response.headers["Content-Length"])
        expected = {"empty-body": 0, "malformed-json": length_of_get * 2 // 3, "html": len(LOGIN_PAGE)}
        assert length == expected.get(how, length_of_get)
    assert not disconnect._one_at_a_time.locked()


def test_only_the_first_break_is_applied_and_others_are_reported_as_failed(fresh: Client, rules: Rules) -> None:
    rules({"break": "empty-body"}, {"break": "truncate"})
    response = fresh.get(headers={**TOKEN, "Prefer": "fault=wrong-content-type"})
    assert (response.data, response.content_type) == (b"", "application/json")
    assert (
        response.headers["Fault-Applied"]
        == "f1: break=empty-body; f2: break=truncate (another fault was applied first)"
    )
    assert response.headers["Preference-Ignored"] == "fault=wrong-content-type"
    assert "Preference-Applied" not in response.headers


@pytest.mark.parametrize(
    ("effect", "reported"),
    [
        ({"cap_limit": 5}, "cap_limit=5 (not a list)"),
        ({"next_host": "http://a.internal"}, "next_host=http://a.internal (not a list)"),
        ({"motion": "count"}, "motion=count (the response has no such path)"),
    ],
)
def test_effects_on_lists_are_reported_as_failed_elsewhere(
    fresh: Client, rules: Rules, effect: dict[str, Any], reported: str
) -> None:
    rules(effect)
    assert fresh.get("1/").headers["Fault-Applied"] == f"f1: {reported}"
    assert fresh.get("1/webhook_events/").headers["Fault-Applied"] == f"f1: {reported.partition(' (')[0]}"


def test_cap_limit_does_not_raise_the_configured_maximum(fresh: Client, client_of: Callable[..., Client]) -> None:
    client = client_of(orders=FEW, max_page_size=7)
    oms = client.raw.application.extensions[EXTENSION]
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: [{"id": "f1", "cap_limit": 20}])
    assert len(client.get("?limit=30").json["results"]) == 7


def test_a_mutation_of_the_pull_response_does_not_change_the_data(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "pull_from_omnitron"}, "mutate": {"path": "$[*].success", "mutation": "null"}})
    assert [result["success"] for result in fresh.pull("9000000000000001")] == [None]
    assert fresh.get().json["count"] == FEW + 1


def test_a_motion_with_times_happens_that_many_times(fresh: Client, rules: Rules) -> None:
    rules({"match": {"times": 2}, "motion": "arrive"})
    assert [fresh.get().json["count"] for _ in range(4)] == [FEW + 1, FEW + 2, FEW + 2, FEW + 2]


def test_motion_arrive_in_a_full_world_is_reported_and_the_request_succeeds(
    fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oms_mock.services.quota.MOST_ORDERS", 1)
    rules({"motion": "arrive"})
    responses = [fresh.get() for _ in range(2)]
    assert [(each.status_code, each.json["count"]) for each in responses] == [(200, FEW + 1)] * 2
    assert responses[1].headers["Fault-Applied"] == "f1: motion=arrive (the world is full: reset it)"


@pytest.fixture(name="drifting")
def fixture_drifting(client_of: Callable[..., Client]) -> Client:
    return client_of(orders=FEW, demo_drift=True)


@pytest.mark.parametrize("how", BREAKING)
@pytest.mark.parametrize("path", ["", "17/"])
def test_breaks_apply_unchanged_with_demo_drift(
    fresh: Client, drifting: Client, how: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    assert drifting.get(path).data != fresh.get(path).data
    expected, response = (client.get(f"{path}?__fault={how}", buffered=False) for client in (fresh, drifting))
    assert list(response.response) == list(expected.response)
    assert response.headers["Content-Length"] == expected.headers["Content-Length"]


def test_close_and_mutate_apply_with_demo_drift(drifting: Client) -> None:
    with pytest.raises(ConnectionAbortedError, match="without a response"):
        drifting.get("?__fault=close")
    response = drifting.get("?__mutate=remove:$.results")
    assert (response.status_code, "results" in response.json) == (200, False)
