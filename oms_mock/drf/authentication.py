"""Token authentication, with the checks and messages of Django REST framework's TokenAuthentication."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask import Response

from oms_mock.drf.error_responses import error_response

NO_CREDENTIALS = "Invalid token header. No credentials provided."
SPACES = "Invalid token header. Token string should not contain spaces."
INVALID_CHARACTERS = "Invalid token header. Token string should not contain invalid characters."
INVALID_TOKEN = "Invalid token."  # noqa: S105
INACTIVE = "User inactive or deleted."


@dataclass(frozen=True)
class Tokens:
    """The tokens of an API: of a user who may do everything, of one who may do nothing, and of an inactive user.

    `keyword` is the scheme before a token, in lower case.
    """

    active: bytes
    forbidden: bytes
    inactive: bytes
    keyword: bytes = b"token"

    def reject(self, token: bytes) -> Response | None:
        """Return the error response for a token; None for the active user's."""
        if hmac.compare_digest(token, self.active):
            return None
        if hmac.compare_digest(token, self.forbidden):
            return error_response(403)
        if hmac.compare_digest(token, self.inactive):
            return error_response(401, INACTIVE)
        return error_response(401, INVALID_TOKEN)


def token_of(authorization: str, keyword: bytes) -> bytes | Response:
    """Return the token after a keyword in an `Authorization` header, or the error response if there is none."""
    parts = authorization.encode("latin-1", "replace").split()
    if not parts or parts[0].lower() != keyword:
        return error_response(401)
    if len(parts) == 1:
        return error_response(401, NO_CREDENTIALS)
    if len(parts) > 2:
        return error_response(401, SPACES)
    return parts[1] if _is_text(parts[1]) else error_response(401, INVALID_CHARACTERS)


def _is_text(token: bytes) -> bool:
    try:
        token.decode()
    except UnicodeDecodeError:
        return False
    return True
