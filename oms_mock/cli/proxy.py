"""`oms-mock serve --upstream`: forward requests to a deployment, and check its responses."""

from __future__ import annotations

import ipaddress
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from flask import Flask

    from oms_mock.admin.access_control import Guard
    from oms_mock.contract.client.gateway import Gateway
    from oms_mock.proxy.options import ProxyOptions
    from oms_mock.server import Listener

_PORTS = {"http": 80, "https": 443}


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
    gateway: Gateway | None = None,
) -> ProxyOptions:
    """Return the options of a proxy. Raises SetupError for what is unsafe or cannot work."""
    from oms_mock.cli import tokens
    from oms_mock.contract.client import target
    from oms_mock.contract.client.gateway import NO_GATEWAY
    from oms_mock.inputs import auth_token
    from oms_mock.proxy.options import ProxyOptions
    from oms_mock.spec.loopback import is_loopback

    upstream = target.base_url(url)
    _reject_address(upstream, listener)
    if lend_token and not is_loopback(listener.host):
        raise SetupError("--lend-token is for this machine only: leave out --host, or --lend-token")
    if target.is_exposed(upstream):
        sys.stderr.write(f"oms-mock: warning: tokens are sent to {upstream} unencrypted: use https://\n")
    return ProxyOptions(
        upstream,
        guard(listener),
        fallback_token=tokens.own(token_env, token_file) if lend_token else None,
        auth_scheme=auth_token.auth_scheme(auth_scheme),
        token_variable=token_env,
        allow_writes=allow_writes,
        cors_origins=cors_origin or ("*",),
        gateway=gateway or NO_GATEWAY,
    )


def guard(listener: Listener) -> Guard:
    """Return the guard of a server's admin API. Raises SetupError if its token is not valid."""
    from oms_mock.admin.access_control import Guard, own_token

    return Guard(listener.host, listener.port, own_token())


def _reject_address(upstream: str, listener: Listener) -> None:
    from oms_mock.spec.loopback import leads_to_this_machine

    parts = urlsplit(upstream)
    host = parts.hostname or ""
    if _is_link_local(host):
        raise SetupError("the URL is a link-local address, which no OMS has: use the host name of the deployment")
    port = parts.port or _PORTS[parts.scheme]
    if port == listener.port and (host == listener.host or leads_to_this_machine(host)):
        raise SetupError("the URL is that of this server itself: give that of a deployment, or another --port")


def _is_link_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_link_local
    except ValueError:
        return False


def make_app(options: ProxyOptions) -> Flask:
    """Build the proxy in the process that serves it; the summary is printed when the process ends."""
    from multiprocessing.util import Finalize

    from oms_mock.proxy.app import create_proxy
    from oms_mock.proxy.console import Console
    from oms_mock.proxy.context import proxy_of

    console = Console(options.secrets)
    app = create_proxy(options, on_finding=console.show)
    # Handlers of atexit are not called in a worker.
    Finalize(None, console.summarise, args=(proxy_of(app).validator,), exitpriority=1)
    return app


def welcome(url: str, options: ProxyOptions) -> str:
    """Return the text that a proxy prints when it starts."""
    from oms_mock.admin.access_control import PREFIX
    from oms_mock.contract.endpoints import ORDERS
    from oms_mock.proxy.headers import FINDINGS

    own = f'-H "Authorization: {options.auth_scheme} ${options.token_variable}" '
    token = "" if options.fallback_token else own
    fallback = f"the token of {options.token_variable} is sent with requests without one, from this machine only"
    rows = [
        ("Orders", url + ORDERS),
        ("Upstream", options.upstream),
        ("Findings", f"{url}{PREFIX}findings"),
        (
            "Tokens",
            fallback if options.fallback_token else f"those of {options.upstream}: the client's token is forwarded",
        ),
        ("Methods", "GET, and POST to pull and to log in" if options.allow_writes else "GET only: see --allow-writes"),
    ]
    parts = [
        "oms-mock forwards requests and checks the responses",
        "",
        *(f"  {name:<10}{value}" for name, value in rows),
        "",
        "Try:",
        "",
        f"  # a list: the header {FINDINGS} has its findings",
        f"  curl -i {token}'{url}{ORDERS}?limit=2'",
        "  # all findings",
        f"  curl {_admin(options)}'{url}{PREFIX}findings'",
        "  # remove the findings",
        f"  curl {_admin(options)}-H 'Content-Type: application/json' -d '{{}}' '{url}{PREFIX}reset'",
        "",
        "Each new finding is printed below once.",
        "",
        "Ctrl-C stops the server.",
        "",
    ]
    return "\n".join(parts)


def _admin(options: ProxyOptions) -> str:
    from oms_mock.admin.access_control import TOKEN_VARIABLE

    return f'-H "Authorization: Token ${TOKEN_VARIABLE}" ' if options.guard.token else ""
