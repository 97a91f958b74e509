"""Omnitron's login, which the vendor's Python client sends first. Documented for sibling services.

The user `oms-mock@my-world` gets the token of the world `my-world`. Clients that log in again after a 401 stay there.
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Response

from oms_mock.config import Config
from oms_mock.drf import request_body
from oms_mock.drf.pipeline import public
from oms_mock.drf.responses import document_response
from oms_mock.errors import InvalidInputError
from oms_mock.runtime.context import current_context, current_oms
from oms_mock.runtime.world_tokens import INVALID_NAME
from oms_mock.services.worlds import NAME

blp = Blueprint("login", __name__, url_prefix="/api")

CREDENTIALS = ("username", "password")
UNKNOWN = "Unable to log in with provided credentials."


@blp.post("/v1/auth/login/")
@blp.post("/i1/auth/login/", endpoint="login_internal")
@public
def login() -> Response:
    """Login"""
    context = current_context()
    config = context.oms.config
    username, password = _credentials(request_body.parse(context))
    user, at, world = username.rpartition("@")
    if _matches(config, username, password):
        key = config.token
    elif at and _matches(config, user, password):
        key = _key(config.token, world)
    else:
        raise InvalidInputError({"non_field_errors": [UNKNOWN]})
    return document_response({"key": key})


@blp.get("/v1/active_user/")
def active_user() -> Response:
    """Active User"""
    return document_response({"pk": 1, "username": current_oms().config.username, "is_active": True})


def _matches(config: Config, username: str, password: str) -> bool:
    pairs = ((username, config.username), (password, config.password))
    matches = [hmac.compare_digest(sent.encode(), known.encode()) for sent, known in pairs]
    return all(matches)


def _key(token: str, world: str) -> str:
    """Return the token of a world, for a user name that names it. Raises InvalidInputError for an invalid name."""
    if not NAME.fullmatch(world):
        raise InvalidInputError({"username": [INVALID_NAME]})
    return f"{token}@{world}"


def _credentials(data: Any) -> list[str]:
    """Return user name and password. Raises InvalidInputError that names each missing one."""
    fields = data if isinstance(data, dict) else {}
    missing: dict[str, list[str] | dict[str, list[str]]] = {
        name: ["This field is required."] for name in CREDENTIALS if not isinstance(fields.get(name), str)
    }
    if missing:
        raise InvalidInputError(missing)
    return [fields[name].encode("utf-8", "replace").decode() for name in CREDENTIALS]
