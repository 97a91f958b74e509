"""The client: requests, connection errors, bodies, retries, rate limits and the time limit of a run."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.client.client import Client, Stopped, Throttled, TimeIsUp
from oms_mock.contract.client.interaction import MISSING, Credential, Flaw, NoResponse, Request
from oms_mock.contract.client.options import MAX_BODY, Options
from oms_mock.contract.client.target import WRONG_TOKEN, Target
from oms_mock.contract.endpoints import EVENT_DETAIL, ORDER_DETAIL, ORDER_LIST, PULL
from oms_mock.errors import SetupError
from tests.contract.scripted import Clock, Recorder, Scripted, answer, cut, reset, serving

TOKEN = "OMSMOCK-CANARY-own"
FORBIDDEN = "OMSMOCK-CANARY-forbidden"
LIST = Request(ORDER_LIST)
PULL_REQUEST = Request(PULL, body={"order_numbers": ["1"]})
OK = answer(body=b'{"count":0}')
HALF = b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"a": 1'
HALF_CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a": 1\r\n'

AMBIENT = (
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
)
"""What the machine that runs the tests may have set."""

Serve = Callable[..., Scripted]
ClientOf = Callable[..., Client]


@pytest.fixture(name="serve")
def fixture_serve() -> Iterator[Serve]:
    """Start servers that answer by a script."""
    with ExitStack() as running:
        yield lambda *script: running.enter_context(serving(*script))


@pytest.fixture(name="clock")
def fixture_clock() -> Clock:
    return Clock()


@pytest.fixture(name="client_of")
def fixture_client_of(clock: Clock, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClientOf]:
    """Make clients of a server or a URL; they wait without taking time unless told otherwise."""
    monkeypatch.setenv("NETRC", "/nowhere")
    for variable in AMBIENT:
        monkeypatch.delenv(variable, raising=False)
    with ExitStack() as running:

        def client_of(server: Scripted | str, *, prefix: str = "", **options: Any) -> Client:
            url = server if isinstance(server, str) else server.url
            doubles = {name: options.pop(name) for name in ("transport", "clock", "sleep") if name in options}
            target = Target(url + prefix, TOKEN, forbidden_token=FORBIDDEN)
            doubles = {"clock": clock, "sleep": clock.sleep} | doubles
            return running.enter_context(Client(target, Options(**{"timeout": 5.0} | options), **doubles))

        yield client_of


@pytest.fixture(name="closed_port")
def fixture_closed_port() -> Iterator[int]:
    """A port that nobody listens on, and nobody else gets."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_status_document_and_content_type_of_a_response_are_returned(serve, client_of):
    server = serve(answer(200, b'{"count":0}', Content_Type="application/json"))
    interaction = client_of(server).send(LIST)
    assert (interaction.status, interaction.document, interaction.flaw) == (200, {"count": 0}, None)
    assert (interaction.content_type, interaction.base_url, interaction.attempts) == (
        "application/json",
        server.url,
        (),
    )


def test_a_body_is_parsed_whatever_its_content_type(serve, client_of):
    server = serve(answer(200, b"[1]", Content_Type="text/html"))
    assert client_of(server).send(LIST).document == [1]


def test_a_body_that_is_not_json_is_missing(serve, client_of):
    interaction = client_of(serve(answer(404, b"<html>"))).send(LIST)
    assert (interaction.status, interaction.document, interaction.flaw) == (404, MISSING, Flaw.NOT_JSON)


def test_the_challenge_of_a_401_is_returned(serve, client_of):
    server = serve(answer(401, WWW_Authenticate="Token"))
    assert client_of(server).send(LIST).challenge == "Token"


def test_missing_headers_are_empty_or_none(serve, client_of):
    interaction = client_of(serve(OK)).send(LIST)
    assert (interaction.content_type, interaction.challenge, interaction.redirect) == ("", None, None)


# Requests


