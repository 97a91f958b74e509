"""`prism proxy` with `/openapi.json` in front of the fake: no documented response violates the document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from oms_mock.openapi import examples
from oms_mock.openapi.examples import KEYS, Sample
from oms_mock.openapi.operations import METHODS
from oms_mock.spec import reader
from tests.outside.conftest import ORDERS, TOKEN, Serve, Server, serving
from tests.outside.node import installed, running
from tests.outside.test_flask_run import free_port

PATIENCE = 30
"""Seconds in which Prism responds."""
CLI = "@stoplight/prism-cli/dist/index.js"
GATEWAY = (502, 503, 504)
PLACEHOLDER = re.compile("{([^}]+)}")


@dataclass(frozen=True)
class Step:
    """A request of the walk, and the documented status of its response."""

    operation: str
    method: str
    path: str
    status: int
    sample: Sample

    def __str__(self) -> str:
        return f"{self.operation}-{self.status}-{self.sample.name}"


def walk() -> Iterator[Step]:
    """List a request for each example of a response in the document."""
    for path, item in reader.load(reader.OPENAPI)["paths"].items():
        for method in (each for each in METHODS if each in item):
            operation = item[method]
            for status, response in operation["responses"].items():
                for media_type in response.get("content", ()):
                    for sample in examples.samples(operation, path, status, media_type):
                        yield Step(operation["operationId"], method, path, int(status), sample)


# Prism rejects a body that is not JSON itself.
WALK = [step for step in walk() if step.sample.name != "not-json"]


@contextmanager
def in_front_of(server: Server, folder: Path) -> Iterator[str]:
    """Run `prism proxy` with the document of a server, and yield its address."""
    (folder / "node_modules").symlink_to(installed("prism") / "node_modules")
    (folder / "openapi.json").write_text(requests.get(f"{server.url}/openapi.json", timeout=PATIENCE).text)
    port = str(free_port())
    arguments = ("proxy", "openapi.json", server.url, "--port", port)
    with running(CLI, *arguments, folder=folder, url=f"http://127.0.0.1:{port}") as url:
        yield url


@pytest.fixture(name="fake", scope="module")
def fixture_fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("fake") / "log") as server:
        yield server


@pytest.fixture(name="prism", scope="module")
def fixture_prism(fake: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with in_front_of(fake, tmp_path_factory.mktemp("prism")) as url:
        yield url


def send(prism: str, step: Step, token: str = TOKEN) -> requests.Response:
    keys, sample = {**KEYS, **step.sample.keys}, step.sample
    headers = {"Authorization": token, **({"Content-Type": examples.JSON} if sample.body else {}), **sample.headers}
    return requests.request(
        sample.method or step.method,
        prism + PLACEHOLDER.sub(lambda match: str(keys[match[1]]), step.path),
        params=dict(sample.query),
        headers={name: value for name, value in headers.items() if value},
        timeout=PATIENCE,
        **({"data": sample.body} if sample.json is None else {"json": sample.json}),
    )


def get(prism: str, **headers: str) -> requests.Response:
    return requests.get(f"{prism}{ORDERS}", headers={"Authorization": TOKEN, **headers}, timeout=PATIENCE)


def violations(response: requests.Response) -> list[dict[str, Any]]:
    """Return what Prism says against a response; it also reports requests, which are wrong on purpose here."""
    reported: list[dict[str, Any]] = json.loads(response.headers.get("sl-violations", "[]"))
    return [each for each in reported if each["location"][0] == "response"]


@pytest.mark.parametrize("step", WALK, ids=str)
def test_every_documented_response_satisfies_the_document(prism: str, step: Step) -> None:
    response = send(prism, step)
    assert (response.status_code, violations(response)) == (step.status, [])


@pytest.mark.parametrize("step", [step for step in WALK if step.status == 401], ids=str)
def test_a_401_has_the_scheme_that_the_server_expects(prism: str, step: Step) -> None:
    assert send(prism, step).headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    "rule",
    [
        {"status": 429, "retry_after": 5},
        {"status": 500},
        {"status": 503, "retry_after": 5},
        *({"status": status, "break": "html"} for status in GATEWAY),
    ],
    ids=str,
)
def test_the_errors_of_a_fault_rule_satisfy_the_document(prism: str, fake: Server, rule: dict[str, Any]) -> None:
    added = requests.post(f"{fake.url}/__admin/faults", json={**rule, "match": {"times": 1}}, timeout=PATIENCE)
    assert added.status_code == 201
    response = get(prism)
    assert (response.status_code, violations(response)) == (rule["status"], [])


def test_the_304_of_a_client_with_a_cache_satisfies_the_document(prism: str) -> None:
    response = get(prism, **{"If-None-Match": get(prism).headers["ETag"]})
    assert (response.status_code, violations(response)) == (304, [])


@pytest.mark.parametrize("preference", ["code=418", "fault=html"])
def test_prism_reports_a_response_that_is_not_documented(prism: str, preference: str) -> None:
    assert violations(get(prism, Prefer=preference))


def test_bearer_tokens_satisfy_the_document_too(serve: Serve, tmp_path: Path) -> None:
    without_token = next(step for step in WALK if step.status == 401)
    found = next(step for step in WALK if step.status == 200)
    with in_front_of(serve("--auth-scheme", "Bearer"), tmp_path) as prism:
        rejected, listed = (send(prism, step, "Bearer oms-mock") for step in (without_token, found))
    assert (rejected.status_code, rejected.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert (listed.status_code, listed.headers.get("sl-violations")) == (200, None)
    assert violations(rejected) == []
