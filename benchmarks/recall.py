"""Compare which named faults of behaviour are found by oms-mock check, Schemathesis and plain jsonschema.

Each fault is added in turn to a fake without faults with nine orders, on loopback. A tool finds a fault if it reports
something that it does not report for the fake without faults.

- *check*: errors and warnings of `oms-mock check --allow-writes`.
- *Schemathesis*: all checks, all phases, positive and negative data, on the same openapi.json, with the token, the ids
  of orders and events, and the page numbers in its dictionaries, so that it requests things that exist.
- *jsonschema*: every ordinary request of check: status 200, and a body that satisfies the JSON Schema.

    python benchmarks/recall.py [--faults PATTERN] [--examples 20] > table.md
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import requests
import schemathesis.openapi
from jsonschema import Draft202012Validator
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.serving import WSGIRequestHandler, make_server

sys.path.insert(0, str(Path(__file__).parents[1]))

from oms_mock.contract.client.client import Client
from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.run.checker import check
from oms_mock.contract.severity import Severity
from oms_mock.spec import reader
from tests.recall.faults.all import FAULTS
from tests.recall.faults.base import Fault
from tests.recall.harness import FORBIDDEN_TOKEN, IDS, TOKEN, fake

Seen = set[Any]


@dataclass
class Counted:
    """A WSGI app that counts its requests."""

    app: WSGIApplication
    requests: int = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Count the request and call the app."""
        self.requests += 1
        return self.app(environ, start_response)


@dataclass(frozen=True)
class Result:
    """The reports of a tool, and the requests and seconds that it took."""

    seen: Seen
    requests: int
    seconds: float


class Quiet(WSGIRequestHandler):
    """Keeps connections open and logs nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Log nothing."""

    def connection_dropped(self, *_: Any) -> None:
        """Close a connection that a fault breaks; werkzeug would keep it open and the client would wait."""
        self.close_connection = True


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def by_check(url: str) -> Seen:
    target = Target(url, TOKEN, forbidden_token=FORBIDDEN_TOKEN)
    report = check(target, Options(allow_writes=True, backoff=0.01))
    return {finding.id for finding in report.findings if finding.severity is not Severity.INFO}


def by_schemathesis(url: str, examples: int) -> Seen:
    document = json.loads(files("oms_mock.documents").joinpath(reader.OPENAPI).read_bytes())
    api = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(_best_settings(examples)))
    api.config.update(base_url=url)
    return {
        (check.name, event.label, type(check.failure_info.failure).__name__)
        for event in from_schema(api).execute()
        if isinstance(event, events.ScenarioFinished)
        for checks in event.recorder.checks.values()
        for check in checks
        if check.failure_info
    }


def _best_settings(examples: int) -> dict[str, Any]:
    return {
        "seed": 1,
        "headers": {"Authorization": f"Token {TOKEN}"},
        "generation": {"mode": "all", "max-examples": examples, "deterministic": True, "database": "none"},
        "dictionaries": {
            "orders": {"values": list(IDS)},
            "events": {"values": [f"{order}1" for order in IDS]},
            "pages": {"values": ["1", "2", "3"]},
        },
        "parameters": {
            "path.pk": {"dictionary": "orders", "probability": 0.7},
            "path.webhook_event_id": {"dictionary": "events", "probability": 0.7},
            "query.page": {"dictionary": "pages", "probability": 0.7},
        },
    }


def by_jsonschema(url: str, sent: list[Request]) -> Seen:
    seen: Seen = set()
    with requests.Session() as session:
        for request in sent:
            seen |= {(request.endpoint.name, problem) for problem in _problems(session, url, request)}
    return seen


def _problems(session: requests.Session, url: str, request: Request) -> Iterator[str]:
    try:
        response = session.get(url + request.target, headers={"Authorization": f"Token {TOKEN}"}, timeout=10)
        if response.status_code != 200:
            yield str(response.status_code)
            return
        validator = Draft202012Validator(
            reader.load(request.endpoint.document), format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        for error in validator.iter_errors(response.json()):
            yield f"{[step for step in error.path if isinstance(step, str)]} {error.validator}"
    except (requests.RequestException, ValueError) as error:
        yield type(error).__name__


def ordinary_requests(app: WSGIApplication) -> list[Request]:
    """Return the ordinary requests of check to a fake without faults."""
    sent: list[Request] = []
    original = Client.send

    def recording(client: Client, request: Request) -> Interaction:
        response = original(client, request)
        if response.is_ordinary:
            sent.append(request)
        return response

    Client.send = recording  # type: ignore[method-assign]
    try:
        with serving(app) as url:
            by_check(url)
    finally:
        Client.send = original  # type: ignore[method-assign]
    return sent


def run_tool(app: WSGIApplication, tool: Callable[[str], Seen]) -> Result:
    counted = Counted(app)
    started = time.perf_counter()
    with serving(counted) as url:
        seen = tool(url)
    return Result(seen, counted.requests, time.perf_counter() - started)


def main() -> int:
    options = _options()
    healthy = fake()
    sent = ordinary_requests(healthy)
    tools: dict[str, Callable[[str], Seen]] = {
        "check": by_check,
        "Schemathesis": lambda url: by_schemathesis(url, options.examples),
        "jsonschema": lambda url: by_jsonschema(url, sent),
    }
    faults = [fault for fault in FAULTS if fnmatch.fnmatch(fault.name, options.faults)]
    normal = {name: run_tool(healthy, tool).seen for name, tool in tools.items()}
    results: dict[str, dict[str, Result]] = {}
    for number, fault in enumerate(faults, 1):
        print(f"\r{number} of {len(faults)} {fault.name:50}", end="", file=sys.stderr, flush=True)
        results[fault.name] = {name: run_tool(fault.install(healthy), tool) for name, tool in tools.items()}
    print(file=sys.stderr)
    report(faults, results, normal)
    return 0


def report(faults: list[Fault], results: dict[str, dict[str, Result]], normal: dict[str, Seen]) -> None:
    names = list(normal)
    found = {name: {fault.name for fault in faults if results[fault.name][name].seen - normal[name]} for name in names}
    print(f"| tool | found of {len(faults)} | missed | requests per fault, median | seconds per fault, median |")
    print("|---|---|---|---|---|")
    for name in names:
        taken = [results[fault.name][name] for fault in faults]
        median = statistics.median(each.requests for each in taken), statistics.median(each.seconds for each in taken)
        missed = len(faults) - len(found[name])
        print(f"| {name} | **{len(found[name])}** | {missed} | {median[0]:,.0f} | {median[1]:.1f} |")
    print(f"\n| group | fault | {' | '.join(names)} |\n|---|---|{'---|' * len(names)}")
    for fault in faults:
        marks = " | ".join("found" if fault.name in found[name] else "–" for name in names)
        print(f"| {fault.group} | {fault.name.replace('-', ' ')} | {marks} |")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", default="*", help="a shell pattern of names")
    parser.add_argument("--examples", type=int, default=20, help="max-examples of Schemathesis")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
