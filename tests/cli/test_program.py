"""Commands in messages are written as the user can type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from oms_mock.cli import program


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with an environment that is not activated."""
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    for name in ("oms-mock", "python"):
        (scripts / name).touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setattr("sys.executable", str(scripts / "python"))
    return tmp_path


def activate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{folder}/.venv/bin:/usr/bin")


@pytest.mark.parametrize(
    ("started", "expected"),
    [(".venv/bin/oms-mock", ".venv/bin/oms-mock"), ("/x y/oms_mock/__main__.py", ".venv/bin/python -m oms_mock")],
)
def test_a_program_outside_of_the_path_is_named_with_its_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, started: str, expected: str
) -> None:
    monkeypatch.setattr("sys.argv", [started])
    assert program.command() == expected
    activate(folder, monkeypatch)
    assert program.command() == "oms-mock"


def test_a_program_in_another_folder_is_named_with_its_absolute_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder / "my project"
    other.mkdir()
    monkeypatch.chdir(other)
    monkeypatch.setattr("sys.argv", [str(folder / ".venv/bin/oms-mock")])
    assert program.command() == f"{folder}/.venv/bin/oms-mock"


def test_a_program_in_the_current_folder_begins_with_a_dot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / ".venv/bin")
    monkeypatch.setattr("sys.argv", ["oms-mock"])
    assert program.command() == "./oms-mock"


def test_another_installation_on_the_path_is_not_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "oms-mock").touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{folder}/other")
    monkeypatch.setattr("sys.argv", [".venv/bin/oms-mock"])
    assert program.command() == ".venv/bin/oms-mock"
