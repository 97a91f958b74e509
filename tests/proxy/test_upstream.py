"""Requests to the deployment."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from oms_mock.contract.client.interaction import NoResponse
from oms_mock.contract.client.transport import TALKATIVE
from oms_mock.errors import SetupError
from oms_mock.proxy.upstream import UnreachableError, Upstream
from tests.contract.scripted import Step, answer
from tests.proxy.conftest import LIST, Serve


@pytest.fixture(name="stack")
def fixture_stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_a_request_without_a_user_agent_stays_without_one(serve: Serve, stack: ExitStack) -> None:
    server = serve(answer())
    upstream = stack.enter_context(closing(Upstream(server.url, 5)))
    upstream.open("GET", LIST, {}, None).close()
    assert "user-agent" not in server.requests[0].lower()


def test_a_connection_is_reused(serve: Serve, stack: ExitStack) -> None:
    server = serve(answer())
    upstream = stack.enter_context(closing(Upstream(server.url, 5)))
    bodies = [b"".join(upstream.open("GET", LIST, {}, None).chunks()) for _ in range(3)]
    assert (bodies, server.connections) == ([b"{}"] * 3, 1)


def test_a_body_that_breaks_off_raises(serve: Serve, stack: ExitStack) -> None:
    half: Step = lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")  # noqa: E731
    upstream = stack.enter_context(closing(Upstream(serve(half).url, 5)))
    chunks = upstream.open("GET", LIST, {}, None).chunks()
    assert next(chunks) == b"{"
    with pytest.raises(UnreachableError) as caught:
        next(chunks)
    assert caught.value.no_response is NoResponse.RESET


@pytest.mark.parametrize("name", TALKATIVE)
def test_urllib3_logs_nothing_while_it_is_open(name: str) -> None:
    record = logging.LogRecord(name, logging.WARNING, "", 0, "CANARY", None, None)
    with closing(Upstream("http://oms.example.com", 5)):
        assert not logging.getLogger(name).filter(record)
    assert logging.getLogger(name).filter(record)


def test_missing_certificates_are_a_setup_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with pytest.raises(SetupError, match=r"/nowhere\.pem"):
        Upstream("https://oms.example.com", 5)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_request_to_this_machine_uses_no_proxy(
    serve: Serve, stack: ExitStack, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    upstream = stack.enter_context(closing(Upstream(serve(answer()).url, 5)))
    assert upstream.open("GET", LIST, {}, None).status == 200
    with closing(Upstream("http://oms.example.com", 5)) as remote, pytest.raises(UnreachableError) as caught:
        remote.open("GET", LIST, {}, None)
    assert caught.value.no_response is NoResponse.PROXY
