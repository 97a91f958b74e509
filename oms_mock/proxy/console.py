"""What the terminal of a proxy shows: each finding once, and a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

from oms_mock.contract.findings import Finding
from oms_mock.contract.redaction import redactor
from oms_mock.contract.severity import Severity
from oms_mock.proxy.validation import Judge
from oms_mock.spec.plural import counted


class Console:
    """Writes single lines to stderr, in which no token in use can be read; a reader that is gone is no trouble."""

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        self._clean = redactor(secrets)

    def tell(self, key: str, finding: Finding) -> None:
        """Print a finding as the first line of a report says it."""
        severity, path = finding.severity.upper(), self._clean.path(finding.path)
        self._write(f"{severity}  {finding.kind}  {finding.endpoint.label}  {path}  {key}")

    def summarise(self, judge: Judge) -> None:
        """Print what it came to."""
        self._write(f"oms-mock: {summary(judge)}")

    def _write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self._clean.whole(line)}\n")
            sys.stderr.flush()


def summary(judge: Judge) -> str:
    """Say how much was judged, and what was found: `41 answers judged, 2 not; 3 findings: 1 error, 2 warnings`."""
    findings = judge.findings()
    severities = Counter(finding.severity for finding in findings.values())
    parts = [counted(severities[each], str(each)) for each in Severity if severities[each]]
    found = f"{counted(len(findings), 'finding')}: {', '.join(parts)}" if findings else "no findings"
    return f"{counted(judge.judged, 'answer')} judged, {judge.not_judged.total()} not; {found}"