def test_a_request_has_accept_and_user_agent_headers(serve, client_of):
    server = serve(OK)
    client_of(server).send(LIST)
    assert "Accept: application/json\r\n" in server.requests[0]
    assert "User-Agent: oms-mock/" in server.requests[0]


def test_path_and_query_are_appended_to_the_base_url(serve, client_of):
    server = serve(OK)
    client_of(server, prefix="/tenant").send(Request(EVENT_DETAIL, pk=7, event="a", query=(("limit", "2"),)))
    assert server.requests[0].startswith("GET /tenant/api/v1/oms/orders/7/webhook_events/a/?limit=2 HTTP/1.1\r\n")


def test_a_link_is_requested_unchanged(serve, client_of):
    server = serve(OK)
    client_of(server).send(Request(ORDER_LIST, link="/api/v1/oms/orders/?page=2&a=%2B"))
    assert server.requests[0].startswith("GET /api/v1/oms/orders/?page=2&a=%2B HTTP/1.1\r\n")


@pytest.mark.parametrize("link", ["@example.com/", ".example.com/", ":1/", "//example.com/"])
def test_a_link_cannot_change_the_host(client_of, link):
    transport = Recorder()
    client_of("http://oms.example.com", transport=transport).send(Request(ORDER_LIST, link=link))
    assert transport.sent[0].url.startswith("http://oms.example.com/")


def test_a_pull_is_posted_as_json(serve, client_of):
    server = serve(OK)
    client_of(server).send(PULL_REQUEST)
    assert server.requests[0].startswith("POST /api/v1/oms/orders/pull_from_omnitron/")
    assert "Content-Type: application/json\r\n" in server.requests[0]
    assert server.requests[0].endswith('{"order_numbers": ["1"]}')


def test_the_method_of_a_request_replaces_that_of_its_endpoint(serve, client_of):
    server = serve(OK)
    client_of(server).send(Request(PULL, method="GET"))
    assert server.requests[0].startswith("GET /api/v1/oms/orders/pull_from_omnitron/")


@pytest.mark.parametrize(
    ("credential", "token"),
    [(Credential.OWN, TOKEN), (Credential.WRONG, WRONG_TOKEN), (Credential.FORBIDDEN, FORBIDDEN)],
)
def test_a_credential_is_sent_as_its_token(serve, client_of, credential, token):
    server = serve(OK)
    client_of(server).send(Request(ORDER_LIST, credential=credential))
    assert f"Authorization: Token {token}\r\n" in server.requests[0]


def test_no_authorization_header_is_sent_without_a_credential(serve, client_of):
    server = serve(OK)
    client_of(server).send(Request(ORDER_LIST, credential=Credential.NONE))
    assert "authorization" not in server.requests[0].lower()


@pytest.fixture(name="netrc")
def fixture_netrc(client_of: ClientOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ~/.netrc with a password for the deployment."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password OMSMOCK-CANARY-netrc\n")
    monkeypatch.setenv("NETRC", str(netrc))


@pytest.mark.usefixtures("netrc")
def test_a_password_in_netrc_does_not_replace_the_token(serve, client_of):
    server = serve(OK)
    client_of(server).send(LIST)
    assert f"Authorization: Token {TOKEN}\r\n" in server.requests[0]


@pytest.mark.usefixtures("netrc")
def test_a_password_in_netrc_is_not_sent_without_a_credential(serve, client_of):
    server = serve(OK)
    client_of(server).send(Request(ORDER_LIST, credential=Credential.NONE))
    assert "authorization" not in server.requests[0].lower()


def test_cookies_are_not_stored(serve, client_of):
    server = serve(answer(200, Set_Cookie="sessionid=1; Path=/"))
    client = client_of(server)
    client.send(LIST)
    client.send(Request(ORDER_LIST, credential=Credential.NONE))
    assert "cookie" not in server.requests[1].lower()


def test_redirects_are_not_followed(serve, client_of):
    elsewhere = serve(OK)
    interaction = client_of(serve(answer(302, Location=elsewhere.url))).send(LIST)
    assert (interaction.status, interaction.redirect) == (302, elsewhere.url)
    assert elsewhere.requests == []


