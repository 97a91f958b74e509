"""Fixtures for the tests of an OMS client; see "In your tests" of the README.

pytest loads this in every run of an environment that oms-mock is installed in. Nothing is imported
until a fixture is used.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask import Flask

    from oms_mock.testing.rendezvous import Run
    from oms_mock.testing.world import Server, World

FOLDER = "oms_mock_folder"
"""The key by which the processes of pytest-xdist are told where they meet."""
SETTINGS = {
    "url": "Use the fake that runs at this address, with the token of the ini option oms_mock_token.",
    "scenario": "What the fake holds: the name of a scenario that ships, or the path of a folder.",
    "orders": "How many orders the fake has.",
    "seed": "What its orders are made from.",
}
LAST = 20
"""Requests that the report of a failed test shows."""

_RUN = pytest.StashKey["Run"]()
_WORLDS = pytest.StashKey[list["World"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let it be said which fake is used, and what it holds."""
    group = parser.getgroup("oms-mock-fixtures", "oms-mock: a fake OMS for tests")
    for name, what in SETTINGS.items():
        group.addoption(f"--oms-mock-{name}", metavar=name.upper(), help=what)
        parser.addini(f"oms_mock_{name}", what)
    parser.addini("oms_mock_token", "The token that the fake of --oms-mock-url lets in.", default="oms-mock")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist where all of them meet."""
    if not _setting(node.config, "url"):
        node.workerinput[FOLDER] = str(_run(node.config).folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server together with the run."""
    if run := config.stash.get(_RUN, None):
        run.end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Iterator[None]:
    """Show in the report of a failed test what its worlds were asked."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if report.failed and report.when != "teardown":
        for world in item.stash.get(_WORLDS, []):
            report.sections.append(("oms-mock journal", _journal(world)))
    return report  # type: ignore[return-value]


@pytest.fixture(scope="session")
def oms_mock_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The fake that all tests of the run use, and all processes of pytest-xdist: `url`, `token`, `world(name)`."""
    config = request.config
    if url := _setting(config, "url"):
        yield _running_one(config, url)
        return
    from oms_mock.testing.rendezvous import Participant, StartError
    from oms_mock.testing.world import Server

    workerinput: dict[str, Any] = getattr(config, "workerinput", {})
    participant = Participant(Path(workerinput.get(FOLDER) or _run(config).folder))
    try:
        address = participant.address(_options(config))
    except (StartError, OSError) as error:
        pytest.fail(f"the server of oms-mock did not start:\n{error}", pytrace=False)
    yield Server(address)
    participant.leave()


@pytest.fixture
def oms_world(request: pytest.FixtureRequest, oms_mock_server: Server) -> Iterator[World]:
    """A world of the fake for this test alone; it is dropped afterwards."""
    with closing(oms_mock_server.world(_name(request.node.name))) as world:
        yield from _shown(request, world)


@pytest.fixture(scope="session")
def oms_mock_app(request: pytest.FixtureRequest) -> Iterator[tuple[Flask, str]]:
    """A fake in this process, and the token of its control surface."""
    from oms_mock.errors import SetupError
    from oms_mock.testing.embedded import embedded_app

    try:
        with embedded_app(**_options(request.config)) as app:
            yield app
    except SetupError as error:
        pytest.fail(f"the fake cannot be set up: {error}", pytrace=False)


@pytest.fixture
def oms_world_in_process(request: pytest.FixtureRequest, oms_mock_app: tuple[Flask, str]) -> Iterator[World]:
    """As oms_world, of a fake in this process: `world.session` and `world.app` ask it without a socket."""
    from oms_mock.testing.embedded import world_of

    with closing(world_of(*oms_mock_app, _name(request.node.name))) as world:
        yield from _shown(request, world)


def _shown(request: pytest.FixtureRequest, world: World) -> Iterator[World]:
    """Yield a world that the report of the test will show, and drop it."""
    request.node.stash.setdefault(_WORLDS, []).append(world)
    try:
        yield world
    finally:
        request.node.stash[_WORLDS].remove(world)
        world.drop()


def _running_one(config: pytest.Config, url: str) -> Server:
    import os

    from oms_mock.testing.errors import ControlError
    from oms_mock.testing.world import Server

    server = Server(url.rstrip("/"), config.getini("oms_mock_token"), os.environ.get("OMS_MOCK_ADMIN_TOKEN"))
    try:
        server.worlds()
    except ControlError as error:
        pytest.fail(f"--oms-mock-url: {error}", pytrace=False)
    return server


def _run(config: pytest.Config) -> Run:
    from oms_mock.testing.rendezvous import Run

    if _RUN not in config.stash:
        config.stash[_RUN] = Run()
    return config.stash[_RUN]


def _setting(config: pytest.Config, name: str) -> str | None:
    """Return what the command line or the ini file says."""
    said: str | None = config.getoption(f"--oms-mock-{name}") or config.getini(f"oms_mock_{name}")
    return said or None


def _options(config: pytest.Config) -> dict[str, Any]:
    """Return what configures the fake."""
    said = {name: _setting(config, name) for name in ("scenario", "orders", "seed")}
    options: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    for name in options.keys() & {"orders", "seed"}:
        if not re.fullmatch("[0-9]{1,12}", options[name]):
            pytest.fail(f"oms_mock_{name}: {options[name]!r} is not a whole number", pytrace=False)
        options[name] = int(options[name])
    if {"/", "\\"} & {*options.get("scenario", "")}:
        options["scenario"] = str(config.rootpath / options["scenario"])
    return options


def _name(test: str) -> str:
    """Make a name that no other world has."""
    readable = re.sub("[^a-z0-9]+", "-", test.lower())[:50].strip("-")
    return f"{readable}-{secrets.token_hex(5)}".lstrip("-")


def _journal(world: World) -> str:
    from oms_mock.testing.errors import ControlError
    from oms_mock.testing.shown import shown

    try:
        entries = world.journal.last(LAST)
    except ControlError as error:
        return f"it cannot be read: {error}"
    lines = [_line(entry) for entry in reversed(entries)]
    return shown("\n".join([f"world {world.name}", *lines, *([] if lines else ["nothing was asked"])]))


def _line(entry: dict[str, Any]) -> str:
    from urllib.parse import urlencode

    query = urlencode(entry.get("query") or {}, doseq=True)
    done = [*entry.get("did", ()), *(["throttled"] if entry.get("throttled") else [])]
    if entry.get("fault"):
        done.insert(0, f"fault {entry['fault']}")
    path = f"{entry['path']}?{query}" if query else entry["path"]
    return " ".join(filter(None, (entry["method"], path, str(entry["status"]), ", ".join(done))))
