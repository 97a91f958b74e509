"""The examples in `examples/` run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples" / "pytest"
AT_ONCE = 8
NOTING = '''
"""Notes which server each test used in which process, and which worlds are left when all have ended."""

import os
from pathlib import Path

import pytest

NOTES = Path(os.environ["NOTES"])


@pytest.fixture(autouse=True)
def fixture_note(oms_mock_server):
    with NOTES.open("a") as notes:
        notes.write(f"{oms_mock_server.url} {os.environ['PYTEST_XDIST_WORKER']}\\n")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        from oms_mock.testing import Server

        print("left:", Server(NOTES.read_text().split()[0]).worlds())
'''


def test_the_example_suite_runs_with_eight_processes_and_one_server(tmp_path: Path) -> None:
    folder, notes, temporary = tmp_path / "suite", tmp_path / "notes", tmp_path / "temporary"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    temporary.mkdir()
    (folder / "conftest.py").write_text(NOTING, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OMS_", "PYTEST_"))}
    plugins = ["-p", "no:cacheprovider", "-p", "oms_mock.pytest_plugin", "-p", "xdist.plugin"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "-W", "error", "-n", str(AT_ONCE)],
        cwd=folder,
        env={**environment, "NOTES": str(notes), "TMPDIR": str(temporary), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    summary = re.search(r"= (\d+) passed in ", done.stdout)
    assert summary
    assert int(summary[1]) >= 40
    used = [line.split() for line in notes.read_text().splitlines()]
    assert len(used) == int(summary[1])
    assert len({server for server, _ in used}) == 1
    assert len({process for _, process in used}) == AT_ONCE
    assert "left: []" in done.stdout
    assert [path.name for path in temporary.iterdir() if not path.name.startswith("pytest-of-")] == []


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.py")), ids=lambda file: file.name)
def test_no_example_sleeps(file: Path) -> None:
    assert "sleep" not in file.read_text(encoding="utf-8")
