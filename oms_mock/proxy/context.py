"""What a proxy holds, and what a request finds of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from oms_mock.proxy.body import Room
from oms_mock.proxy.options import Options
from oms_mock.proxy.upstream import Upstream
from oms_mock.proxy.validation import Judge

EXTENSION = "oms_mock_proxy"


@dataclass(frozen=True)
class Proxy:
    """The state of one app."""

    options: Options
    upstream: Upstream
    judge: Judge
    room: Room = field(default_factory=Room)


def current_proxy() -> Proxy:
    """Return the state of the app that serves this request."""
    return proxy_of(current_app)


def proxy_of(app: Flask) -> Proxy:
    """Return the state of an app."""
    return cast(Proxy, app.extensions[EXTENSION])