def test_the_body_of_a_redirect_is_limited_in_size(serve, client_of):
    bomb = gzip.compress(b" " * (MAX_BODY + 1))
    server = serve(answer(302, bomb, Location="http://[", Content_Encoding="gzip"))
    assert client_of(server).send(LIST).flaw is Flaw.TOO_LARGE


def test_a_connection_is_reused(serve, client_of):
    server = serve(OK)
    client = client_of(server)
    client.send(LIST)
    client.send(Request(ORDER_DETAIL, pk=7))
    assert (server.connections, len(server.requests)) == (1, 2)


def test_the_connection_of_each_thread_is_reused(serve, client_of):
    both = threading.Barrier(2, timeout=5)

    def together(connection: socket.socket) -> bool:
        both.wait()
        connection.sendall(OK)
        return True

    server = serve(together)
    client = client_of(server, concurrency=2)
    with ThreadPoolExecutor(2) as threads:
        first = [interaction.status for interaction in threads.map(client.send, [LIST] * 2)]
        second = [interaction.status for interaction in threads.map(client.send, [LIST] * 2)]
    assert (first, second, server.connections) == ([200] * 2, [200] * 2, 2)


def test_a_closed_client_has_no_connections():
    transport = Recorder()
    Client(Target("http://oms.example.com", TOKEN), Options(), transport=transport).close()
    assert transport.is_closed


@pytest.mark.parametrize("token", ["OMSMOCK-CANARY\n", "OMSMOCK-CANARY-ş"])
def test_a_token_with_invalid_characters_is_rejected_and_not_shown(token):
    with pytest.raises(SetupError, match="a token holds characters that cannot be sent") as caught:
        Client(Target("http://oms.example.com", token), Options())
    assert "CANARY" not in str(caught.value)


# The environment


def test_the_proxy_of_the_environment_is_used(serve, client_of, monkeypatch):
    proxy = serve(OK)
    monkeypatch.setenv("http_proxy", proxy.url)
    client_of("http://oms.example.com").send(LIST)
    assert proxy.requests[0].startswith("GET http://oms.example.com/api/v1/oms/orders/ HTTP/1.1\r\n")


def test_no_proxy_excludes_a_host(serve, client_of, monkeypatch):
    server, proxy = serve(OK), serve(OK)
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    client_of(server).send(LIST)
    assert (len(server.requests), len(proxy.requests)) == (1, 0)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_of_the_environment_are_used(client_of, monkeypatch, tmp_path, variable):
    monkeypatch.setenv(variable, str(tmp_path))
    transport = Recorder()
    client_of("https://oms.example.com", transport=transport).send(LIST)
    assert transport.settings["verify"] == str(tmp_path)


def test_certificates_are_verified(client_of):
    transport = Recorder()
    client_of("https://oms.example.com", transport=transport).send(LIST)
    assert transport.settings["verify"] is True


