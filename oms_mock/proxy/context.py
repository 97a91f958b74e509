"""The state of a proxy app, and access to it during a request."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from oms_mock.proxy.body import MemoryBudget
from oms_mock.proxy.options import ProxyOptions
from oms_mock.proxy.upstream import Upstream
from oms_mock.proxy.validation import Validator

EXTENSION = "oms_mock_proxy"


@dataclass(frozen=True)
class Proxy:
    """The state of one app."""

    options: ProxyOptions
    upstream: Upstream
    validator: Validator
    budget: MemoryBudget = field(default_factory=MemoryBudget)
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    """Recognises requests that this proxy has forwarded already."""


def current_proxy() -> Proxy:
    """Return the state of the app that serves this request."""
    return proxy_of(current_app)


def proxy_of(app: Flask) -> Proxy:
    """Return the state of an app."""
    return cast(Proxy, app.extensions[EXTENSION])
