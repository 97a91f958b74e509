"""World sends the right requests to the admin API, and reports its responses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from oms_mock import testing
from oms_mock.testing import ControlError, NoAnswerError, Server, World
from tests.testing.stub import Stub

URL = "http://oms.test"
NOW = {"world": "w", "now": "2026-01-01T00:00:00Z", "frozen": False}


@pytest.fixture(name="stub")
def fixture_stub() -> Stub:
    return Stub()


@pytest.fixture(name="world")
def fixture_world(stub: Stub) -> Iterator[World]:
    with closing(World(URL, "w", app=stub)) as world:
        yield world


ASKED: dict[str, tuple[Callable[[World], object], tuple[int, Any], tuple[str, Any]]] = {
    "a fault": (
        lambda world: world.faults.add(status=503, operation="order_list", times=1, retry_after=5, delay="200ms"),
        (201, {"id": "f1"}),
        (
            "POST faults",
            {
                "match": {"operation": "order_list", "times": 1},
                "status": 503,
                "retry_after": 5,
                "delay": "200ms",
            },
        ),
    ),
    "a fault of all requests": (
        lambda world: world.faults.add(break_="truncate"),
        (201, {"id": "f1"}),
        ("POST faults", {"break": "truncate"}),
    ),
    "no faults": (lambda world: world.faults.clear(), (200, {}), ("DELETE faults", None)),
    "not this fault": (lambda world: world.faults.remove("f1"), (200, {}), ("DELETE faults/f1", None)),
    "the faults": (lambda world: world.faults.list(), (200, {"faults": []}), ("GET faults", None)),
    "the requests": (
        lambda world: world.journal.requests(method="POST", json={"a": 1}),
        (200, {"requests": []}),
        ("POST requests/find", {"method": "POST", "json": {"a": 1}}),
    ),
    "how many": (
        lambda world: world.journal.count(path="/api/*"),
        (200, {"count": 3}),
        ("POST requests/count", {"path": "/api/*"}),
    ),
    "at least one": (
        lambda world: world.journal.assert_called(status=200),
        (200, {"verified": True, "count": 3}),
        ("POST requests/verify", {"matcher": {"status": 200}, "at_least": 1}),
    ),
    "three": (
        lambda world: world.journal.assert_called(times=3, status=200),
        (200, {"verified": True, "count": 3}),
        ("POST requests/verify", {"matcher": {"status": 200}, "times": 3}),
    ),
    "one": (
        lambda world: world.journal.assert_called_once_with(query={"limit": "2", "page": None}),
        (200, {"verified": True, "count": 1}),
        ("POST requests/verify", {"matcher": {"query": {"limit": "2", "page": None}}, "times": 1}),
    ),
    "none": (
        lambda world: world.journal.assert_not_called(operation="order_list"),
        (200, {"verified": True, "count": 0}),
        ("POST requests/verify", {"matcher": {"operation": "order_list"}, "times": 0}),
    ),
    "those without a route": (
        lambda world: world.journal.unmatched(),
        (200, {"requests": []}),
        ("GET requests/unmatched", None),
    ),
    "a new journal": (lambda world: world.journal.clear(), (200, {}), ("DELETE requests", None)),
    "an order": (
        lambda world: world.orders.create(number="1"),
        (201, {"id": 7}),
        ("POST orders", {"number": "1"}),
    ),
    "a change": (
        lambda world: world.orders.update(7, customer={"email": None}),
        (200, {"id": 7}),
        ("PATCH orders/7", {"customer": {"email": None}}),
    ),
    "not this order": (lambda world: world.orders.delete(7), (200, {}), ("DELETE orders/7", None)),
    "a rate": (
        lambda world: world.throttle("60/min"),
        (200, {"settings": {}}),
        ("PATCH settings", {"throttle": "60/min"}),
    ),
    "no rate": (lambda world: world.throttle(None), (200, {"settings": {}}), ("PATCH settings", {"throttle": None})),
    "the settings": (lambda world: world.settings.get(), (200, {"settings": {}}), ("GET settings", None)),
    "a moment": (
        lambda world: world.clock.freeze("2026-01-01T00:00:00Z"),
        (200, NOW),
        ("PUT clock", {"now": "2026-01-01T00:00:00Z", "frozen": True}),
    ),
    "a moment of Python": (
        lambda world: world.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC)),
        (200, NOW),
        ("PUT clock", {"now": "2026-01-01T00:00:00Z", "frozen": True}),
    ),
    "some time": (lambda world: world.clock.advance("90s"), (200, NOW), ("PUT clock", {"advance": "90s"})),
    "some time of Python": (
        lambda world: world.clock.advance(timedelta(minutes=1, milliseconds=5)),
        (200, NOW),
        ("PUT clock", {"advance": "60005ms"}),
    ),
    "real time": (lambda world: world.clock.real(), (200, NOW), ("DELETE clock", None)),
    "the time": (lambda world: world.clock.now(), (200, NOW), ("GET clock", None)),
    "a scenario": (lambda world: world.scenario("empty"), (200, {}), ("POST scenarios", {"name": "empty"})),
    "the scenarios": (lambda world: world.scenarios(), (200, {"scenarios": []}), ("GET scenarios", None)),
    "a new beginning": (lambda world: world.reset(), (200, {}), ("POST reset", None)),
}


@pytest.mark.parametrize("what", ASKED)
def test_a_method_of_world_sends_one_request(world: World, stub: Stub, what: str) -> None:
    call, answer, asked = ASKED[what]
    stub.answers[asked[0]] = answer
    call(world)
    assert stub.asked == [asked]
    assert stub.queries == [{"world": "w"}]
    assert stub.headers[0]["CONTENT_TYPE"] == "application/json"


def test_the_documents_of_a_folder_are_sent(world: World, stub: Stub, tmp_path: Path) -> None:
    manifest = {"description": "Mine.", "generated": {"orders": 0, "seed": 42}}
    (tmp_path / "scenario.json").write_text(json.dumps(manifest))
    stub.answers["POST scenarios"] = (200, {})
    world.scenario(tmp_path)
    assert stub.asked == [("POST scenarios", {"name": tmp_path.name, "files": {"scenario.json": manifest}})]


def test_admin_requests_name_the_world_in_the_query_and_send_the_admin_token(stub: Stub) -> None:
    for token in (None, "s3cret"):
        with closing(World(URL, "w", app=stub, admin_token=token)) as world:
            world.reset()
    assert [each.get("HTTP_AUTHORIZATION") for each in stub.headers] == [None, "Token s3cret"]


def test_a_world_has_the_url_and_the_token_for_the_app_under_test(world: World, stub: Stub) -> None:
    assert (world.url, world.name, world.token) == (URL, "w", "oms-mock@w")
    assert world.headers == {"Authorization": "Token oms-mock@w"}
    world.session.get(f"{world.url}/api/")
    assert stub.headers[0]["HTTP_AUTHORIZATION"] == "Token oms-mock@w"


def test_a_fault_that_was_cleared_inside_its_block_is_no_error(world: World, stub: Stub) -> None:
    stub.answers["POST faults"] = (201, {"id": "f1"})
    with world.faults.add(status=503) as fault:
        assert fault.id == "f1"
    assert stub.asked[-1] == ("DELETE faults/f1", None)
    stub.answers["DELETE faults/f1"] = (404, {"detail": "gone"})
    with world.faults.add(status=503):
        pass
    with pytest.raises(ControlError):
        world.faults.remove(fault)
    stub.answers["DELETE faults/f1"] = (500, {"detail": "trouble"})
    with pytest.raises(ControlError, match="trouble"), world.faults.add(status=503):
        pass


def test_a_fault_reports_the_requests_it_matched_and_was_applied_to(world: World, stub: Stub) -> None:
    stub.answers["POST faults"] = (201, {"id": "f1"})
    fault = world.faults.add(status=503)
    stub.answers["GET faults"] = (200, {"faults": [{"id": "f0"}, {"id": "f1", "seen": 3, "applied": 1}]})
    assert (fault.seen, fault.applied) == (3, 1)
    stub.answers["GET faults"] = (200, {"faults": []})
    with pytest.raises(ControlError, match="f1 does not exist any more"):
        assert fault.seen


def test_a_failed_assertion_shows_the_detail_without_control_characters(world: World, stub: Stub) -> None:
    said = {"verified": False, "count": 0, "detail": "expected 1 request, got 0\nnearest: \x1b[31mGET /"}
    stub.answers["POST requests/verify"] = (422, said)
    with pytest.raises(AssertionError) as failed:
        world.journal.assert_called_once_with(method="GET")
    assert str(failed.value) == "expected 1 request, got 0\nnearest: \\x1b[31mGET /"
    hidden = [entry.frame.f_locals.get("__tracebackhide__") for entry in failed.traceback]
    assert hidden == [None, True, True]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((400, {"detail": "$.match.every: write a number."}), "$.match.every: write a number."),
        ((400, {"detail": "\x1b[31m\u202e"}), r"\x1b[31m\u202e"),
        ((404, {"detail": "Not found."}), "Not found. (POST http://oms.test/__admin/reset)"),
        ((404, b"<html>"), "POST http://oms.test/__admin/reset returned 404, no JSON: is it oms-mock"),
        ((200, b"<html>"), "POST http://oms.test/__admin/reset returned 200, no JSON: is it oms-mock"),
        ((500, ["a"]), 'POST http://oms.test/__admin/reset returned 500, ["a"]: is it oms-mock'),
    ],
)
def test_an_unexpected_response_is_a_control_error(
    world: World, stub: Stub, answer: tuple[int, Any], said: str
) -> None:
    stub.answers["POST reset"] = answer
    with pytest.raises(ControlError) as error:
        world.reset()
    assert str(error.value).startswith(said)
    assert error.value.status == answer[0]


def test_admin_requests_follow_no_redirects(world: World, stub: Stub) -> None:
    stub.location, stub.answers["GET clock"] = f"{URL}/elsewhere", (302, b"")
    with pytest.raises(ControlError, match="returned 302"):
        world.clock.now()
    assert len(stub.asked) == 1


def test_a_world_of_another_process_has_no_app() -> None:
    with closing(World(URL)) as world, pytest.raises(ControlError, match="use in_process"):
        assert world.app


def test_an_unused_world_can_be_dropped(world: World, stub: Stub) -> None:
    stub.answers["DELETE worlds/w"] = (404, {"detail": "There is no world 'w'."})
    world.drop()
    assert stub.queries == [{}]
    stub.answers["DELETE worlds/w"] = (409, {"detail": "The default world cannot be dropped: reset it."})
    with pytest.raises(ControlError, match="reset it"):
        world.drop()


@pytest.mark.parametrize("url", ["127.0.0.1:4010", "ftp://h", "http://", "http://user:secret@host", ""])
def test_text_that_is_not_a_url_is_rejected(url: str) -> None:
    with pytest.raises(ControlError, match="write http://HOST:PORT"):
        World(url)


def test_a_missing_server_is_reported_with_the_way_out() -> None:
    with closing(World("http://127.0.0.1:1")) as world, pytest.raises(NoAnswerError, match="start it with oms-mock"):
        world.reset()


def test_sessions_ignore_proxies_and_passwords_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, stub: Stub
) -> None:
    (tmp_path / "netrc").write_text("machine oms.test login me password s3cret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with closing(World(URL, "w", app=stub)) as world:
        world.reset()
        world.session.get(f"{URL}/")
    assert [each.get("HTTP_AUTHORIZATION") for each in stub.headers] == [None, "Token oms-mock@w"]


def test_the_admin_token_is_not_in_the_representation() -> None:
    assert "CANARY" not in repr(Server(URL, admin_token="OMSMOCK-CANARY-admin"))
    with closing(World(URL, admin_token="OMSMOCK-CANARY-admin")) as world:
        assert "CANARY" not in repr(world) + repr(world.control)


@pytest.mark.parametrize("name", testing.__all__)
def test_every_public_name_exists_and_has_a_docstring(name: str) -> None:
    assert getattr(testing, name).__doc__
    assert name in dir(testing)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Wolrd'"):
        testing.Wolrd  # noqa: B018


def test_importing_the_package_imports_no_client() -> None:
    program = "import sys, oms_mock.testing; print([m for m in ('requests', 'flask', 'httpx') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