def test_missing_certificate_files_are_rejected(client_of, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with pytest.raises(SetupError, match=r"/nowhere\.pem"):
        client_of("https://oms.example.com")


# Connection errors


def test_a_host_that_cannot_be_resolved_is_reported_as_dns(client_of):
    assert client_of("http://oms.invalid").send(LIST).no_response is NoResponse.DNS


def test_an_invalid_host_name_is_reported_as_dns(client_of):
    assert client_of(f"http://{'a' * 70}.example.com").send(LIST).no_response is NoResponse.DNS


def test_a_closed_port_is_reported_as_refused(client_of, closed_port):
    assert client_of(f"http://127.0.0.1:{closed_port}").send(LIST).no_response is NoResponse.REFUSED


def test_a_port_without_tls_is_reported_as_tls(serve, client_of):
    url = serve(OK).url.replace("http:", "https:")
    assert client_of(url).send(LIST).no_response is NoResponse.TLS


def test_a_server_without_a_response_is_reported_as_timeout(client_of):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert client_of(url, timeout=0.05, retries=0).send(LIST).no_response is NoResponse.TIMEOUT


def test_a_body_that_stalls_is_reported_as_timeout(serve, client_of):
    def stall(connection: socket.socket) -> None:
        connection.sendall(HALF)
        connection.recv(1)

    interaction = client_of(serve(stall), timeout=0.05, retries=0).send(LIST)
    assert (interaction.status, interaction.no_response) == (None, NoResponse.TIMEOUT)


def test_a_body_that_is_sent_too_slowly_is_reported_as_timeout(serve, client_of):
    def drip(connection: socket.socket) -> None:
        connection.sendall(HALF)
        for _ in range(13):
            time.sleep(0.05)
            connection.sendall(b" ")

    client = client_of(serve(drip), timeout=0.1, retries=0, clock=time.monotonic)
    assert client.send(LIST).no_response is NoResponse.TIMEOUT


@pytest.mark.parametrize("step", [reset, cut(b""), cut(b"SSH-2.0\r\n\r\n")])
def test_a_broken_connection_is_reported_as_reset(serve, client_of, step):
    assert client_of(serve(step)).send(LIST).no_response is NoResponse.RESET


def test_an_unreachable_proxy_is_reported_as_proxy(client_of, closed_port, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port}")
    assert client_of("http://oms.example.com").send(LIST).no_response is NoResponse.PROXY


def test_a_proxy_that_rejects_the_connection_is_reported_as_proxy(serve, client_of, monkeypatch):
    monkeypatch.setenv("https_proxy", serve(cut(answer(403))).url)
    assert client_of("https://oms.example.com").send(LIST).no_response is NoResponse.PROXY


def test_an_invalid_proxy_url_is_reported_as_proxy(client_of, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://")
    assert client_of("http://oms.example.com").send(LIST).no_response is NoResponse.PROXY


# Bodies


def test_a_compressed_body_is_decompressed(serve, client_of):
    server = serve(answer(200, gzip.compress(b'{"count":0}'), Content_Encoding="gzip"))
    assert client_of(server).send(LIST).document == {"count": 0}


def test_a_compressed_body_beyond_the_limit_is_not_decompressed(serve, client_of):
    server = serve(answer(200, gzip.compress(b"[" + b" " * MAX_BODY + b"]"), Content_Encoding="gzip"))
    interaction = client_of(server).send(LIST)
    assert (interaction.status, interaction.document, interaction.flaw) == (200, MISSING, Flaw.TOO_LARGE)


def test_a_body_beyond_the_limit_is_not_read_to_the_end(serve, client_of):
    server = serve(answer(200, b"[" + b" " * 10_000_000 + b"]"))
    client = client_of(server)
    flaws = [client.send(LIST).flaw, client.send(LIST).flaw]
    assert (flaws, server.connections) == ([Flaw.TOO_LARGE] * 2, 2)


def test_the_connection_of_a_body_beyond_the_limit_is_closed(client_of):
    transport = Recorder(b" " * (MAX_BODY + 1))
    client_of("http://oms.example.com", transport=transport).send(LIST)
    assert transport.raw.closed


def test_a_body_of_the_maximum_size_is_read(serve, client_of):
    server = serve(answer(200, b"[" + b" " * (MAX_BODY - 2) + b"]"))
    assert client_of(server).send(LIST).document == []


def test_a_body_with_a_wrong_content_encoding_is_not_json(serve, client_of):
    server = serve(answer(200, b'{"a": 1}', Content_Encoding="gzip"))
    interaction = client_of(server).send(LIST)
    assert (interaction.status, interaction.document, interaction.flaw) == (200, MISSING, Flaw.NOT_JSON)


@pytest.mark.parametrize("half", [HALF, HALF_CHUNKED])
def test_a_body_that_is_incomplete_after_all_retries_is_truncated(serve, client_of, half):
    interaction = client_of(serve(cut(half))).send(LIST)
    assert (interaction.status, interaction.no_response, interaction.flaw) == (200, None, Flaw.TRUNCATED)
    assert (interaction.document, interaction.attempts) == (MISSING, (NoResponse.RESET, NoResponse.RESET))


def test_a_body_that_is_complete_at_the_second_attempt_has_no_flaw(serve, client_of):
    interaction = client_of(serve(cut(HALF), OK)).send(LIST)
    assert (interaction.document, interaction.flaw, interaction.attempts) == ({"count": 0}, None, (NoResponse.RESET,))


def test_a_response_without_any_byte_of_its_body_counts_as_no_response(serve, client_of):
    interaction = client_of(serve(cut(HALF[: HALF.index(b"{")]))).send(LIST)
    assert (interaction.status, interaction.no_response) == (None, NoResponse.RESET)


def test_headers_that_cannot_be_parsed_are_not_logged(serve, client_of, caplog):
    caplog.set_level(logging.INFO)
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nOMSMOCK-CANARY\r\n\r\n{}")
    client_of(server, retries=0).send(LIST)
    assert caplog.records == []


def test_a_closed_client_restores_the_logging_filters(serve):
    before = list(logging.getLogger("urllib3.connection").filters)
    Client(Target("http://oms.example.com", TOKEN), Options()).close()
    assert logging.getLogger("urllib3.connection").filters == before


# Retries


def test_a_5xx_response_is_retried(serve, client_of):
    server = serve(answer(500), answer(503), OK)
    interaction = client_of(server).send(LIST)
    assert (interaction.status, interaction.attempts, len(server.requests)) == (200, (500, 503), 3)


def test_a_5xx_response_is_retried_at_most_the_given_number_of_times(serve, client_of):
    server = serve(answer(502))
    interaction = client_of(server, retries=1).send(LIST)
    assert (interaction.status, interaction.attempts, len(server.requests)) == (502, (502,), 2)


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 405])
def test_other_responses_are_not_retried(serve, client_of, status):
    server = serve(answer(status))
    client_of(server).send(LIST)
    assert len(server.requests) == 1


