"""The action, the image, the compose file and the CI examples are valid and work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from oms_mock.cli.main import oms_mock
from oms_mock.option_table import REPORT_FORMS
from tests.conftest import Client
from tests.contract import scripted
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
def test_a_file_is_valid_by_the_published_schema_of_its_tool(schema: str, file: str) -> None:
    transform = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *transform, str(ROOT / file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


@pytest.mark.skipif(not shutil.which("hadolint", path=str(Path(sys.executable).parent)), reason="needs hadolint")
def test_hadolint_accepts_the_dockerfile() -> None:
    hadolint = str(Path(sys.executable).parent / "hadolint")
    done = subprocess.run([hadolint, str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_of_the_image_asks_the_server_without_a_proxy(status: int, code: int) -> None:
    (written,) = re.findall(r"HEALTHCHECK .*\\\n\s+CMD (\[.*\])", DOCKERFILE)
    _, *arguments = json.loads(written)
    unused = "http://127.0.0.1:9"
    with scripted.serving(scripted.answer(status)) as server:
        port = str(urlsplit(server.url).port)
        environment = {**os.environ, "OMS_MOCK_PORT": port, "HTTP_PROXY": unused, "http_proxy": unused}
        assert subprocess.run([sys.executable, *arguments], env=environment).returncode == code
    assert server.requests[0].startswith("GET /readyz ")


def step(name: str) -> dict[str, Any]:
    return next(each for each in ACTION["runs"]["steps"] if each.get("name") == name)


def test_no_input_of_the_action_is_interpolated_into_a_script() -> None:
    scripts = [each["run"] for each in ACTION["runs"]["steps"] if "run" in each]
    assert len(scripts) == 2
    assert [script for script in scripts if "${{" in script] == []


def test_every_input_of_the_action_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert [name for name in ACTION["inputs"] if text.count(f"inputs.{name}") == 0] == []
    assert [name for name, each in ACTION["inputs"].items() if not each["description"]] == []


def test_the_action_passes_options_and_reports_that_exist() -> None:
    script = step("Check")["run"]
    known = {name for parameter in oms_mock.commands["check"].params for name in parameter.opts}
    assert {f"--{name}" for name in re.findall(r"[\s\"]--([a-z-]+)[= ]", script)} - known == set()
    assert {*re.findall(r"--report=(\S+)", script)[0].split(",")} <= {*REPORT_FORMS}


def test_the_action_sets_no_variable_of_the_command_line() -> None:
    assert [name for name in step("Check")["env"] if name.startswith("OMS_MOCK_")] == []


def run_check(tmp_path: Path, **inputs: str) -> tuple[int, str]:
    """Run the script of the action as a runner does; return its exit code, and its outputs."""
    (tmp_path / "output").touch()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("OMS_")},
        "PROGRAM": str(Path(sys.executable).parent / "oms-mock"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        **dict.fromkeys(("OMS_TOKEN", "OMS_FORBIDDEN_TOKEN", "URL", "OPTIONS", "BASELINE", "CATEGORY"), ""),
        "FAIL_ON": "error",
        "REPORT_DIR": str(tmp_path / "re ports"),
        **inputs,
    }
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step("Check")["run"]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return done.returncode, (tmp_path / "output").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a bash script")
def test_the_action_checks_a_deployment_and_writes_reports_and_a_summary(tmp_path: Path) -> None:
    with serving(tmp_path / "stderr.txt") as server:
        result = run_check(tmp_path, URL=server.url, OMS_TOKEN="oms-mock", OPTIONS="--strict  --rate 500/s")
    port = server.url.rpartition(":")[2]
    assert result == (0, f"category=oms-mock-127.0.0.1-{port}\nexit-code=0\n")
    assert sorted(path.name for path in (tmp_path / "re ports").iterdir()) == [
        "junit.xml",
        "report-new.sarif",
        "report.html",
        "report.json",
        "report.sarif",
    ]
    assert "clean" in (tmp_path / "summary.md").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a bash script")
def test_a_baseline_and_further_options_of_the_action_are_used(tmp_path: Path) -> None:
    baseline = tmp_path / "known findings.json"
    options = "--demo-drift --orders 40 --baseline-update --fail-on warning"
    assert run_check(tmp_path, BASELINE=str(baseline), OPTIONS=options)[0] == 0
    assert baseline.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a bash script")
def test_the_action_uploads_only_findings_that_the_baseline_does_not_accept(tmp_path: Path) -> None:
    options = "--demo-drift --orders 40 --baseline-update"
    run_check(tmp_path, BASELINE=str(tmp_path / "known.json"), OPTIONS=options)
    uploaded = step("Upload the findings to code scanning")["with"]["sarif_file"]
    logs = [json.loads((tmp_path / "re ports" / name).read_text()) for name in (Path(uploaded).name, "report.sarif")]
    assert [bool(log["runs"][0]["results"]) for log in logs] == [False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="runs a bash script")
def test_the_action_fails_with_the_exit_code_of_the_check(tmp_path: Path) -> None:
    assert run_check(tmp_path, OPTIONS="--demo-drift --orders 40") == (1, "category=oms-mock-fake\nexit-code=1\n")
    assert (tmp_path / "re ports" / "report.sarif").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a bash script")
@pytest.mark.parametrize(
    ("url", "category", "expected"),
    [
        ("https://oms.example.com", "", "oms-mock-oms.example.com"),
        ("https://oms.example.com:8443/below/", "", "oms-mock-oms.example.com-8443"),
        ("http://[::1]:9", "", "oms-mock----1--9"),
        ("https://oms.example.com", "nightly", "nightly"),
        ("", "", "oms-mock-fake"),
    ],
)
def test_the_category_has_the_host_of_the_deployment(tmp_path: Path, url: str, category: str, expected: str) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    _, output = run_check(tmp_path, URL=url, CATEGORY=category, PROGRAM=str(program))
    assert output == f"category={expected}\nexit-code=0\n"


def test_the_action_does_not_change_the_path_of_later_steps() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert "GITHUB_PATH" not in text
    assert step("Find Python")["with"]["update-environment"] is False


def test_the_examples_need_no_file_that_is_not_there_on_the_first_night() -> None:
    for name in ("github-workflow.yml", "gitlab-ci.yml"):
        text = (ROOT / "examples" / name).read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if "baseline" in line and not line.strip().startswith("#")] == []


def test_the_image_runs_as_an_unprivileged_user() -> None:
    user = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert user.isdecimal()
    assert int(user) > 0


@pytest.mark.parametrize("service", ["oms-mock", "oms-mock-postgresql"])
def test_services_write_to_tmp_only(service: str) -> None:
    expected = {"read_only": True, "cap_drop": ["ALL"], "tmpfs": ["/tmp"]}
    assert COMPOSE["services"][service].items() >= expected.items()


def test_services_are_not_reachable_from_another_machine() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_the_health_check_of_the_image_fails_without_a_server(tmp_path: Path) -> None:
    program = re.findall(r'CMD \["python", "-c", "(.*)"\]', DOCKERFILE)[0]
    with serving(tmp_path / "stderr.txt") as server:
        environment = {**os.environ, "OMS_MOCK_PORT": server.url.rpartition(":")[2]}
        assert subprocess.run([sys.executable, "-c", program], env=environment).returncode == 0
    assert subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True).returncode == 1


def test_the_build_context_of_the_image_holds_everything_that_the_wheel_needs() -> None:
    included = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert included >= {"setup.cfg", "pyproject.toml", "README.md", "oms_mock", "schemas", "fixtures", "contract_tests"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_token(client: Client, path: str) -> None:
    response = client.raw.get(path)
    assert (response.status_code, response.json) == (200, {"status": "ok"})
