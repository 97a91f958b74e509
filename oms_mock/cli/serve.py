"""`oms-mock serve`: start the fake, or a proxy that validates the responses of a deployment."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from oms_mock.cli import deployment, program, proxy, stop_signals
from oms_mock.cli.command import command
from oms_mock.option_table import SERVE

if TYPE_CHECKING:
    from oms_mock.config import Config
    from oms_mock.runtime.request_log import RequestLog

EPILOG = """\b
Examples:
  oms-mock serve
  oms-mock serve --port 0 --orders 5000 --seed 7
  oms-mock serve --scenario reference
  oms-mock serve --scenario ./my-scenario
  oms-mock serve --database sqlite:///orders.db
  oms-mock serve --latency 200ms
  oms-mock serve --log-format json 2>requests.log
  oms-mock serve --upstream https://oms.example.com   (proxy mode)
  oms-mock serve --profile staging.profile.json
"""


@command("serve", epilog=EPILOG)
def serve(**given: Any) -> None:
    """Start a fake OMS.

    Print its address, two tokens and commands to copy. Ctrl-C stops the server after the requests in
    flight are finished.

    With --upstream, run in proxy mode: forward requests to that deployment and validate every response. A
    response header names what is wrong with it, and the response itself is not changed.
    """
    # Until the server takes over: what has been created is cleaned up.
    stop_signals.handle(lambda signum, _: sys.exit(stop_signals.exit_code(signum)))
    if given["upstream"] is None:
        _serve_fake(given)
    else:
        _serve_proxy(given)


def _serve_proxy(given: dict[str, Any]) -> None:
    from functools import partial

    from oms_mock import server

    names = ("allow_writes", "lend_token", "token_env", "token_file", "auth_scheme", "cors_origin")
    with server.Listener(given["host"], given["port"]) as listener:
        chosen = {name: given[name] for name in names}
        options = proxy.options(given["upstream"], listener, **chosen, gateway=deployment.gateway_of(given))
        announcement = server.Announcement(proxy.welcome(listener.url, options), ready_file=given["ready_file"])
        server.run(partial(proxy.make_app, options), listener, announcement)


def _serve_fake(given: dict[str, Any]) -> None:
    from contextlib import closing
    from dataclasses import replace
    from functools import partial

    from oms_mock import app, server
    from oms_mock.cli import progress, welcome
    from oms_mock.cli.terminal import notice
    from oms_mock.services import seeding, summary
    from oms_mock.store.store import Store

    with server.Listener(given["host"], given["port"]) as listener, app.kept_or_temporary(given["database"]) as url:
        config = replace(_config(given), database=url)
        with closing(Store(url)) as store:
            with progress.bar("seeding", "orders", after=1.0) as tell:
                filled = seeding.seed_as_configured(store, config, tell)
            if kept_day := seeding.kept_day(filled, config.until):
                notice(kept_day)
            contents = summary.summarise(store)
        guard = proxy.guard(listener)
        text = welcome.text(
            listener.url,
            config,
            contents,
            kept=bool(given["database"]),
            deviations=_deviations(config.profile),
            why_no_admin=guard.why_off or "",
            program=program.command(),
        )
        announcement = server.Announcement(text, config.token, given["ready_file"])
        log = _request_log(given["log_format"], is_quiet=given["quiet"])
        server.run(partial(app.create_app, config, guard=guard, request_log=log), listener, announcement)


def _request_log(form: str | None, *, is_quiet: bool) -> RequestLog | None:
    """Return how requests are logged: by default as text where stderr is a terminal."""
    from oms_mock.cli.terminal import shows_colours
    from oms_mock.runtime import request_log

    if is_quiet or not (form or sys.stderr.isatty()):
        return None
    return request_log.RequestLog(form or request_log.TEXT, shows_colours(sys.stderr))


def _config(given: dict[str, Any]) -> Config:
    """Return the settings of the server; those without an option come from the environment."""
    from oms_mock import config
    from oms_mock.inputs import auth_token

    auth_token.auth_scheme(given["auth_scheme"])
    rows = [option for option in SERVE if option.setting]
    values = config.values(option for option in rows if not option.on_command_line)
    values |= {str(option.setting): given[option.parameter] for option in rows if option.on_command_line}
    return config.Config(**{**values, "cors_origins": given["cors_origin"] or config.Config.cors_origins})


def _deviations(profile: str | None) -> int:
    """Return the number of places in which a profile contradicts the schemas."""
    if not profile:
        return 0
    from pathlib import Path

    from oms_mock.dataset.follow_profile import generator
    from oms_mock.spec import profile_files

    return len(generator.deviations(profile_files.read(Path(profile))))
