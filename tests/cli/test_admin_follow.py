"""`oms-mock admin requests --follow` and `find --follow`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.cli.admin import follow
from oms_mock.cli.admin.follow import Reader
from oms_mock.cli.main import main
from oms_mock.config import Config
from oms_mock.testing.errors import NoAnswerError
from tests.cli.test_admin import send_to
from tests.databases import NewDatabase
from tests.testing.stub import Stub

LIST = "/api/v1/oms/orders/"
JSON = {"Content-Type": "application/json"}

Follow = Callable[..., tuple[int, list[str], list[str]]]


class Fake:
    """A fake with an admin API, and a client of it."""

    def __init__(self, database: str, **settings: Any) -> None:
        settings = {"scenario": "empty", "database": database, **settings}
        self.app = create_app(Config(**settings), guard=Guard("127.0.0.1", 4010))
        self.client = self.app.test_client()

    def get(self, query: str = "", world: str = "default") -> None:
        self.client.get(f"{LIST}{query}", headers={"Authorization": f"Token oms-mock@{world}"})

    def clear(self) -> None:
        self.client.delete("/__admin/requests", headers=JSON, base_url="http://127.0.0.1:4010")


@pytest.fixture(name="fake")
def fixture_fake(files: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake(files())
    send_to(monkeypatch, fake.app)
    return fake


@pytest.fixture(name="run")
def fixture_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Follow:
    """Run a command; each pause calls the next of `events`, and the last one is Ctrl-C."""

    def run(arguments: str, *events: Callable[[], object]) -> tuple[int, list[str], list[str]]:
        coming = iter(events)

        def pause(_: float) -> None:
            event = next(coming, None)
            if event is None:
                raise KeyboardInterrupt
            event()

        monkeypatch.setattr(follow.time, "sleep", pause)
        code = main(["admin", *arguments.split()])
        captured = capsys.readouterr()
        return code, captured.out.splitlines(), captured.err.splitlines()

    return run


def targets(lines: list[str]) -> list[str]:
    """The targets of lines, without the path of the list."""
    return [line.split()[2].removeprefix(LIST) for line in lines]


def test_each_request_is_printed_once_when_it_has_ended_until_ctrl_c(run: Follow, fake: Fake) -> None:
    code, out, err = run("requests --follow", lambda: fake.get("?a=1"), lambda: None, lambda: fake.get("?a=2"))
    assert (code, err) == (follow.INTERRUPTED, [])
    assert targets(out) == ["?a=1", "?a=2"]
    assert ' ms order_list (unknown query parameter "a"; ' in out[0]


def test_the_last_requests_come_first_oldest_first(run: Follow, fake: Fake) -> None:
    for number in range(5):
        fake.get(f"?a={number}")
    assert targets(run("requests --follow --limit 2", lambda: fake.get("?a=5"))[1]) == ["?a=3", "?a=4", "?a=5"]
    assert targets(run("find --follow --query a=1")[1]) == ["?a=1"]


def test_more_requests_than_are_read_at_a_time_are_all_printed(
    run: Follow, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "USUAL", 2)
    out = run("requests -f", lambda: [fake.get(f"?a={number}") for number in range(7)])[1]
    assert targets(out) == [f"?a={number}" for number in range(7)]


def test_only_requests_to_the_world_that_match_are_printed(run: Follow, fake: Fake) -> None:
    def send() -> None:
        fake.get("?__code=503", world="w1")
        fake.get("?__code=429", world="w1")
        fake.get("?__code=503")

    assert targets(run("find --status 503 --follow --world w1", send)[1]) == ["?__code=503"]


def test_an_unusable_matcher_is_reported_as_without_follow(run: Follow, fake: Fake) -> None:
    code, out, err = run("find --operation order_lst --follow")
    assert (code, out) == (2, [])
    assert "did you mean order_list?" in err[0]


def test_with_json_each_line_is_an_entry_of_the_journal(run: Follow, fake: Fake) -> None:
    out = run("requests --follow --json", lambda: fake.get("?a=\u202e"))[1]
    (entry,) = map(json.loads, out)
    assert (entry["id"], entry["path"], entry["status"], entry["operation"]) == (1, LIST, 200, "order_list")
    assert out[0].isascii()


def test_a_cleared_journal_is_reported_and_its_new_requests_are_printed(run: Follow, fake: Fake) -> None:
    events = (lambda: fake.get("?a=1"), fake.clear, lambda: fake.get("?a=2"), lambda: None)
    _, out, err = run("requests --follow", *events)
    assert targets(out) == ["?a=1", "?a=2"]
    assert err == ["oms-mock: the journal is a new one: it was cleared, or the server was started again"]


def test_a_new_journal_with_as_many_requests_is_recognized_by_the_time(run: Follow, fake: Fake) -> None:
    def clear_and_send() -> None:
        fake.clear()
        fake.get("?a=2")

    out, err = run("requests --follow", lambda: fake.get("?a=1"), clear_and_send, lambda: None)[1:]
    assert (targets(out), len(err)) == (["?a=1", "?a=2"], 1)


def test_requests_that_left_the_journal_unread_are_counted(
    run: Follow, files: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = Fake(files(), journal=2)
    send_to(monkeypatch, fake.app)
    out, err = run("requests --follow", lambda: [fake.get(f"?a={number}") for number in range(5)])[1:]
    assert targets(out) == ["?a=3", "?a=4"]
    assert err == ["oms-mock: 3 requests left the journal unread: start the fake with a larger --journal"]


def test_a_server_that_goes_away_is_waited_for_and_reported_once(
    run: Follow, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = follow._page

    def away(*_: Any) -> Any:
        raise NoAnswerError("http://127.0.0.1:4010")

    out, err = run(
        "requests --follow",
        lambda: monkeypatch.setattr(follow, "_page", away),
        lambda: None,
        lambda: monkeypatch.setattr(follow, "_page", page),
        lambda: fake.get("?a=1"),
    )[1:]
    assert targets(out) == ["?a=1"]
    assert err == [
        "oms-mock: no server responds at http://127.0.0.1:4010: waiting for it; Ctrl-C ends",
        "oms-mock: the server at http://127.0.0.1:4010 responds again",
    ]


def test_a_server_that_was_never_there_is_an_error(run: Follow) -> None:
    code, out, err = run("requests --follow --url http://127.0.0.1:1")
    assert (code, out) == (2, [])
    assert err == ["oms-mock: no server responds at http://127.0.0.1:1: start it with oms-mock serve, or give --url"]


def test_an_error_of_the_server_ends_the_command(run: Follow, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub({"GET requests": (409, {"detail": "The journal is off."})})
    send_to(monkeypatch, stub)
    assert run("requests --follow") == (2, [], ["oms-mock: The journal is off."])


def entry(number: int, status: int | None = 200, time: str = "t") -> dict[str, Any]:
    return {"id": number, "status": status, "time": f"{time}{number}"}


def page(*entries: dict[str, Any], forgotten: int = 0) -> dict[str, Any]:
    """A page with all entries of a journal."""
    return {"total": len(entries), "forgotten": forgotten, "requests": list(reversed(entries))}


def read(reader: Reader, shown: dict[str, Any]) -> tuple[list[int], int]:
    """The ids that are read of a page, and the number of requests that were missed."""
    return [each["id"] for each in reader.read(shown)], reader.settle(shown)


def test_a_request_in_flight_is_read_when_it_ends_even_if_later_ones_ended_before() -> None:
    reader = Reader()
    assert read(reader, page(entry(1), entry(2, None), entry(3))) == ([1, 3], 0)
    assert reader.needed(page(entry(1), entry(2), entry(3))) == 3
    assert read(reader, page(entry(1), entry(2), entry(3), entry(4))) == ([2, 4], 0)
    assert reader.needed(page(entry(1), entry(2), entry(3), entry(4))) == 1


def test_a_request_in_flight_that_leaves_the_journal_is_missed() -> None:
    reader = Reader()
    read(reader, page(entry(1, None), entry(2)))
    assert read(reader, page(entry(3), forgotten=2)) == ([3], 1)


def test_a_journal_that_has_forgotten_the_last_request_is_the_same_one() -> None:
    reader = Reader()
    read(reader, page(entry(1)))
    assert not reader.is_new(page(entry(3), forgotten=2))
    assert reader.is_new(page(entry(1, time="u")))
    assert reader.is_new(page())
