"""The schemas in the tools of a TypeScript project: openapi-typescript, json-schema-to-typescript and Ajv."""

from __future__ import annotations

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from tests.outside.node import SOURCES, installed

SCHEMAS = Path(str(files("oms_mock.documents")))
COMPILER = ("--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom,dom.iterable")
CLIENT = """\
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Order = components["schemas"]["Order"];
const client = createClient<paths>({ baseUrl: "http://oms.example.com" });
"""
READ_ORDER = "export const read = (order: Order) => "


def run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(folder / "node_modules" / ".bin" / program), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(name="project", scope="module")
def fixture_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the types that openapi-typescript generates from the document."""
    packages, folder = installed("typescript"), tmp_path_factory.mktemp("project")
    (folder / "node_modules").symlink_to(packages / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    generated = run(folder, "openapi-typescript", str(SCHEMAS / "openapi.json"), "-o", "api.d.ts")
    assert generated.returncode == 0, generated.stderr
    return folder


def errors_of(project: Path, sources: dict[str, str]) -> set[str]:
    """Compile sources, and return the names of those with errors."""
    for name, source in sources.items():
        (project / name).write_text(CLIENT + source)
    compiled = run(project, "tsc", *COMPILER, *sources)
    return {line.partition("(")[0] for line in compiled.stdout.splitlines() if "error TS" in line}


def test_the_types_reject_misspelt_keys_and_accept_free_form_ones(project: Path) -> None:
    right = {
        "free_form.ts": f"{READ_ORDER} (order.orderitem_set[0].attributes.colour = 5);",
        "free_value.ts": f'{READ_ORDER} (order.orderitem_set[0].product.attributes["size"] = 5);',
        "configuration.ts": f"{READ_ORDER} (order.channel.configuration.anything = 5);",
        "command.ts": f"{READ_ORDER} (order.commands[0].name = 5);",
        "numbers.ts": 'client.GET("/api/v1/oms/orders/", { params: { query: { limit: 5, page: 2 } } });',
        "last.ts": 'client.GET("/api/v1/oms/orders/", { params: { query: { page: "last" } } });',
        "key.ts": 'client.GET("/api/v1/oms/orders/{pk}/", { params: { path: { pk: 700 } } });',
        "pull.ts": 'client.POST("/api/v1/oms/orders/pull_from_omnitron/", { body: { order_numbers: ["1"] } });',
    }
    wrong = {
        "misspelt.ts": f"{READ_ORDER} order.custmer;",
        "misspelt_inside.ts": f"{READ_ORDER} order.customer.emial;",
        "text_limit.ts": 'client.GET("/api/v1/oms/orders/", { params: { query: { limit: "many" } } });',
        "misspelt_filter.ts": 'client.GET("/api/v1/oms/orders/", { params: { query: { stat: 5 } } });',
        "misspelt_body.ts": 'client.POST("/api/v1/oms/orders/pull_from_omnitron/", { body: { order_number: ["1"] } });',
    }
    assert errors_of(project, right | wrong) == set(wrong)


def test_json_schema_to_typescript_makes_no_object_of_a_value_of_any_type(project: Path) -> None:
    schema = str(SCHEMAS / "order-list.response.json")
    generated = run(project, "json2ts", "--input", schema, "--output", "order_list.ts")
    assert generated.returncode == 0, generated.stderr
    use = 'import type { Order as Row } from "./order_list.js";\nexport const read = '
    right = {"any_value.ts": use + '(order: Row) => { order.orderitem_set[0].product.attributes["size"] = 5; };'}
    wrong = {"declared.ts": use + "(order: Row) => { order.number = 5; };"}
    assert errors_of(project, right | wrong) == set(wrong)


@pytest.mark.parametrize(("arguments", "status"), [((), 0), (("without-keywords",), 1)])
def test_strict_ajv_compiles_every_schema_with_the_documented_keywords(
    project: Path, arguments: tuple[str, ...], status: int
) -> None:
    shutil.copy(SOURCES / "typescript" / "ajv.cjs", project)
    command = ["node", "ajv.cjs", str(SCHEMAS), *arguments]
    compiled = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=60)
    assert compiled.returncode == status, compiled.stderr
    assert ("unknown keyword" in compiled.stderr) == bool(status)


def test_the_guide_shows_the_line_for_ajv() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "provenance.md").read_text()
    program = (SOURCES / "typescript" / "ajv.cjs").read_text()
    shown = guide.partition("```js\n")[2].partition("```")[0]
    assert "addVocabulary" in shown
    assert all(line in program for line in shown.splitlines() if not line.startswith(("import", "//")))
