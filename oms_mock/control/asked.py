"""What a call of the control surface asks for: of which world, and what its body says."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from oms_mock.api import request_body
from oms_mock.api.context import current_oms, world_of
from oms_mock.errors import InvalidDocumentError
from oms_mock.services.worlds import NAME
from oms_mock.store.worlds import DEFAULT_WORLD, World


def world_name() -> str:
    """Name the world that is meant: that of the token if one is sent, else `?world=`, else the default one."""
    authorization = request.environ.get("HTTP_AUTHORIZATION", "")
    name = world_of(authorization) if "@" in authorization else request.args.get("world", DEFAULT_WORLD)
    if not NAME.fullmatch(name):
        abort(400, "The name of a world has 1 to 64 of a-z, 0-9 and -.")
    return name


def world() -> World:
    """Enter the world that is meant: one that is not there yet comes into being."""
    return current_oms().worlds.enter(world_name())


def document() -> dict[str, Any]:
    """Read the body: one JSON object. Raises UnreadableBodyError, and InvalidDocumentError for anything else."""
    body = request_body.data()
    if not isinstance(body, dict):
        raise InvalidDocumentError("$", "must be an object")
    return body
