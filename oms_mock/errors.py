"""What can go wrong, as types that carry values; messages for clients are made in `api`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class OmsError(Exception):
    """An order endpoint cannot answer as asked."""


class OrderNotFoundError(OmsError):
    """No order has this id."""


class WebhookEventNotFoundError(OmsError):
    """The order has no webhook event with this id or uuid."""


class InvalidPageError(OmsError):
    """The page asked for is not a number, or lies outside the list."""


@dataclass
class InvalidInputError(OmsError):
    """Values were sent that cannot be used.

    `messages` maps a parameter or body key to a list of texts, or to a mapping of
    list index (as text) to texts, which is how Django REST framework nests them.
    """

    messages: Mapping[str, list[str] | dict[str, list[str]]]


@dataclass
class TooManyWorldsError(OmsError):
    """There are as many worlds as there may be: `limit`."""

    limit: int


@dataclass
class TooManyDatasetsError(OmsError):
    """There are as many scenarios in one database as there may be, `limit`, and worlds look at all of them."""

    limit: int


@dataclass
class FullWorldError(OmsError):
    """A world would have more of its own than it may: the `limit` is so many of `what`."""

    world: str
    limit: int
    what: str


class StoreUnavailableError(OmsError):
    """The database did not answer, or refused to write."""


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
    """The product cannot start as asked; the message is one line that says what to do."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario's folder: in which file, with which document, at which path."""

    file: str
    who: str
    path: str
    message: str

    def __str__(self) -> str:
        """Write `orders.json: order 7: $.customer.email: …`."""
        return ": ".join(part for part in (self.file, self.who, self.path, self.message) if part)


class ScenarioError(SetupError):
    """A scenario's folder cannot be loaded; `problems` are all of the reasons."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - 1
        also = f", and {more} more: oms-mock scenario validate lists them" if more else ""
        super().__init__(f"the scenario {name} cannot be loaded: {self.problems[0]}{also}")
