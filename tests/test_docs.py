"""The documents say what the product does."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from oms_mock import pytest_plugin
from oms_mock.admin.access_control import PREFIX, Guard
from oms_mock.api.order_query import PARAMETERS, SORTABLE
from oms_mock.app import create_app
from oms_mock.behaviour.rule_schema import EFFECT_KEYS, MATCH_KEYS
from oms_mock.behaviour.rules import BREAKS, MOTIONS
from oms_mock.cli.main import main, oms_mock
from oms_mock.config import Config
from oms_mock.contract.outcome.report import ExitCode
from oms_mock.contract.reports import text
from oms_mock.dataset import personas
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
from tests.conftest import Client
from tests.contract.reports.conftest import finding, report

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTROL = (ROOT / "CONTROL.md").read_text(encoding="utf-8")
FIXTURES = (ROOT / "fixtures" / "README.md").read_text(encoding="utf-8")
FIXTURE_NAMES = ("oms_mock_server", "oms_world", "oms_world_in_process")
CONFIG = (ROOT / "setup.cfg").read_text(encoding="utf-8")


def options(*names: str) -> list[str]:
    command: click.Command = oms_mock
    for name in names:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return [option for parameter in command.params for option in parameter.opts if option.startswith("--")]


@pytest.mark.parametrize(
    "option",
    [
        *options("serve"),
        *options("check"),
        *options("explain"),
        *options("uses"),
        *options("fidelity"),
        *options("profile", "record"),
        *options("profile", "diff"),
        *options("schema", "export"),
    ],
)
def test_every_option_is_in_the_readme(option: str) -> None:
    assert re.search(rf"`{option}[` ]|oms-mock .*{option} ", README)


@pytest.mark.parametrize("verb", ["seed", "personas", *(f"scenario {each}" for each in ("new", "save", "redact"))])
def test_every_verb_and_option_of_scenarios_is_in_the_readme_of_the_fixtures(verb: str) -> None:
    assert f"oms-mock {verb}" in FIXTURES
    assert [option for option in options(*verb.split()) if option not in FIXTURES] == []


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_of_check_is_in_the_readme(code: ExitCode) -> None:
    assert f"\n| {code:d} | " in README


@pytest.mark.parametrize("why", NotJudged)
def test_every_reason_not_to_judge_an_answer_is_in_the_readme(why: NotJudged) -> None:
    assert f"(`{why}`)" in README


def test_the_finding_of_the_readme_is_written_as_findings_are() -> None:
    shown = README.partition("\nERROR  ")[2].partition("```")[0]
    assert f"ERROR  {shown}" in text.text(report(findings=(finding(),)))


@pytest.mark.parametrize("number", [str(PULLABLE[0]), str(PULLABLE[-1]), *(trigger.number for trigger in TRIGGERS)])
def test_every_fixed_order_number_is_in_the_readme(number: str) -> None:
    assert f"`{number}`" in README


@pytest.mark.parametrize("name", library.names())
def test_every_scenario_is_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("name", [*PARAMETERS, *SORTABLE])
def test_every_filter_and_sort_key_is_in_the_readme(name: str) -> None:
    field, _, comparison = name.partition("__")
    assert f"`{name}`" in README or (f"`{field}`" in README and f"`__{comparison}`" in README)


@pytest.mark.parametrize("status", STATUS_TEXTS)
def test_every_status_that_can_be_preferred_is_in_the_readme(status: int) -> None:
    row = next(line for line in README.splitlines() if "`Prefer: code=429`" in line)
    assert str(status) in row


@pytest.mark.parametrize("line", [line for line in README.splitlines() if line.startswith("curl ")])
def test_the_lines_to_copy_are_answered(client_of, line: str) -> None:
    words = shlex.split(line)
    path = words[-1].removeprefix("http://127.0.0.1:4010")
    client: Client = client_of()
    headers = dict(word.split(": ", 1) for flag, word in pairwise(words) if flag == "-H")
    body = words[words.index("-d") + 1] if "-d" in words else None
    answer = client.raw.open(path, method="POST" if body else "GET", headers=headers, data=body)
    assert answer.status_code == (429 if "429" in line else 200)


def test_the_documents_can_be_checked_as_the_readme_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["schema", "export", "--check"]) == 0


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install -q tox && .venv/bin/tox"
    assert f"\n{command}\n" in README
    assert f"\n{command}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", [README, CONTROL], ids=["README.md", "CONTROL.md"])
def test_every_link_leads_somewhere(document: str) -> None:
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", document) if not target.startswith("#")]
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_layers_of_the_architecture_are_those_that_are_enforced() -> None:
    layers = re.findall(r"^    ([a-z_| ]+)$", CONFIG.partition("layers =")[2], re.MULTILINE)
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = [name.strip() for layer in layers for name in layer.split("|") if name.strip() != "__main__"]
    assert [name for name in names if f"`{name}" not in architecture] == []


@pytest.mark.parametrize("persona", personas.PERSONAS, ids=lambda persona: persona.name)
def test_every_persona_is_in_the_readme_of_the_fixtures(persona: personas.Persona) -> None:
    assert f"| {persona.id} | `{persona.name}` | {persona.description} |" in FIXTURES


def test_every_key_of_a_scenario_is_in_the_readme_of_the_fixtures() -> None:
    keys = [key for key, value in MANIFEST_SCHEMA["properties"].items() if "properties" not in value]
    nested = [f"{key}.{name}" for key in ("generated", "omnitron") for name in _properties(key)]
    assert [key for key in [*keys, *nested, "settings"] if f"| `{key}` |" not in FIXTURES] == []


def test_the_scenario_json_of_the_readme_of_the_fixtures_can_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text(FIXTURES.partition("```json\n")[2].partition("```")[0])
    (tmp_path / "orders.json").write_text(json.dumps(order(42, 7)))
    assert library.load(str(tmp_path)).count == 1


def _properties(key: str) -> list[str]:
    return list(MANIFEST_SCHEMA["properties"][key]["properties"])


def control_app() -> Flask:
    return create_app(Config(), guard=Guard("127.0.0.1", 4010))


def test_every_control_route_is_in_its_document() -> None:
    routes = [rule for rule in control_app().url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    written = {
        f"{method} {re.sub(r'<(?:[a-z_]+:)?([a-z_]+)>', '<', rule.rule.removeprefix(PREFIX))}"
        for rule in routes
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = set(re.findall(r"\n\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` \|", CONTROL))
    assert {re.sub(r"<[a-z_]+>", "<", each) for each in documented} == written


@pytest.mark.parametrize(
    "name",
    [
        *BREAKS,
        *MOTIONS,
        *EFFECT_KEYS,
        *MATCH_KEYS,
        *keys(matching.MatcherSchema),
        *settings.KEYS,
        "throttle",
        *FIXTURE_NAMES,
    ],
)
def test_every_word_of_the_control_surface_is_in_its_document(name: str) -> None:
    assert f"`{name}`" in CONTROL or f'"{name}"' in CONTROL


@pytest.mark.parametrize("verb", [name for name in oms_mock.commands["admin"].commands if name != "worlds"])
def test_every_verb_of_admin_is_in_the_document_of_the_control_surface(verb: str) -> None:
    assert re.search(rf"^oms-mock admin {verb}( |$)", CONTROL, re.MULTILINE)


@pytest.mark.parametrize("name", pytest_plugin.SETTINGS)
def test_every_option_of_the_plugin_is_in_the_document_of_the_control_surface(name: str) -> None:
    assert f"| `--oms-mock-{name}` | `oms_mock_{name}` |" in CONTROL


@pytest.mark.parametrize("name", preferences.NAMES)
def test_every_preference_is_documented(name: str) -> None:
    assert f"`Prefer: {name}=" in CONTROL


def test_the_lines_of_the_control_document_are_answered() -> None:
    client = control_app().test_client()
    lines = [shlex.split(line) for line in CONTROL.splitlines() if line.startswith("curl ")]
    answers = [client.open(**_request(words)) for words in lines]
    assert [answer.status_code for answer in answers] == [201, 200, 422, 200, 200]


@pytest.mark.parametrize("document", [README, CONTROL], ids=["README.md", "CONTROL.md"])
def test_the_test_that_is_shown_passes(document: str) -> None:
    def sync(url: str, token: str) -> list[Any]:
        session = world.session
        session.get(f"{url}/api/v1/oms/orders/")
        return list(world.orders.list())

    (snippet,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    names: dict[str, Any] = {"sync": sync}
    exec(snippet, names)
    with in_process() as world:
        names["test_an_order_list_that_fails_once_is_asked_for_again"](world)


def test_the_verification_that_is_shown_is_written_so() -> None:
    shown = CONTROL.partition("\nexpected: ")[2].partition("```")[0]
    with in_process(orders=40) as world:
        for query in ("page=2", "limit=30", "limit=20"):
            world.session.get(f"{world.url}/api/v1/oms/orders/?{query}")
        with pytest.raises(AssertionError) as failed:
            world.journal.assert_called_once_with(method="GET", path="/api/v1/oms/orders/", query={"limit": "2"})
    said = str(failed.value).replace(world.name, "ci-7")
    assert f"expected: {shown}".strip() in said


def _request(words: list[str]) -> dict[str, Any]:
    """Turn the words of a curl line into the arguments of a test client."""
    flags = list(pairwise(words))
    headers = dict(word.split(": ", 1) for flag, word in flags if flag == "-H")
    data = next((word for flag, word in flags if flag == "-d"), None)
    method = next((word for flag, word in flags if flag == "-X"), "POST" if data else "GET")
    path = words[-1].removeprefix("http://127.0.0.1:4010")
    return {"path": path, "method": method, "headers": {"Host": "127.0.0.1:4010", **headers}, "data": data}
