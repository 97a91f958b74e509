"""`oms-mock serve`: start the fake, or a proxy that judges a deployment."""

from __future__ import annotations

import click

from oms_mock.cli import proxy
from oms_mock.cli.options import Duration, option

DEFAULT_PORT = 4010
TAKEN_AT_ONCE = 65535

EPILOG = """\b
Examples:
  oms-mock serve
  oms-mock serve --port 0 --orders 5000 --seed 7
  oms-mock serve --scenario reference
  oms-mock serve --scenario ./my-scenario
  oms-mock serve --database sqlite:///orders.db
  oms-mock serve --latency 200ms
  oms-mock serve --upstream https://oms.example.com   (pass requests on, and judge the answers)
  oms-mock serve --profile staging.profile.json
"""


@click.command(epilog=EPILOG)
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@option(
    "--port",
    type=click.IntRange(0, TAKEN_AT_ONCE),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on; 0 takes a free one and prints it.",
)
@option("--orders", type=int, help="How many orders the scenario `default` has.  [default: 722]")
@option("--seed", type=click.IntRange(min=0), help="What the orders are made from.  [default: 42]")
@option(
    "--scenario",
    help="What is there to begin with: the name of a scenario that ships, or the path of a folder.",
)
@option(
    "--database",
    metavar="URL",
    help="Keep the orders, e.g. sqlite:///orders.db, postgresql://host/name. By default they go with the server.",
)
@option("--profile", metavar="FILE", help="Let generated orders follow a profile: see oms-mock profile --help.")
@option("--latency", type=Duration(), default="0ms", help="Wait this long before every answer: 200ms, 1.5s.")
@option("--token", default="oms-mock", show_default=True, help="The token that may do everything.")
@option("--page-size", type=click.IntRange(1), default=10, show_default=True, help="Rows on a page without `limit`.")
@option("--max-page-size", type=click.IntRange(1), default=100, show_default=True, help="The most `limit` can ask for.")
@option(
    "--journal",
    type=click.IntRange(0),
    metavar="ENTRIES",
    default=1000,
    show_default=True,
    help="Requests kept of each world, for /__admin/requests; 0 keeps none.",
)
@option("--cors-origin", multiple=True, metavar="URL", help="Only this origin may call from a browser; repeatable.")
@option("--trust-proxy", is_flag=True, help="Believe X-Forwarded-For, -Proto, -Host, -Port and -Prefix.")
@option("--demo-drift", is_flag=True, help="Answer as a deployment does that drifts from its documents.")
@option(
    "--upstream",
    metavar="URL",
    help="Be no fake: pass GET requests on to this deployment, and judge its answers.",
)
@option("--allow-writes", is_flag=True, help="With --upstream: pass on POSTs that pull or log in, too.")
@option(
    "--lend-token",
    is_flag=True,
    help="With --upstream: send the token of --token-env for requests of this machine that have none.",
)
@option(
    "--token-env",
    metavar="NAME",
    default="OMS_TOKEN",
    show_default=True,
    help="With --lend-token: the variable with the token.",
)
@option("--token-file", metavar="FILE", help="With --lend-token: read the token from a file instead; - is stdin.")
@option(
    "--auth-scheme", default="Token", show_default=True, help="With --lend-token: the word before it: Token, Bearer."
)
@click.pass_context
def serve(
    context: click.Context,
    host: str,
    port: int,
    orders: int | None,
    seed: int | None,
    scenario: str | None,
    database: str | None,
    profile: str | None,
    latency: float,
    token: str,
    page_size: int,
    max_page_size: int,
    journal: int,
    cors_origin: tuple[str, ...],
    trust_proxy: bool,
    demo_drift: bool,
    upstream: str | None,
    allow_writes: bool,
    lend_token: bool,
    token_env: str,
    token_file: str | None,
    auth_scheme: str,
) -> None:
    """Start a fake OMS.

    It prints its address, two tokens, and lines to copy. Ctrl-C stops it, after the requests in
    flight are answered.

    With --upstream it is a proxy instead: a frontend that is pointed at it tests a deployment while
    it is used. Each answer comes back as it is, with a header that names what is wrong with it.
    """
    proxy.refuse(context, upstream)
    import signal
    import sys
    from contextlib import closing
    from functools import partial
    from pathlib import Path

    from oms_mock import app, server
    from oms_mock.cli import welcome
    from oms_mock.config import Config
    from oms_mock.dataset.follow_profile import generator
    from oms_mock.services import seeding, summary
    from oms_mock.spec import profile_files
    from oms_mock.store.store import Store

    # Until the server takes over: what was made so far is cleaned up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if upstream is not None:
        with server.Listener(host, port) as listener:
            options = proxy.options(
                upstream,
                listener,
                allow_writes=allow_writes,
                lend_token=lend_token,
                token_env=token_env,
                token_file=token_file,
                auth_scheme=auth_scheme,
                cors_origin=cors_origin,
            )
            server.run(partial(proxy.make_app, options), listener, proxy.welcome(listener.url, options))
        return
    with server.Listener(host, port) as listener, app.kept_or_temporary(database) as url:
        config = Config(
            database=url,
            scenario=scenario,
            orders=orders,
            seed=seed,
            profile=profile,
            token=token,
            latency=latency,
            page_size=page_size,
            max_page_size=max_page_size,
            journal=journal,
            cors_origins=cors_origin or ("*",),
            trust_proxy=trust_proxy,
            demo_drift=demo_drift,
        )
        with closing(Store(url)) as store:
            seeding.seed(store, scenario, orders, seed, profile=profile)
            announced = summary.summarise(store)
        deviations = generator.deviations(profile_files.read(Path(profile))) if profile else ()
        guard = proxy.guard(listener)
        announcement = welcome.text(
            listener.url,
            config,
            announced,
            kept=bool(database),
            deviations=len(deviations),
            why_no_control=guard.why_off or "",
        )
        server.run(partial(app.create_app, config, guard=guard), listener, announcement)
