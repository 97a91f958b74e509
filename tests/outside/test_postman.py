"""`/openapi.json` in Postman: its importer makes a collection, and newman sends every request of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.outside.conftest import SIZE, TOKEN, Serve
from tests.outside.node import installed

PATIENCE = 120
"""Seconds in which a program ends."""
BEARER = ("--auth-scheme", "Bearer")


def run(folder: Path, program: str, *arguments: str) -> None:
    command = [str(installed("postman") / "node_modules" / ".bin" / program), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr


def imported(folder: Path, url: str) -> None:
    """Import the document of a server, as Postman does with "Parameter generation: Example"."""
    (folder / "openapi.json").write_text(requests.get(f"{url}/openapi.json", timeout=PATIENCE).text)
    files = ("-s", "openapi.json", "-o", "collection.json")
    run(folder, "openapi2postmanv2", *files, "-O", "parametersResolution=Example")


def sent(folder: Path, variable: str) -> list[tuple[str, int, Any]]:
    """Send the requests of the collection, and return the method, status and body of each."""
    reports = ("--reporters", "json", "--reporter-json-export", "run.json")
    run(folder, "newman", "run", "collection.json", "--env-var", variable, *reports)
    executions = json.loads((folder / "run.json").read_text())["run"]["executions"]
    return [
        (each["request"]["method"], each["response"]["code"], json.loads(bytes(each["response"]["stream"]["data"])))
        for each in executions
    ]


@pytest.mark.parametrize(
    ("options", "variable"), [((), f"apiKey={TOKEN}"), (BEARER, f"bearerToken={TOKEN.removeprefix('Token ')}")]
)
def test_every_request_of_an_imported_collection_succeeds(
    serve: Serve, tmp_path: Path, options: tuple[str, ...], variable: str
) -> None:
    imported(tmp_path, serve(*options).url)
    results = sent(tmp_path, variable)
    assert [(method, status) for method, status, _ in results] == [*[("GET", 200)] * 10, ("POST", 200)]
    pages = [body for _, _, body in results if isinstance(body, dict) and "results" in body]
    assert [0 < page["count"] < SIZE for page in pages] == [True] * 5