def test_the_backoff_doubles_with_every_retry_and_has_jitter(serve, client_of, clock):
    client_of(serve(answer(500)), retries=3, backoff=1.0).send(LIST)
    first, second, third = clock.slept
    assert 1 <= first < 1.5 <= 2 <= second < 3 <= 4 <= third < 6
    assert first * 2 != second


def test_the_retry_after_of_a_503_is_respected(serve, client_of, clock):
    client_of(serve(answer(503, Retry_After="9"), OK)).send(LIST)
    assert clock.slept == [9.0]


def test_the_retry_after_of_a_503_is_limited(serve, client_of, clock):
    client_of(serve(answer(503, Retry_After="9999"), OK), max_wait=30.0).send(LIST)
    assert clock.slept == [30.0]


@pytest.mark.parametrize("step", [answer(500), answer(502), reset, cut(HALF)])
def test_a_pull_that_may_have_been_processed_is_not_retried(serve, client_of, step):
    server = serve(step, OK)
    client_of(server).send(PULL_REQUEST)
    assert len(server.requests) == 1


def test_a_pull_that_timed_out_is_not_retried(client_of, clock):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert client_of(url, timeout=0.05).send(PULL_REQUEST).attempts == ()


def test_a_pull_that_was_never_sent_is_retried(client_of, closed_port):
    interaction = client_of(f"http://127.0.0.1:{closed_port}").send(PULL_REQUEST)
    assert interaction.attempts == (NoResponse.REFUSED,)


def test_permanent_connection_errors_are_retried_once(client_of, serve, closed_port):
    urls = ("http://oms.invalid", f"http://127.0.0.1:{closed_port}", serve(OK).url.replace("http:", "https:"))
    attempts = [client_of(url, retries=9).send(LIST).attempts for url in urls]
    assert attempts == [(NoResponse.DNS,), (NoResponse.REFUSED,), (NoResponse.TLS,)]


def test_requests_and_retries_are_counted(serve, client_of):
    client = client_of(serve(answer(500), answer(429), OK))
    client.send(LIST)
    client.send(LIST)
    assert (client.requests, client.retries) == (4, 2)


