"""Tokens, read and refused as DRF's TokenAuthentication does (drf.md, "Tokens")."""

from __future__ import annotations

import hmac

from flask import Response, request

from oms_mock.config import Config
from oms_mock.drf.error_responses import refuse
from oms_mock.services.worlds import NAME
from oms_mock.store.worlds import DEFAULT_WORLD

KEYWORD = b"token"

NO_CREDENTIALS = "Invalid token header. No credentials provided."
SPACES = "Invalid token header. Token string should not contain spaces."
INVALID_CHARACTERS = "Invalid token header. Token string should not contain invalid characters."
INVALID_TOKEN = "Invalid token."  # noqa: S105
INVALID_WORLD = "Invalid token. The name of a world, after the @, has 1 to 64 of a-z, 0-9 and -."
INACTIVE = "User inactive or deleted."


def refuse_stranger(config: Config) -> Response | None:
    """Check the `Authorization` header; None means that the request may go on."""
    parts = request.environ.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace").split()
    if not parts or parts[0].lower() != KEYWORD:
        return refuse(401)
    if len(parts) == 1:
        return refuse(401, NO_CREDENTIALS)
    if len(parts) > 2:
        return refuse(401, SPACES)
    if not parts[1].isascii():
        return refuse(401, INVALID_CHARACTERS)
    token, _, world = parts[1].rpartition(b"@") if b"@" in parts[1] else (parts[1], b"", DEFAULT_WORLD.encode())
    return _refuse(token, config) if NAME.fullmatch(world.decode()) else refuse(401, INVALID_WORLD)


def _refuse(token: bytes, config: Config) -> Response | None:
    if hmac.compare_digest(token, config.token.encode()):
        return None
    if hmac.compare_digest(token, config.limited_token.encode()):
        return refuse(403)
    if hmac.compare_digest(token, config.inactive_token.encode()):
        return refuse(401, INACTIVE)
    return refuse(401, INVALID_TOKEN)
