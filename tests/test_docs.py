"""The documentation matches the product: generated pages, snippets, command lines, links and lists of names."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from docs import generate
from oms_mock import pytest_plugin
from oms_mock.admin.access_control import Guard
from oms_mock.api.order_query import PARAMETERS, SORTABLE
from oms_mock.app import create_app
from oms_mock.behaviour.rule_schema import EFFECT_KEYS, MATCH_KEYS
from oms_mock.behaviour.rules import BREAKS, MOTIONS
from oms_mock.cli.main import main, oms_mock
from oms_mock.config import Config
from oms_mock.contract.outcome.report import ExitCode
from oms_mock.contract.reports import text
from oms_mock.dataset.omnitron import PULLABLE, TRIGGERS
from oms_mock.dataset.orders import order
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.folder import MANIFEST_SCHEMA
from oms_mock.drf.error_responses import STATUS_TEXTS
from oms_mock.faults import preferences
from oms_mock.inputs.documents import keys
from oms_mock.journal import matching
from oms_mock.proxy.classification import NotJudged
from oms_mock.services import settings
from oms_mock.testing import in_process
from tests.contract.reports.conftest import finding, report

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("*/README.md")])
FIXTURE_NAMES = ("oms_mock_server", "oms_world", "oms_world_in_process")
CONFIG = (ROOT / "setup.cfg").read_text(encoding="utf-8")
START_COMMAND = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/oms-mock serve"
TEST_COMMAND = "python3 -m venv .venv && .venv/bin/pip install -q tox && .venv/bin/tox"


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


README = page("README.md")


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)


def command_lines(document: str) -> Iterator[str]:
    for block in blocks(document, "sh"):
        for line in block.splitlines():
            if re.match(r"([A-Z_]+=\S+ )*oms-mock ", line):
                yield line


def request_arguments(line: str) -> dict[str, Any]:
    """Turn a curl line into the arguments of a test client."""
    words = shlex.split(line)
    flags = list(pairwise(words))
    headers = dict(word.split(": ", 1) for flag, word in flags if flag == "-H")
    data = next((word for flag, word in flags if flag == "-d"), None)
    method = next((word for flag, word in flags if flag == "-X"), "POST" if data else "GET")
    path = words[-1].removeprefix("http://127.0.0.1:4010")
    return {"path": path, "method": method, "headers": {"Host": "127.0.0.1:4010", **headers}, "data": data}


def app_with_admin_api() -> Flask:
    return create_app(Config(), guard=Guard("127.0.0.1", 4010))


def statuses(document: str) -> list[int]:
    client = app_with_admin_api().test_client()
    lines = [line for block in blocks(document, "sh") for line in block.splitlines() if line.startswith("curl ")]
    return [client.open(**request_arguments(line)).status_code for line in lines]


# Generated pages


def test_the_reference_is_the_one_that_the_code_generates() -> None:
    assert generate.differing() == [], "run python docs/generate.py"


def test_a_changed_page_of_the_reference_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(generate.PAGES, "limits.md", lambda: "changed")
    assert generate.differing() == ["limits.md"]


def test_a_page_that_nothing_generates_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(generate.PAGES, "limits.md")
    assert generate.differing() == ["limits.md"]


def test_the_reference_does_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("OMS_MOCK_PORT", "9999")
    assert generate.differing() == []


# Snippets


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("README.md", [200, 200, 200, 429]),
        ("docs/start.md", [200, 200, 429, 200]),
        ("docs/faults.md", [201, 200]),
        ("docs/tests-pytest.md", [200, 200, 200, 422]),
    ],
)
def test_the_curl_lines_get_the_responses_that_are_described(name: str, expected: list[int]) -> None:
    assert statuses(page(name)) == expected


@pytest.mark.parametrize(
    ("document", "line"),
    [
        pytest.param(path.name, line, id=f"{path.name}-{line}")
        for path in [ROOT / "README.md", *PAGES]
        for line in command_lines(path.read_text(encoding="utf-8"))
    ],
)
def test_each_command_line_in_the_documentation_is_understood(
    document: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("pasted", "my-scenario"):
        (tmp_path / name).mkdir()
    command, words = _command(line)
    for word in words:
        if re.fullmatch(r"[a-z./-]+\.(json|ts|har)", word):
            Path(word).parent.mkdir(exist_ok=True)
            Path(word).write_text("{}", encoding="utf-8")
    context = command.make_context(command.name, words)
    assert not isinstance(command, click.Group) or context.invoked_subcommand is None


def _command(line: str) -> tuple[click.Command, list[str]]:
    words = [os.path.expandvars(word) for word in shlex.split(line) if not re.match(r"[A-Z_]+=", word)][1:]
    command: click.Command = oms_mock
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    return command, words


@pytest.mark.parametrize("name", ["README.md", "docs/tests-pytest.md"])
def test_the_test_in_the_documentation_passes(name: str) -> None:
    def sync(url: str, token: str) -> list[Any]:
        world.session.get(f"{url}/api/v1/oms/orders/")
        return list(world.orders.list())

    snippet = blocks(page(name), "python")[0]
    names: dict[str, Any] = {"sync": sync}
    exec(snippet, names)
    with in_process() as world:
        names["test_the_client_retries_a_failed_order_list"](world)


@pytest.mark.parametrize("number", range(1, len(blocks(page("docs/tests-pytest.md"), "python"))))
def test_each_python_example_runs(number: int) -> None:
    exec(blocks(page("docs/tests-pytest.md"), "python")[number], {})


def test_the_failed_verification_is_printed_as_shown() -> None:
    shown = page("docs/tests-pytest.md").partition("\nexpected: ")[2].partition("```")[0]
    with in_process(orders=40) as world:
        for query in ("page=2", "limit=30", "limit=20"):
            world.session.get(f"{world.url}/api/v1/oms/orders/?{query}")
        with pytest.raises(AssertionError) as failed:
            world.journal.assert_called_once_with(method="GET", path="/api/v1/oms/orders/", query={"limit": "2"})
    message = str(failed.value).replace(world.name, "ci-7")
    assert f"expected: {shown}".strip() in message


@pytest.mark.parametrize("name", ["README.md", "docs/check.md"])
def test_the_finding_is_printed_as_shown(name: str) -> None:
    shown = page(name).partition("\nERROR  ")[2].partition("```")[0]
    assert f"ERROR  {shown}" in text.text(report(findings=(finding(),)))


def test_the_scenario_json_in_the_documentation_can_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text(blocks(page("docs/data.md"), "json")[0], encoding="utf-8")
    (tmp_path / "orders.json").write_text(json.dumps(order(42, 7)))
    assert library.load(str(tmp_path)).count == 1


def test_the_schemas_can_be_compared_with_the_code_as_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert "oms-mock schema export --check\n" in page("docs/provenance.md")
    assert main(["schema", "export", "--check"]) == 0


# README


def test_the_readme_has_at_most_5000_bytes() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= 5000


def test_the_readme_has_the_two_commands() -> None:
    assert f"\n{START_COMMAND}\n" in README
    assert f"\n{TEST_COMMAND}\n" in README


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert f"\n{TEST_COMMAND}\n" in page(".ci/run")


# Links


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    written = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [link for link in re.findall(r"\]\(([^)]+)\)", written) if not link.startswith("http")]
    assert [link for link in links if not _leads_somewhere(document, link)] == []


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = document.parent / name if name else document
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(document: Path) -> set[str]:
    """Return the anchors that GitHub and MkDocs make of the headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


