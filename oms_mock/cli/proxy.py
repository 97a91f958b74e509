"""`oms-mock serve --upstream`: pass requests on to a deployment, and judge its answers."""

from __future__ import annotations

import ipaddress
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from flask import Flask

    from oms_mock.admin.access_control import Guard
    from oms_mock.proxy.options import Options
    from oms_mock.server import Listener


def options(
    url: str,
    listener: Listener,
    *,
    allow_writes: bool,
    lend_token: bool,
    token_env: str,
    token_file: str | None,
    auth_scheme: str,
    cors_origin: tuple[str, ...],
) -> Options:
    """Make the options of a proxy. Raises SetupError for what would be unsafe, or could not work."""
    from oms_mock.admin.access_control import is_loopback
    from oms_mock.cli import tokens
    from oms_mock.contract.client import target
    from oms_mock.proxy.options import Options

    upstream = target.base_url(url)
    _refuse_address(upstream, listener)
    if lend_token and not is_loopback(listener.host):
        raise SetupError("--lend-token is for this machine only: leave out --host, or --lend-token")
    if target.is_exposed(upstream):
        sys.stderr.write(f"oms-mock: warning: tokens travel to {upstream} in the clear: use https://\n")
    return Options(
        upstream,
        guard(listener),
        lent=tokens.own(token_env, token_file) if lend_token else None,
        auth_scheme=target.auth_scheme(auth_scheme),
        token_variable=token_env,
        allow_writes=allow_writes,
        cors_origins=cors_origin or ("*",),
    )


def guard(listener: Listener) -> Guard:
    """Make the guard of the control surface of a server. Raises SetupError where its token is none."""
    from oms_mock.admin.access_control import Guard, own_token

    return Guard(listener.host, listener.port, own_token())


def _refuse_address(upstream: str, listener: Listener) -> None:
    from oms_mock.admin.access_control import is_loopback

    parts = urlsplit(upstream)
    host = parts.hostname or ""
    if _is_link_local(host):
        raise SetupError("the URL leads to a link-local address, where no OMS is: use its host name")
    if parts.port == listener.port and (is_loopback(host) or host == listener.host):
        raise SetupError("the URL is that of this server itself: give that of a deployment, or another --port")


def _is_link_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_link_local
    except ValueError:
        return False


def make_app(options: Options) -> Flask:
    """Build the proxy in the process that serves it; its summary is printed when that ends."""
    from multiprocessing.util import Finalize

    from oms_mock.proxy.app import create_proxy
    from oms_mock.proxy.console import Console
    from oms_mock.proxy.context import proxy_of

    console = Console((options.lent,))
    app = create_proxy(options, tell=console.tell)
    # Handlers of atexit are not called in a worker.
    Finalize(None, console.summarise, args=(proxy_of(app).judge,), exitpriority=1)
    return app


def welcome(url: str, options: Options) -> str:
    """Write the announcement for a proxy at a URL."""
    from oms_mock.admin.access_control import PREFIX
    from oms_mock.contract.endpoints import ORDERS
    from oms_mock.proxy.headers import FINDINGS

    own = f'-H "Authorization: {options.auth_scheme} ${options.token_variable}" '
    token = "" if options.lent else own
    lent = f"that of {options.token_variable} is lent to requests without one, of this machine only"
    rows = [
        ("Orders", url + ORDERS),
        ("Upstream", options.upstream),
        ("Findings", f"{url}{PREFIX}findings"),
        ("Tokens", lent if options.lent else f"those of {options.upstream}: what a client sends is passed on"),
        ("Methods", "GET, and POST to pull and to log in" if options.allow_writes else "GET only: see --allow-writes"),
    ]
    parts = [
        "oms-mock passes requests on, and judges the answers",
        "",
        *(f"  {name:<10}{value}" for name, value in rows),
        "",
        "Try:",
        "",
        f"  # a list: {FINDINGS} says what was found in it",
        f"  curl -i {token}'{url}{ORDERS}?limit=2'",
        "  # all that was found so far",
        f"  curl {_admin(options)}'{url}{PREFIX}findings'",
        "  # forget it",
        f"  curl {_admin(options)}-H 'Content-Type: application/json' -d '{{}}' '{url}{PREFIX}reset'",
        "",
        "New findings are printed below, each once.",
        "",
        "Ctrl-C stops the server.",
        "",
    ]
    return "\n".join(parts)


def _admin(options: Options) -> str:
    from oms_mock.admin.access_control import TOKEN_VARIABLE

    return f'-H "Authorization: Token ${TOKEN_VARIABLE}" ' if options.guard.token else ""
