"""Kinds: the ways in which rules are broken."""

from __future__ import annotations

from dataclasses import dataclass

from oms_mock.contract.severity import Provenance, Severity


@dataclass(frozen=True)
class Kind:
    """One way to break a rule.

    A `certain` kind is a fact about a single response. Any other kind is confirmed before it is reported. In a
    `contradiction` two responses of a deployment differ.
    """

    name: str
    explanation: str
    provenance: Provenance = Provenance.DOCUMENTED
    severity: Severity | None = None
    certain: bool = False
    contradiction: bool = False

    @property
    def default_severity(self) -> Severity:
        """Return its severity; by default that of its provenance."""
        return self.severity or self.provenance.severity


def contradiction(name: str, explanation: str, *, certain: bool = False) -> Kind:
    """Return a kind for two responses of a deployment that contradict each other: an error, documented or not."""
    return Kind(name, explanation, Provenance.CONVENTION, Severity.ERROR, certain, contradiction=True)
