"""A fake in the process of the tests, without sockets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from flask import Flask

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import from_options
from oms_mock.runtime.context import EXTENSION
from oms_mock.testing.world import DEFAULT, World

HOST = "oms.test"
URL = f"http://{HOST}"


@contextmanager
def in_process_app(**options: Any) -> Iterator[tuple[Flask, str]]:
    """Yield an app and a random token of its admin API.

    The app has no address by which access control could recognise local requests. Therefore every request to
    `/__admin/` needs the token, also when the app is served over a socket.
    """
    token = secrets.token_urlsafe(24)
    app = create_app(from_options(options), guard=Guard(HOST, 80, token))
    try:
        yield app, token
    finally:
        app.extensions[EXTENSION].store.close()


@contextmanager
def in_process(**options: Any) -> Iterator[World]:
    """Yield the default world of an app in this process, at `http://oms.test`; `world.app` is the app.

    `options` are the fields of `oms_mock.config.Config`: `in_process(scenario="empty")`, `in_process(orders=100,
    seed=7)`. Raises SetupError for an option that there is not, or a value that cannot be used. `world.session` sends
    requests to it; for httpx use `WsgiTransport(world.app)`.
    """
    with in_process_app(**options) as (app, token), closing(world_of(app, token)) as world:
        yield world


def world_of(app: Flask, admin_token: str, name: str = DEFAULT) -> World:
    """Return a world of an app in this process."""
    config = app.extensions[EXTENSION].config
    return World(URL, name, token=config.token, admin_token=admin_token, auth_scheme=config.auth_scheme, app=app)
