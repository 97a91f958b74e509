"""The exit codes, last lines and reports of `oms-mock check URL`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication
from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import Client

from oms_mock.cli.main import main
from oms_mock.contract.client.options import MAX_BODY
from tests.contract.client.test_client import AMBIENT
from tests.contract.scripted import Scripted, Step, answer, cut, reset
from tests.recall.harness import FORBIDDEN_TOKEN, NEWEST, clones, fake
from tests.recall.harness import TOKEN as FAKE_TOKEN

TOKEN = "OMSMOCK-CANARY-own-token"
ORDERS = "GET /api/v1/oms/orders/"
HALF_WAY = 30
"""Requests; a whole run on three orders takes about 80."""

Respond = Callable[[str], Step]


class Deployment(Scripted):
    """Gives each request the step that is made of it."""

    def __init__(self, respond: Respond) -> None:
        super().__init__(b"")
        self._respond = respond

    def next_step(self, request: str) -> Step:
        self.requests.append(request)
        return self._respond(request)


@contextmanager
def running(server: Deployment) -> Iterator[Deployment]:
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class End:
    """What is left of a run."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def last(self) -> str:
        return self.out.splitlines()[-1]

    @property
    def incomplete(self) -> str:
        """The line before the verdict."""
        return self.out.splitlines()[-2]

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "report.json").read_text(encoding="utf-8")))

    @property
    def kinds(self) -> set[str]:
        return {finding["kind"] for finding in self.report["findings"]}

    @property
    def unhappy_cases(self) -> int:
        """Failures and errors of junit.xml: a CI is red where there is one."""
        root = ElementTree.parse(self.folder / "junit.xml").getroot()
        return int(root.attrib["failures"]) + int(root.attrib["errors"])


Serve = Callable[[Respond], Deployment]
Check = Callable[..., End]


@pytest.fixture(name="serve")
def fixture_serve() -> Iterator[Serve]:
    with ExitStack() as servers:
        yield lambda respond: servers.enter_context(running(Deployment(respond)))


@pytest.fixture(name="environment")
def fixture_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing is set but the token of the fake."""
    for variable in (*AMBIENT, "OMS_FORBIDDEN_TOKEN", *(name for name in os.environ if name.startswith("OMS_MOCK_"))):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("OMS_TOKEN", FAKE_TOKEN)
    return monkeypatch


@pytest.fixture(name="check")
def fixture_check(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Check:
    """Run the command in this process, with all reports, and without patience."""

    def check(server: Deployment | str, *arguments: str) -> End:
        url = server if isinstance(server, str) else server.url
        reports = ("--report", "text,json,junit", "--report-dir", str(tmp_path))
        code = main(["check", url, "--retries", "0", "--timeout", "5s", *reports, *arguments])
        captured = capsys.readouterr()
        return End(code, captured.out, captured.err, tmp_path)

    return check


@pytest.fixture(scope="module", name="app")
def fixture_app() -> Flask:
    return fake(clones(3))


@pytest.fixture(name="closed_port")
def fixture_closed_port() -> Iterator[int]:
    """A port that nobody listens on, and nobody else gets."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


# Deployments


def always(step: Step) -> Respond:
    return lambda _: step


def healthy(app: WSGIApplication, edit: Callable[[bytes], bytes] = lambda body: body) -> Respond:
    """Pass requests on to the fake, and edit the bodies of its answers."""

    def respond(request: str) -> bytes:
        head, _, body = request.rpartition("\r\n")
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        got = Client(app).open(target, method=method, headers=headers, data=body, base_url=f"http://{headers['Host']}")
        kept = {name.replace("-", "_"): value for name, value in got.headers if name != "Content-Length"}
        return answer(got.status_code, edit(got.data), **kept)

    return respond