# 429


def test_the_retry_after_seconds_of_a_429_are_respected(serve, client_of, clock):
    interaction = client_of(serve(answer(429, Retry_After="7"), OK)).send(LIST)
    assert (interaction.status, interaction.attempts, clock.slept) == (200, (429,), [7.0])


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_the_retry_after_date_of_a_429_is_respected(serve, client_of, clock, zone):
    dates = {"Date": "Thu, 26 Nov 2026 10:00:00 GMT", "Retry_After": f"Thu, 26 Nov 2026 10:00:20 {zone}"}
    client_of(serve(answer(429, **dates), OK)).send(LIST)
    assert clock.slept == [20.0]


@pytest.mark.parametrize("text", ["31", "9" * 9, "Fri, 26 Nov 2999 10:00:20 GMT", "Thu, 26 Nov 2099 10:00:20 GMT"])
def test_a_429_that_asks_to_wait_for_too_long_ends_the_run(serve, client_of, clock, text):
    server = serve(answer(429, Retry_After=text), OK)
    with pytest.raises(Throttled, match=r"^throttled for "):
        client_of(server, max_wait=30.0).send(LIST)
    assert (clock.slept, len(server.requests)) == ([], 1)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ("61", "throttled for 61 more seconds: try later, or allow to wait with --max-wait 61s"),
        ("1800", "throttled for 30 more minutes: try later, or allow to wait with --max-wait 1800s"),
        ("7201", "throttled for 3 more hours: try later, or allow to wait with --max-wait 7201s"),
    ],
)
def test_the_reason_says_for_how_long_the_deployment_throttles(serve, client_of, seconds, said):
    with pytest.raises(Throttled) as ended:
        client_of(serve(answer(429, Retry_After=seconds))).send(LIST)
    assert str(ended.value) == said


