"""Watching the folder of a scenario: what is reloaded, and what is reported instead."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oms_mock.dataset.orders import order
from oms_mock.errors import SetupError, StoreUnavailableError
from oms_mock.runtime.context import EXTENSION
from oms_mock.runtime.scenario_watch import INTERVAL, ScenarioWatch
from oms_mock.services import scenario_reload
from tests.conftest import TOKEN, Client

ClientOf = Callable[..., Client]
RELOADED = "reloaded the scenario mine: 1 order, 1 world reset"


class Folder:
    """A scenario of one order, and ways to change it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.write("scenario.json", {"description": "Mine.", "generated": {"orders": 0, "seed": 42}})
        self.have(1)

    def write(self, name: str, content: Any) -> None:
        """Write a file; a string is written as it is."""
        self.path.joinpath(name).parent.mkdir(exist_ok=True)
        self.path.joinpath(name).write_text(content if isinstance(content, str) else json.dumps(content))

    def have(self, *ids: int) -> None:
        """Write orders with these ids."""
        self.write("orders.json", [order(42, each) for each in ids])


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "mine")


@pytest.fixture(name="client")
def fixture_client(client_of: ClientOf, folder: Folder) -> Client:
    return client_of(scenario=str(folder.path))


class Watch:
    """A watch that looks when it is told to, and what it has reported."""

    def __init__(self, client: Client) -> None:
        self.told: list[str] = []
        self.watching = ScenarioWatch(client.raw.application.extensions[EXTENSION], self.told.append)

    def look(self, times: int = 3) -> list[str]:
        """Look several times, and return what was reported."""
        before = len(self.told)
        for _ in range(times):
            self.watching.look()
        return self.told[before:]


@pytest.fixture(name="watch")
def fixture_watch(client: Client) -> Watch:
    watch = Watch(client)
    assert watch.look() == []
    return watch


def ids(client: Client) -> list[int]:
    return sorted(each["id"] for each in client.get().json["results"])


def test_a_change_is_reloaded_and_reported(client: Client, watch: Watch, folder: Folder) -> None:
    folder.have(1, 2)
    assert watch.look() == ["reloaded the scenario mine: 2 orders, 1 world reset"]
    assert (ids(client), watch.look()) == ([1, 2], [])


