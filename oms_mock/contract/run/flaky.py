"""Decide how severe a failure is that did not occur again when the request was repeated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from oms_mock.contract.findings import Finding
from oms_mock.contract.rules.responses import ContentType, ServerError, Status, WellFormed
from oms_mock.contract.run.confirmation import UNSTABLE
from oms_mock.contract.severity import Severity

FEWEST = 3
"""As many failures of an endpoint are a share of its requests; fewer can be chance."""
ALWAYS, NEVER = 0.0, 1.0
"""The shares of `--flaky error` and `--flaky warning`."""

_CURED = frozenset((ServerError.CURED.name, ServerError.NO_ANSWER_CURED.name))
_OF_ONE_RESPONSE = frozenset((ServerError.name, Status.name, ContentType.name, WellFormed.name))


def parse(text: str) -> float:
    """Return the share of requests up to which such failures are warnings: `10%`, or `error`, or `warning`.

    Raises ValueError, whose message says what to write.
    """
    known = {"error": ALWAYS, "warning": NEVER}
    if text in known:
        return known[text]
    number = text.removesuffix("%").strip()
    if text.endswith("%") and number.isascii() and number.isdecimal() and 0 < int(number[:9]) < 100:
        return int(number) / 100
    raise ValueError(f"{text[:40]!r} is neither error, warning nor a share of requests from 1% to 99%")


def weigh(findings: Iterable[Finding], share: float) -> list[Finding]:
    """Return findings, where recovered failures of more than a share of an endpoint's requests are errors."""
    return [replace(each, severity=Severity.ERROR) if _is_too_often(each, share) else each for each in findings]


def is_recovered(finding: Finding) -> bool:
    """Return whether a failure of a response did not occur again when its request was repeated."""
    return finding.kind in _CURED or (finding.kind == UNSTABLE and finding.rule in _OF_ONE_RESPONSE)


def _is_too_often(finding: Finding, share: float) -> bool:
    if not is_recovered(finding) or share >= NEVER:
        return False
    return share == ALWAYS or (finding.count >= FEWEST and finding.count > share * finding.of)
