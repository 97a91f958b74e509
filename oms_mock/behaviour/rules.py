"""Fault rules: which requests they match, and what they do to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from math import exp, log
from statistics import NormalDist
from typing import Any, Literal

from oms_mock.behaviour.stale import Staleness
from oms_mock.config import MAX_DELAY
from oms_mock.spec.json_path import Path, to_string
from oms_mock.spec.mutations import Mutation
from oms_mock.wildcard import is_like

Break = Literal[
    "close",
    "hang-up",
    "truncate",
    "truncate-chunked",
    "stall",
    "drip",
    "malformed-json",
    "wrong-content-type",
    "empty-body",
    "html",
]
Motion = Literal["arrive", "disappear", "shrink", "count"]

BREAKS: dict[str, str] = {
    "close": "the connection is reset without a response",
    "hang-up": "the connection is closed without a response",
    "truncate": "half of the body, then the connection is closed",
    "truncate-chunked": "half of the body in chunks, then the connection is closed without the last chunk",
    "stall": "half of the body, then nothing for a minute, or the duration of `stall`",
    "drip": "the body is sent in twenty pieces over two seconds, or the duration of `drip`",
    "malformed-json": "the JSON ends in the middle, with a matching Content-Length",
    "wrong-content-type": "the Content-Type of the JSON is text/html",
    "empty-body": "no body at all",
    "html": "the HTML error page of a gateway with the error `status`; without `status`, a login page with 200",
}
MOTIONS: dict[str, str] = {
    "arrive": "an order is added before the response",
    "disappear": "the newest order is deleted before the response",
    "shrink": "the oldest order is deleted before the response, so that the last page shrinks",
    "count": "`count` is one more than the number of orders",
}

DRIP_SECONDS = 2.0
STALL_SECONDS = MAX_DELAY
REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses that send a client to the address in `Location`."""


@dataclass(frozen=True)
class MatchableRequest:
    """The properties of a request that rules match. `order` and `page` are None where it has none."""

    operation: str | None
    method: str
    path: str
    order: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Match:
    """Which requests a rule matches: the first five fields are properties, the others select by number."""

    operation: str | None = None
    method: str | None = None
    path: str | None = None
    order: int | None = None
    page: int | None = None
    nth: int | None = None
    every: int | None = None
    probability: float | None = None
    seed: int = 0
    times: int | None = None

    def fits(self, request: MatchableRequest) -> bool:
        """Return whether the properties of a request match."""
        return (
            self.operation in (None, request.operation)
            and self.method in (None, request.method)
            and (self.path is None or is_like(self.path, request.path))
            and self.order in (None, request.order)
            and self.page in (None, request.page)
        )

    def is_due(self, rule: str, seen: int, applied: int) -> bool:
        """Return whether the rule applies to the `seen`th request that fits, after `applied` applications."""
        return (
            (self.nth in (None, seen))
            and (self.every is None or seen % self.every == 0)
            and (self.times is None or applied < self.times)
            and (self.probability is None or _draw(self.seed, rule, "probability", seen) < self.probability)
        )


@dataclass(frozen=True)
class Delay:
    """A delay in seconds, from 0 to MAX_DELAY.

    The numbers are the delay (`fixed`), the least and the most (`uniform`), or the median and sigma (`lognormal`).
    """

    kind: Literal["fixed", "uniform", "lognormal"]
    numbers: tuple[float, ...]

    def seconds(self, seed: int, rule: str, seen: int) -> float:
        """Return the delay of the `seen`th request: the same for the same seed, rule and number."""
        if self.kind == "fixed":
            return self.numbers[0]
        drawn, (first, second) = _draw(seed, rule, "delay", seen), self.numbers
        if self.kind == "uniform":
            return first + (second - first) * drawn
        return min(exp(NormalDist(log(first), second).inv_cdf(drawn)), MAX_DELAY) if second else first


@dataclass(frozen=True)
class Change:
    """A mutation of the document in the response, from the catalogue that the contract is tested with."""

    mutation: Mutation
    path: Path

    def __str__(self) -> str:
        return f"{self.mutation.name}:{to_string(self.path)}"


@dataclass(frozen=True)
class Effect:
    """What a rule does. `drip` and `stall` are in seconds, and have an effect with the `breaks` of their name only."""

    delay: Delay | None = None
    status: int | None = None
    retry_after: int | None = None
    breaks: Break | None = None
    drip: float = DRIP_SECONDS
    stall: float = STALL_SECONDS
    detail: str | None = None
    location: str | None = None
    change: Change | None = None
    motion: Motion | None = None
    stale: Staleness | None = None
    cap_limit: int | None = None
    next_host: str | None = None

    @property
    def is_response(self) -> bool:
        """Whether it replaces the response."""
        return self.status is not None or self.breaks in {"close", "hang-up", "html"}

    @property
    def breaks_response(self) -> bool:
        """Whether it breaks a response, rather than being one."""
        return self.breaks not in {None, "html"}

    @property
    def modifies(self) -> bool:
        """Whether it modifies the response of the view."""
        return bool(self.breaks_response or self.change or self.motion == "count")


@dataclass(frozen=True)
class FaultRule:
    """A rule of a world; `document` is its JSON, with its id."""

    id: str
    match: Match
    effect: Effect
    document: dict[str, Any] = field(compare=False, repr=False)


def _draw(seed: int, rule: str, purpose: str, number: int) -> float:
    """Return a pseudorandom number between 0 and 1, both excluded."""
    digest = blake2b(f"{seed}|{rule}|{purpose}|{number}".encode(), digest_size=6).digest()
    return (int.from_bytes(digest) + 0.5) / 2**48