def slow_headers(connection):
    """Send a header every few milliseconds, until the client hangs up."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    with suppress(OSError):
        while True:
            connection.sendall(b"X: y\r\nY: ")
            time.sleep(0.02)


def test_headers_that_do_not_end_are_a_timeout(serve, client_of):
    interaction = client_of(serve(slow_headers), timeout=0.1, retries=0).send(LIST)
    assert interaction.no_response is NoResponse.TIMEOUT


@pytest.mark.parametrize(
    "text", ["", "soon", "0", "-1", "inf", "Thu, 26 Nov 1998 10:00:20 GMT", "9" * 5000, "1, 1 1 1"]
)
def test_a_429_without_a_valid_retry_after_waits_with_doubling_backoff(serve, client_of, clock, text):
    client_of(serve(answer(429, Retry_After=text)), rate=1000.0).send(LIST)
    assert clock.slept == pytest.approx([1.0, 2.0, 4.0, 8.0, 16.0])


def test_a_429_is_returned_after_five_waits(serve, client_of):
    server = serve(answer(429, Retry_After="1"))
    interaction = client_of(server, retries=0).send(LIST)
    assert (interaction.status, interaction.attempts, len(server.requests)) == (429, (429,) * 5, 6)


def test_a_pull_that_was_throttled_is_retried(serve, client_of):
    assert client_of(serve(answer(429), OK)).send(PULL_REQUEST).attempts == (429,)


def test_a_429_does_not_count_as_a_retry_of_a_failure(serve, client_of):
    interaction = client_of(serve(answer(429), answer(500), answer(429), OK), retries=1).send(LIST)
    assert (interaction.status, interaction.attempts) == (200, (429, 500, 429))


def test_the_next_request_waits_after_a_429_that_was_returned(serve, client_of, clock):
    throttled = [answer(429, Retry_After="1")] * 6
    client = client_of(serve(*throttled, OK), rate=1000.0)
    client.send(LIST)
    client.send(LIST)
    assert clock.slept == pytest.approx([1.0] * 6)


def test_all_threads_wait_for_a_429(serve, client_of):
    asleep = threading.Event()
    times: list[float] = []

    def sleep(seconds: float) -> None:
        asleep.set()
        time.sleep(seconds)

    def ok(connection: socket.socket) -> None:
        times.append(time.monotonic())
        connection.sendall(OK)

    client = client_of(serve(answer(429, Retry_After="0.3"), ok), clock=time.monotonic, sleep=sleep)
    begin = time.monotonic()
    with ThreadPoolExecutor() as threads:
        throttled = threads.submit(client.send, LIST)
        asleep.wait(5)
        assert client.send(LIST).status == throttled.result().status == 200
    assert min(times) >= begin + 0.3


# Rate and time limit


def test_retries_respect_the_rate(serve, client_of, clock):
    client = client_of(serve(answer(500), OK), rate=0.5, backoff=0.0)
    client.send(LIST)
    client.send(LIST)
    assert clock.now == 1004.0


def test_no_request_is_sent_after_the_time_limit_of_the_run(serve, client_of, clock):
    server = serve(OK)
    client = client_of(server, max_time=10.0)
    clock.sleep(10)
    with pytest.raises(TimeIsUp):
        client.send(LIST)
    assert server.requests == []


@pytest.mark.parametrize(
    ("step", "options"),
    [
        (answer(429, Retry_After="30"), {}),
        (answer(503, Retry_After="30"), {}),
        (answer(500), {"backoff": 20.0}),
        (answer(500), {"rate": 0.05, "backoff": 0.0}),
    ],
)
def test_no_wait_exceeds_the_time_limit_of_the_run(serve, client_of, clock, step, options):
    server = serve(step)
    with pytest.raises(TimeIsUp):
        client_of(server, max_time=10.0, **options).send(LIST)
    assert (clock.now, len(server.requests)) == (1000.0, 1)


def test_a_timeout_at_the_time_limit_of_the_run_is_not_reported_as_an_error(client_of):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = client_of(url, max_time=0.1, retries=0, clock=time.monotonic)
        with pytest.raises(TimeIsUp):
            client.send(LIST)


def test_the_timeout_of_a_request_is_limited_by_the_time_limit_of_the_run(client_of):
    transport = Recorder()
    client_of("http://oms.example.com", transport=transport, timeout=30.0, max_time=10.0).send(LIST)
    assert transport.settings["timeout"] == 10.0


def test_a_stopped_client_sends_nothing(serve, client_of):
    server = serve(OK)
    client = client_of(server)
    client.stop()
    with pytest.raises(Stopped):
        client.send(LIST)
    assert server.requests == []


def test_a_stopped_client_stops_waiting(serve):
    throttled = threading.Event()

    def throttle(connection: socket.socket) -> None:
        connection.sendall(answer(429, Retry_After="30"))
        throttled.set()

    target = Target(serve(throttle).url, TOKEN)
    with ThreadPoolExecutor() as threads, Client(target, Options()) as client:
        sending = threads.submit(client.send, LIST)
        throttled.wait(5)
        time.sleep(0.05)  # so that it is waiting
        client.stop()
        with pytest.raises(Stopped):
            sending.result(5)


def test_several_threads_can_send_with_one_client(serve, client_of):
    server = serve(OK)
    client = client_of(server, concurrency=8)
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda pk: client.send(Request(ORDER_DETAIL, pk=pk)).status, range(200)))
    assert (statuses, client.requests, len(server.requests)) == ([200] * 200, 200, 200)
    assert server.connections <= 8


def test_exceptions_contain_no_response_data(serve, client_of):
    with pytest.raises(TimeIsUp) as caught:
        client_of(serve(answer(500, b"OMSMOCK-CANARY", Retry_After="99")), max_time=1.0).send(LIST)
    assert (str(caught.value), caught.value.__context__) == ("", None)


def test_the_repr_of_an_interaction_contains_no_response_data(serve, client_of):
    interaction = client_of(serve(answer(200, b'["OMSMOCK-CANARY"]'))).send(LIST)
    assert "CANARY" not in repr(interaction)