# Lists of names that are written by hand


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_of_check_is_described(code: ExitCode) -> None:
    assert f"\n| {code:d} | " in page("docs/check.md")


@pytest.mark.parametrize("why", NotJudged)
def test_every_reason_not_to_validate_a_response_is_described(why: NotJudged) -> None:
    assert f"\n| `{why}` | " in page("docs/proxy.md")


@pytest.mark.parametrize("number", [str(PULLABLE[0]), str(PULLABLE[-1]), *(trigger.number for trigger in TRIGGERS)])
def test_every_fixed_order_number_is_described(number: str) -> None:
    assert f"`{number}`" in page("docs/data.md")


@pytest.mark.parametrize("name", [*PARAMETERS, *SORTABLE])
def test_every_filter_and_sort_key_is_described(name: str) -> None:
    start = page("docs/start.md")
    field, _, comparison = name.partition("__")
    assert f"`{name}`" in start or (f"`{field}`" in start and f"`__{comparison}`" in start)


@pytest.mark.parametrize("status", STATUS_TEXTS)
def test_every_status_with_a_text_of_its_own_is_described(status: int) -> None:
    row = next(line for line in page("docs/faults.md").splitlines() if "`Prefer: code=429`" in line)
    assert str(status) in row


@pytest.mark.parametrize("name", preferences.NAMES)
def test_every_preference_is_described(name: str) -> None:
    assert f"`Prefer: {name}=" in page("docs/faults.md")


@pytest.mark.parametrize("name", [*BREAKS, *MOTIONS, *EFFECT_KEYS, *MATCH_KEYS, "throttle"])
def test_every_key_of_a_fault_rule_is_described(name: str) -> None:
    assert f"`{name}`" in page("docs/faults.md")


@pytest.mark.parametrize("name", [*keys(matching.MatcherSchema), *FIXTURE_NAMES])
def test_every_matcher_key_and_fixture_is_described(name: str) -> None:
    assert f"`{name}`" in page("docs/tests-pytest.md")


@pytest.mark.parametrize("name", settings.KEYS)
def test_every_setting_of_a_world_is_described(name: str) -> None:
    assert f"`{name}`" in page("docs/data.md") or f'"{name}"' in page("docs/faults.md")


@pytest.mark.parametrize("name", pytest_plugin.SETTINGS)
def test_every_option_of_the_pytest_plugin_is_described(name: str) -> None:
    assert f"| `--oms-mock-{name}` | `oms_mock_{name}` |" in page("docs/tests-pytest.md")


def test_every_key_of_a_scenario_is_described() -> None:
    properties = MANIFEST_SCHEMA["properties"]
    keys = [key for key, value in properties.items() if "properties" not in value]
    nested = [f"{key}.{name}" for key in ("generated", "omnitron") for name in properties[key]["properties"]]
    assert [key for key in [*keys, *nested, "settings"] if f"| `{key}` |" not in page("docs/data.md")] == []


def test_the_layers_of_the_architecture_are_those_that_are_enforced() -> None:
    layers = re.findall(r"^    ([a-z_| ]+)$", CONFIG.partition("layers =")[2], re.MULTILINE)
    names = [name.strip() for layer in layers for name in layer.split("|") if name.strip() != "__main__"]
    assert [name for name in names if f"`{name}" not in page("ARCHITECTURE.md")] == []
