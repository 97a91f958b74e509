"""Read a `report.json` of an earlier run. Reports of other versions may miss keys, or have more."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from oms_mock.contract.outcome import edited_file
from oms_mock.errors import SetupError, UnusableValueError
from oms_mock.inputs.paths import ROOT, below
from oms_mock.spec.printable import neutralise

NOT_A_REPORT = "is not a report of oms-mock check: write one with --report json --report-dir reports"


@dataclass(frozen=True)
class StoredFinding:
    """A finding as a report has it. All texts are safe for a terminal; one that the report does not have is empty."""

    id: str
    rule: str
    kind: str
    severity: str
    endpoint: str
    path: str
    message: str
    reproduce: str


@dataclass(frozen=True)
class StoredReport:
    """The findings of a report, by id, its causes as the ids of their findings, its start, and the deployment."""

    findings: dict[str, StoredFinding]
    causes: tuple[tuple[str, ...], ...]
    started: str = ""
    target: str = ""

    def same_cause(self, key: str) -> list[StoredFinding]:
        """Return the other findings of the cause of a finding."""
        cause = next((cause for cause in self.causes if key in cause), ())
        return [self.findings[other] for other in cause if other != key and other in self.findings]


def read(path: Path) -> StoredReport:
    """Read a report. Raises SetupError, which names the file and what is wrong with it."""
    try:
        return edited_file.read(path, parse)
    except FileNotFoundError:
        raise SetupError(
            f"there is no {path}: write it with oms-mock check --report json --report-dir reports"
        ) from None


def parse(document: Any) -> StoredReport:
    """Return the report in a document. Raises UnusableValueError."""
    if not isinstance(document, dict) or not isinstance(document.get("findings"), list):
        raise UnusableValueError(ROOT, NOT_A_REPORT)
    found = [_finding(each, place) for place, each in enumerate(document["findings"])]
    causes = document.get("causes")
    return StoredReport(
        {finding.id: finding for finding in found},
        tuple(_ids(each) for each in causes) if isinstance(causes, list) else (),
        *(neutralise(str(document.get(name) or "")) for name in ("started", "target")),
    )


def _finding(value: Any, place: int) -> StoredFinding:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise UnusableValueError(below(below(ROOT, "findings"), place), NOT_A_REPORT)
    return StoredFinding(**{each.name: neutralise(str(value.get(each.name) or "")) for each in fields(StoredFinding)})


def _ids(cause: Any) -> tuple[str, ...]:
    ids = cause.get("findings") if isinstance(cause, dict) else None
    return tuple(map(str, ids)) if isinstance(ids, list) else ()
