"""What `check` and `profile` have in common: the deployment, the fake that replaces it, and termination."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from oms_mock.cli import stop_signals, tokens
from oms_mock.cli.terminal import notice

if TYPE_CHECKING:
    from oms_mock.contract.client.gateway import Gateway
    from oms_mock.contract.client.target import Target

GATEWAY = ("header_env", "header_file", "cert", "cert_key", "ca_bundle")
REQUESTS = ("rate", "concurrency", "timeout", "retries", "max_time", "max_wait")
STARTED_FAKE = ("scenario", "orders", "seed", "until")


def target(url: str, given: dict[str, Any]) -> Target:
    """Return a deployment with its tokens, and warn if they are sent unencrypted. Raises SetupError."""
    from oms_mock.contract.client.target import Target, base_url, is_exposed
    from oms_mock.inputs.auth_token import auth_scheme

    token = tokens.own(given["token_env"], given["token_file"])
    address = base_url(url)
    if is_exposed(address):
        notice(f"warning: the token is sent to {address} unencrypted: use https://")
    scheme = auth_scheme(given["auth_scheme"])
    forbidden = tokens.forbidden(given.get("forbidden_token_env"))
    return Target(address, token, scheme, forbidden, gateway_of(given))


def gateway_of(given: dict[str, Any]) -> Gateway:
    """Return what an access gateway asks for. Raises SetupError."""
    from oms_mock.contract.client import gateway

    return gateway.read(**{name: given[name] for name in GATEWAY})


def request_options(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options that say how requests are sent."""
    return {name: given[name] for name in REQUESTS}


def fake_options(given: dict[str, Any]) -> tuple[str, ...]:
    """Return the options of `oms-mock serve` for the fake that is started without a URL."""
    words = [word for name in STARTED_FAKE if given[name] is not None for word in (f"--{name}", str(given[name]))]
    return (*words, "--demo-drift") if given.get("demo_drift") else tuple(words)


@contextmanager
def graceful_termination() -> Iterator[None]:
    """Treat SIGTERM and SIGHUP as Ctrl-C: the run ends, the fake is stopped, and the reports are written."""
    before = stop_signals.handle(_interrupt)
    try:
        yield
    finally:
        stop_signals.restore(before)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
