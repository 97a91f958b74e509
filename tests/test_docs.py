"""The documentation matches the product: generated pages, snippets, command lines, links and lists of names."""

from __future__ import annotations

import json
import os
import re
import shlex
import unittest
from collections.abc import Iterator
from configparser import ConfigParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from flask import Flask

from docs import generate, repository_links
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
from oms_mock.dataset.scenarios import library, manifest
from oms_mock.drf.error_responses import STATUS_TEXTS
from oms_mock.faults import preferences
from oms_mock.inputs.documents import keys
from oms_mock.journal import matching
from oms_mock.proxy.classification import NotChecked
from oms_mock.services import settings
from oms_mock.testing import in_process
from tests.contract.reports.conftest import finding, report

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("*/README.md")])
FIXTURE_NAMES = ("oms_mock_server", "oms_world", "oms_world_in_process")
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
    assert generate.differing() == [], "run python -m docs.generate"


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


def test_the_generator_reports_a_page_that_differs(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setitem(generate.PAGES, "limits.md", lambda: "changed")
    assert generate.main(["--check"]) == 1
    assert "docs/reference/limits.md differs from the code" in capsys.readouterr().err


def test_the_generator_writes_the_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"limits.md": generate.limits_page})
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_every_decision_is_listed() -> None:
    written = {path.name for path in (DOCS / "decisions").glob("0*.md")}
    assert written == set(re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", page("docs/decisions/README.md")))


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
        return world.orders.list()

    snippet = blocks(page(name), "python")[0]
    names: dict[str, Any] = {"sync": sync}
    exec(snippet, names)
    with in_process() as world:
        names["test_the_client_retries_a_failed_order_list"](world)


def test_the_example_of_a_test_case_under_pytest_passes() -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(blocks(page("docs/tests-pytest.md"), "python")[1], names)
    case = names["OrderTest"]("test_an_order_is_pulled")
    with in_process(orders=40) as case.world:
        result = case.run()
    assert (result.testsRun, result.errors, result.failures) == (1, [], [])


def test_the_example_of_a_wait_passes() -> None:
    names: dict[str, Any] = {}
    exec(blocks(page("docs/tests-pytest.md"), "python")[2], names)
    with in_process() as world:
        names["test_the_app_pulls_in_the_background"](world)


def test_the_example_in_process_runs() -> None:
    exec(blocks(page("docs/tests-pytest.md"), "python")[3], {})


def test_the_example_for_unittest_passes() -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(blocks(page("docs/tests-pytest.md"), "python")[4], names)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(names["SyncTest"]).run(result)
    assert (result.testsRun, result.errors, result.failures) == (1, [], [])


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


def test_the_error_of_the_admin_api_is_written_as_shown() -> None:
    response = (
        app_with_admin_api()
        .test_client()
        .post("/__admin/faults", json={"match": {"evry": 1}}, headers={"Host": "127.0.0.1:4010"})
    )
    assert f"`{response.get_json()['detail']}`" in page("docs/run.md")


# README


def test_the_readme_has_at_most_5000_bytes() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= 5000


def test_the_readme_has_the_two_commands() -> None:
    assert f"\n{START_COMMAND}\n" in README
    assert f"\n{TEST_COMMAND}\n" in README


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert f"\n{TEST_COMMAND}\n" in page(".ci/run")


# Language

DIALECT = re.compile(r"\b(by lot|so often|strangers?|lent token|born|spoil\w*|woven|judg(?:e|es|ing))\b", re.IGNORECASE)
"""Words that the glossary of CONTRIBUTING.md replaces."""


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *PAGES], ids=lambda path: path.name)
def test_guides_use_the_words_of_the_glossary(path: Path) -> None:
    assert DIALECT.findall(path.read_text(encoding="utf-8")) == []


# Links


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    broken = [(str(path.relative_to(ROOT)), link) for path in DOCUMENTS for link in _broken_links(path)]
    assert broken == []


