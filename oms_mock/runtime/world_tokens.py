"""Tokens that name a world: `Token oms-mock@my-world` is the token `oms-mock` in the world `my-world`."""

from __future__ import annotations

from flask import Response

from oms_mock.drf.authentication import Tokens, token_of
from oms_mock.drf.error_responses import error_response
from oms_mock.services.worlds import NAME
from oms_mock.store.worlds import DEFAULT_WORLD

INVALID_NAME = "The name of a world, after the @, has 1 to 64 of a-z, 0-9 and -."
INVALID_WORLD = f"Invalid token. {INVALID_NAME}"


def reject(authorization: str, tokens: Tokens) -> Response | None:
    """Return the error response for an `Authorization` header; None for a valid one."""
    written = token_of(authorization, tokens.keyword)
    if isinstance(written, Response):
        return written
    token, at, world = written.rpartition(b"@")
    if not at:
        return tokens.reject(written)
    return tokens.reject(token) if NAME.fullmatch(world.decode()) else error_response(401, INVALID_WORLD)


def world_of(authorization: str) -> str:
    """Return the world that an `Authorization` header names after the last `@`; the default one if it names none."""
    _, at, name = authorization.rpartition("@")
    return name if at and NAME.fullmatch(name) else DEFAULT_WORLD
