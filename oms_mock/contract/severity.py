"""How serious a finding is, and how well the expectation behind it is known."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How serious a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Greater is worse."""
        return _RANKS[self]

    def at_most(self, other: Severity) -> Severity:
        """The lesser of two."""
        return min(self, other, key=lambda each: each.rank)


_RANKS = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Provenance(StrEnum):
    """How well an expectation is known; the words are those of the JSON Schemas."""

    DOCUMENTED = "documented"
    SIBLING = "sibling"
    CONVENTION = "convention"
    ASSUMED = "assumed"

    @property
    def severity(self) -> Severity:
        """The severity of a finding that contradicts the expectation; one that is only assumed is never an error."""
        return _SEVERITIES[self]


_SEVERITIES = {
    Provenance.DOCUMENTED: Severity.ERROR,
    Provenance.SIBLING: Severity.WARNING,
    Provenance.CONVENTION: Severity.WARNING,
    Provenance.ASSUMED: Severity.INFO,
}
