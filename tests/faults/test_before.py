"""Answers that go wrong as a world's rules say, and as a request prefers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.behaviour import rule_parser, stored
from oms_mock.behaviour.rules import BREAKS
from oms_mock.config import Config
from oms_mock.faults import disconnect
from oms_mock.runtime.context import EXTENSION
from oms_mock.services import behaviour_updates
from tests.conftest import FEW, TOKEN, Client
from tests.databases import NewDatabase

NAMED = {"Authorization": "Token oms-mock@named"}

Rules = Callable[..., None]


@pytest.fixture(name="rules")
def fixture_rules(fresh: Client) -> Rules:
    """Give rules to a world: `world="named"` to another than the default one."""

    def rules(*documents: dict[str, Any], world: str = "default") -> None:
        oms = fresh.raw.application.extensions[EXTENSION]
        oms.worlds.enter(world)
        read = [rule_parser.rule(each, f"f{number}").document for number, each in enumerate(documents, 1)]
        behaviour_updates.edit(oms.store, world, stored.FAULTS, lambda _: read or None)

    return rules


@pytest.fixture(name="controlled")
def fixture_controlled(new_database: NewDatabase) -> Client:
    """A client of an app that has a control surface, and so a journal."""
    app = create_app(Config(database=new_database(), orders=FEW), guard=Guard("127.0.0.1", 4010))
    return Client(app.test_client())


def test_a_rule_refuses_with_its_status_and_says_so(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "order_list", "times": 1}, "status": 503, "retry_after": 7})
    answer = fresh.get()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert answer.json == {"detail": "Service temporarily unavailable, try again later."}
    assert answer.headers["Fault-Applied"] == "f1: status=503"
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
def test_any_status_of_an_error_can_be_had(fresh: Client, rules: Rules, status: int, detail: str) -> None:
    rules({"status": status})
    answer = fresh.get()
    assert (answer.status_code, answer.json) == (status, {"detail": detail})
    by_request = fresh.get("?__code=" + str(status), headers=NAMED)
    assert (by_request.status_code, by_request.json) == (status, {"detail": detail})


def test_a_429_says_how_long_to_wait_in_both_places(fresh: Client, rules: Rules) -> None:
    rules({"status": 429, "retry_after": 1})
    answer = fresh.get()
    assert (answer.headers["Retry-After"], answer.json["detail"][-9:]) == ("1", "1 second.")


def test_the_rules_of_a_world_are_its_own(fresh: Client, rules: Rules) -> None:
    rules({"status": 503}, world="named")
    assert (fresh.get().status_code, fresh.get(headers=NAMED).status_code) == (200, 503)


def test_rules_are_for_those_who_may_come_in(fresh: Client, rules: Rules) -> None:
    rules({"status": 503})
    assert fresh.get(headers={}).status_code == 401
    assert fresh.get(headers={"Authorization": "Token wrong"}).status_code == 401


def test_delays_add_up(fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    rules({"delay": "200ms"}, {"delay": "50ms"})
    answer = fresh.get()
    assert waited == [0.25]
    assert answer.headers["Fault-Applied"] == "f1: delay=200ms; f2: delay=50ms"


def test_no_request_waits_longer_than_a_minute(fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    rules({"delay": "60s"}, {"delay": "60s"})
    fresh.get()
    assert waited == [60]


def test_a_delayed_answer_is_the_one_it_would_have_been(
    fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    before = fresh.get()
    rules({"delay": "1ms"})
    after = fresh.get(headers={**TOKEN, "If-None-Match": before.headers["ETag"]})
    assert after.status_code == 304
    assert after.headers.getlist("Cache-Control") == ["no-cache"]


def test_the_journal_names_the_rules_that_did_something(controlled: Client) -> None:
    oms = controlled.raw.application.extensions[EXTENSION]
    rules = [{"id": "slow", "delay": "1ms"}, {"id": "cut", "match": {"nth": 2}, "break": "empty-body"}]
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: rules)
    for query in ("", "?__fault=truncate", ""):
        controlled.get(query)
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: None)
    said = controlled.get("?__fault=truncate").headers
    assert (said["Preference-Applied"], "Fault-Applied" in said) == ("fault=truncate", False)
    shown = controlled.raw.get("/__admin/requests", headers={"Host": "127.0.0.1:4010"}).json["requests"]
    assert [(each.get("fault"), each.get("did")) for each in reversed(shown)] == [
        ("slow", ["delay=1ms"]),
        ("slow, cut", ["delay=1ms", "break=empty-body"]),
        ("slow", ["delay=1ms"]),
        (None, ["fault=truncate"]),
    ]


def test_the_pull_is_refused_before_anything_is_created(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "pull_from_omnitron"}, "status": 500})
    assert fresh.post(json={"order_numbers": ["9000000000000001"]}).status_code == 500
    rules()
    assert fresh.pull("9000000000000001")[0]["success"]


def test_the_login_can_fail(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "login"}, "status": 503})
    credentials = {"username": "oms-mock", "password": "oms-mock"}
    for path in ("/api/v1/auth/login/", "/api/i1/auth/login/"):
        assert fresh.raw.post(path, json=credentials).status_code == 503


BREAKING = {
    "malformed-json": lambda body, answer: answer.data == body[: len(body) * 2 // 3],
    "wrong-content-type": lambda body, answer: (answer.data, answer.content_type) == (body, "text/html; charset=utf-8"),
    "empty-body": lambda _, answer: answer.data == b"",
    "truncate": lambda body, answer: (
        answer.data == body[: len(body) // 2] and answer.headers["Content-Length"] == str(len(body))
    ),
    "drip": lambda body, answer: answer.data == body and answer.headers["Content-Length"] == str(len(body)),
}


@pytest.mark.parametrize("how", BREAKING)
@pytest.mark.parametrize("by", ["rule", "header", "address bar"])
def test_an_answer_can_be_broken(
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
    answer = fresh.get(query, headers=headers)
    assert answer.status_code == 200, "and not 304"
    assert BREAKING[how](body, answer)
    assert (answer.headers["Cache-Control"], "ETag" in answer.headers) == ("no-store", False)
    if by == "rule":
        assert answer.headers["Fault-Applied"] == f"f1: break={how}"
    else:
        assert answer.headers["Preference-Applied"] == f"fault={how}"


def test_what_is_malformed_cannot_be_read_even_where_it_is_short(fresh: Client) -> None:
    for path in ("?__fault=malformed-json", "?__fault=malformed-json&__code=500", "777/?__fault=malformed-json"):
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            json.loads(fresh.get(path).data)


def test_without_a_server_a_closed_connection_is_an_error(fresh: Client) -> None:
    with pytest.raises(ConnectionAbortedError, match="without a response"):
        fresh.get("?__fault=close")


def test_a_drip_takes_as_long_as_it_says(fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    rules({"break": "drip", "drip": "5s"})
    assert fresh.get("1/").data
    assert (sum(waited), len(waited)) == (pytest.approx(5, rel=0.1), 20)


def test_every_broken_answer_is_tested() -> None:
    assert BREAKS.keys() == {*BREAKING, "close"}


def test_an_error_can_be_broken_too(fresh: Client) -> None:
    answer = fresh.get(headers={**TOKEN, "Prefer": "code=502, fault=wrong-content-type"})
    assert (answer.status_code, answer.content_type) == (502, "text/html; charset=utf-8")
    assert answer.headers["Preference-Applied"] == "code=502, fault=wrong-content-type"


def test_a_preference_is_kept_also_where_the_client_is_refused(fresh: Client) -> None:
    answer = fresh.get(headers={"Prefer": "fault=empty-body"})
    assert (answer.status_code, answer.data) == (401, b"")


@pytest.mark.parametrize("by", ["rule", "header", "address bar"])
def test_a_place_in_the_document_is_changed_by_a_mutation_of_the_contract(fresh: Client, rules: Rules, by: str) -> None:
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


def test_a_mutation_that_finds_no_place_is_said_to_have_found_none(fresh: Client, rules: Rules) -> None:
    answer = fresh.get(headers={**TOKEN, "Prefer": "mutate=null:$.nothing"})
    assert answer.headers["Preference-Ignored"] == "mutate=null:$.nothing"
    assert "Preference-Applied" not in answer.headers
    rules({"mutate": {"path": "$.nothing", "mutation": "null"}})
    said = fresh.get().headers["Fault-Applied"]
    assert said == "f1: mutate=null:$.nothing (no such place in this answer)"


def test_the_count_can_be_one_more_than_there_are(fresh: Client, rules: Rules) -> None:
    count = fresh.get().json["count"]
    rules({"match": {"page": 2}, "motion": "count"})
    assert [fresh.get(f"?page={page}").json["count"] for page in (1, 2, 3)] == [count, count + 1, count]


def test_the_limit_is_capped_by_the_server(fresh: Client, rules: Rules) -> None:
    assert len(fresh.get("?limit=20").json["results"]) == 20
    etag = fresh.get("?limit=20").headers["ETag"]
    rules({"cap_limit": 5})
    capped = fresh.get("?limit=20", headers={**TOKEN, "If-None-Match": etag})
    assert (capped.status_code, len(capped.json["results"])) == (200, 5)
    assert len(fresh.get().json["results"]) == 5
    rules()
    assert len(fresh.get("?limit=20").json["results"]) == 20


def test_the_next_page_is_on_an_internal_host(fresh: Client, rules: Rules) -> None:
    rules({"next_host": "http://oms-app.internal:8000"})
    assert fresh.get().json["next"] == "http://oms-app.internal:8000/api/v1/oms/orders/?page=2"
    rules()
    assert fresh.get().json["next"].startswith("http://localhost/")


def test_an_order_can_be_meant(fresh: Client, rules: Rules) -> None:
    rules({"match": {"order": 17}, "status": 500})
    statuses = [fresh.get(path).status_code for path in ("16/", "17/", "17/short/", "17/webhook_events/", "")]
    assert statuses == [200, 500, 500, 500, 200]


def test_a_page_can_be_meant_of_lists_and_of_nothing_else(fresh: Client, rules: Rules) -> None:
    rules({"match": {"page": 1}, "status": 500})
    lists = ("", "?page=1", "?page=", "short/", "1/webhook_events/")
    others = ("?page=2", "1/", "1/?page=1", "delivery_type_enums/")
    assert [fresh.get(path).status_code for path in lists + others] == [500] * 5 + [200] * 4


@pytest.mark.parametrize("page", ["-1", "1.0", "x", "9" * 9, "9" * 5000])
def test_a_page_that_is_none_is_not_meant(fresh: Client, rules: Rules, page: str) -> None:
    rules({"match": {"page": 1}, "status": 500}, {"match": {"page": 4}, "delay": "0ms"})
    assert fresh.get(f"?page={page}").json == {"detail": "Invalid page."}


def walked(client: Client) -> tuple[list[int], list[int]]:
    """Walk the list page by page: the ids of its rows, and the counts that were told."""
    ids, counts, query = [], [], "?limit=10"
    while query:
        page = client.get(query).json
        ids += [row["id"] for row in page["results"]]
        counts.append(page["count"])
        query = page["next"] and page["next"].partition("/orders/")[2]
    return ids, counts


def test_an_order_arrives_between_page_1_and_2(fresh: Client, rules: Rules) -> None:
    """The last row of page 1 is seen again as the first of page 2, and the new one is not seen at all."""
    before, _ = walked(fresh)
    rules({"match": {"operation": "order_list", "page": 2, "times": 1}, "motion": "arrive"})
    ids, counts = walked(fresh)
    assert counts == [FEW, FEW + 1, FEW + 1, FEW + 1, FEW + 1]
    assert ids == [*before[:10], *before[9:]]
    again, _ = walked(fresh)
    assert again == [max(again), *before]


def test_an_order_disappears_between_page_1_and_2(fresh: Client, rules: Rules) -> None:
    """The first row of page 2 is never seen."""
    before, _ = walked(fresh)
    rules({"match": {"operation": "order_list", "page": 2, "times": 1}, "motion": "disappear"})
    ids, counts = walked(fresh)
    assert counts == [FEW, FEW - 1, FEW - 1, FEW - 1]
    assert ids == [*before[:10], *before[11:]]
    assert fresh.get(f"{before[0]}/").status_code == 404


def test_the_last_page_shrinks(fresh: Client, rules: Rules) -> None:
    before, _ = walked(fresh)
    rules({"match": {"operation": "order_list", "page": 4, "times": 1}, "motion": "shrink"})
    answer = fresh.get("?page=4")
    assert [row["id"] for row in answer.json["results"]] == before[30:-1]
    assert answer.headers["Fault-Applied"] == f"f1: motion=shrink (order {before[-1]})"


@pytest.mark.parametrize(
    ("path", "said"), [("$.a\nX-Odd: 1", "$.a?X-Odd: 1"), ("$.\r\x7f", "$.??"), ("$.şé", "$.??"), ("$.a b", "$.a b")]
)
def test_what_is_said_of_any_path_can_stand_in_a_header(fresh: Client, rules: Rules, path: str, said: str) -> None:
    rules({"mutate": {"path": path, "mutation": "null"}})
    answer = fresh.get()
    assert answer.status_code == 200
    assert answer.headers["Fault-Applied"] == f"f1: mutate=null:{said} (no such place in this answer)"
    assert "X-Odd" not in answer.headers


def test_many_rules_say_no_more_than_a_client_can_take(fresh: Client, rules: Rules) -> None:
    rules(*[{"mutate": {"path": "$." + "a" * 200, "mutation": "null"}} for _ in range(100)])
    said = fresh.get().headers["Fault-Applied"]
    assert (len(said), said[-4:]) == (4004, " ...")


def test_a_motion_is_of_its_world(fresh: Client, rules: Rules) -> None:
    rules({"motion": "arrive"}, world="named")
    assert [fresh.get(headers=NAMED).json["count"] for _ in range(2)] == [FEW + 1, FEW + 2]
    assert fresh.get().json["count"] == FEW


def test_where_there_is_no_order_none_disappears(client_of: Callable[..., Client]) -> None:
    client = client_of(scenario="empty")
    oms = client.raw.application.extensions[EXTENSION]
    rule = {"id": "f1", "motion": "disappear"}
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: [rule])
    assert client.get().headers["Fault-Applied"] == "f1: motion=disappear (there is no order)"


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("by", ["rule", "request"])
def test_an_answer_to_head_is_broken_where_there_is_something_to_break(
    fresh: Client, rules: Rules, how: str, by: str
) -> None:
    """Nothing of a body is sent, so that none can be cut off, or held back."""
    whole = int(fresh.raw.head(fresh.prefix, headers=TOKEN).headers["Content-Length"])
    if by == "rule":
        rules({"break": how})
    query = f"?__fault={how}" if by == "request" else ""
    answer = fresh.raw.head(fresh.prefix + query, headers=TOKEN)
    is_cut = how in {"close", "truncate", "drip"}
    said = {name: answer.headers.get(name) for name in ("Fault-Applied", "Preference-Applied", "Preference-Ignored")}
    assert [text for text in said.values() if text] == [
        f"fault={how}" if by == "request" else f"f1: break={how}" + is_cut * " (an answer to HEAD has no body)"
    ]
    assert bool(said["Preference-Ignored"]) == (is_cut and by == "request")
    assert (answer.status_code, answer.data) == (200, b"")
    if by == "rule":
        length = int(answer.headers["Content-Length"])
        assert length == {"empty-body": 0, "malformed-json": whole * 2 // 3}.get(how, whole)
    assert not disconnect._one_at_a_time.locked()


def test_of_several_that_break_an_answer_the_first_does_and_the_others_are_told_so(fresh: Client, rules: Rules) -> None:
    rules({"break": "empty-body"}, {"break": "truncate"})
    answer = fresh.get(headers={**TOKEN, "Prefer": "fault=wrong-content-type"})
    assert (answer.data, answer.content_type) == (b"", "application/json")
    assert answer.headers["Fault-Applied"] == "f1: break=empty-body; f2: break=truncate (another one came first)"
    assert answer.headers["Preference-Ignored"] == "fault=wrong-content-type"
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ({"cap_limit": 5}, "cap_limit=5 (this is no list)"),
        ({"next_host": "http://a.internal"}, "next_host=http://a.internal (this is no list)"),
        ({"motion": "count"}, "motion=count (no such place in this answer)"),
    ],
)
def test_what_is_about_lists_is_said_to_be_had_on_lists_only(
    fresh: Client, rules: Rules, effect: dict[str, Any], said: str
) -> None:
    rules(effect)
    assert fresh.get("1/").headers["Fault-Applied"] == f"f1: {said}"
    assert fresh.get("1/webhook_events/").headers["Fault-Applied"] == f"f1: {said.partition(' (')[0]}"


def test_a_cap_lets_nobody_have_more_than_the_server_does(fresh: Client, client_of: Callable[..., Client]) -> None:
    client = client_of(orders=FEW, max_page_size=7)
    oms = client.raw.application.extensions[EXTENSION]
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: [{"id": "f1", "cap_limit": 20}])
    assert len(client.get("?limit=30").json["results"]) == 7


def test_the_results_of_a_pull_are_mutated_and_the_orders_are_there(fresh: Client, rules: Rules) -> None:
    rules({"match": {"operation": "pull_from_omnitron"}, "mutate": {"path": "$[*].success", "mutation": "null"}})
    assert [result["success"] for result in fresh.pull("9000000000000001")] == [None]
    assert fresh.get().json["count"] == FEW + 1


def test_a_motion_happens_as_often_as_its_rule_says(fresh: Client, rules: Rules) -> None:
    rules({"match": {"times": 2}, "motion": "arrive"})
    assert [fresh.get().json["count"] for _ in range(4)] == [FEW + 1, FEW + 2, FEW + 2, FEW + 2]


def test_an_order_that_has_no_room_does_not_arrive_and_the_request_goes_on(
    fresh: Client, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oms_mock.services.quota.MOST_ORDERS", 1)
    rules({"motion": "arrive"})
    answers = [fresh.get() for _ in range(2)]
    assert [(each.status_code, each.json["count"]) for each in answers] == [(200, FEW + 1)] * 2
    assert answers[1].headers["Fault-Applied"] == "f1: motion=arrive (the world is full: reset it)"


@pytest.fixture(name="drifting")
def fixture_drifting(client_of: Callable[..., Client]) -> Client:
    return client_of(orders=FEW, demo_drift=True)


@pytest.mark.parametrize("how", BREAKING)
@pytest.mark.parametrize("path", ["", "17/"])
def test_what_drifts_is_broken_as_it_would_be_otherwise(
    fresh: Client, drifting: Client, how: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    assert drifting.get(path).data != fresh.get(path).data
    expected, answer = (client.get(f"{path}?__fault={how}", buffered=False) for client in (fresh, drifting))
    assert list(answer.response) == list(expected.response)
    assert answer.headers["Content-Length"] == expected.headers["Content-Length"]


def test_what_drifts_can_be_closed_and_mutated(drifting: Client) -> None:
    with pytest.raises(ConnectionAbortedError, match="without a response"):
        drifting.get("?__fault=close")
    answer = drifting.get("?__mutate=remove:$.results")
    assert (answer.status_code, "results" in answer.json) == (200, False)
