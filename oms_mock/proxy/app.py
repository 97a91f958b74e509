"""The composition root of the proxy: one app out of its options."""

from __future__ import annotations

import weakref

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from oms_mock.config import Config
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import OF_ONE_ANSWER
from oms_mock.drf import error_responses
from oms_mock.drf.responses import detail_response
from oms_mock.proxy import admin, forward
from oms_mock.proxy.context import EXTENSION, Proxy
from oms_mock.proxy.options import Options
from oms_mock.proxy.upstream import Upstream
from oms_mock.proxy.validation import Judge, Tell, tell_nobody


def create_proxy(options: Options, *, tell: Tell = tell_nobody, rules: tuple[type[Rule], ...] = OF_ONE_ANSWER) -> Flask:
    """Build an app that passes requests on to a deployment and judges each answer; `tell` hears of new findings.

    Raises SetupError when the certificates that the environment names are not there.
    """
    app = Flask("oms_mock.proxy", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = Config.max_body_bytes
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    error_responses.install(app)
    app.before_request(_refuse_stray)
    for blueprint in (forward.blp, admin.blp):
        app.register_blueprint(blueprint)
    upstream = Upstream(options.upstream, options.timeout)
    weakref.finalize(app, upstream.close)
    app.extensions[EXTENSION] = Proxy(options, upstream, Judge(options.upstream, rules, tell))
    return app


def _refuse_stray() -> Response | None:
    """Name the way to whoever asks for something else."""
    if isinstance(request.routing_exception, MethodNotAllowed):
        return error_responses.method_not_allowed(request.method)
    if isinstance(request.routing_exception, NotFound):
        return detail_response(
            404, "Not found. Requests below /api/ are passed on; /__admin/findings lists what was found."
        )
    return None
