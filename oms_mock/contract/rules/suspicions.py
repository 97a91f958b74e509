"""Suspicions: findings that are confirmed by repeated requests before they are reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.findings import Finding


@dataclass(frozen=True)
class Occasion:
    """One time that something looked wrong: the requests to repeat, and what was read then.

    `versions` pairs ids, of orders or of one order's events, with their `modified_date` in
    microseconds; `rows` pairs the names of endpoints with the number of rows that they listed.
    """

    requests: tuple[Request, ...]
    versions: tuple[tuple[int, int], ...] = ()
    rows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Suspicion:
    """A possible finding: it is reported if it occurs again when one of its occasions is repeated."""

    finding: Finding
    occasions: tuple[Occasion, ...]


@dataclass(frozen=True)
class Verdict:
    """The result of a rule; `unstable` findings are explained by changed data and are not errors."""

    findings: tuple[Finding, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    unstable: tuple[Finding, ...] = ()


def findings_of(verdict: Verdict) -> Iterator[Finding]:
    """Yield the findings of a verdict, confirmed or not."""
    yield from verdict.findings
    for suspicion in verdict.suspicions:
        yield suspicion.finding


def occasion(interactions: Iterable[Interaction]) -> Occasion:
    """Return the occasion of interactions that together look wrong."""
    return Occasion(tuple(interaction.request for interaction in interactions))
