"""`report.json`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from oms_mock.contract import endpoints
from oms_mock.contract.reports import json_report
from tests.contract.reports.conftest import EVERY_SEVERITY, SORTS, finding, report

TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 0}


def an_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def a_list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


NUMBERS = {"type": "object", "additionalProperties": NUMBER}
FINDING = an_object(
    id={"type": "string", "pattern": "^[0-9a-f]{12}$"},
    rule=TEXT,
    kind=TEXT,
    severity={"enum": ["error", "warning", "info"]},
    endpoint={"type": "string", "pattern": "^(GET|POST) /api/v1/oms/orders/"},
    path={"type": "string", "pattern": "^\\$"},
    message=TEXT,
    expected=TEXT,
    got=TEXT,
    count=NUMBER,
    of=NUMBER,
    example=TEXT,
    provenance={"enum": ["documented", "sibling", "convention", "assumed"]},
    reproduce={"type": ["string", "null"], "pattern": "^curl "},
    baselined={"type": "boolean"},
)
CAUSE = an_object(
    title=TEXT,
    severity={"enum": ["error", "warning", "info"]},
    new={"type": "boolean"},
    kinds=a_list(TEXT),
    endpoints=a_list(TEXT),
    findings=a_list(FINDING["properties"]["id"]),
)
OUTCOME = an_object(
    rule=TEXT,
    endpoint=TEXT,
    state={"enum": ["passed", "failed", "unstable", "not run"]},
    tested=NUMBER,
    reason={"type": ["string", "null"]},
)
ENTRY = an_object(id=TEXT, reason=TEXT, ticket=TEXT, expires={"type": ["string", "null"]}, says=TEXT)
BASELINE = an_object(found=a_list(ENTRY), expired=a_list(TEXT), unmatched=a_list(ENTRY), not_looked_for=a_list(ENTRY))
GONE = an_object(id=TEXT, rule=TEXT, kind=TEXT, endpoint=TEXT, path=TEXT)
AGAINST = an_object(
    started={"type": ["string", "null"]},
    target=TEXT,
    new=a_list(TEXT),
    still_there=a_list(TEXT),
    gone=a_list(GONE),
    not_looked_for=a_list(GONE),
)
TIME = {"type": ["number", "null"], "minimum": 0}
SCHEMA = an_object(
    target=TEXT,
    started={"type": "string", "pattern": "^[0-9-]{10}T[0-9:]{8}Z$"},
    exit_code={"enum": [0, 1, 3, 130]},
    summary=an_object(
        errors=NUMBER,
        warnings=NUMBER,
        infos=NUMBER,
        baselined=NUMBER,
        fail_on={"enum": ["error", "warning", "info"]},
        inconclusive={"type": ["string", "null"]},
        seconds={"type": "number"},
    ),
    coverage=an_object(
        endpoints=a_list(an_object(endpoint=TEXT, requests=NUMBER, median_ms=TIME, p95_ms=TIME, statuses=NUMBERS)),
        orders=NUMBER,
        pages=NUMBERS,
        requests=NUMBER,
        retries=NUMBER,
        rules=a_list(OUTCOME),
        unstable=a_list(FINDING),
        weighed_by={"type": ["string", "null"]},
        sample=an_object(
            opened=NUMBER,
            of=NUMBER,
            there=NUMBER,
            seed=NUMBER,
            by_lot=NUMBER,
            surely_seen={"type": ["integer", "null"], "minimum": 1},
            pages={"type": "object", "additionalProperties": an_object(read=NUMBER, of=NUMBER)},
            says=a_list(TEXT),
        ),
    ),
    causes=a_list(CAUSE),
    findings=a_list(FINDING),
    baseline={"oneOf": [{"type": "null"}, BASELINE]},
    against={"oneOf": [{"type": "null"}, AGAINST]},
)


@pytest.mark.parametrize("name", SORTS)
def test_json_of_every_kind_of_run_has_exactly_the_documented_keys(name: str) -> None:
    jsonschema.validate(json.loads(json_report.text(SORTS[name])), SCHEMA)


@pytest.mark.parametrize("name", ["every severity", "unreachable", "hostile", "sampled pages", "a baseline"])
def test_the_same_run_gives_the_same_json(snapshot: Any, name: str) -> None:
    assert json_report.text(SORTS[name]) == snapshot


def test_the_report_does_not_depend_on_the_order_of_the_findings() -> None:
    turned = replace(
        EVERY_SEVERITY,
        findings=EVERY_SEVERITY.findings[::-1],
        outcomes=EVERY_SEVERITY.outcomes[::-1],
        endpoints=EVERY_SEVERITY.endpoints[::-1],
        pages=dict(reversed(EVERY_SEVERITY.pages.items())),
    )
    assert json_report.text(turned) == json_report.text(EVERY_SEVERITY)


@pytest.mark.parametrize("name", SORTS)
def test_each_finding_is_in_one_cause(name: str) -> None:
    written = json.loads(json_report.text(SORTS[name]))
    in_causes = [each for cause in written["causes"] for each in cause["findings"]]
    assert sorted(in_causes) == sorted(each["id"] for each in written["findings"])


def test_a_cause_is_new_until_all_its_findings_are_accepted() -> None:
    opened = finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email")
    accepted = [frozenset[str](), frozenset({opened.id}), frozenset({opened.id, finding().id})]
    reports = [report(findings=(finding(), opened), baselined=ids) for ids in accepted]
    causes = [json.loads(json_report.text(each))["causes"] for each in reports]
    assert [cause["new"] for (cause,) in causes] == [True, True, False]


def test_the_file_is_utf_8_and_ends_with_a_newline() -> None:
    written = json_report.text(report(findings=(finding(expected="çeviri"),)))
    assert "expected çeviri (documented)" in written.encode().decode()
    assert written.endswith("}\n")


def test_masking_a_path_does_not_change_the_id() -> None:
    leaky = finding(path="$.jane doe")
    written = json.loads(json_report.text(report(findings=(leaky,))))["findings"][0]
    assert (written["id"], written["path"]) == (leaky.id, "$.<key>")
