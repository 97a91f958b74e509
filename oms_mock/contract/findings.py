"""Findings: what is wrong with a deployment, once per rule, kind, endpoint and path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from oms_mock.contract.client.interaction import Request
from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.severity import Provenance, Severity


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    `path` is an instance path (`$.results[*].customer.email`), or `$` for the complete response. It was found in
    `count` of `of` checked things (`unit`: orders, responses, pages …). `example` names one of them, `request`
    reproduces it. A finding contains no text of a response but names: keys that look like identifiers, and constants.
    """

    rule: str
    kind: str
    severity: Severity
    endpoint: Endpoint
    path: str
    expected: str
    got: str
    count: int
    of: int
    unit: str
    example: str
    provenance: Provenance
    request: Request | None = None

    @cached_property
    def id(self) -> str:
        """Twelve hex digits made from rule, kind, endpoint and path, never from values or messages."""
        key = "\n".join((self.rule, self.kind, self.endpoint.label, self.path))
        return hashlib.blake2b(key.encode(), digest_size=6).hexdigest()

    @property
    def extent(self) -> str:
        """How often it was found: `38 of 200 orders (19 %)`, or an empty string if nothing was counted."""
        share = f" ({_percent(self.count, self.of)})" if self.of > 1 else ""
        return f"{self.count} of {self.of} {self.unit}{share}" if self.of else ""

    @property
    def message(self) -> str:
        """One sentence: `expected string (documented), got null in 38 of 200 orders (19 %), e.g. order 6998`."""
        where = f" in {self.extent}" if self.of else ""
        example = f", e.g. {self.example}" if self.example else ""
        return f"expected {self.expected} ({self.provenance}), got {self.got}{where}{example}"


def is_at_or_below(path: str, other: str) -> bool:
    """Return whether an instance path is another one, or below it."""
    return path == other or path.startswith((f"{other}.", f"{other}["))


def _percent(count: int, of: int) -> str:
    share = 100 * count / of
    return f"{share:.0f} %" if share >= 1 else f"{share:.2g} %"
