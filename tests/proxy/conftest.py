"""Proxies in this process, in front of scripted servers with real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from oms_mock.admin.access_control import Guard
from oms_mock.contract.findings import Finding
from oms_mock.proxy.app import create_proxy
from oms_mock.proxy.context import Proxy, proxy_of
from oms_mock.proxy.headers import FINDINGS
from oms_mock.proxy.options import ProxyOptions
from tests.contract.client.test_client import AMBIENT
from tests.contract.scripted import Scripted, Step, serving

LIST = "/api/v1/oms/orders/"
TOKEN = "OMSMOCK-CANARY-client-token"
FALLBACK_TOKEN = "OMSMOCK-CANARY-fallback-token"
OWN = {"Authorization": f"Token {TOKEN}"}


class Client:
    """A client of a proxy, with the address that the proxy is bound to."""

    def __init__(self, flask_client: FlaskClient, proxy: Proxy, reported: list[tuple[str, Finding]]) -> None:
        self.raw, self.proxy, self.reported = flask_client, proxy, reported

    def send(self, path: str = LIST, method: str = "GET", **options: Any) -> TestResponse:
        options = {"headers": OWN, "base_url": "http://127.0.0.1:4010", **options}
        return self.raw.open(path, method=method, **options)

    def findings_header(self, path: str = LIST, **options: Any) -> str:
        """Send a request, and return the findings header of its response."""
        answer = self.send(path, **options)
        answer.get_data()
        return answer.headers[FINDINGS]

    @property
    def found(self) -> list[dict[str, Any]]:
        answer = self.send("/__admin/findings")
        assert answer.status_code == 200
        return list(answer.get_json()["findings"])

    @property
    def kinds(self) -> set[str]:
        return {finding["kind"] for finding in self.found}


Serve = Callable[..., Scripted]
ClientOf = Callable[..., Client]


@pytest.fixture(name="serve")
def fixture_serve() -> Iterator[Serve]:
    """Start scripted servers."""
    with ExitStack() as running:

        def serve(*script: Step) -> Scripted:
            return running.enter_context(serving(*script))

        yield serve


@pytest.fixture(name="proxy")
def fixture_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClientOf]:
    """Create clients of proxies in front of a server, or of a URL."""
    for variable in AMBIENT:
        monkeypatch.delenv(variable, raising=False)
    with ExitStack() as running:

        def proxy(server: Scripted | str, *, prefix: str = "", **options: Any) -> Client:
            url = server if isinstance(server, str) else server.url
            reported: list[tuple[str, Finding]] = []
            guard = options.pop("guard", Guard("127.0.0.1", 4010))
            app = create_proxy(
                ProxyOptions(url + prefix, guard, **options), on_finding=lambda *each: reported.append(each)
            )
            running.callback(proxy_of(app).upstream.close)
            return Client(app.test_client(use_cookies=False), proxy_of(app), reported)

        yield proxy
