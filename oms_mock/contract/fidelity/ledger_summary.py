"""Summarise a ledger: how many documented fields are verified, contradicted or not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from oms_mock.contract.endpoints import ENDPOINTS, Endpoint
from oms_mock.contract.fidelity.ledger import Ledger, Standing


@dataclass(frozen=True)
class LedgerSummary:
    """Numbers of documented fields; `found` counts undocumented ones."""

    verified: int
    seen_as_null: int
    contradicted: int
    not_seen: int
    found: int


def summarise(ledger: Ledger, endpoints: Iterable[Endpoint] = ENDPOINTS) -> LedgerSummary:
    """Count the fields of some endpoints, without those of forms that a body does not have."""
    stands, found, total = Counter[Standing](), 0, 0
    for endpoint in endpoints:
        expected = ledger.expected(endpoint)
        entries = (ledger.at(endpoint, each.path) for each in expected)
        stands.update(entry.standing for entry in entries if entry)
        found += sum(entry.standing is Standing.FOUND for entry in ledger.undocumented(endpoint).values())
        total += len(expected)
    counts = stands[Standing.VERIFIED], stands[Standing.SEEN_AS_NULL], stands[Standing.CONTRADICTED]
    return LedgerSummary(*counts, not_seen=total - sum(counts), found=found)


def sentence(counted: LedgerSummary) -> str:
    """Return the summary in one line: `212 fields verified, 1 contradicted, 3 not seen`."""
    parts = [f"{counted.verified:,} {'field' if counted.verified == 1 else 'fields'} verified"]
    if counted.seen_as_null:
        parts.append(f"{counted.seen_as_null:,} seen as null only")
    parts += [f"{counted.contradicted:,} contradicted", f"{counted.not_seen:,} not seen"]
    if counted.found:
        parts.append(f"{counted.found:,} that no document names")
    return ", ".join(parts)
