"""Baseline entries, and how they match the findings of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class BaselineEntry:
    """One accepted finding, with a reason and an optional last day (`expires`).

    Only the id is matched; `rule`, `kind`, `endpoint` and `path` are for the reader.
    """

    id: str
    reason: str = ""
    ticket: str = ""
    expires: date | None = None
    first_seen: date | None = None
    last_seen: date | None = None
    rule: str = ""
    kind: str = ""
    endpoint: str = ""
    path: str = ""

    def has_expired(self, today: date) -> bool:
        """Return whether the entry has expired."""
        return self.expires is not None and self.expires < today


@dataclass(frozen=True)
class BaselineMatch:
    """The entries of a baseline by whether the run has found them.

    `found` is by the id of the finding; `expired` are those that are no longer accepted. `missing` were searched and
    not found; `not_looked_for` could not have been found by this run.
    """

    found: Mapping[str, BaselineEntry] = field(default_factory=dict)
    expired: frozenset[str] = frozenset()
    missing: tuple[BaselineEntry, ...] = ()
    not_looked_for: tuple[BaselineEntry, ...] = ()

    @property
    def accepted(self) -> frozenset[str]:
        """Return the ids of accepted findings."""
        return frozenset(self.found) - self.expired
