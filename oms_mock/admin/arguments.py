"""What a control call asks: of which world, and with which document."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import request

from oms_mock.admin.blueprint import fakes_guard
from oms_mock.drf import request_body
from oms_mock.errors import UnusableValueError
from oms_mock.runtime.context import current_context, current_oms
from oms_mock.services.worlds import NAME
from oms_mock.spec import storable
from oms_mock.store.worlds import DEFAULT_WORLD, World

MAX_DEPTH = storable.MAX_DEPTH
"""Levels of nesting in a document."""


def world_name() -> str:
    """Tell which world is meant: that of the token if one is sent, else `?world=`, else the default one.

    Raises UnusableValueError.
    """
    authorization: str = request.environ.get("HTTP_AUTHORIZATION", "")
    _, at, name = authorization.rpartition("@")
    if not at or fakes_guard().token:  # then the token is that of the surface, and names no world
        name = request.args.get("world", DEFAULT_WORLD)
    if not NAME.fullmatch(name):
        raise UnusableValueError("world", "its name has 1 to 64 of a-z, 0-9 and -.")
    return name


def world() -> World:
    """Enter the world that is meant. Raises UnusableValueError and TooManyWorldsError."""
    return current_oms().worlds.enter(world_name())


def document() -> Any:
    """Read the JSON document that was sent; none is an empty object. All of it can be kept, and sent again.

    Raises UnusableValueError and UnreadableBodyError.
    """
    if not request.content_length and not request.environ.get("wsgi.input_terminated"):
        return {}
    body = request_body.read(current_context())
    if not body:
        return {}
    try:
        found = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise UnusableValueError("$", f"this is not JSON: {error}.") from None
    if storable.is_deeper_than(found, MAX_DEPTH):
        raise _too_deep()
    storable.require(found)
    return found


def number(name: str, otherwise: int, most: int) -> int:
    """Read a number of the query. Raises UnusableValueError."""
    text = request.args.get(name, str(otherwise))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= most):
        raise UnusableValueError(name, f"write a whole number up to {most:,}.")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnusableValueError("$", f"the key {twice[:100]!r} comes twice in one object.")
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _too_deep() -> UnusableValueError:
    return UnusableValueError("$", f"it is nested more than {MAX_DEPTH} deep.")
