"""Findings: what is wrong with a deployment, said once per rule, kind, endpoint and path."""

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

    `path` is an instance path (`$.results[*].customer.email`), `$` where the whole answer is meant.
    `count` of `of` things judged (`unit`: orders, answers, pages …) show it; `example` says where to
    look; `request` reproduces it. No text of an answer is ever part of a finding.
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
        """Twelve hex digits made from rule, kind, endpoint and path: never from values or texts."""
        key = "\n".join((self.rule, self.kind, self.endpoint.label, self.path))
        return hashlib.blake2b(key.encode(), digest_size=6).hexdigest()

    @property
    def extent(self) -> str:
        """How many show it: `38 of 200 orders (19 %)`, or nothing where nothing was counted."""
        share = f" ({_percent(self.count, self.of)})" if self.of > 1 else ""
        return f"{self.count} of {self.of} {self.unit}{share}" if self.of else ""

    @property
    def message(self) -> str:
        """One sentence: `expected string (documented), got null in 38 of 200 orders (19 %), e.g. order 6998`."""
        where = f" in {self.extent}" if self.of else ""
        example = f", e.g. {self.example}" if self.example else ""
        return f"expected {self.expected} ({self.provenance}), got {self.got}{where}{example}"


def is_at_or_below(path: str, other: str) -> bool:
    """Whether an instance path is another one, or lies inside of it."""
    return path == other or path.startswith((f"{other}.", f"{other}["))


def _percent(count: int, of: int) -> str:
    share = 100 * count / of
    return f"{share:.0f} %" if share >= 1 else f"{share:.2g} %"
