"""Other fakes, each configured to send a page of oms-mock, in the way that its manual calls fastest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contestants import PER_SECOND
from http_get import get, send
from machine import CannotMeasureError, Cores, find
from process import TOKEN, free_port, serving
from rounds import Comparison, Reading
from wrk import Target, load

HOST = "127.0.0.1"
PATH = "/api/v1/oms/orders/"
JSON = "application/json"
DEFAULT_WARM_UP = 2
"""Seconds."""


@dataclass(frozen=True)
class Page:
    """The page that every peer sends, and its description by oms-mock."""

    body: bytes
    openapi: dict[str, Any]


Prepare = Callable[[Path, Page, int], list[str]]
"""Writes the input of a peer into a folder and returns its command line arguments for a port."""


def _prism(inputs: Path, page: Page, port: int) -> list[str]:
    document = json.loads(json.dumps(page.openapi))
    document["paths"][PATH]["get"]["responses"]["200"]["content"][JSON]["example"] = json.loads(page.body)
    return ["mock", "--verboseLevel", "silent", "--port", str(port), _write(inputs / "openapi.json", document)]


def _json_server(inputs: Path, page: Page, port: int) -> list[str]:
    routes = _write(inputs / "routes.json", {PATH: "/page"})
    database = _write(inputs / "db.json", {"page": json.loads(page.body)})
    return ["--quiet", "--host", HOST, "--port", str(port), "--routes", routes, database]


def _mockoon(inputs: Path, page: Page, port: int) -> list[str]:
    response = {
        "uuid": "2d5d8d6c-0000-4000-8000-000000000002",
        "body": page.body.decode(),
        "statusCode": 200,
        "headers": [{"key": "Content-Type", "value": JSON}],
        "disableTemplating": True,
        "default": True,
    }
    route = {
        "uuid": "2d5d8d6c-0000-4000-8000-000000000001",
        "type": "http",
        "method": "get",
        "endpoint": PATH.removeprefix("/"),
        "responses": [response],
    }
    environment = {
        "uuid": "2d5d8d6c-0000-4000-8000-000000000000",
        "name": "page",
        "hostname": HOST,
        "port": port,
        "routes": [route],
        "rootChildren": [{"type": "route", "uuid": route["uuid"]}],
    }
    return ["start", "--repair", "--disable-log-to-file", "--data", _write(inputs / "mockoon.json", environment)]


def _wiremock(inputs: Path, page: Page, port: int) -> list[str]:
    for folder in ("mappings", "__files"):
        (inputs / folder).mkdir(exist_ok=True)
    (inputs / "__files" / "page.json").write_bytes(page.body)
    response = {"status": 200, "headers": {"Content-Type": JSON}, "bodyFileName": "page.json"}
    _write(inputs / "mappings" / "page.json", {"request": {"method": "GET", "urlPath": PATH}, "response": response})
    return ["--bind-address", HOST, "--port", str(port), "--root-dir", str(inputs)]


def _wiremock_tuned(inputs: Path, page: Page, port: int) -> list[str]:
    return [*_wiremock(inputs, page, port), "--no-request-journal", "--disable-request-logging", "--disable-gzip"]


NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10 inactive=60s;
  client_body_temp_path {folder}/tmp; proxy_temp_path {folder}/tmp; fastcgi_temp_path {folder}/tmp;
  uwsgi_temp_path {folder}/tmp; scgi_temp_path {folder}/tmp;
  server {{
    listen {host}:{port}; root {folder};
    location = {path} {{ default_type {json}; try_files /page.json =404; }}
  }}
}}
"""


def _nginx(inputs: Path, page: Page, port: int) -> list[str]:
    (inputs / "page.json").write_bytes(page.body)
    configuration = NGINX.format(folder=inputs, host=HOST, port=port, path=PATH, json=JSON)
    (inputs / "nginx.conf").write_text(configuration, encoding="utf-8")
    return ["-e", "stderr", "-c", str(inputs / "nginx.conf")]


def _write(file: Path, document: Any) -> str:
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return str(file)


@dataclass(frozen=True)
class Peer:
    """A fake. `package` comes from npm with its version pinned, or is None where the system has the program.

    `program` is what runs, the file below the package's folder included; `journal` is what must be
    emptied before each reading; `warm_up` is in seconds.
    """

    name: str
    package: str | None
    program: tuple[str, ...]
    prepare: Prepare
    journal: str | None = None
    warm_up: int = DEFAULT_WARM_UP

    @property
    def file(self) -> str | None:
        """The file of the package that is run."""
        return self.program[-1] if self.package else None


