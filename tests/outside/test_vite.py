"""The recipe for Vite in docs/clients.md: its development server in front of the fake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.outside.conftest import ORDERS, SIZE, TOKEN, Server, serving
from tests.outside.node import installed, running
from tests.outside.test_flask_run import free_port

GUIDE = Path(__file__).parents[2] / "docs" / "clients.md"
FAKE = "http://127.0.0.1:4010"
"""The address of the fake in the recipe."""
PATIENCE = 60
"""Seconds in which Vite responds."""


def recipe() -> str:
    """Return vite.config.mjs as the guide shows it."""
    shown = re.search(r"```js\n(// vite\.config\.mjs\n.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    return shown[1]


@pytest.fixture(name="fake", scope="module")
def fixture_fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("fake") / "log", "--trust-proxy") as server:
        yield server


@pytest.fixture(name="vite", scope="module")
def fixture_vite(fake: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Vite, whose proxy forwards to the fake."""
    packages, folder, port = installed("vite"), tmp_path_factory.mktemp("app"), str(free_port())
    (folder / "node_modules").symlink_to(packages / "node_modules")
    (folder / "vite.config.mjs").write_text(recipe().replace(FAKE, fake.url))
    (folder / "index.html").write_text("<p>an app</p>")
    options = ("--host", "127.0.0.1", "--port", port, "--strictPort")
    with running("vite/bin/vite.js", *options, folder=folder, url=f"http://127.0.0.1:{port}") as url:
        yield url


def get(url: str, **options: float | bool) -> requests.Response:
    return requests.get(url, headers={"Authorization": TOKEN}, **{"timeout": PATIENCE, **options})  # type: ignore[arg-type]


def test_the_next_page_is_read_through_the_proxy(vite: str) -> None:
    first = get(f"{vite}{ORDERS}?limit=30").json()
    assert first["count"] == SIZE
    assert first["next"] == f"{vite}{ORDERS}?limit=30&page=2"
    assert len(get(first["next"]).json()["results"]) == SIZE - 30


def test_a_missing_slash_is_redirected_on_the_origin_of_the_proxy(vite: str) -> None:
    response = get(f"{vite}{ORDERS.rstrip('/')}?limit=2")
    assert [each.status_code for each in response.history] == [301]
    assert response.url == f"{vite}{ORDERS}?limit=2"
    assert response.json()["count"] == SIZE


def test_a_closed_connection_is_a_502_of_vite(vite: str) -> None:
    assert {get(f"{vite}{ORDERS}?__fault={how}").status_code for how in ("close", "hang-up")} == {502}


@pytest.mark.parametrize("fault", ["truncate", "truncate-chunked"])
def test_a_truncated_body_does_not_end(vite: str, fault: str) -> None:
    """So a client needs a timeout, as the guide says."""
    with pytest.raises(requests.ConnectionError, match="Read timed out"):
        get(f"{vite}{ORDERS}?__fault={fault}", timeout=1)


def test_a_page_of_a_gateway_passes_as_it_was_sent(vite: str) -> None:
    response = get(f"{vite}{ORDERS}?__fault=html&__code=503")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "text/html")


def test_the_admin_api_rejects_the_host_of_the_proxy(vite: str, fake: Server) -> None:
    host = {"Host": urlsplit(vite).netloc}
    assert requests.get(f"{fake.url}/__admin/requests", timeout=PATIENCE).status_code == 200
    assert requests.get(f"{fake.url}/__admin/requests", headers=host, timeout=PATIENCE).status_code == 403
