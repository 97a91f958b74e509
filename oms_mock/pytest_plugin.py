"""Fixtures for the tests of an OMS client; see docs/tests-pytest.md.

pytest loads this module in every environment in which oms-mock is installed. Therefore other modules are imported only
when a fixture is used.
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
"""The key of the shared folder in the input of a pytest-xdist worker."""
SETTINGS = {
    "url": "Use the running fake at this URL, with the token of the ini option oms_mock_token.",
    "scenario": "Scenario with the initial data: the name of a shipped one, or the path of a folder.",
    "orders": "Number of orders.",
    "seed": "Seed of the generated orders.",
    "until": "Shift generated dates so that the newest order is placed on this day: today, or 2027-03-31.",
}
SUITE = "oms_mock.contract_tests"
LAST = 20
"""Number of requests in the report of a failed test."""

_RUN = pytest.StashKey["Run"]()
_WORLDS = pytest.StashKey[list["World"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the fixtures."""
    group = parser.getgroup("oms-mock-fixtures", "oms-mock: a fake OMS for tests")
    for name, what in SETTINGS.items():
        group.addoption(f"--oms-mock-{name}", metavar=name.upper(), help=what)
        parser.addini(f"oms_mock_{name}", what)
    parser.addini("oms_mock_token", "A token of the fake at --oms-mock-url.", default="oms-mock")
    parser.addini("oms_mock_auth_scheme", "Scheme before the token of the fake: Token, Bearer.", default="Token")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Load the options of the contract suite where `--pyargs` names it.

    pytest loads the conftest.py of an argument before it reads the options, but only if the argument is a path.
    """
    if not any(f"{each.partition('::')[0]}.".startswith(f"{SUITE}.") for each in args):
        return
    from importlib.util import find_spec

    spec = find_spec(SUITE)
    folders = spec.submodule_search_locations if spec else None
    early_config.known_args_namespace.file_or_dir += folders or ()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Pass the shared folder to a pytest-xdist worker."""
    if not _setting(node.config, "url"):
        node.workerinput[FOLDER] = str(_run(node.config).folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server at the end of the run."""
    if run := config.stash.get(_RUN, None):
        run.end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Iterator[None]:
    """Add the request journal of its worlds to the report of a failed test."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if report.failed and report.when != "teardown":
        for world in _worlds(item):
            report.sections.append(("oms-mock journal", _journal(world)))
    return report  # type: ignore[return-value]


@pytest.fixture(scope="session")
def oms_mock_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The fake of all tests of the run, also of all pytest-xdist workers: `url`, `token`, `world(name)`."""
    config = request.config
    if url := _setting(config, "url"):
        yield _running_server(config, url)
        return
    from oms_mock.testing.rendezvous import Participant, StartError
    from oms_mock.testing.world import Server

    workerinput: dict[str, Any] = getattr(config, "workerinput", {})
    participant = Participant(Path(workerinput.get(FOLDER) or _run(config).folder))
    try:
        address = participant.address(_options(config))
    except (StartError, OSError) as error:
        pytest.fail(f"the server of oms-mock did not start:\n{error}", pytrace=False)
    yield Server(address, auth_scheme=config.getini("oms_mock_auth_scheme"))
    participant.leave()


@pytest.fixture
def oms_world(request: pytest.FixtureRequest, oms_mock_server: Server) -> Iterator[World]:
    """A world of the fake for this test only. It is dropped afterwards."""
    yield from _world(request, oms_mock_server)


@pytest.fixture(scope="class")
def oms_class_world(request: pytest.FixtureRequest, oms_mock_server: Server) -> Iterator[World]:
    """A world like oms_world that the tests of a class share."""
    yield from _world(request, oms_mock_server)


@pytest.fixture(scope="module")
def oms_module_world(request: pytest.FixtureRequest, oms_mock_server: Server) -> Iterator[World]:
    """A world like oms_world that the tests of a module share."""
    yield from _world(request, oms_mock_server)


@pytest.fixture(scope="session")
def oms_mock_app(request: pytest.FixtureRequest) -> Iterator[tuple[Flask, str]]:
    """A fake in this process, and the token of its admin API."""
    from oms_mock.errors import SetupError
    from oms_mock.testing.in_process_app import in_process_app

    try:
        with in_process_app(**_options(request.config)) as app:
            yield app
    except SetupError as error:
        pytest.fail(f"the fake cannot be set up: {error}", pytrace=False)


@pytest.fixture
def oms_world_in_process(request: pytest.FixtureRequest, oms_mock_app: tuple[Flask, str]) -> Iterator[World]:
    """A world like oms_world, of a fake in this process: `world.session` and `world.app` use it without sockets."""
    from oms_mock.testing.in_process_app import world_of

    with closing(world_of(*oms_mock_app, _name(request.node.name))) as world:
        yield from _reported(request, world)


def _world(request: pytest.FixtureRequest, server: Server) -> Iterator[World]:
    """Yield a world of a server that is named after the test, class or module that asks for it."""
    with closing(server.world(_name(request.node.name))) as world:
        yield from _reported(request, world)


def _worlds(item: pytest.Item) -> list[World]:
    """Return the worlds of a test, and those that it shares with its class and its module."""
    return [world for node in item.listchain() for world in node.stash.get(_WORLDS, [])]


def _reported(request: pytest.FixtureRequest, world: World) -> Iterator[World]:
    """Yield a world whose journal the report of the test shows, and drop it."""
    request.node.stash.setdefault(_WORLDS, []).append(world)
    try:
        yield world
    finally:
        request.node.stash[_WORLDS].remove(world)
        world.drop()


def _running_server(config: pytest.Config, url: str) -> Server:
    import os

    from oms_mock.testing.errors import ControlError
    from oms_mock.testing.world import Server

    server = Server(
        url.rstrip("/"),
        config.getini("oms_mock_token"),
        os.environ.get("OMS_MOCK_ADMIN_TOKEN"),
        config.getini("oms_mock_auth_scheme"),
    )
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
    """Return an option of the command line or the ini file."""
    value: str | None = config.getoption(f"--oms-mock-{name}") or config.getini(f"oms_mock_{name}")
    return value or None


def _options(config: pytest.Config) -> dict[str, Any]:
    """Return the options of the fake."""
    given = {name: _setting(config, name) for name in ("scenario", "orders", "seed", "until")}
    options: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for name in options.keys() & {"orders", "seed"}:
        if not re.fullmatch("[0-9]{1,12}", options[name]):
            pytest.fail(f"oms_mock_{name}: {options[name]!r} is not a whole number", pytrace=False)
        options[name] = int(options[name])
    if {"/", "\\"} & {*options.get("scenario", "")}:
        options["scenario"] = str(config.rootpath / options["scenario"])
    return {**options, "auth_scheme": config.getini("oms_mock_auth_scheme")}


def _name(test: str) -> str:
    """Return a unique name of a world."""
    readable = re.sub("[^a-z0-9]+", "-", test.lower())[:50].strip("-")
    return f"{readable}-{secrets.token_hex(5)}".lstrip("-")


def _journal(world: World) -> str:
    """Return the last requests of a world as text.

    It raises nothing but KeyboardInterrupt and SystemExit: an exception in a hook would end the whole run. Plugins
    that replace the network, such as requests-mock or pytest-socket, raise exceptions of their own.
    """
    from oms_mock.spec import printable

    try:
        lines = [_line(entry) for entry in reversed(world.journal.last(LAST))] or ["no requests"]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        lines = [f"the journal cannot be read: {type(error).__name__}: {error}"]
    return printable.escape("\n".join([f"world {world.name}", *lines]))


def _line(entry: dict[str, Any]) -> str:
    from oms_mock.journal.description import effects, result, target

    return " ".join(filter(None, (entry["method"], target(entry), result(entry), ", ".join(effects(entry)))))
