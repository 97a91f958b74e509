"""What rules and kinds of findings mean, in words for people: `oms-mock explain` and the reports say the same."""

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
        "Something looked wrong, and did not when it was asked again, although nothing that explains it had changed. "
        "A deployment that answers the same question in two ways often has servers of two versions behind it, a cache "
        "that is out of date, or replicas that lag behind. Run the check again, and look at what the finding names on "
        "each server."
    ),
}
"""Kinds that any rule's finding can turn into."""


@dataclass(frozen=True)
class Subject:
    """Something that can be explained: a rule, or a kind of finding."""

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
    """Return the kinds by name: what rules call them, and the kinds of drift that every schema rule shares."""
    texts = {name: _joined(text) for name, text in (EXPLANATIONS | OF_NO_RULE).items()}
    found_by: dict[str, list[str]] = {name: [] for name in texts}
    for rule in RULES:
        for kind in rule.kinds:
            texts.setdefault(kind.name, _joined(kind.explanation))
            found_by.setdefault(kind.name, []).append(rule.name)
    return {name: Subject(name, texts[name], tuple(_found_by(found_by[name]))) for name in sorted(texts)}


@cache
def weights() -> dict[tuple[str, str], Severity]:
    """Return what a kind of a rule weighs where its provenance is the usual one, by the names of both."""
    return {(rule.name, kind.name): kind.weight for rule in RULES for kind in rule.kinds}


def _found_by(rules: list[str]) -> Iterator[str]:
    if rules:
        yield f"Found by: {', '.join(dict.fromkeys(rules))}"


def _joined(text: str) -> str:
    return " ".join(text.split())
