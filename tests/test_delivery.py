"""What carries the product elsewhere is what its readers expect: by their published schemas, and by doing it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from oms_mock.cli.check import FORMS
from oms_mock.cli.main import oms_mock
from tests.conftest import Client
from tests.outside.conftest import serving

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")

SCHEMAS = [
    ("vendor.github-actions", "action.yml"),
    ("vendor.github-workflows", "examples/github-workflow.yml"),
    ("vendor.gitlab-ci", "examples/gitlab-ci.yml"),
    ("vendor.compose-spec", "compose.yaml"),
]


@pytest.mark.parametrize(("schema", "file"), SCHEMAS, ids=[file for _, file in SCHEMAS])
def test_a_file_is_valid_by_the_schema_its_reader_publishes(schema: str, file: str) -> None:
    transform = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *transform, str(ROOT / file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


@pytest.mark.skipif(not shutil.which("hadolint", path=str(Path(sys.executable).parent)), reason="needs hadolint")
def test_the_dockerfile_is_as_hadolint_wants_it() -> None:
    hadolint = str(Path(sys.executable).parent / "hadolint")
    done = subprocess.run([hadolint, str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def step(name: str) -> dict[str, Any]:
    return next(each for each in ACTION["runs"]["steps"] if each.get("name") == name)


def test_no_input_of_the_action_is_part_of_a_script() -> None:
    scripts = [each["run"] for each in ACTION["runs"]["steps"] if "run" in each]
    assert len(scripts) == 2
    assert [script for script in scripts if "${{" in script] == []


def test_every_input_of_the_action_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert [name for name in ACTION["inputs"] if text.count(f"inputs.{name}") == 0] == []
    assert [name for name, each in ACTION["inputs"].items() if not each["description"]] == []


def test_the_action_asks_for_options_and_reports_that_there_are() -> None:
    known = {parameter.envvar for parameter in oms_mock.commands["check"].params}
    environment = step("Check")["env"]
    assert {name for name in environment if name.startswith("OMS_MOCK_")} <= known
    assert set(environment["OMS_MOCK_REPORT"].split(",")) <= {*FORMS}


def run_check(tmp_path: Path, **inputs: str) -> tuple[int, str]:
    """Run the script of the action as a runner does; return its exit code, and its outputs."""
    (tmp_path / "output").touch()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("OMS_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        **dict.fromkeys(("OMS_TOKEN", "OMS_FORBIDDEN_TOKEN", "URL", "OPTIONS", "OMS_MOCK_BASELINE"), ""),
        "OMS_MOCK_FAIL_ON": "error",
        "OMS_MOCK_REPORT": step("Check")["env"]["OMS_MOCK_REPORT"],
        "OMS_MOCK_REPORT_DIR": str(tmp_path / "reports"),
        **inputs,
    }
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step("Check")["run"]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return done.returncode, (tmp_path / "output").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a bash script")
def test_the_action_judges_a_deployment_and_leaves_reports_and_a_summary(tmp_path: Path) -> None:
    with serving(tmp_path / "stderr.txt") as server:
        result = run_check(tmp_path, URL=server.url, OMS_TOKEN="oms-mock", OPTIONS="--strict  --rate 500/s")
    assert result == (0, "exit-code=0\n")
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == [
        "junit.xml",
        "report.html",
        "report.json",
        "report.sarif",
    ]
    assert "clean" in (tmp_path / "summary.md").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a bash script")
def test_the_action_fails_with_the_exit_code_of_the_check(tmp_path: Path) -> None:
    assert run_check(tmp_path, OPTIONS="--demo-drift --orders 40") == (1, "exit-code=1\n")
    assert (tmp_path / "reports" / "report.sarif").is_file()


def test_the_image_runs_as_somebody_without_rights() -> None:
    user = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert user.isdecimal()
    assert int(user) > 0


@pytest.mark.parametrize("service", ["oms-mock", "oms-mock-postgresql"])
def test_a_service_writes_to_tmp_only(service: str) -> None:
    expected = {"read_only": True, "cap_drop": ["ALL"], "tmpfs": ["/tmp"]}
    assert COMPOSE["services"][service].items() >= expected.items()


def test_no_service_can_be_reached_from_another_machine() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_the_health_check_of_the_image_tells_a_server_from_none(tmp_path: Path) -> None:
    program = re.findall(r'CMD \["python", "-c", "(.*)"\]', DOCKERFILE)[0]
    with serving(tmp_path / "stderr.txt") as server:
        environment = {**os.environ, "OMS_MOCK_PORT": server.url.rpartition(":")[2]}
        assert subprocess.run([sys.executable, "-c", program], env=environment).returncode == 0
    assert subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True).returncode == 1


def test_everything_that_the_wheel_is_made_of_gets_into_the_image() -> None:
    kept = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert kept >= {"setup.cfg", "pyproject.toml", "README.md", "oms_mock", "schemas", "fixtures", "contract_tests"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_token(client: Client, path: str) -> None:
    answer = client.raw.get(path)
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
