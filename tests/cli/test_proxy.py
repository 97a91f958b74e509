"""`oms-mock serve --upstream` on the command line: rejected options, and the welcome text."""

from __future__ import annotations

import shlex
import socket
from typing import Any

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.cli import proxy
from oms_mock.cli.main import main
from oms_mock.proxy.app import create_proxy
from oms_mock.proxy.context import proxy_of
from oms_mock.proxy.options import ProxyOptions
from oms_mock.server import Listener

URL = "http://127.0.0.1:4010"
UPSTREAM = "https://oms.example.com"
OPTIONS = ProxyOptions(UPSTREAM, Guard("127.0.0.1", 4010))
TOKEN = "OMSMOCK-CANARY-fallback"


def serve(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """Start a server that must not start, and return its error message."""
    monkeypatch.setattr("oms_mock.server.run", lambda *_: pytest.fail("the server was started"))
    code = main(["serve", "--port", "0", *arguments])
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    return captured.err.removeprefix("oms-mock: ")


OF_THE_FAKE = [
    *(["--orders", "5"], ["--seed", "5"], ["--scenario", "empty"], ["--database", "sqlite:///x.db"]),
    *(["--latency", "5ms"], ["--token", "x"], ["--page-size", "5"], ["--max-page-size", "5"]),
    *(["--trust-proxy"], ["--demo-drift"]),
]


@pytest.mark.parametrize("option", OF_THE_FAKE, ids=lambda option: option[0])
def test_options_of_the_fake_are_rejected_with_upstream(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: list[str]
) -> None:
    message = serve(capsys, monkeypatch, "--upstream", UPSTREAM, *option)
    assert message == f"{option[0]} is for the fake: leave it out, or leave out --upstream\n"


OF_A_FALLBACK_TOKEN = [["--token-env", "X"], ["--token-file", "X"]]
OF_A_TOKEN = [*OF_A_FALLBACK_TOKEN, ["--auth-scheme", "Bearer"]]
OF_A_DEPLOYMENT = [["--allow-writes"], ["--lend-token"], *OF_A_FALLBACK_TOKEN]


@pytest.mark.parametrize("option", OF_A_DEPLOYMENT, ids=lambda option: option[0])
def test_options_of_the_proxy_are_rejected_without_upstream(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: list[str]
) -> None:
    message = serve(capsys, monkeypatch, *option)
    assert message == f"{option[0]} is for a deployment: give its URL, --upstream https://HOST\n"


@pytest.mark.parametrize("option", OF_A_TOKEN, ids=lambda option: option[0])
def test_token_options_are_rejected_without_lend_token(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: list[str]
) -> None:
    message = serve(capsys, monkeypatch, "--upstream", UPSTREAM, *option)
    assert message == f"{option[0]} is about the fallback token: add --lend-token\n"


REJECTED = {
    "a page of another origin": (
        ["--lend-token", "--cors-origin", "http://localhost:3000"],
        "--lend-token is for no page of another origin: leave out --cors-origin, or --lend-token",
    ),
    "other machines": (
        ["--lend-token", "--host", "0.0.0.0"],
        "--lend-token is for this machine only: leave out --host, or --lend-token",
    ),
    "no token": (
        ["--lend-token", "--token-env", "NOT_SET"],
        "NOT_SET is not set: export the token of the deployment, or use --token-file",
    ),
    "a user": (
        ["--upstream", "https://me:hunter2@oms.example.com"],
        "the URL may hold no user, query or fragment: the token belongs into OMS_TOKEN",
    ),
    "a link-local address": (
        ["--upstream", "http://169.254.169.254"],
        "the URL is a link-local address, which no OMS has: use the host name of the deployment",
    ),
    "a link-local address of the other kind": (
        ["--upstream", "http://[fe80::1]/"],
        "the URL is a link-local address, which no OMS has: use the host name of the deployment",
    ),
    "two words": (
        ["--lend-token", "--auth-scheme", "To ken"],
        "--auth-scheme takes one word: try Token or Bearer",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REJECTED.values(), ids=REJECTED.keys())
def test_unsafe_options_are_rejected(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.setenv("OMS_TOKEN", TOKEN)
    assert serve(capsys, monkeypatch, "--upstream", UPSTREAM, *arguments) == f"{message}\n"


def options(listener: Listener, url: str, **given: Any) -> ProxyOptions:
    defaults = {"allow_writes": False, "lend_token": False, "token_env": "OMS_TOKEN", "token_file": None}
    return proxy.options(url, listener, **{**defaults, "auth_scheme": "Token", "cors_origin": (), **given})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]", "127.1", socket.gethostname()])
def test_the_url_of_the_server_itself_is_rejected(host: str) -> None:
    with Listener("127.0.0.1", 0) as listener, pytest.raises(proxy.SetupError, match="that of this server itself"):
        options(listener, f"http://{host}:{listener.port}")


def test_an_unencrypted_url_gives_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    with Listener("127.0.0.1", 0) as listener:
        options(listener, "http://oms.example.com")
    assert capsys.readouterr().err == (
        "oms-mock: warning: tokens are sent to http://oms.example.com unencrypted: use https://\n"
    )


@pytest.mark.parametrize("url", ["https://oms.example.com", "http://127.0.0.1:9"])
def test_an_encrypted_or_local_url_gives_no_warning(capsys: pytest.CaptureFixture[str], url: str) -> None:
    with Listener("127.0.0.1", 0) as listener:
        options(listener, url)
    assert capsys.readouterr().err == ""


def test_a_url_may_be_written_with_the_path_of_the_orders() -> None:
    with Listener("127.0.0.1", 0) as listener:
        assert options(listener, "oms.example.com/tenant/api/v1/oms/orders/").upstream == f"{UPSTREAM}/tenant"


def test_the_admin_api_is_guarded_by_the_bound_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMS_MOCK_ADMIN_TOKEN", "OMSMOCK-CANARY-admin")
    with Listener("127.0.0.1", 0) as listener:
        assert options(listener, UPSTREAM).guard == Guard("127.0.0.1", listener.port, "OMSMOCK-CANARY-admin")


def test_the_fallback_token_is_used_only_with_lend_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMS_TOKEN", TOKEN)
    with Listener("127.0.0.1", 0) as listener:
        assert options(listener, UPSTREAM).fallback_token is None
        assert options(listener, UPSTREAM, lend_token=True).fallback_token == TOKEN


def test_the_welcome_text_of_a_proxy(snapshot: Any) -> None:
    assert proxy.welcome(URL, OPTIONS) == snapshot


def test_the_welcome_text_with_writes_a_fallback_token_and_an_admin_token(snapshot: Any) -> None:
    guard = Guard("127.0.0.1", 4010, "OMSMOCK-CANARY-admin")
    text = proxy.welcome(
        URL, ProxyOptions(UPSTREAM, guard, fallback_token=TOKEN, token_variable="MY_TOKEN", allow_writes=True)
    )
    assert text == snapshot
    assert "CANARY" not in text


LINES = [line for line in proxy.welcome(URL, OPTIONS).splitlines() if line.startswith("  curl ")]


@pytest.mark.parametrize(("line", "status"), list(zip(LINES, [502, 200, 200], strict=True)))
def test_the_commands_of_the_welcome_text_work(line: str, status: int) -> None:
    words = shlex.split(line)
    app = create_proxy(ProxyOptions("http://127.0.0.1:1", OPTIONS.guard))
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    response = app.test_client().open(
        words[-1].removeprefix(URL), base_url=URL, method="POST" if "-d" in words else "GET", headers=headers, data="{}"
    )
    assert response.status_code == status
    proxy_of(app).upstream.close()
