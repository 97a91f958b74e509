"""An asynchronous httpx client calls an app in this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from threading import Barrier, Event
from typing import Any, TypeVar

import anyio
import httpx
import pytest

from oms_mock.testing import AsyncWsgiTransport, World
from tests.testing.test_adapters import App, breaking, breaking_at_once

Result = TypeVar("Result")
ORDERS = "/api/v1/oms/orders/"


def with_client(app: object, use: Callable[[httpx.AsyncClient], Awaitable[Result]], timeout: float = 30) -> Result:
    """Return what a client of an app returns."""

    async def run() -> Result:
        transport = AsyncWsgiTransport(app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://oms.test", timeout=timeout) as client:
            return await use(client)

    return anyio.run(run)


def test_a_request_and_its_response_are_complete() -> None:
    app = App((b'{"a": ', b"1}"), headers=[("Content-Type", "application/json")])
    response = with_client(app, lambda client: client.post("/p?q=1", json={"b": 2}))
    assert (response.status_code, response.json(), app.received) == (200, {"a": 1}, b'{"b":2}')
    assert (app.asked["PATH_INFO"], app.asked["QUERY_STRING"], app.closed) == ("/p", "q=1", 1)


def test_a_response_without_a_body_is_complete() -> None:
    assert with_client(App((), "204 NO CONTENT"), lambda client: client.delete("/")).content == b""


def test_other_tasks_run_while_the_app_works() -> None:
    both = Barrier(2, timeout=60)
    app = App()

    def waits_for_the_other(environ: dict[str, Any], start_response: Any) -> App:
        both.wait()
        return app(environ, start_response)

    async def two(client: httpx.AsyncClient) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(client.get, "/1")
            group.start_soon(client.get, "/2")

    with_client(waits_for_the_other, two, timeout=60)
    assert app.closed == 2


@pytest.mark.parametrize("app", [breaking_at_once, App(breaking(b"{"), headers=[("Content-Length", "9")])])
def test_a_broken_connection_is_a_protocol_error(app: object) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        with_client(app, lambda client: client.get("/"))


class SlowApp(App):
    """Responds when `may_end` is set, and sets `has_ended` when its body is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end, self.has_ended = Event(), Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> App:
        assert self.may_end.wait(60)
        return super().__call__(environ, start_response)

    def close(self) -> None:
        self.has_ended.set()


def test_a_read_timeout_does_not_wait_for_the_app() -> None:
    app = SlowApp()

    async def ask(client: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/")
        app.may_end.set()

    with_client(app, ask, timeout=0.1)
    assert app.has_ended.wait(60)


def test_a_response_to_a_cancelled_request_is_closed() -> None:
    app = SlowApp()

    async def ask(client: httpx.AsyncClient) -> None:
        with anyio.move_on_after(0.1) as scope:
            await client.get("/")
        assert scope.cancelled_caught
        app.may_end.set()

    with_client(app, ask, timeout=60)
    assert app.has_ended.wait(5)


def test_a_world_in_process_is_read_by_an_asynchronous_client(oms_world_in_process: World) -> None:
    world = oms_world_in_process
    response = with_client(world.app, lambda client: client.get(ORDERS, headers=world.headers))
    assert response.json()["count"] > 0
    world.journal.assert_called(operation="order_list", times=1)
