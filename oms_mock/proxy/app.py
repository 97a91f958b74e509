"""Build the app of the proxy from its options."""

from __future__ import annotations

import weakref
from collections.abc import Iterable

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from oms_mock import urls
from oms_mock.config import Config
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import OF_ONE_RESPONSE
from oms_mock.drf import cors, error_responses
from oms_mock.drf.cors import CorsPolicy
from oms_mock.drf.responses import detail_response
from oms_mock.proxy import admin, forward
from oms_mock.proxy.context import EXTENSION, Proxy, current_proxy
from oms_mock.proxy.options import ProxyOptions
from oms_mock.proxy.upstream import Upstream
from oms_mock.proxy.validation import OnFinding, Validator, ignore


def create_proxy(
    options: ProxyOptions, *, on_finding: OnFinding = ignore, rules: tuple[type[Rule], ...] = OF_ONE_RESPONSE
) -> Flask:
    """Build an app that forwards requests to a deployment and checks each response.

    `on_finding` is called with every new finding. Raises SetupError if the certificates that the environment
    names do not exist.
    """
    app = Flask("oms_mock.proxy", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = Config.max_body_bytes
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    error_responses.install(app)
    app.before_request(_answer_preflight)
    app.before_request(_reject_unknown)
    app.after_request(_add_cors_headers)
    for blueprint in (forward.blp, admin.blp):
        app.register_blueprint(blueprint)
    upstream = Upstream(options.upstream, options.timeout, options.gateway)
    weakref.finalize(app, upstream.close)
    app.extensions[EXTENSION] = Proxy(options, upstream, Validator(options.upstream, rules, on_finding))
    return app


def _answer_preflight() -> Response | None:
    """Answer a preflight. It is not forwarded: pages talk to this server, whatever the deployment allows them."""
    is_public = cors.is_preflight(request.environ) and not _is_private()
    return cors.preflight_response() if is_public else None


def _add_cors_headers(response: Response) -> Response:
    """Let pages of the allowed origins read every response but those of the admin API."""
    if not _is_private():
        response.headers.extend(_cors(response.headers.keys()).headers(request.environ))
    return response


def _is_private() -> bool:
    return request.path.startswith(urls.ADMIN)


def _cors(names: Iterable[str]) -> CorsPolicy:
    """Return the policy for a response with these headers. A browser takes `*` literally where it sent credentials."""
    return CorsPolicy(current_proxy().options.allowed_origins, ", ".join(dict.fromkeys(names)))


def _reject_unknown() -> Response | None:
    """Reject a request without a route, and name the routes."""
    if isinstance(request.routing_exception, MethodNotAllowed):
        return error_responses.method_not_allowed(request.method)
    if isinstance(request.routing_exception, NotFound):
        return detail_response(
            404, "Not found. Requests below /api/ are forwarded; /__admin/findings lists the findings."
        )
    return None
