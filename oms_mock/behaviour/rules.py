"""What a rule is: which requests it means, and what it does to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from math import exp, log
from statistics import NormalDist
from typing import Any, Literal

from oms_mock.config import MAX_DELAY
from oms_mock.spec.json_path import Path, to_string
from oms_mock.spec.mutations import Mutation
from oms_mock.wildcard import is_like

Break = Literal["close", "truncate", "drip", "malformed-json", "wrong-content-type", "empty-body"]
Motion = Literal["arrive", "disappear", "shrink", "count"]

BREAKS: dict[str, str] = {
    "close": "the connection is closed without an answer",
    "truncate": "half of the body, then the connection is closed",
    "drip": "the body comes in twenty pieces, over two seconds, or as long as `drip` says",
    "malformed-json": "the body ends in the middle, and says that it is whole",
    "wrong-content-type": "the JSON is said to be text/html",
    "empty-body": "no body at all",
}
MOTIONS: dict[str, str] = {
    "arrive": "before the answer is made an order arrives",
    "disappear": "before the answer is made the newest order disappears",
    "shrink": "before the answer is made the oldest order disappears, so that the last page shrinks",
    "count": "`count` is one more than there are",
}

DRIP_SECONDS = 2.0


@dataclass(frozen=True)
class Request:
    """What a rule may ask of a request. `order` and `page` are None where it names none."""

    operation: str | None
    method: str
    path: str
    order: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Match:
    """Which requests are meant: the first five say what they look like, the others how often."""

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

    def looks_like(self, request: Request) -> bool:
        """Tell whether a request is one of these, however often there was one."""
        return (
            self.operation in (None, request.operation)
            and self.method in (None, request.method)
            and (self.path is None or is_like(self.path, request.path))
            and self.order in (None, request.order)
            and self.page in (None, request.page)
        )

    def is_due(self, rule: str, seen: int, applied: int) -> bool:
        """Tell whether it is the turn of a request: the `seen`th that looks so, after it was `applied` so often."""
        return (
            (self.nth in (None, seen))
            and (self.every is None or seen % self.every == 0)
            and (self.times is None or applied < self.times)
            and (self.probability is None or _draw(self.seed, rule, "probability", seen) < self.probability)
        )


@dataclass(frozen=True)
class Delay:
    """Seconds to wait: all of a kind are at least 0 and at most MAX_DELAY.

    `fixed` has one number, `uniform` the least and the most, `lognormal` the median and sigma.
    """

    kind: Literal["fixed", "uniform", "lognormal"]
    numbers: tuple[float, ...]

    def seconds(self, seed: int, rule: str, seen: int) -> float:
        """Draw how long the `seen`th request waits: the same for the same seed, rule and number."""
        if self.kind == "fixed":
            return self.numbers[0]
        drawn, (first, second) = _draw(seed, rule, "delay", seen), self.numbers
        if self.kind == "uniform":
            return first + (second - first) * drawn
        return min(exp(NormalDist(log(first), second).inv_cdf(drawn)), MAX_DELAY) if second else first


@dataclass(frozen=True)
class Change:
    """A mutation of the document in the answer, from the contract's own catalogue."""

    mutation: Mutation
    path: Path

    def __str__(self) -> str:
        return f"{self.mutation.name}:{to_string(self.path)}"


@dataclass(frozen=True)
class Effect:
    """What is done to a request. `drip` is in seconds, and of use with `breaks` "drip" only."""

    delay: Delay | None = None
    status: int | None = None
    retry_after: int | None = None
    breaks: Break | None = None
    drip: float = DRIP_SECONDS
    change: Change | None = None
    motion: Motion | None = None
    cap_limit: int | None = None
    next_host: str | None = None

    @property
    def is_answer(self) -> bool:
        """Whether it decides by itself what is answered."""
        return self.status is not None or self.breaks == "close"

    @property
    def spoils(self) -> bool:
        """Whether an answer is made first, and changed or broken then."""
        return bool(self.breaks or self.change or self.motion == "count")


@dataclass(frozen=True)
class Rule:
    """A rule of a world; `document` is what it was read from, its id included."""

    id: str
    match: Match
    effect: Effect
    document: dict[str, Any] = field(compare=False, repr=False)


def _draw(seed: int, rule: str, purpose: str, number: int) -> float:
    """Draw a number between 0 and 1, neither of them included."""
    digest = blake2b(f"{seed}|{rule}|{purpose}|{number}".encode(), digest_size=6).digest()
    return (int.from_bytes(digest) + 0.5) / 2**48
