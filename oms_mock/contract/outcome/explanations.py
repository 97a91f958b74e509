"""Explanations of rules and kinds of findings, for `oms-mock explain` and the reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from oms_mock.contract.rules.registry import RULES
from oms_mock.contract.severity import Severity
from oms_mock.spec.drift_kinds import EXPLANATIONS

OF_NO_RULE = {
    "unstable": (
        "A problem did not occur again when the requests were repeated, although no data had changed that explains "
        "it. A deployment that gives different responses to the same request often runs servers of two versions, has "
        "an outdated cache, or has replicas that lag behind. Run the check again, and compare the servers."
    ),
}
"""Kinds that a finding of any rule can become."""


@dataclass(frozen=True)
class Subject:
    """A rule or a kind of finding, with its explanation."""

    name: str
    paragraph: str
    remarks: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence."""
        return re.split(r"(?<=[.!?])\s", self.paragraph, maxsplit=1)[0]


@cache
def rules() -> dict[str, Subject]:
    """Return the rules by name, in alphabetical order."""
    return {
        rule.name: Subject(
            rule.name,
            _joined(rule.explanation),
            (
                f"Endpoints: {', '.join(endpoint.name for endpoint in rule.endpoints)}",
                f"Kinds: {', '.join(dict.fromkeys(kind.name for kind in rule.kinds))}",
            ),
        )
        for rule in sorted(RULES, key=lambda rule: rule.name)
    }


@cache
def kinds() -> dict[str, Subject]:
    """Return the kinds by name: those of the rules, the kinds of drift, and those of no rule."""
    texts = {name: _joined(text) for name, text in (EXPLANATIONS | OF_NO_RULE).items()}
    found_by: dict[str, list[str]] = {name: [] for name in texts}
    for rule in RULES:
        for kind in rule.kinds:
            texts.setdefault(kind.name, _joined(kind.explanation))
            found_by.setdefault(kind.name, []).append(rule.name)
    return {name: Subject(name, texts[name], tuple(_found_by(found_by[name]))) for name in sorted(texts)}


@cache
def default_severities() -> dict[tuple[str, str], Severity]:
    """Return the default severity of each kind, by the names of rule and kind."""
    return {(rule.name, kind.name): kind.default_severity for rule in RULES for kind in rule.kinds}


def _found_by(rules: list[str]) -> Iterator[str]:
    if rules:
        yield f"Found by: {', '.join(dict.fromkeys(rules))}"


def _joined(text: str) -> str:
    return " ".join(text.split())
