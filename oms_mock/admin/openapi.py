"""The OpenAPI document of the admin API, without a running server."""

from __future__ import annotations

from typing import Any

from flask import Flask

from oms_mock.admin.blueprints import BLUEPRINTS
from oms_mock.admin.description import describe_app
from oms_mock.drf import routes


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the admin API."""
    app = Flask("oms_mock.admin", static_folder=None)
    routes.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return describe_app(app)
