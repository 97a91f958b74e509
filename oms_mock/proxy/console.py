"""The terminal output of a proxy: each finding once, and a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

from oms_mock.contract.findings import Finding
from oms_mock.contract.redaction import redactor
from oms_mock.contract.severity import Severity
from oms_mock.proxy.validation import Validator
from oms_mock.spec.plural import counted


class Console:
    """Write single lines to stderr, with tokens in use masked; a closed stderr is ignored."""

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        self._clean = redactor(secrets)

    def show(self, key: str, finding: Finding) -> None:
        """Print a finding like the first line of it in a report."""
        severity, path = finding.severity.upper(), self._clean.path(finding.path)
        self._write(f"{severity}  {finding.kind}  {finding.endpoint.label}  {path}  {key}")

    def summarise(self, validator: Validator) -> None:
        """Print the summary."""
        self._write(f"oms-mock: {summary(validator)}")

    def _write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self._clean.mask_tokens(line)}\n")
            sys.stderr.flush()


def summary(validator: Validator) -> str:
    """Return the summary: `41 responses checked, 2 not; 3 findings: 1 error, 2 warnings`."""
    findings = validator.findings()
    severities = Counter(finding.severity for finding in findings.values())
    parts = [counted(severities[each], str(each)) for each in Severity if severities[each]]
    found = f"{counted(len(findings), 'finding')}: {', '.join(parts)}" if findings else "no findings"
    return f"{counted(validator.checked, 'response')} checked, {validator.not_checked.total()} not; {found}"
