"""Set severities by what a client reads, as described in a uses file.

A field that the client reads and that was lost is an error, whatever its provenance. A field that it never reads is
info.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from oms_mock.contract.endpoints import ENDPOINTS
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import edited_file
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.outcome.used_paths import is_path
from oms_mock.contract.severity import Severity
from oms_mock.errors import SetupError, UnusableValueError
from oms_mock.inputs.paths import ROOT, below, shown
from oms_mock.spec import drift_kinds
from oms_mock.spec.near import did_you_mean
from oms_mock.spec.plural import counted

VERSION = 1
KEYS = ("version", "uses", "extensions")

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
NOT_ABOUT_READING = frozenset(("exposed-secret", "secret-elsewhere", "data-in-text"))
"""Rules whose severities do not depend on what a client reads."""


@dataclass(frozen=True)
class Uses:
    """The instance paths that a client reads, by the label of the endpoint.

    `extensions` are paths that the documents do not know, because the deployment has extended its responses. No rule
    checks them.
    """

    paths: Mapping[str, frozenset[str]]
    extensions: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def sentence(self) -> str:
        """Return how severities are set, in one sentence."""
        count = sum(map(len, self.paths.values()))
        many, others = "s" * (count != 1), "s" * (len(self.paths) != 1)
        more = sum(map(len, self.extensions.values()))
        unchecked = f"; {counted(more, 'path')} of extensions not checked" if more else ""
        return f"severities by what a client reads: {count} path{many} of {len(self.paths)} endpoint{others}{unchecked}"

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
        return edited_file.read(path, parse)
    except FileNotFoundError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}: oms-mock uses --help says how to make it") from None


def parse(document: Any) -> Uses:
    """Return the uses of a document. Raises UnusableValueError, which names the place."""
    edited_file.require_version(document, VERSION)
    for name in document:
        if name not in KEYS:
            raise UnusableValueError(
                below(ROOT, name), f"is not a key of a uses file{did_you_mean(name, KEYS, before=': ')}"
            )
    if "uses" not in document:
        raise UnusableValueError(below(ROOT, "uses"), "is missing: endpoints with the paths that the client reads")
    documented = _section(document, "uses", must_be_known=True)
    return Uses(documented, _section(document, "extensions", must_be_known=False))


def _section(document: dict[str, Any], name: str, *, must_be_known: bool) -> dict[str, frozenset[str]]:
    section, place = document.get(name, {}), below(ROOT, name)
    if not isinstance(section, dict):
        raise UnusableValueError(place, "must be an object with endpoints and their paths")
    return {
        label: frozenset(_paths(below(place, label), label, paths, must_be_known)) for label, paths in section.items()
    }


def text(paths: Mapping[str, Iterable[str]], extensions: Mapping[str, Iterable[str]] = MappingProxyType({})) -> str:
    """Return the content of a uses file, sorted in the order of the documentation."""
    document = {"version": VERSION, "uses": _ordered(paths)}
    if extensions:
        document["extensions"] = _ordered(extensions)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _ordered(paths: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {each.label: sorted(paths[each.label]) for each in ENDPOINTS if paths.get(each.label)}


def _paths(place: str, label: str, paths: Any, must_be_known: bool) -> list[str]:
    endpoint = next((each for each in ENDPOINTS if each.label == label), None)
    if endpoint is None:
        hint = did_you_mean(label, [each.label for each in ENDPOINTS], before=": ")
        raise UnusableValueError(place, f"is no endpoint{hint}")
    if not isinstance(paths, list) or not all(isinstance(each, str) for each in paths):
        raise UnusableValueError(place, "must be a list of paths")
    for index, each in enumerate(paths):
        if must_be_known and not is_path(endpoint, each):
            way_out = 'if the deployment has it, move it to "extensions"'
            raise UnusableValueError(f"{place}[{index}]", f"no response has {shown(each)}: {way_out}")
    return paths
