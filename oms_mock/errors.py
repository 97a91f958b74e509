"""Errors, as types that carry values. Responses to clients are built from them in `drf` and `runtime`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class OmsError(Exception):
    """The API cannot fulfil a request."""


class OrderNotFoundError(OmsError):
    """No order has this id."""


class WebhookEventNotFoundError(OmsError):
    """The order has no webhook event with this id or uuid."""


class InvalidPageError(OmsError):
    """The requested page is not a number, or the list has no such page."""


@dataclass
class InvalidInputError(OmsError):
    """A request has invalid values.

    `messages` maps a parameter or body key to a list of messages, or to a mapping of
    list index (as a string) to messages, which is how Django REST framework nests them.
    """

    messages: Mapping[str, list[str] | dict[str, list[str]]]


@dataclass
class TooManyWorldsError(OmsError):
    """The database has `limit` named worlds, and may have no more."""

    limit: int


@dataclass
class UnknownWorldError(OmsError):
    """There is no world of this name, and a web page of `origin` may create none."""

    world: str
    origin: str


@dataclass
class TooManyWaitingError(OmsError):
    """`limit` requests wait for a delay or for their bodies, and no more may."""

    limit: int

    def __str__(self) -> str:
        return (
            f"There are {self.limit} requests that wait for a delay or for their bodies, which is the limit: "
            "let some end, or use shorter delays."
        )


@dataclass
class TooManyDatasetsError(OmsError):
    """The database has `limit` scenarios, all of them in use, and may have no more."""

    limit: int


@dataclass
class FullWorldError(OmsError):
    """A world would exceed its `limit` of `what`, such as orders."""

    world: str
    limit: int
    what: str


class StoreUnavailableError(OmsError):
    """The database cannot be reached or written to."""


class StoreFullError(StoreUnavailableError):
    """The disk of the database is full."""


@dataclass
class UnusableValueError(OmsError):
    """A value of a document cannot be used: `where` is its JSON path, `why` the problem.

    `others` are the further problems of the same document.
    """

    where: str
    why: str
    others: tuple[UnusableValueError, ...] = ()

    @property
    def problems(self) -> tuple[UnusableValueError, ...]:
        """All problems, each without others."""
        return (UnusableValueError(self.where, self.why), *self.others)

    def __str__(self) -> str:
        """Write `$.match.every: must be a whole number`, a line for each problem."""
        return "\n".join(f"{each.where}: {each.why}" for each in self.problems)


class SetupError(Exception):
    """A command or a server cannot start. The message is one line that says what to do."""


@dataclass(frozen=True)
class Problem:
    """A problem of a scenario folder: the file, the document in it, and the JSON path."""

    file: str
    who: str
    path: str
    message: str
    count: int = 1
    """The problems that this one stands for."""

    @property
    def place(self) -> str:
        """Where the problem is: `orders.json: order 7: $.customer.email`."""
        return ": ".join(part for part in (self.file, self.who, self.path) if part)

    def __str__(self) -> str:
        """Write `orders.json: order 7: $.customer.email: …`."""
        return ": ".join(part for part in (self.file, self.who, self.path, self.message) if part)


class ScenarioError(SetupError):
    """A scenario folder cannot be loaded, for any of `problems`."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self.count = sum(each.count for each in self.problems)
        more = self.count - self.problems[0].count
        also = f", and {more} more: oms-mock scenario validate lists them" if more else ""
        super().__init__(f"the scenario {name} cannot be loaded: {self.problems[0]}{also}")
