"""What can go wrong, as types that carry values; messages for clients are made in `api`."""

from __future__ import annotations

from collections.abc import Mapping
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


class StoreUnavailableError(OmsError):
    """The database did not answer, or refused to write."""


class SetupError(Exception):
    """The product cannot start as asked; the message is one line that says what to do."""