def replacing(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(old.encode(), new.encode())


def later(number: int, respond: Respond, step: Step) -> Respond:
    """Answer so many requests, and take the step at all further ones."""
    seen: list[str] = []

    def late(request: str) -> Step:
        seen.append(request)
        return respond(request) if len(seen) <= number else step

    return late


def from_the_third(text: str, respond: Respond, step: Step) -> Respond:
    """Answer, until a request that holds the text comes for the third time: it is asked again."""
    seen: list[str] = []

    def late(request: str) -> Step:
        seen.append(request)
        return respond(request) if sum(text in each for each in seen) < 3 else step

    return late


def where(text: str, step: Step, respond: Respond) -> Respond:
    """Take the step at requests that hold a text."""
    return lambda request: step if text in request else respond(request)


def interrupting(number: int, respond: Respond, interrupt: Callable[[], object]) -> Respond:
    """Answer all requests, and interrupt at one of them."""
    seen: list[str] = []

    def interrupted(request: str) -> Step:
        seen.append(request)
        return respond(request) if len(seen) != number else (interrupt(), respond(request))[1]

    return interrupted


def slowly(seconds: float, respond: Respond) -> Respond:
    return lambda request: (time.sleep(seconds), respond(request))[1]


def drip(connection: socket.socket) -> None:
    """Send an answer byte by byte, for as long as somebody listens, five seconds at most."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n\r\n{")
    with suppress(OSError):
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b" ")


class Flood:
    """An answer that never ends; it counts what was taken of it."""

    chunk = b" " * 65536

    def __init__(self) -> None:
        self.sent = 0

    def __call__(self, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        with suppress(OSError):
            for _ in range(16 * MAX_BODY // len(self.chunk)):
                connection.sendall(self.chunk)
                self.sent += len(self.chunk)


def json_answer(text: str, status: int = 200, **headers: str) -> bytes:
    return answer(status, text.encode(), Content_Type="application/json", **headers)


REFUSAL = '{"detail":"Authentication credentials were not provided."}'
LOGIN_PAGE = answer(200, b"<!doctype html><title>Log in</title>", Content_Type="text/html; charset=utf-8")
TEN_MEGABYTES = json_answer(f"[{' ' * 10_000_000}]")
NO_ORDERS = json_answer('{"count":0,"next":null,"previous":null,"results":[]}')
STRANGE_ROWS = json_answer('{"count":3,"next":null,"previous":null,"results":[1,"x",null]}')
FAILED = "failed: 1 error (exit code 1: new findings at or above error)"
UNREADABLE = "incomplete: the order list cannot be read: see the findings"

INCONCLUSIVE: dict[str, tuple[Step, str]] = {
    "401 for our own token": (
        json_answer(REFUSAL, 401, WWW_Authenticate="Token"),
        "not authorised: {url} rejects the token (401): check the token and --auth-scheme",
    ),
    "403 for our own token": (
        json_answer(REFUSAL, 403),
        "not authorised: {url} rejects the token (403): check the token and --auth-scheme",
    ),
    "a login page": (
        LOGIN_PAGE,
        "{url} responds with an HTML page, perhaps a login page: check the URL and the token",
    ),
    "only with 429": (
        json_answer("{}", 429, Retry_After="0.001"),
        "the deployment responds only with 429: try a lower --rate, or later",
    ),
    "404 everywhere": (
        json_answer("{}", 404),
        "there is no order list at {url}/api/v1/oms/orders/ (404): check the URL",
    ),
    "a redirect to itself": (
        answer(301, Location="/login/"),
        "{url} redirects elsewhere (301), which is not followed: give the URL that it leads to",
    ),
    "hanging up": (
        cut(b""),
        "{url} cannot be reached: the connection broke: check the URL, the network and --timeout",
    ),
    "hanging up rudely": (
        reset,
        "{url} cannot be reached: the connection broke: check the URL, the network and --timeout",
    ),
    "something else than HTTP": (
        cut(b"SSH-2.0-OpenSSH_9.6\r\n"),
        "{url} cannot be reached: the connection broke: check the URL, the network and --timeout",
    ),
}
"""Deployments of which nothing can be said, and what is said of that."""

UNUSABLE: dict[str, tuple[Step, str]] = {
    "500 everywhere": (json_answer("{}", 500), "the order list cannot be read (500): see the findings"),
    "503 with a page": (
        answer(503, b"<html>", Content_Type="text/html"),
        "the order list cannot be read (503): see the findings",
    ),
    "400 everywhere": (json_answer("{}", 400), "the order list cannot be read (400): see the findings"),
    "204 everywhere": (answer(204, b""), "the order list cannot be read (204): see the findings"),
    "no body": (json_answer(""), "the order list cannot be read (200): see the findings"),
    "cut off": (json_answer('{"count": 3, "results": [{"id"'), "the order list cannot be read (200): see the findings"),
    "not JSON": (json_answer("hello"), "the order list cannot be read (200): see the findings"),
    "NaN": (json_answer('{"count":NaN}'), "the order list cannot be read (200): see the findings"),
    "10 MB": (TEN_MEGABYTES, "the order list cannot be read (200): see the findings"),
    "a list": (json_answer("[]"), "the order list cannot be read: see the findings"),
    "an object": (json_answer("{}"), "the order list cannot be read: see the findings"),
    "null": (json_answer("null"), "the order list cannot be read: see the findings"),
    "a text": (json_answer('"x"'), "the order list cannot be read: see the findings"),
    "a number": (json_answer("5"), "the order list cannot be read: see the findings"),
    "a count that is none": (json_answer('{"count":"3"}'), "the order list cannot be read: see the findings"),
    "no orders and constants in pages": (
        NO_ORDERS,
        "there are no orders to check: pull some, or use another deployment",
    ),
    "rows that are none": (STRANGE_ROWS, "there are no orders to check: pull some, or use another deployment"),
}
"""Deployments whose first answer is a finding, and why there is nothing more."""

NOTHING: dict[str, Step] = {name: step for name, (step, _) in (INCONCLUSIVE | UNUSABLE).items()}


# 0 and 1


def test_a_deployment_without_findings_exits_with_0(app: Flask, serve: Serve, check: Check) -> None:
    end = check(serve(healthy(app)), "--strict", "--allow-writes")
    assert (end.code, end.last) == (0, "clean: no findings (exit code 0)")
    assert (end.report["exit_code"], end.unhappy_cases) == (0, 0)


def test_the_forbidden_token_is_used_as_well(
    app: Flask, serve: Serve, check: Check, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("OMS_FORBIDDEN_TOKEN", FORBIDDEN_TOKEN)
    end = check(serve(healthy(app)), "--strict", "--allow-writes")
    assert (end.code, end.last) == (0, "clean: no findings (exit code 0)")
    assert "forbidden-token" not in {each["rule"] for each in end.report["coverage"]["rules"] if not each["tested"]}


FAULTS = {
    "error": ('"has_gift_box":false', '"has_gift_box":"no"'),
    "warning": ("OMSMOCK-CANARY-CUT", "hunter2"),
    "info": ('"has_gift_box":false', '"has_gift_box":false,"gift_box":null'),
}
"""By severity: a fault of that severity and no worse."""


@pytest.mark.parametrize(
    ("worst", "least", "code"),
    [
        *(("error", "error", 1), ("error", "warning", 1), ("error", "info", 1)),
        *(("warning", "error", 0), ("warning", "warning", 1), ("warning", "info", 1)),
        *(("info", "error", 0), ("info", "warning", 0), ("info", "info", 1)),
    ],
)
def test_findings_of_the_chosen_severity_exit_with_1(
    app: Flask, serve: Serve, check: Check, worst: str, least: str, code: int
) -> None:
    end = check(serve(healthy(app, replacing(*FAULTS[worst]))), "--fail-on", least)
    assert end.code == end.report["exit_code"] == code
    assert end.report["findings"][0]["severity"] == worst
    assert end.last.endswith((f"nothing new at or above {least} (exit code 0)", f"new findings at or above {least})"))
    assert bool(end.unhappy_cases) == bool(code)


# 2


MISTAKES = {
    "a token variable that is not set": (["--token-env", "OMS_NO_TOKEN"], "OMS_NO_TOKEN is not set: export "),
    "a token file that is not there": (["--token-file", "/nonexistent"], ": check --token-file"),
    "a forbidden token that is not set": (["--forbidden-token-env", "OMS_NO_TOKEN"], "or leave out "),
    "an option that there is not": (["--sevrity", "error"], "see oms-mock check --help"),
    "a severity that there is not": (["--fail-on", "errors"], "did you mean error? See oms-mock check --help"),
    "a rate without a unit": (["--rate", "5"], "or auto"),
    "a folder that cannot be made": (["--report-dir", "/dev/null/reports"], ": try another --report-dir"),
    "a second URL": (["https://oms.example.com"], "see oms-mock check --help"),
    "an option for the fake": (["--demo-drift"], "which is checked without a URL"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_usage_error_exits_with_2_and_one_line_before_any_request(serve: Serve, check: Check, mistake: str) -> None:
    arguments, way_out = MISTAKES[mistake]
    server = serve(always(NO_ORDERS))
    end = check(server, *arguments)
    assert (end.code, end.out, end.err.count("\n"), server.requests) == (2, "", 1, [])
    assert end.err.startswith("oms-mock: ")
    assert way_out in end.err


@pytest.mark.parametrize("url", ["ftp://oms.example.com", "https://", "http://:80", "https://a b", "oms.example.com:x"])
def test_an_invalid_url_exits_with_2(check: Check, url: str) -> None:
    end = check(url)
    assert (end.code, end.out, end.err) == (2, "", "oms-mock: that is not a URL: write https://HOST\n")


def test_a_missing_token_exits_with_2(serve: Serve, check: Check, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("OMS_TOKEN")
    server = serve(always(NO_ORDERS))
    end = check(server)
    assert (end.code, end.out, server.requests) == (2, "", [])
    assert end.err == "oms-mock: OMS_TOKEN is not set: export the token of the deployment, or use --token-file\n"


def test_missing_certificate_files_exit_with_2(check: Check, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    end = check("https://oms.invalid")
    assert (end.code, end.out) == (2, "")
    assert end.err.endswith("there are no certificates at /nowhere.pem: correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE\n")


# 3: there is nothing to judge


@pytest.mark.parametrize("deployment", INCONCLUSIVE)
def test_a_deployment_that_cannot_be_checked_exits_with_3(serve: Serve, check: Check, deployment: str) -> None:
    step, reason = INCONCLUSIVE[deployment]
    server = serve(always(step))
    end = check(server)
    assert (end.code, end.last) == (3, f"inconclusive: {reason.format(url=server.url)} (exit code 3)")
    assert (end.report["exit_code"], end.unhappy_cases) == (3, 1)


@pytest.mark.parametrize("deployment", UNUSABLE)
def test_an_unusable_order_list_exits_with_1_and_names_the_rules_that_did_not_run(
    serve: Serve, check: Check, deployment: str
) -> None:
    step, reason = UNUSABLE[deployment]
    end = check(serve(always(step)))
    assert (end.code, end.incomplete) == (1, f"incomplete: {reason}")
    assert end.last.startswith("failed: ")
    assert end.report["summary"]["inconclusive"] == reason


@pytest.mark.parametrize("least", ["error", "info"])
@pytest.mark.parametrize("deployment", NOTHING)
def test_a_run_that_tested_nothing_never_exits_with_0(serve: Serve, check: Check, deployment: str, least: str) -> None:
    end = check(serve(always(NOTHING[deployment])), "--fail-on", least, "--allow-writes")
    assert end.code == end.report["exit_code"] != 0
    assert not end.last.startswith("clean")
    assert end.unhappy_cases > 0


def test_a_deployment_without_orders_exits_with_3(serve: Serve, check: Check) -> None:
    end = check(serve(healthy(fake([]))), "--strict", "--allow-writes")
    assert (end.code, end.report["findings"], end.unhappy_cases) == (3, [], 1)
    assert end.last == (
        "inconclusive: there are no orders to check: pull some, or use another deployment (exit code 3)"
    )


def test_a_refused_connection_exits_with_3(check: Check, closed_port: int) -> None:
    end = check(f"127.0.0.1:{closed_port}")
    assert end.code == 3
    assert end.last == (
        f"inconclusive: http://127.0.0.1:{closed_port} cannot be reached: the connection was refused: "
        "check the URL, the network and --timeout (exit code 3)"
    )


def test_a_host_that_cannot_be_resolved_exits_with_3(check: Check) -> None:
    end = check("oms.invalid")
    assert end.code == 3
    assert end.last == (
        "inconclusive: https://oms.invalid cannot be reached: the host name cannot be resolved: "
        "check the URL, the network and --timeout (exit code 3)"
    )


def test_a_port_without_tls_exits_with_3(serve: Serve, check: Check) -> None:
    url = serve(always(NO_ORDERS)).url.replace("http:", "https:")
    end = check(url)
    assert end.code == 3
    assert end.last == (
        f"inconclusive: {url} cannot be reached: the TLS handshake failed: "
        "check the URL, the network and --timeout (exit code 3)"
    )


@pytest.fixture(name="distrusted")
def fixture_distrusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The URL of a server that signed its certificate itself, and that certificate."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    made = (*asked.split(), "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate))
    subprocess.run((openssl, *made), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with _Encrypted(always(NO_ORDERS), context) as server, running(server):
        yield server.url.replace("http://127.0.0.1", "https://localhost"), certificate


class _Encrypted(Deployment):
    def __init__(self, respond: Respond, context: ssl.SSLContext) -> None:
        super().__init__(respond)
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self._context.wrap_socket(request, server_side=True) as encrypted:
            super().finish_request(encrypted, client_address)


def test_an_untrusted_certificate_exits_with_3(distrusted: tuple[str, Path], check: Check) -> None:
    url, _ = distrusted
    end = check(url)
    assert end.code == 3
    assert end.last == (
        f"inconclusive: {url} cannot be reached: the TLS handshake failed: "
        "check the URL, the network and --timeout (exit code 3)"
    )


def test_a_certificate_of_the_environment_is_trusted(
    distrusted: tuple[str, Path], check: Check, environment: pytest.MonkeyPatch
) -> None:
    url, certificate = distrusted
    environment.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert "there are no orders to check" in check(url).incomplete


def test_a_server_that_never_responds_exits_with_3(check: Check) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        end = check(f"http://127.0.0.1:{silent.getsockname()[1]}", "--timeout", "100ms")
    assert (end.code, "no response in time: check the URL, the network and --timeout" in end.last) == (3, True)


def test_a_server_that_sends_its_response_too_slowly_exits_with_3(serve: Serve, check: Check) -> None:
    end = check(serve(always(drip)), "--timeout", "150ms")
    assert (end.code, "no response in time: check the URL, the network and --timeout" in end.last) == (3, True)


# 3: the run came to an end before its time


@pytest.mark.parametrize("step", [reset, cut(b""), cut(b"HTT")], ids=["reset", "cut", "half"])
@pytest.mark.parametrize("least", ["error", "info"])
def test_a_deployment_that_fails_half_way_exits_with_3_and_the_findings_are_reported(
    app: Flask, serve: Serve, check: Check, step: Step, least: str
) -> None:
    end = check(serve(later(HALF_WAY, healthy(app), step)), "--fail-on", least)
    assert end.code == end.report["exit_code"] == 3
    assert end.last.startswith("inconclusive: the deployment stopped responding: the connection broke: try a lower ")
    assert end.report["coverage"]["orders"] == 3
    assert "passed" in {each["state"] for each in end.report["coverage"]["rules"]}
    assert end.unhappy_cases == 1


def test_findings_before_a_deployment_failed_exit_with_1(app: Flask, serve: Serve, check: Check) -> None:
    drifting = healthy(app, replacing(*FAULTS["error"]))
    end = check(serve(later(HALF_WAY, drifting, reset)))
    assert (end.code, end.last.startswith("failed: ")) == (1, True)
    assert end.incomplete.startswith("incomplete: the deployment stopped responding: ")


def test_a_token_that_expires_half_way_exits_with_3(app: Flask, serve: Serve, check: Check) -> None:
    refused = json_answer(REFUSAL, 401, WWW_Authenticate="Token")
    end = check(serve(later(10, healthy(app), refused)), "--strict")
    assert (end.code, end.last) == (
        3,
        "inconclusive: the token is now rejected (401): has it expired? (exit code 3)",
    )


@pytest.mark.parametrize("least", ["error", "info"])
def test_a_deployment_that_throttles_from_half_way_on_exits_with_3(
    app: Flask, serve: Serve, check: Check, least: str
) -> None:
    throttled = json_answer("{}", 429, Retry_After="0.001")
    end = check(serve(later(HALF_WAY, healthy(app), throttled)), "--fail-on", least, "--rate", "1000/s")
    assert (end.code, end.last) == (
        3,
        "inconclusive: the deployment responds only with 429: try a lower --rate, or later (exit code 3)",
    )


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (reset, "the deployment stopped responding: the connection broke: try later"),
        (json_answer("{}", 503), "suspicious requests could not be repeated (503): try later"),
        (json_answer("{}", 429, Retry_After="0.001"), "suspicious requests could not be repeated (429): try later"),
    ],
    ids=["dies", "503", "429"],
)
def test_a_suspicion_that_could_not_be_confirmed_exits_with_3(
    app: Flask, serve: Serve, check: Check, step: Step, reason: str
) -> None:
    broken = healthy(app, replacing("page=2", "page=3"))
    end = check(serve(from_the_third(f"{ORDERS}?limit=1 ", broken, step)), "--concurrency", "1", "--rate", "1000/s")
    assert (end.code, end.last) == (3, f"inconclusive: {reason} (exit code 3)")
    assert (end.report["findings"], end.report["coverage"]["unstable"] != []) == ([], True)


def test_the_time_limit_exits_with_3_and_the_findings_are_reported(app: Flask, serve: Serve, check: Check) -> None:
    end = check(serve(slowly(0.05, healthy(app))), "--max-time", "500ms", "--strict")
    assert (end.code, end.last) == (
        3,
        "inconclusive: time was up after 0.5 s: allow more with --max-time (exit code 3)",
    )
    assert end.report["summary"]["seconds"] < 2
    assert (end.report["coverage"]["requests"] > 3, end.unhappy_cases) == (True, 1)


def test_a_server_that_hangs_until_the_time_limit_has_no_finding(app: Flask, serve: Serve, check: Check) -> None:
    hanging = slowly(4.0, always(reset))
    respond = healthy(app)
    first = later(10, respond, b"")
    end = check(serve(lambda request: first(request) or hanging(request)), "--max-time", "600ms", "--strict")
    assert (end.code, end.report["findings"]) == (3, [])


# 130


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("number", [1, HALF_WAY])
def test_an_interrupted_run_exits_with_130_and_the_findings_are_reported(
    app: Flask, serve: Serve, check: Check, signum: int, number: int
) -> None:
    end = check(serve(interrupting(number, healthy(app), lambda: os.kill(os.getpid(), signum))))
    assert end.code == end.report["exit_code"] == 130
    assert end.last == "inconclusive: interrupted: the report contains what was found until then (exit code 130)"
    assert end.unhappy_cases == 1


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_process_exits_with_130_and_writes_its_reports(
    app: Flask, serve: Serve, environment: pytest.MonkeyPatch, tmp_path: Path, signum: int
) -> None:
    processes: list[subprocess.Popen[str]] = []
    server = serve(interrupting(HALF_WAY, healthy(app), lambda: processes[0].send_signal(signum)))
    reports = ("--report", "text,json,junit", "--report-dir", str(tmp_path))
    command = (sys.executable, "-m", "oms_mock", "check", server.url, *reports)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        processes.append(process)
        out, err = process.communicate(timeout=30)
    end = End(process.returncode, out, err, tmp_path)
    assert end.code == end.report["exit_code"] == 130
    assert end.last == "inconclusive: interrupted: the report contains what was found until then (exit code 130)"
    assert (end.unhappy_cases, "Traceback" in err) == (1, False)


# Bodies without end, and other hosts


def test_a_page_of_ten_megabytes_is_a_finding_and_the_run_continues(app: Flask, serve: Serve, check: Check) -> None:
    end = check(serve(where(f"{ORDERS}?limit=1&page=2", TEN_MEGABYTES, healthy(app))))
    assert (end.code, "too-large" in end.kinds) == (1, True)
    assert end.report["summary"]["inconclusive"] is None


def test_an_endless_body_is_read_up_to_the_limit(serve: Serve, check: Check) -> None:
    flood = Flood()
    tracemalloc.start()
    try:
        end = check(serve(always(flood)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    asked = end.report["coverage"]["requests"]
    assert (end.code, end.kinds) == (1, {"too-large"})
    assert flood.sent < asked * 4 * MAX_BODY
    assert peak < 4 * MAX_BODY


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(
    serve: Serve, check: Check, environment: pytest.MonkeyPatch, status: int
) -> None:
    environment.setenv("OMS_TOKEN", TOKEN)
    elsewhere = serve(always(NO_ORDERS))
    server = serve(always(answer(status, Location=f"{elsewhere.url}/api/v1/oms/orders/?token={TOKEN}")))
    end = check(server)
    assert (end.code, elsewhere.connections, elsewhere.requests) == (3, 0, [])
    assert end.last == (
        f"inconclusive: {server.url} redirects elsewhere ({status}), which is not followed: "
        "give the URL that it leads to (exit code 3)"
    )


def test_a_redirect_half_way_to_another_host_is_not_followed(app: Flask, serve: Serve, check: Check) -> None:
    elsewhere = serve(always(NO_ORDERS))
    redirect = answer(302, Location=elsewhere.url)
    end = check(serve(where(f"{ORDERS}{NEWEST}/short/", redirect, healthy(app))))
    assert (end.code, elsewhere.connections) == (1, 0)
    assert "undocumented-status" in end.kinds


def test_a_next_link_to_another_host_is_a_finding_and_not_followed(app: Flask, serve: Serve, check: Check) -> None:
    elsewhere = serve(always(NO_ORDERS))
    moved = healthy(app, lambda body: _with_next(body, elsewhere.url))
    end = check(serve(moved))
    assert (end.code, elsewhere.connections, elsewhere.requests) == (1, 0, [])
    assert ("page-links", "$.next") in {(each["rule"], each["path"]) for each in end.report["findings"]}
    assert end.report["coverage"]["orders"] == 3


def _with_next(body: bytes, url: str) -> bytes:
    """Replace the origin of `next`, where there is one."""
    start, quote, link = body.partition(b'"next":"http://')
    _, slash, rest = link.partition(b"/")
    return b"".join((start, b'"next":"', url.encode(), slash, rest)) if quote else body
