"""Adapters for requests and httpx call an app in this process as over a socket."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import httpx
import pytest
import requests

from oms_mock.testing import WsgiAdapter, WsgiTransport

URL = "http://oms.test"
BODY = b'{"count": 1}'


class App:
    """Returns the configured response, records the request, and notices that its body was closed."""

    def __init__(
        self,
        chunks: Iterable[bytes] = (BODY,),
        status: str = "200 OK",
        headers: Iterable[tuple[str, str]] = (),
        wait: float = 0,
    ) -> None:
        self.chunks, self.status, self.headers, self.wait = chunks, status, list(headers), wait
        self.asked: dict[str, Any] = {}
        self.received = b""
        self.closed = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> App:
        self.asked, self.received = environ, environ["wsgi.input"].read()
        time.sleep(self.wait)
        start_response(self.status, self.headers)
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks

    def close(self) -> None:
        self.closed += 1


def breaking(*chunks: bytes) -> Iterator[bytes]:
    yield from chunks
    raise ConnectionAbortedError("as told")


def breaking_at_once(environ: Any, start_response: Any) -> Any:
    raise ConnectionAbortedError("as told")


def requests_of(app: Any) -> requests.Session:
    session = requests.Session()
    session.mount(URL, WsgiAdapter(app))
    return session


def httpx_of(app: Any) -> httpx.Client:
    return httpx.Client(transport=WsgiTransport(app), base_url=URL)


@dataclass(frozen=True)
class Library:
    """A client library: how to call an app with it, and its errors."""

    client: Callable[[Any], Any]
    body: str
    broken_off: type[Exception]
    broken_body: type[Exception]
    too_late: type[Exception]
    stalled: type[Exception]


LIBRARIES = {
    "requests": Library(
        requests_of,
        "data",
        requests.ConnectionError,
        requests.exceptions.ChunkedEncodingError,
        requests.ReadTimeout,
        requests.ConnectionError,
    ),
    "httpx": Library(
        httpx_of, "content", httpx.RemoteProtocolError, httpx.RemoteProtocolError, httpx.ReadTimeout, httpx.ReadTimeout
    ),
}


@pytest.fixture(name="library", params=LIBRARIES)
def fixture_library(request: pytest.FixtureRequest) -> Library:
    return LIBRARIES[request.param]


def test_an_app_gets_a_request_as_from_a_server(library: Library) -> None:
    app = App()
    with library.client(app) as client:
        answer = client.post(
            f"{URL}/orders/%C5%9F/?a=%20b&a=c",
            headers={"Content-Type": "text/x", "X-Request-ID": "7"},
            **{library.body: "ş".encode()},
        )
    assert answer.json() == {"count": 1}
    expected = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/orders/ş/".encode().decode("latin-1"),
        "QUERY_STRING": "a=%20b&a=c",
        "CONTENT_TYPE": "text/x",
        "CONTENT_LENGTH": "2",
        "HTTP_HOST": "oms.test",
        "HTTP_X_REQUEST_ID": "7",
        "SERVER_NAME": "oms.test",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
    }
    assert {name: app.asked[name] for name in expected} == expected
    assert app.received == "ş".encode()


def test_a_response_has_its_status_and_all_headers(library: Library) -> None:
    twice = [("X-A", "1"), ("x-a", "2"), ("Content-Length", str(len(BODY)))]
    with library.client(App(status="418 I'm a teapot", headers=twice)) as client:
        answer = client.get(f"{URL}/")
    assert answer.status_code == 418
    assert answer.headers["X-a"] == "1, 2"
    assert answer.content == BODY


def test_a_session_stores_cookies(library: Library) -> None:
    with library.client(App(headers=[("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/")])) as client:
        client.get(f"{URL}/")
        assert dict(client.cookies) == {"a": "1", "b": "2"}


def test_a_compressed_body_is_decompressed(library: Library) -> None:
    packed = gzip.compress(BODY)
    app = App([packed], headers=[("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))])
    with library.client(app) as client:
        assert client.get(f"{URL}/").json() == {"count": 1}
    assert "gzip" in app.asked["HTTP_ACCEPT_ENCODING"]


def test_the_iterable_of_the_app_is_closed_once(library: Library) -> None:
    app = App()
    with library.client(app) as client:
        client.get(f"{URL}/")
    assert app.closed == 1


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Not Modified")]
)
def test_a_response_without_a_body_may_have_a_content_length(library: Library, method: str, status: str) -> None:
    with library.client(App([], status, [("Content-Length", "12")])) as client:
        assert client.request(method, f"{URL}/").content == b""


@pytest.mark.parametrize(
    "app",
    [
        pytest.param(lambda: breaking_at_once, id="from the call"),
        pytest.param(lambda: App(breaking()), id="before the first byte"),
        pytest.param(lambda: App(breaking(b"", b"")), id="after bytes that are none"),
    ],
)
def test_a_connection_that_is_closed_without_a_response_is_a_connection_error(
    library: Library, app: Callable[[], Any]
) -> None:
    with library.client(app()) as client, pytest.raises(library.broken_off, match=r"as told|disconnected"):
        client.get(f"{URL}/")


@pytest.mark.parametrize(
    "app",
    [
        pytest.param(lambda: App(breaking(b'{"c')), id="broken off"),
        pytest.param(
            lambda: App(breaking(b'{"c'), headers=[("Content-Length", "12")]), id="broken off, of known length"
        ),
        pytest.param(lambda: App([b'{"c'], headers=[("Content-Length", "12")]), id="too short"),
        pytest.param(lambda: App([], headers=[("Content-Length", "12")]), id="missing"),
    ],
)
def test_an_incomplete_body_raises(library: Library, app: Callable[[], Any]) -> None:
    with library.client(app()) as client, pytest.raises(library.broken_body):
        client.get(f"{URL}/")


def test_a_response_after_the_read_timeout_is_a_timeout(library: Library) -> None:
    app = App(wait=0.02)
    with library.client(app) as client:
        with pytest.raises(library.too_late):
            client.get(f"{URL}/", timeout=0.001)
        assert client.get(f"{URL}/", timeout=60).status_code == 200
    assert app.closed == 2


def test_a_body_that_pauses_for_longer_than_the_read_timeout_is_a_timeout(library: Library) -> None:
    def stalling() -> Iterator[bytes]:
        yield b"{"
        for _ in range(20):
            time.sleep(0.01)
            yield b""
        yield b"}"

    app = App(stalling(), headers=[("Content-Length", "2")])
    with library.client(app) as client, pytest.raises(library.stalled, match="timed out"):
        client.get(f"{URL}/", timeout=0.05)
    with library.client(App(stalling(), headers=[("Content-Length", "2")])) as client:
        assert client.get(f"{URL}/", timeout=60).content == b"{}"


def test_requests_closes_the_iterable_of_an_app_that_closed_the_connection() -> None:
    app = App(breaking())
    with requests_of(app) as session, pytest.raises(requests.ConnectionError):
        session.get(f"{URL}/")
    assert app.closed == 1


def test_an_exception_of_the_app_is_raised(library: Library) -> None:
    def app(environ: Any, start_response: Any) -> Any:
        raise ZeroDivisionError

    with library.client(app) as client, pytest.raises(ZeroDivisionError):
        client.get(f"{URL}/")


def test_requests_streams_a_body() -> None:
    sent: list[bytes] = []

    def chunks() -> Iterator[bytes]:
        for chunk in (b"one,", b"two,", b"three"):
            sent.append(chunk)
            yield chunk

    with requests_of(App(chunks())) as session, session.get(f"{URL}/", stream=True) as answer:
        pieces = answer.iter_content(4)
        assert (next(pieces), sent) == (b"one,", [b"one,"])
        assert b"".join(pieces) == b"two,three"


def test_requests_closes_a_body_that_is_not_read() -> None:
    app = App()
    with requests_of(app) as session, session.get(f"{URL}/", stream=True) as answer:
        answer.close()
    assert app.closed == 1


def test_httpx_streams_a_body() -> None:
    app = App(iter([b"one", b"two"]))
    with httpx_of(app) as client, client.stream("GET", "/") as answer:
        assert list(answer.iter_raw()) == [b"one", b"two"]
    assert app.closed == 1


def test_requests_cuts_a_body_at_its_content_length() -> None:
    with requests_of(App([b"12345", b"678"], headers=[("Content-Length", "6")])) as session:
        assert session.get(f"{URL}/").content == b"123456"


def test_bytes_that_an_app_writes_precede_its_iterable() -> None:
    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])(b"written ")
        return [b"returned"]

    with requests_of(app) as session:
        assert session.get(f"{URL}/").content == b"written returned"


@pytest.mark.parametrize(
    "body", ["ş", "ş".encode(), BytesIO("ş".encode()), iter(["ş".encode()])], ids=["text", "bytes", "file", "pieces"]
)
def test_requests_sends_strings_bytes_files_and_iterables(body: Any) -> None:
    app = App()
    with requests_of(app) as session:
        session.post(f"{URL}/", data=body)
    assert (app.received, app.asked["CONTENT_LENGTH"]) == ("ş".encode(), "2")
    assert "HTTP_TRANSFER_ENCODING" not in app.asked


def test_a_raw_response_can_be_read_to_its_end() -> None:
    with requests_of(App([b'{"c'], headers=[("Content-Length", "12")])) as session:
        answer = session.get(f"{URL}/", stream=True)
        with closing(answer), pytest.raises(Exception, match="IncompleteRead"):
            answer.raw.read()
