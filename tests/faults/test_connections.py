"""The connection of a request is found, and reset or closed, by the port of its client."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Response

from oms_mock.faults import connections, disconnect

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="lists descriptors as Linux does")

Connect = Callable[[], tuple[socket.socket, socket.socket]]
HOST = "127.0.0.1"


@pytest.fixture(name="connect")
def fixture_connect() -> Iterator[Connect]:
    """Open a connection of this process to itself: the ends of the client and of the server."""
    with ExitStack() as opened:
        listener = opened.enter_context(socket.create_server((HOST, 0)))

        def connect() -> tuple[socket.socket, socket.socket]:
            client = opened.enter_context(socket.create_connection(listener.getsockname(), timeout=10))
            return client, opened.enter_context(listener.accept()[0])

        yield connect


def environ_of(client: socket.socket, **more: Any) -> dict[str, Any]:
    return {
        "REMOTE_ADDR": HOST,
        "REMOTE_PORT": str(client.getsockname()[1]),
        "SERVER_PORT": str(client.getpeername()[1]),
        **more,
    }


def context_of(client: socket.socket) -> Any:
    return SimpleNamespace(environ=environ_of(client))


def test_the_connection_is_the_one_of_the_port(connect: Connect) -> None:
    for client, _ in [connect() for _ in range(3)]:
        found = connections.of_request(environ_of(client))
        assert found is not None
        with found:
            assert found.getpeername() == client.getsockname()


def test_the_address_before_a_trusted_proxy_counts(connect: Connect) -> None:
    client, _ = connect()
    original = {"REMOTE_ADDR": HOST, "SERVER_PORT": str(client.getpeername()[1])}
    forwarded = {"REMOTE_ADDR": "192.0.2.7", "SERVER_PORT": "443", "werkzeug.proxy_fix.orig": original}
    found = connections.of_request(environ_of(client, **forwarded))
    assert found is not None
    with found:
        assert found.getpeername() == client.getsockname()


@pytest.mark.parametrize("missing", [{"REMOTE_PORT": "1"}, {"REMOTE_PORT": None}, {"SERVER_PORT": "1"}])
def test_there_may_be_no_such_connection(connect: Connect, missing: dict[str, Any]) -> None:
    client, _ = connect()
    assert connections.of_request(environ_of(client, **missing)) is None


def test_a_socket_that_the_server_passes_is_used(connect: Connect) -> None:
    client, server = connect()
    found = connections.of_request({"gunicorn.socket": server})
    assert found is not None
    with found:
        assert found.getpeername() == client.getsockname()
        assert found.fileno() != server.fileno(), "closing it must not close that of the server"


def test_a_reset_is_seen_by_its_client_only(connect: Connect) -> None:
    (client, _), (other, its_server) = connect(), connect()
    response = Response(b"body")
    disconnect.reset(context_of(client), response)
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    its_server.sendall(b"x")
    assert other.recv(1) == b"x"
    with pytest.raises(ConnectionAbortedError, match="`close`"):
        next(iter(response.response))


def test_a_connection_that_hangs_up_ends_without_a_byte(connect: Connect) -> None:
    client, _ = connect()
    response = Response(b"body")
    disconnect.hang_up(context_of(client), response)
    assert client.recv(1) == b""
    with pytest.raises(ConnectionAbortedError, match="`hang-up`"):
        next(iter(response.response))
