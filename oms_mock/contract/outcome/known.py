"""What is known and accepted of a deployment: the entries of a baseline, and how they fared in a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Entry:
    """One finding that is accepted until a day, for a reason.

    `expires` is the last day on which it is. What stands where (`rule`, `kind`, `endpoint`, `path`) is for
    the reader; the id alone decides.
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
        """Whether it is accepted no more."""
        return self.expires is not None and self.expires < today


@dataclass(frozen=True)
class Known:
    """How a baseline fared in a run: entries by the id of a finding that was there, and those of none.

    `expired` are among `found`, and accepted no more; `missing` were looked for and not found,
    `not_looked_for` could not have been seen.
    """

    found: Mapping[str, Entry] = field(default_factory=dict)
    expired: frozenset[str] = frozenset()
    missing: tuple[Entry, ...] = ()
    not_looked_for: tuple[Entry, ...] = ()

    @property
    def accepted(self) -> frozenset[str]:
        """The ids of findings that are accepted."""
        return frozenset(self.found) - self.expired
