"""The uses file of a client, and the severities of findings for it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract.endpoints import ENDPOINTS, ORDER_DETAIL, ORDER_LIST
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import uses
from oms_mock.contract.outcome.report import ExitCode
from oms_mock.contract.outcome.used_paths import paths_of
from oms_mock.contract.outcome.uses import Uses
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.errors import UnusableValueError
from oms_mock.spec import drift_kinds
from tests.contract.reports.conftest import finding, report

READ = Uses({ORDER_LIST.label: frozenset({"$.results[*].customer.email", "$.results[*].state", "$.results[*].number"})})


def found(
    path: str, kind: str = drift_kinds.MISSING_FIELD, severity: Severity = Severity.WARNING, **more: Any
) -> Finding:
    return replace(finding(), path=path, kind=kind, severity=severity, endpoint=ORDER_LIST, **more)


WEIGHTS = {
    "read and lost": (found("$.results[*].customer.email"), Severity.ERROR),
    "read, and assumed only": (
        found("$.results[*].customer.email", severity=Severity.INFO, provenance=Provenance.ASSUMED),
        Severity.ERROR,
    ),
    "what it lies in is lost": (found("$.results[*].customer", drift_kinds.TYPE_CHANGED), Severity.ERROR),
    "something inside of it is lost": (found("$.results[*].state.name", drift_kinds.NULL_DRIFT), Severity.ERROR),
    "never read": (found("$.results[*].notes", severity=Severity.ERROR), Severity.INFO),
    "never read, though it begins alike": (found("$.results[*].number_of", severity=Severity.ERROR), Severity.INFO),
    "the whole answer changed": (found("$", drift_kinds.ENVELOPE_CHANGE), Severity.ERROR),
    "the whole answer is odd": (found("$", "no-challenge", Severity.WARNING), Severity.WARNING),
    "read, and new values": (
        found("$.results[*].state.enum_value", drift_kinds.ENUM_GROWTH, Severity.INFO),
        Severity.WARNING,
    ),
    "a new field beside": (
        found("$.results[*].customer.new", drift_kinds.UNKNOWN_FIELD, Severity.INFO),
        Severity.INFO,
    ),
    "an endpoint that is never asked": (
        replace(found("$", "server-error", Severity.ERROR), endpoint=ORDER_DETAIL),
        Severity.INFO,
    ),
    "a secret, whoever reads it": (
        found("$.results[*].channel.configuration.password", "exposed-secret", rule="exposed-secret"),
        Severity.WARNING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WEIGHTS)
def test_the_severity_of_a_finding_depends_on_the_uses_of_the_client(what: str) -> None:
    given_, expected = WEIGHTS[what]
    assert READ.severity(given_) is expected


def test_the_exit_code_depends_on_the_weighed_severities() -> None:
    harmless = report(findings=(found("$.results[*].notes", severity=Severity.ERROR),))
    assert (harmless.exit_code, READ.applied(harmless).exit_code) == (ExitCode.FINDINGS, ExitCode.CLEAN)


def test_ids_of_findings_do_not_depend_on_uses() -> None:
    before = report(findings=(found("$.results[*].notes"), found("$.results[*].customer")))
    assert [each.id for each in READ.applied(before).findings] == [each.id for each in before.findings]


def test_a_report_names_the_client_of_its_uses() -> None:
    assert READ.applied(report()).weighed_by == "severities by what a client reads: 3 paths of 1 endpoint"


@given(st.dictionaries(st.sampled_from(ENDPOINTS), st.integers(1, 9), min_size=1))
def test_written_uses_are_parsed_as_they_were(numbers: dict[Any, int]) -> None:
    paths = {each.label: sorted(paths_of(each))[:number] for each, number in numbers.items()}
    content = uses.text(paths)
    assert uses.parse(json.loads(content)).paths == {label: frozenset(each) for label, each in paths.items()}
    assert uses.text(uses.parse(json.loads(content)).paths) == content


WRONG: dict[str, tuple[Any, str]] = {
    "a list": ([], "$: must be an object"),
    "another version": ({"version": 2, "uses": {}}, "$.version: must be 1"),
    "an unknown key": ({"version": 1, "usse": {}}, "$.usse: is not a key of a uses file: did you mean uses?"),
    "no uses": ({"version": 1}, "$.uses: is missing"),
    "no object": ({"version": 1, "uses": []}, "$.uses: must be an object"),
    "no endpoint": (
        {"version": 1, "uses": {"GET /api/v1/oms/order/": []}},
        "is no endpoint: did you mean GET /api/v1/oms/orders/?",
    ),
    "no list": ({"version": 1, "uses": {ORDER_LIST.label: "$"}}, "must be a list of paths"),
    "no path": (
        {"version": 1, "uses": {ORDER_LIST.label: ["$", "$.results[*].custmer"]}},
        '[1]: no response has "$.results[*].custmer": if the deployment has it, move it to "extensions"',
    ),
    "no endpoint of extensions": ({"version": 1, "uses": {}, "extensions": {"GET /": []}}, "is no endpoint"),
}


@pytest.mark.parametrize("what", WRONG)
def test_problems_of_a_uses_file_are_reported_with_their_path(what: str) -> None:
    document, words = WRONG[what]
    with pytest.raises(UnusableValueError, match=re.escape(words)):
        uses.parse(document)


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    file = tmp_path / "uses.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"version": 1, "uses": {ORDER_LIST.label: ["$"]}}).encode())
    assert uses.read(file).paths == {ORDER_LIST.label: {"$"}}


def test_extensions_are_kept_and_named_in_the_report() -> None:
    extensions = {ORDER_LIST.label: ["$.results[*].loyalty.points"]}
    read = uses.parse(json.loads(uses.text({ORDER_LIST.label: ["$.count"]}, extensions)))
    assert read.extensions == {label: frozenset(each) for label, each in extensions.items()}
    assert read.sentence == (
        "severities by what a client reads: 1 path of 1 endpoint; 1 path of extensions not checked"
    )