def test_a_link_to_a_missing_file_or_heading_is_found(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("# Here it is\n[a](#here-it-is) [b](#there) [c](page.md#here-it-is) [d](other.md)\n")
    assert _broken_links(document) == ["#there", "other.md"]


def _broken_links(document: Path) -> list[str]:
    prose = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([^)]+)\)", prose)
    return [link for link in links if not link.startswith("http") and not _leads_somewhere(document, link)]


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = document.parent / name if name else document
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(document: Path) -> set[str]:
    """Return the anchors that GitHub and MkDocs make of the headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_links_out_of_the_documentation_become_names_on_the_site() -> None:
    markdown = "[a](../action.yml) [b](check.md) [c](../docs-of-others/x.md)"
    page_of_docs = SimpleNamespace(file=SimpleNamespace(src_uri="ci.md"))
    shown = repository_links.on_page_markdown(markdown, page=page_of_docs)
    assert shown == "`action.yml` [b](check.md) `docs-of-others/x.md`"


def test_links_between_folders_of_the_documentation_stay_links_on_the_site() -> None:
    page_of_reference = SimpleNamespace(file=SimpleNamespace(src_uri="reference/cli.md"))
    shown = repository_links.on_page_markdown("[a](../check.md) [b](../../action.yml)", page=page_of_reference)
    assert shown == "[a](../check.md) `action.yml`"


# Lists of names that are written by hand

NAMES = {
    "docs/check.md": [f"| {code:d} |" for code in ExitCode],
    "docs/data.md": [
        *(f"`{number}`" for number in (PULLABLE[0], PULLABLE[-1], *(trigger.number for trigger in TRIGGERS))),
        *(f"`{name}`" for name in settings.KEYS if name != "throttle"),
    ],
    "docs/faults.md": [
        *(f"`Prefer: {name}=" for name in preferences.NAMES),
        *(f"`{name}`" for name in (*BREAKS, *MOTIONS, *EFFECT_KEYS, *MATCH_KEYS)),
        *(f" {status}," for status in STATUS_TEXTS),
        '"throttle"',
    ],
    "docs/proxy.md": [f"\n| `{reason}` | " for reason in NotChecked],
    "docs/tests-pytest.md": [
        *(f"`{name}`" for name in (*keys(matching.MatcherSchema), *FIXTURE_NAMES)),
        *(f"| `--oms-mock-{name}` | `oms_mock_{name}` |" for name in pytest_plugin.SETTINGS),
    ],
}
"""What each guide has to mention."""


@pytest.mark.parametrize("name", NAMES)
def test_each_guide_mentions_all_names_of_its_subject(name: str) -> None:
    assert [each for each in NAMES[name] if each not in page(name)] == []


def test_every_filter_and_sort_key_is_described() -> None:
    parts = {part for name in (*PARAMETERS, *SORTABLE) for part in _filter_parts(name)}
    assert [part for part in sorted(parts) if f"`{part}`" not in page("docs/start.md")] == []


def _filter_parts(name: str) -> tuple[str, ...]:
    field, _, comparison = name.partition("__")
    return (field, f"__{comparison}") if comparison in {"gt", "gte", "lt", "lte"} else (name,)


def test_every_key_of_a_scenario_is_described() -> None:
    names = [key for key in keys(manifest.ManifestSchema) if key not in {"generated", "omnitron"}]
    generated = [f"generated.{key}" for key in keys(manifest.GeneratedSchema)]
    omnitron = [f"omnitron.{key}" for key in keys(manifest.OmnitronSchema)]
    assert [key for key in [*names, *generated, *omnitron] if f"| `{key}` |" not in page("docs/data.md")] == []


@pytest.mark.parametrize("contract", ["layers", "contract-rooms"])
def test_the_layers_of_the_architecture_are_those_that_are_enforced(contract: str) -> None:
    config = ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    names = re.findall(r"[a-z_]+", config[f"importlinter:contract:{contract}"]["layers"])
    assert [name for name in names if name != "__main__" and f"`{name}" not in page("ARCHITECTURE.md")] == []


def test_the_files_that_architecture_and_decisions_name_exist() -> None:
    documents = [ROOT / "ARCHITECTURE.md", *(DOCS / "decisions").glob("*.md")]
    named = [(path.name, name) for path in documents for name in _paths(path.read_text(encoding="utf-8"))]
    folders = (ROOT, ROOT / "oms_mock", ROOT / "oms_mock" / "contract")
    assert [each for each in named if not any((folder / each[1]).exists() for folder in folders)] == []


def _paths(document: str) -> list[str]:
    return re.findall(r"(?<![\w./])(?:[a-z_]+/)+(?:[a-z_-]+\.(?:py|md|json))?", document)