def test_the_etag_changes(client: Client, watch: Watch, folder: Folder) -> None:
    tag = client.get().headers["ETag"]
    assert client.get(headers={**TOKEN, "If-None-Match": tag}).status_code == 304
    folder.have(2)
    watch.look()
    assert client.get(headers={**TOKEN, "If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("looks", [1, 2])
def test_a_file_that_is_still_being_written_is_not_read(watch: Watch, folder: Folder, looks: int) -> None:
    for place in range(looks):
        folder.write("orders.json", "[" + " " * place)
        assert watch.look(1) == []
    folder.have(3)
    assert watch.look(1) == []
    assert watch.look(1) == [RELOADED]


def test_a_file_that_changes_while_it_is_read_is_read_again(
    watch: Watch, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = watch.watching._load

    def load_and_change() -> Any:
        loaded = load()
        folder.have(7, 8)
        return loaded

    folder.have(5)
    monkeypatch.setattr(watch.watching, "_load", load_and_change)
    assert watch.look(2) == []
    monkeypatch.setattr(watch.watching, "_load", load)
    assert watch.look() == ["reloaded the scenario mine: 2 orders, 1 world reset"]


def test_problems_are_reported_once_and_the_data_stays(client: Client, watch: Watch, folder: Folder) -> None:
    client.pull("9000000000000001")
    folder.write("orders.json", "[")
    (told,) = watch.look(5)
    assert told.startswith(
        "cannot reload the scenario mine, the data stays as it was: 1 problem\n  orders.json: is not JSON: "
    )
    assert ids(client) == [1, 2]
    folder.have(1)
    assert watch.look() == ["the scenario mine is valid again, and not changed"]
    assert ids(client) == [1, 2]


def test_every_problem_is_reported_up_to_twenty(watch: Watch, folder: Folder) -> None:
    folder.write("orders.json", [{"id": each, "number": each} for each in range(1, 30)])
    (told,) = watch.look()
    *lines, last = told.split("\n")[1:]
    assert len(lines) == 20
    assert last.endswith(" more: oms-mock scenario validate lists them")


def test_a_file_that_would_not_be_read_is_reported(watch: Watch, folder: Folder) -> None:
    folder.write("ordres.json", [])
    (told,) = watch.look()
    assert "ordres.json: this file is not read: did you mean orders.json?" in told


def test_files_in_folders_are_watched(client: Client, watch: Watch, folder: Folder) -> None:
    folder.write("orders/more.json", order(42, 9))
    watch.look()
    folder.write("orders/more.json", order(42, 10))
    watch.look()
    assert ids(client) == [1, 10]


def test_a_folder_that_was_removed_is_reported_and_reloaded_when_it_is_back(
    client: Client, watch: Watch, folder: Folder
) -> None:
    elsewhere = folder.path.with_name("elsewhere")
    folder.path.rename(elsewhere)
    assert watch.look() == [
        f"cannot reload the scenario mine, the data stays as it was: {folder.path} has no scenario.json"
    ]
    assert ids(client) == [1]
    elsewhere.rename(folder.path)
    folder.have(4)
    assert watch.look() == [RELOADED]
    assert ids(client) == [4]


def test_a_database_that_does_not_respond_is_tried_again(
    client: Client, watch: Watch, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise StoreUnavailableError("the disk is full")

    folder.have(2)
    with monkeypatch.context() as patched:
        patched.setattr(scenario_reload, "reload", fail)
        assert watch.look(5) == ["cannot reload the scenario mine, the data stays as it was: the disk is full"]
    assert watch.look(1) == [RELOADED]
    assert ids(client) == [2]


def test_the_first_process_that_loads_a_change_replaces_the_data_for_the_others(
    client_of: ClientOf, new_database: Callable[[], str], folder: Folder
) -> None:
    url = new_database()
    clients = [client_of(scenario=str(folder.path), database=url) for _ in range(2)]
    watches = [Watch(client) for client in clients]
    folder.have(6)
    assert [watch.look() for watch in watches] == [[RELOADED], []]
    assert [ids(client) for client in clients] == [[6], [6]]


def test_a_kept_database_gets_what_has_changed_since_it_was_seeded(
    client_of: ClientOf, new_database: Callable[[], str], folder: Folder
) -> None:
    url = new_database()
    client_of(scenario=str(folder.path), database=url)
    folder.have(8)
    with pytest.raises(SetupError, match="have changed since"):
        client_of(scenario=str(folder.path), database=url)
    client = client_of(scenario=str(folder.path), database=url, watch=True)
    Watch(client).look()
    assert ids(client) == [8]


def test_the_days_of_generated_orders_stay_when_a_scenario_until_today_is_reloaded(
    client_of: ClientOf, folder: Folder
) -> None:
    generated = {"orders": 36, "seed": 42, "until": "today"}
    folder.write("orders.json", [])
    folder.write("scenario.json", {"description": "Mine.", "generated": generated})
    client = client_of(scenario=str(folder.path))
    newest = client.get("?sort=-date_placed").json["results"][0]["date_placed"]
    folder.write("scenario.json", {"description": "Other.", "generated": generated})
    assert len(Watch(client).look()) == 1
    assert client.get("?sort=-date_placed").json["results"][0]["date_placed"] == newest


@pytest.mark.parametrize("scenario", [None, "single"])
def test_a_shipped_scenario_cannot_be_watched(client_of: ClientOf, scenario: str | None) -> None:
    with pytest.raises(SetupError, match="--watch needs the folder of a scenario of your own: add --scenario"):
        client_of(scenario=scenario, watch=True)


def test_an_app_looks_at_the_folder_several_times_a_second(client_of: ClientOf, folder: Folder) -> None:
    client = client_of(scenario=str(folder.path), watch=True)
    assert ids(client) == [1]
    folder.have(1, 2, 3)
    deadline = time.monotonic() + 20  # the machine may be busy
    while ids(client) != [1, 2, 3] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (ids(client), 3 * INTERVAL < 0.5) == ([1, 2, 3], True)
