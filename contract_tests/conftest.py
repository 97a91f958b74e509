"""Which deployment is judged: `--oms-url`, with the token of `OMS_TOKEN`, or else a fake of our own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

ORDERS = "/api/v1/oms/orders/"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the deployment be named."""
    parser.addoption("--oms-url", metavar="URL", help="The deployment to judge; without it a fake is started.")


@dataclass(frozen=True)
class Target:
    """A deployment, and the token that it knows."""

    url: str
    token: str

    def get(self, path: str = "", *, token: str | None = None, **parameters: Any) -> requests.Response:
        """GET below the orders; redirects are not followed, so that a token never leaves the origin."""
        headers = {"Authorization": f"Token {token or self.token}"}
        return requests.get(
            f"{self.url}{ORDERS}{path}", params=parameters, headers=headers, timeout=30, allow_redirects=False
        )


@pytest.fixture(scope="session", name="target")
def fixture_target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """The deployment to judge."""
    url = request.config.getoption("--oms-url")
    if url:
        yield Target(url.rstrip("/"), _token())
        return
    with subprocess.Popen(
        [sys.executable, "-m", "oms_mock", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as fake:
        try:
            yield Target(_announced_url(fake), "oms-mock")
        finally:
            fake.terminate()


def _token() -> str:
    token = os.environ.get("OMS_TOKEN")
    if not token:
        pytest.exit("OMS_TOKEN is not set: export the token of the deployment", returncode=2)
    return token


def _announced_url(fake: subprocess.Popen[str]) -> str:
    for line in fake.stdout or ():
        if match := re.search(r"Orders\s+(http://[^/]+)", line):
            return match[1]
    pytest.exit("the fake did not start", returncode=3)
