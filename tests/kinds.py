"""Kinds of slow tests: those of whole files and folders are listed here, others have the marker of their kind.

The fast set is what is left without them. It is the default; CI runs everything. A test that is named on the
command line by its file always runs.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FAST = "not slow"
"""The default of `-m`, in pyproject.toml."""

KINDS: dict[str, tuple[str, ...]] = {
    "browser": (
        "outside/test_docs_in_chromium.py",
        "outside/test_pages_in_chromium.py",
        "outside/test_report_in_chromium.py",
    ),
    "fuzz": (
        "admin/test_isolation.py",
        "contract/rules/test_any_response.py",
        "outside/test_bad_input.py",
        "outside/test_schemathesis.py",
    ),
    "node": (
        "outside/test_html_validate.py",
        "outside/test_postman.py",
        "outside/test_prism.py",
        "outside/test_typescript.py",
        "outside/test_vite.py",
    ),
    "process": (
        "cli/test_serve_database.py",
        "contract/test_fake_process.py",
        "contract/test_suite.py",
        "django",
        "outside/test_closed_connections.py",
        "outside/test_flask_run.py",
        "outside/test_full_disk.py",
        "outside/test_gateway.py",
        "outside/test_omnisdk.py",
        "outside/test_pgbouncer.py",
        "outside/test_postgresql.py",
        "outside/test_pytest_plugins.py",
        "outside/test_raw_sockets.py",
        "outside/test_request_log_on_a_terminal.py",
        "proxy/test_serving.py",
        "test_delivery.py",
        "test_examples.py",
        "test_killed_writers.py",
        "test_left_behind.py",
        "test_profile.py",
        "test_pytest_plugin.py",
        "test_server.py",
        "testing/test_fake_server.py",
        "testing/test_rendezvous.py",
    ),
    "recall": ("recall",),
    "whole_run": ("contract/test_changed_worlds.py", "contract/test_loop.py"),
}
"""Files and folders below `tests/`, by kind: they start browsers or processes, or take a second per test."""

DRAWN = {
    "admin/test_any_document.py": 4,
    "contract/test_canaries.py": 1,
    "contract/test_exit_codes.py": 6,
    "contract/test_moving_data.py": 1,
    "contract/test_no_false_alarm.py": 3,
    "services/test_scenario_export.py": 3,
    "services/test_scenario_switch.py": 3,
}
"""Files whose tests have many parameters: how many of each test belong to the fast set. The others are `sweep`."""

MOST_PARAMETERS = "OMS_MOCK_MOST_PARAMETERS"
"""The environment variable with the number of parameters of each test in the fast set, for a second Python."""
SWEEP = "sweep"
POSTGRESQL = "schemas"
"""The fixture of tests that need a PostgreSQL server."""


def kind_of(path: Path) -> str | None:
    """Return the kind of a test file; None for one of the fast set."""
    if not path.is_relative_to(TESTS):
        return None
    below = path.relative_to(TESTS)
    places = {each.as_posix() for each in (below, *below.parents)}
    return next((kind for kind, files in KINDS.items() if places & set(files)), None)


def mark(items: Iterable[pytest.Item]) -> None:
    """Give every slow test the marker `slow`, and that of its kind."""
    known = list(items)
    left_out = {id(item) for item in _not_drawn(known)}
    for item in known:
        kind = kind_of(item.path) or _kind_of_item(item) or (SWEEP if id(item) in left_out else None)
        if kind:
            item.add_marker(kind)
            item.add_marker("slow")


def names_files(arguments: Iterable[str]) -> bool:
    """Tell whether a command line names a test by its file."""
    return any(".py" in argument for argument in arguments)


def _kind_of_item(item: pytest.Item) -> str | None:
    marked = next((kind for kind in (*KINDS, SWEEP) if item.get_closest_marker(kind)), None)
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    needs_server = POSTGRESQL in getattr(item, "fixturenames", ()) or POSTGRESQL in parameters.values()
    return marked or ("postgresql" if needs_server else None)


def _not_drawn(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """List the tests of each sweep that the draw leaves to CI. The draw is the same in every run."""
    functions: dict[tuple[str, str], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.path.is_relative_to(TESTS):
            functions[item.path.relative_to(TESTS).as_posix(), item.nodeid.partition("[")[0]].append(item)
    everywhere = int(os.environ.get(MOST_PARAMETERS, "0")) or None
    for (path, _), known in functions.items():
        most = DRAWN.get(path, everywhere)
        if most is not None:
            yield from sorted(known, key=_random_key)[most:]


def _random_key(item: pytest.Item) -> str:
    return hashlib.sha256(item.nodeid.encode()).hexdigest()