_PRISM = ("node", "node_modules/@stoplight/prism-cli/dist/index.js")
_MOCKOON = ("node", "node_modules/@mockoon/cli/bin/run.js")
_JSON_SERVER = ("node", "node_modules/json-server/lib/cli/bin.js")
_WIREMOCK = ("java", "-jar", "node_modules/wiremock/build/wiremock-standalone-3.13.2.jar")

PEERS = (
    Peer("Prism 5.16.0, static", "@stoplight/prism-cli@5.16.0", _PRISM, _prism),
    Peer("json-server 0.17.4 (indented: more bytes)", "json-server@0.17.4", _JSON_SERVER, _json_server),
    Peer("Mockoon 9.9.0", "@mockoon/cli@9.9.0", _MOCKOON, _mockoon),
    # Its journal stores every response body: gigabytes within a minute.
    Peer("WireMock 3.13.2", "wiremock@3.13.2", _WIREMOCK, _wiremock, journal="/__admin/requests", warm_up=10),
    Peer("WireMock 3.13.2, no journal", "wiremock@3.13.2", _WIREMOCK, _wiremock_tuned, warm_up=10),
    Peer("nginx, a static file", None, ("nginx",), _nginx),
)


def home(folder: Path, package: str) -> Path:
    """Return where a package is installed below the folder of peers."""
    return folder.resolve() / package.strip("@").replace("/", "-")


def missing(folder: Path, peer: Peer) -> str | None:
    """Return what is missing to run a peer, or None."""
    if not find(peer.program[0]):
        return f"{peer.program[0]} is not installed"
    if peer.package and peer.file and not (home(folder, peer.package) / peer.file).exists():
        return f"not in {folder}: python benchmarks/install_peers.py {folder}"
    return None


@contextmanager
def beside_oms_mock(cores: Cores, seconds: int, folder: Path, target: Target) -> Iterator[list[Comparison]]:
    """Start every installed peer; yield the page of oms-mock compared with each.

    Raises CannotMeasureError when none is installed, or one sends something else.
    """
    lacking = {peer: missing(folder, peer) for peer in PEERS}
    for peer, what in lacking.items():
        if what:
            print(f"{peer.name} is skipped: {what}")
    present = [peer for peer, what in lacking.items() if not what]
    if not present:
        raise CannotMeasureError(f"no peers are in {folder}: python benchmarks/install_peers.py {folder}")
    page = _page(target.url)
    with ExitStack() as servers:
        comparisons = []
        for number, peer in enumerate(present):
            peer_target = _start(servers, cores, folder, number, peer, page)
            load(cores, peer_target, peer.warm_up)
            comparisons.append(_comparison(cores, seconds, target, peer, peer_target))
        yield comparisons


def _page(url: str) -> Page:
    _, body = get(url, TOKEN)
    parts = urlsplit(url)
    _, openapi = get(f"{parts.scheme}://{parts.netloc}/openapi.json")
    return Page(body, json.loads(openapi))


def _start(servers: ExitStack, cores: Cores, folder: Path, number: int, peer: Peer, page: Page) -> Target:
    inputs = folder.resolve() / "inputs" / str(number)
    shutil.rmtree(inputs, ignore_errors=True)
    inputs.mkdir(parents=True)
    port = free_port()
    url = f"http://{HOST}:{port}{PATH}"
    command = [*_program(folder, peer), *peer.prepare(inputs, page, port)]
    server = servers.enter_context(serving(cores, command, url, TOKEN))
    _, body = get(url, TOKEN)
    if body != page.body and json.loads(body) != json.loads(page.body):
        raise CannotMeasureError(f"{peer.name} does not send the page that it was given")
    return Target(server, url, TOKEN)


def _program(folder: Path, peer: Peer) -> list[str]:
    executable, *rest = peer.program
    if peer.package and peer.file:
        rest[-1] = str(home(folder, peer.package) / peer.file)
    return [find(executable) or executable, *rest]


def _comparison(cores: Cores, seconds: int, target: Target, peer: Peer, peer_target: Target) -> Comparison:
    return Comparison(
        "oms-mock, one page of 20",
        peer.name,
        PER_SECOND,
        partial(load, cores, target, seconds),
        partial(_load_peer, cores, peer, peer_target, seconds),
    )


def _load_peer(cores: Cores, peer: Peer, peer_target: Target, seconds: int) -> Reading:
    if peer.journal:
        parts = urlsplit(peer_target.url)
        send("DELETE", f"{parts.scheme}://{parts.netloc}{peer.journal}")
    return load(cores, peer_target, seconds)
