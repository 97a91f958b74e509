"""The command line: help, error messages and environment variables."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from oms_mock.cli.main import main, oms_mock
from oms_mock.option_table import SERVE


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["-h"],
        ["serve", "-h"],
        ["check", "-h"],
        ["explain", "-h"],
        ["fidelity", "-h"],
        ["profile", "-h"],
        ["profile", "record", "-h"],
        ["profile", "diff", "-h"],
        ["schema", "-h"],
        ["schema", "export", "-h"],
    ],
)
def test_every_command_has_help_with_examples(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, snapshot: Any, arguments: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert out == snapshot


@pytest.mark.parametrize("arguments", [[], ["schema"], ["profile"], ["admin"]])
def test_a_group_without_a_command_prints_its_help(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    assert out.startswith("Usage: oms-mock")


@pytest.mark.parametrize(
    "arguments",
    [
        ["srve"],
        ["chek"],
        ["--vrsion"],
        ["serve", "--prot", "1"],
        ["serve", "--port", "abc"],
        ["serve", "--port", "99999"],
        ["serve", "--latency", "soon"],
        ["serve", "--latency", "61s"],
        ["serve", "--orders", "0"],
        ["serve", "--orders", "many"],
        ["serve", "--seed", "-1"],
        ["serve", "--scenario", "defalt"],
        ["serve", "--scenario", "reference", "--orders", "5"],
        ["serve", "--database", "orders.db"],
        ["serve", "--database", "sqlite://"],
        ["serve", "--database", "mysql://user:hunter2@host/orders"],
        ["serve", "--database", "sqlite:////nonexistent/folder/orders.db"],
        ["serve", "--host", "256.1.1.1"],
        ["serve", "surplus"],
        ["check", "--rprt", "json"],
        ["explain", "null-drfit"],
        ["profile", "dif", "a.json", "b.json"],
        ["profile", "diff", "a.json"],
        ["profile", "https://oms.example.com", "--smple", "3"],
        ["profile", "https://oms.example.com", "--sample", "0"],
        ["profile", "https://oms.example.com", "--seed", "3"],
        ["profile", "-o", "a.json", "--auth-scheme", "Bearer"],
        ["profile", "-o", "/nonexistent/folder/a.json"],
        ["profile", "-o", "/"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_reported_in_one_line_on_stderr_with_the_way_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, snapshot: Any, arguments: list[str]
) -> None:
    monkeypatch.setattr("oms_mock.server.run", lambda *_: pytest.fail("the server was started"))
    monkeypatch.setenv("OMS_MOCK_PORT", "0")
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err == snapshot
    assert err.count("\n") == 1
    assert "hunter2" not in err


def test_a_port_in_use_is_reported_with_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = run(capsys, "serve", "--port", str(port))
    assert (code, err) == (2, f"oms-mock: port {port} is in use: try --port 0\n")


def test_a_file_that_is_not_a_database_is_rejected_and_left_unchanged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    precious = tmp_path / "letter.txt"
    precious.write_text("Dear reader, " * 100)
    code, _, err = run(capsys, "serve", "--port", "0", "--database", f"sqlite:///{precious}")
    assert code == 2
    assert "file is not a database" in err
    assert precious.read_text() == "Dear reader, " * 100


def test_the_database_of_another_program_is_rejected_and_left_unchanged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs.db"
    with sqlite3.connect(theirs) as connection:
        connection.execute("CREATE TABLE theirs (id)")
    connection.close()
    code, _, err = run(capsys, "serve", "--port", "0", "--database", f"sqlite:///{theirs}")
    assert code == 2
    assert "belongs to another program: use another file" in err
    with sqlite3.connect(theirs) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    connection.close()


def every_option() -> list[Any]:
    def walk(command: click.Command, path: str) -> Any:
        yield from ((path, option) for option in command.params if isinstance(option, click.Option))
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, f"{path} {name}")

    return [each for each in walk(oms_mock, "oms-mock") if each[1].name not in {"help", "version"}]


@pytest.mark.parametrize(("path", "option"), every_option(), ids=lambda each: getattr(each, "name", each))
def test_every_option_has_help(path: str, option: click.Option) -> None:
    assert option.help


READ = {*(variable for option in SERVE for variable in option.variables), "OMS_MOCK_ADMIN_URL", "OMS_MOCK_ADMIN_WORLD"}


@pytest.mark.parametrize(("path", "option"), every_option(), ids=lambda each: getattr(each, "name", each))
def test_only_options_of_serve_databases_and_the_admin_address_are_read_from_the_environment(
    path: str, option: click.Option
) -> None:
    variables = {option.envvar} if isinstance(option.envvar, str) else {*(option.envvar or ())}
    assert variables <= READ
    assert option.show_envvar == bool(variables)
    if not path.startswith(("oms-mock serve", "oms-mock admin")):
        assert variables <= {"OMS_MOCK_DATABASE"}


def test_a_variable_of_serve_sets_an_option_that_the_command_line_does_not_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_MOCK_SCENARIO", "nonsense")
    assert "there is no scenario 'nonsense'" in run(capsys, "serve", "--port", "0")[2]


def test_an_error_message_holds_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in run(capsys, "\x1b[31mserve")[2]


def test_version_prints_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, "oms-mock, version 0.1.0\n", "")


def test_the_package_can_be_run_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "oms_mock", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == "oms-mock, version 0.1.0\n"
