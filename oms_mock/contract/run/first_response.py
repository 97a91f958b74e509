"""Decide by the first response whether a deployment can be checked at all."""

from __future__ import annotations

from oms_mock.contract.client.interaction import MISSING, TOO_MANY_REQUESTS, Interaction
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import ORDER_LIST
from oms_mock.contract.run.coverage import ONLY_THROTTLED


def unusable(first: Interaction, target: Target) -> str:
    """Return why a first response leaves nothing to check, and the way out; an empty string if it can be used."""
    if first.no_response is not None:
        return f"{target.url} cannot be reached: {first.no_response}: check the URL, the network and --timeout"
    status = first.status or 0
    if status in {401, 403}:
        return f"not authorised: {target.url} rejects the token ({status}): check the token and --auth-scheme"
    if status == TOO_MANY_REQUESTS:
        return ONLY_THROTTLED
    if 300 <= status < 400:
        return f"{target.url} redirects elsewhere ({status}), which is not followed: give the URL that it leads to"
    if status == 404:
        return f"there is no order list at {target.url}{ORDER_LIST.template} (404): check the URL"
    if status == 200 and first.media_type == "text/html" and first.document is MISSING:
        return f"{target.url} responds with an HTML page, perhaps a login page: check the URL and the token"
    return ""


def no_order_list(first: Interaction) -> str:
    """Return why no order list can be read from a usable first response; an empty string if one can."""
    if first.count is not None or first.rows:
        return ""
    if first.body is not MISSING:
        return "the order list cannot be read: see the findings"
    return f"the order list cannot be read ({first.status}): see the findings"
