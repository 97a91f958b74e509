"""ETags: a client that has the response of another server, or of earlier data, gets the present one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oms_mock.app import create_app
from oms_mock.config import Config
from tests.conftest import FEW, TOKEN, Client

ClientOf = Callable[..., Client]
FIRST, SECOND = "9000000000000001", "9000000000000002"


def tag_of(client: Client, path: str = "", **options: Any) -> str:
    return str(client.get(path, **options).headers["ETag"])


def status_for(client: Client, tag: str, path: str = "") -> int:
    return int(client.get(path, headers={**TOKEN, "If-None-Match": tag}).status_code)


@pytest.mark.parametrize("path", ["", "short/", "list-simple/", "1/", "1/webhook_events/"])
def test_an_etag_is_valid_for_the_server_that_sent_it(client: Client, path: str) -> None:
    assert status_for(client, tag_of(client, path), path) == 304


@pytest.mark.parametrize("path", ["", "1/"])
def test_the_etag_of_another_database_is_not_valid_even_if_it_was_filled_in_the_same_way(
    client_of: ClientOf, new_database: Callable[[], str], path: str
) -> None:
    tags = {tag_of(client_of(orders=FEW, database=new_database()), path) for _ in range(2)}
    assert len(tags) == 2


def test_a_new_run_does_not_confirm_the_response_of_the_previous_run(client_of: ClientOf) -> None:
    before, after = client_of(orders=FEW), client_of(orders=FEW)
    before.pull(FIRST)
    after.pull(SECOND)
    assert status_for(after, tag_of(before)) == 200


def test_a_run_with_an_edited_scenario_folder_does_not_confirm_earlier_responses(tmp_path: Path) -> None:
    clients = []
    for generated in ('{"orders": 36, "seed": 7}', '{"orders": 37, "seed": 7}'):
        (tmp_path / "scenario.json").write_text(f'{{"description": "A few.", "generated": {generated}}}')
        clients.append(Client(create_app(Config(scenario=str(tmp_path))).test_client()))
    assert [client.get().json["count"] for client in clients] == [36, 37]
    assert status_for(clients[1], tag_of(clients[0])) == 200


def test_two_servers_of_one_database_agree(client_of: ClientOf, new_database: Callable[[], str]) -> None:
    url = new_database()
    one, other = client_of(orders=FEW, database=url), client_of(orders=FEW, database=url)
    assert tag_of(one) == tag_of(other)
    one.pull(FIRST)
    assert tag_of(one) == tag_of(other)


def test_a_database_that_is_opened_again_keeps_its_etags(client_of: ClientOf, new_database: Callable[[], str]) -> None:
    url = new_database()
    tag = tag_of(client_of(orders=FEW, database=url))
    assert status_for(client_of(database=url, latency=0.001, token="oms-mock"), tag) == 304


@pytest.mark.parametrize("options", [{"demo_drift": True}, {"page_size": 5}, {"max_page_size": 5}])
def test_another_response_option_makes_earlier_etags_invalid(
    client_of: ClientOf, new_database: Callable[[], str], options: dict[str, Any]
) -> None:
    url = new_database()
    tag = tag_of(client_of(orders=FEW, database=url), "?limit=9")
    assert status_for(client_of(database=url, **options), tag, "?limit=9") == 200


def test_changes_of_two_copies_of_a_database_have_different_etags(client_of: ClientOf, tmp_path: Path) -> None:
    paths = [tmp_path / "one.db", tmp_path / "two.db"]
    client_of(orders=FEW, database=f"sqlite:///{paths[0]}")
    shutil.copyfile(*paths)
    one, two = (client_of(database=f"sqlite:///{path}") for path in paths)
    assert tag_of(one) == tag_of(two)
    one.pull(FIRST)
    two.pull(SECOND)
    assert tag_of(one) != tag_of(two)


@pytest.mark.parametrize(
    "headers",
    [{"Host": "oms.example.com"}, {"X-Forwarded-Prefix": "/team"}, {"X-Forwarded-Proto": "https"}],
    ids=["host", "prefix", "scheme"],
)
def test_an_etag_is_not_valid_for_another_address_of_the_server(client_of: ClientOf, headers: dict[str, str]) -> None:
    client = client_of(orders=FEW, trust_proxy=True)
    assert tag_of(client) != tag_of(client, headers={**TOKEN, **headers})


def test_a_world_that_is_created_again_has_other_etags(fresh: Client) -> None:
    oms = fresh.raw.application.extensions["oms_mock"]
    headers = {"Authorization": "Token oms-mock@a"}
    before = tag_of(fresh, headers=headers)
    oms.worlds.drop("a")
    assert tag_of(fresh, headers=headers) != before
