"""The arguments of a request to the admin API: the world, the JSON document, numbers of the query."""

from __future__ import annotations

from typing import Any

from flask import request

from oms_mock.admin.blueprint import fake_guard
from oms_mock.drf import request_body
from oms_mock.errors import UnusableValueError
from oms_mock.inputs import json_text
from oms_mock.runtime.context import current_context, current_oms
from oms_mock.services.worlds import NAME
from oms_mock.spec import storable
from oms_mock.store.worlds import DEFAULT_WORLD, World


def world_name() -> str:
    """Return the name of the world: that of the token if it has one, else `?world=`, else the default world.

    Raises UnusableValueError.
    """
    authorization: str = request.environ.get("HTTP_AUTHORIZATION", "")
    _, at, name = authorization.rpartition("@")
    if not at or fake_guard().token:  # the token of the admin API names no world
        name = request.args.get("world", DEFAULT_WORLD)
    if not NAME.fullmatch(name):
        raise UnusableValueError("world", "must be 1 to 64 of a-z, 0-9 and -")
    return name


def world() -> World:
    """Enter the world of this request. Raises UnusableValueError and TooManyWorldsError."""
    return current_oms().worlds.enter(world_name())


def document() -> Any:
    """Return the JSON document of this request, which can be stored; without a body an empty object.

    Raises UnusableValueError and UnreadableBodyError.
    """
    if not request.content_length and not request.environ.get("wsgi.input_terminated"):
        return {}
    body = request_body.read(current_context())
    if not body:
        return {}
    found = json_text.parse(body)
    storable.require(found)
    return found


def number(name: str, default: int, most: int, least: int = 0) -> int:
    """Return a number of the query. Raises UnusableValueError."""
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise UnusableValueError(name, f"must be a whole number from {least} to {most:,}")
    return int(text)
