"""Set severities by what a client reads, as described in a uses file.

A field that the client reads and that was lost is an error, whatever its provenance. A field that it never reads is
info.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from oms_mock.contract.endpoints import ENDPOINTS
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.outcome.used_paths import is_path
from oms_mock.contract.severity import Severity
from oms_mock.errors import SetupError
from oms_mock.spec import drift_kinds
from oms_mock.spec.near import did_you_mean

VERSION = 1
ROOT = "$"

LOST = frozenset(
    (
        drift_kinds.MISSING_FIELD,
        drift_kinds.TYPE_CHANGED,
        drift_kinds.NULL_DRIFT,
        drift_kinds.FORMAT_DRIFT,
        drift_kinds.ENVELOPE_CHANGE,
    )
)
"""Kinds of findings after which a client cannot read a value as before."""
NOT_ABOUT_READING = frozenset(("exposed-secret",))
"""Rules whose severities do not depend on what a client reads."""


@dataclass(frozen=True)
class Uses:
    """The instance paths that a client reads, by the label of the endpoint."""

    paths: Mapping[str, frozenset[str]]

    @cached_property
    def sentence(self) -> str:
        """Return how severities are set, in one sentence."""
        count = sum(map(len, self.paths.values()))
        many, others = "s" * (count != 1), "s" * (len(self.paths) != 1)
        return f"severities by what a client reads: {count} path{many} of {len(self.paths)} endpoint{others}"

    def applied(self, report: Report) -> Report:
        """Return the report with the severities that its findings have for this client."""
        weighed = tuple(replace(each, severity=self.severity(each)) for each in report.findings)
        return replace(report, findings=weighed, weighed_by=self.sentence)

    def severity(self, finding: Finding) -> Severity:
        """Return the severity of a finding for this client."""
        if finding.rule in NOT_ABOUT_READING:
            return finding.severity
        read = self.paths.get(finding.endpoint.label, frozenset())
        if not read or not (finding.path == ROOT or any(_touch(finding.path, each) for each in read)):
            return Severity.INFO
        if finding.kind in LOST:
            return Severity.ERROR
        if finding.kind == drift_kinds.ENUM_GROWTH:
            return max(finding.severity, Severity.WARNING, key=lambda severity: severity.rank)
        return finding.severity


def _touch(one: str, other: str) -> bool:
    """Return whether one path is the other or a parent of it."""
    shorter, longer = sorted((one, other), key=len)
    return longer == shorter or longer.startswith((f"{shorter}.", f"{shorter}["))


def read(path: Path) -> Uses:
    """Read a uses file. Raises SetupError, which names the file and the place."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}: oms-mock uses --help says how to make it") from None
    except (ValueError, RecursionError) as error:
        raise SetupError(f"{path}: {error}") from None


def parse(content: str) -> Uses:
    """Parse the content of a uses file. Raises ValueError, which names the place."""
    document = json.loads(content)
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError(f'not an object with "version": {VERSION}')
    if unknown := document.keys() - {"version", "uses"}:
        raise ValueError(f"unknown key {min(unknown)!r}")
    uses = document.get("uses")
    if not isinstance(uses, dict):
        raise ValueError('"uses" is not an object with endpoints and their paths')
    return Uses({label: frozenset(_paths(label, paths)) for label, paths in uses.items()})


def text(paths: Mapping[str, Iterable[str]]) -> str:
    """Return the content of a uses file, sorted in the order of the documentation."""
    ordered = {each.label: sorted(paths[each.label]) for each in ENDPOINTS if paths.get(each.label)}
    return json.dumps({"version": VERSION, "uses": ordered}, indent=2, ensure_ascii=False) + "\n"


def _paths(label: str, paths: Any) -> list[str]:
    endpoint = next((each for each in ENDPOINTS if each.label == label), None)
    if endpoint is None:
        hint = did_you_mean(label, [each.label for each in ENDPOINTS], before=": ")
        raise ValueError(f"{label!r} is no endpoint{hint}")
    if not isinstance(paths, list) or not all(isinstance(each, str) for each in paths):
        raise ValueError(f"{label}: not a list of paths")
    for each in paths:
        if not is_path(endpoint, each):
            raise ValueError(f"{label}: no such path: {each}")
    return paths
