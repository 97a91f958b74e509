"""Enter the world that the token of a request names.

Any web page that a developer visits can send requests with a token, because the API answers any origin. The page of a
foreign origin can use worlds, but not create any: with a thousand names it would reach their limit.
"""

from __future__ import annotations

from contextlib import suppress

from oms_mock.errors import StoreUnavailableError, UnknownWorldError
from oms_mock.inputs import origins
from oms_mock.runtime.context import OmsContext
from oms_mock.runtime.world_tokens import world_of
from oms_mock.spec.loopback import leads_to_loopback
from oms_mock.store.worlds import World


def enter(context: OmsContext) -> World:
    """Return the world of an authenticated request.

    Raises TooManyWorldsError, and UnknownWorldError where a page of a foreign origin names a world that there is not.
    """
    name, worlds = world_of(context.environ.get("HTTP_AUTHORIZATION", "")), context.oms.worlds
    origin = foreign_origin(context)
    if origin is not None and not worlds.exists(name):
        raise UnknownWorldError(name, origin)
    return worlds.enter(name)


def may_enter(context: OmsContext, name: str) -> bool:
    """Return whether a request may use a world. It may not if that is unknown because the database does not respond."""
    if foreign_origin(context) is None:
        return True
    with suppress(StoreUnavailableError):
        return context.oms.worlds.exists(name)
    return False


def foreign_origin(context: OmsContext) -> str | None:
    """Return the origin of the web page that has sent a request; None for one that may create worlds, or no page.

    A page of this machine may, one of the host that the request asks for, and one that `--cors-origin` names.
    """
    origin: str | None = context.environ.get("HTTP_ORIGIN")
    if not origin or origin in context.oms.config.cors_origins:
        return None
    host = origins.host(origin)
    own = origins.host(f"http://{context.environ.get('HTTP_HOST', '')}")
    return None if host and (leads_to_loopback(host) or host == own) else origin
