"""Deployments behind an access gateway, which asks for a client certificate and a header."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from oms_mock.cli.main import main
from tests.contract.test_suite import FAILED, PASSED, Quiet, suite
from tests.recall.harness import TOKEN, fake
from tests.test_server import Start
from tests.test_server import fixture_start as fixture_start

trustme = pytest.importorskip("trustme")

SECRET = "OMSMOCK-CANARY-gateway"
HEADER = "X-Access-Key"
PAGE = b"<html>403: the gateway does not know you</html>"


@dataclass
class Gateway:
    """A deployment behind a gateway, and the files of its client."""

    url: str
    cert: str
    key: str
    bundle: str
    headers: list[str | None]

    @property
    def certificates(self) -> list[str]:
        return ["--cert", self.cert, "--cert-key", self.key, "--ca-bundle", self.bundle]


@pytest.fixture(name="gateway", scope="module")
def fixture_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder, authority = tmp_path_factory.mktemp("gateway"), trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    client = authority.issue_cert("ci@example.com")
    files = {name: str(folder / f"{name}.pem") for name in ("cert", "key", "bundle")}
    client.cert_chain_pems[0].write_to_path(files["cert"])
    client.private_key_pem.write_to_path(files["key"])
    authority.cert_pem.write_to_path(files["bundle"])
    app, headers = fake(), list[str | None]()

    def gated(environ: dict[str, Any], start_response: Any) -> Any:
        headers.append(environ.get("HTTP_X_ACCESS_KEY"))
        if headers[-1] == SECRET:
            return app(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
        return [PAGE]

    server = make_server("127.0.0.1", 0, gated, threaded=True, ssl_context=context, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Gateway(f"https://127.0.0.1:{server.server_port}", headers=headers, **files)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True, name="variables")
def fixture_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMS_TOKEN", TOKEN)
    monkeypatch.setenv("ACCESS_KEY", SECRET)


OWN = ("--header-env", f"{HEADER}=ACCESS_KEY")


def test_a_check_sends_the_certificate_and_the_header_with_every_request(
    gateway: Gateway, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gateway.headers.clear()
    reports = ["--report", "text,json,junit,html,sarif,sarif-new,github", "--report-dir", str(tmp_path)]
    code = main(["check", gateway.url, *OWN, *gateway.certificates, "--sample", "3", *reports])
    shown = "".join(capsys.readouterr())
    assert code == 0, shown
    assert set(gateway.headers) == {SECRET}
    written = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert [text for text in (shown, *written) if SECRET in text] == []


def test_a_profile_is_recorded_with_headers_of_a_file(
    gateway: Gateway, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "headers.txt"
    file.write_text(f"# for the gateway\n\n{HEADER}:   {SECRET}  \n", encoding="utf-8-sig")
    command = ["profile", gateway.url, "--header-file", str(file), *gateway.certificates, "--sample", "3"]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["endpoints"]


def test_without_the_certificate_nothing_can_be_concluded(gateway: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", gateway.url, *OWN, "--ca-bundle", gateway.bundle, "--retries", "0"]) == 3
    assert "inconclusive" in "".join(capsys.readouterr())


def test_a_proxy_adds_the_header_and_the_certificate(gateway: Gateway, start: Start) -> None:
    served = start("--upstream", gateway.url, *OWN, *gateway.certificates)
    answer = requests.get(
        f"http://127.0.0.1:{served.port}/api/v1/oms/orders/",
        headers={"Authorization": f"Token {TOKEN}", HEADER: "of the client"},
        timeout=30,
    )
    assert (answer.status_code, answer.headers["X-OMS-Mock-Findings"]) == (200, "0")
    assert gateway.headers[-1] == SECRET


@pytest.mark.parametrize(("header", "code"), [(OWN[1], PASSED), ("X-Other=ACCESS_KEY", FAILED)])
def test_the_pytest_suite_takes_the_same_options(gateway: Gateway, header: str, code: int) -> None:
    options = [each.replace("--", "--oms-", 1) for each in gateway.certificates]
    done = suite("--oms-url", gateway.url, "--oms-header-env", header, *options, "-k", "no-token")
    assert (done.returncode == PASSED) == (code == PASSED), done.stdout
    assert SECRET not in done.stdout
