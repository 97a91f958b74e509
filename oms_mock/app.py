"""The composition root: create an app from a configuration."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from flask import Flask, Request, Response
from flask import request as current_request
from sqlalchemy.engine import URL

from oms_mock import urls
from oms_mock.admin import access_control as guards
from oms_mock.admin.access_control import Guard
from oms_mock.admin.blueprint import EXTENSION as GUARD
from oms_mock.admin.blueprints import BLUEPRINTS as ADMIN_BLUEPRINTS
from oms_mock.api import docs, enums, health, login, orders, pull, webhook_events
from oms_mock.clock import Clock, system_clock
from oms_mock.config import Config, from_environment
from oms_mock.drf import error_responses, forwarded, routes
from oms_mock.drf.cors import CorsPolicy
from oms_mock.drf.pipeline import Pipeline
from oms_mock.faults import after, before, preferences, unknown_parameters
from oms_mock.faults.demo_drift import DEMO, order_drift
from oms_mock.faults.rewrite import Rewriting
from oms_mock.journal.buffer import Journal
from oms_mock.runtime import journal_recorder, world_tokens
from oms_mock.runtime.context import EXTENSION, Oms, OmsContext, entity_tag
from oms_mock.runtime.exception_handlers import EXCEPTION_HANDLERS
from oms_mock.runtime.request_log import RequestLog, entry_of
from oms_mock.runtime.scenario_watch import ScenarioWatch, Watched
from oms_mock.services import seeding
from oms_mock.spec.private_folder import PrivateFolder
from oms_mock.store.drivers import database_in
from oms_mock.store.store import Store

OMS_BLUEPRINTS = (orders.blp, webhook_events.blp, enums.blp, pull.blp)

RESPONSE_HEADERS = (
    "Allow, ETag, Fault-Applied, OMS-Mock-Warning, Preference-Applied, Preference-Ignored, Retry-After, "
    "WWW-Authenticate, X-Request-ID"
)


def create_app(
    config: Config | None = None,
    *,
    clock: Clock = system_clock,
    guard: Guard | None = None,
    request_log: RequestLog | None = None,
) -> Flask:
    """Create a fake OMS with its data.

    The admin API, `/__admin/`, is on if there is a `guard`. Without a `config`, as under wsgi.py, both come from the
    environment. Without a `database` the orders are stored in a temporary folder that is removed with the app.
    Raises SetupError if the configuration cannot be used.
    """
    if config is None:
        config, guard = from_environment(), guard or guards.from_environment()
    app = _new_app(config, request_log)
    for blueprint in (*OMS_BLUEPRINTS, login.blp, docs.blp, health.blp, *(ADMIN_BLUEPRINTS if guard else ())):
        app.register_blueprint(blueprint)
    if guard:
        app.extensions[GUARD] = guard
        _list_admin_api(app, guard)
    store = _filled_store(config, config.database or _temporary_database(app), clock)
    weakref.finalize(app, store.close)
    journal = Journal(config.journal) if guard and config.journal else None
    app.extensions[EXTENSION] = oms = Oms(config, store, clock, journal)
    if config.watch:
        watching = ScenarioWatch(oms)
        weakref.finalize(app, watching.stop)
        app.wsgi_app = Watched(app.wsgi_app, watching)  # type: ignore[method-assign]
    return app


def _new_app(config: Config, request_log: RequestLog | None) -> Flask:
    app = Flask("oms_mock", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    routes.install(app)
    error_responses.install(app, EXCEPTION_HANDLERS, scheme=config.auth_scheme)
    _pipeline(app, config, request_log).install(app)
    if config.demo_drift:
        app.wsgi_app = Rewriting(app.wsgi_app, order_drift(*DEMO))  # type: ignore[method-assign]
    if config.trust_proxy:
        app.wsgi_app = forwarded.trust(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _filled_store(config: Config, database: str | URL, clock: Clock) -> Store:
    store = Store(database)
    with closing(store):  # a server may fork now, and connections must not be shared
        seeding.seed_as_configured(store, config, clock=clock)
    store.database.keep_reserve()
    return store


def _list_admin_api(app: Flask, guard: Guard) -> None:
    """Show the OpenAPI document of the admin API at /docs, to those who may read it."""

    def may_read() -> bool:
        return guard.why_not(current_request.environ) is None

    docs.add_document(app, docs.Listed("Admin API", f"{guards.PREFIX}openapi.json".lstrip("/"), may_read))


def _pipeline(app: Flask, config: Config, request_log: RequestLog | None) -> Pipeline[OmsContext]:
    """Return the stages of every request."""

    def new_context(request: Request) -> OmsContext:
        return OmsContext(request, request.environ, oms=app.extensions[EXTENSION])

    def wait(context: OmsContext) -> None:
        with context.waits():
            time.sleep(config.latency)

    return Pipeline(
        api=urls.API,
        private=urls.ADMIN,
        new_context=new_context,
        before_negotiation=(*([wait] if config.latency else []), preferences.apply),
        authenticate=_authenticate,
        after_authentication=(preferences.enter_world, before.apply),
        entity_tag=entity_tag,
        after_view=(after.modify_response, before.note_wait, preferences.report, unknown_parameters.warn),
        language=config.language,
        cors=CorsPolicy(config.cors_origins, RESPONSE_HEADERS),
        start=journal_recorder.start,
        finish=_and_log(request_log) if request_log else journal_recorder.complete,
    )


def _and_log(request_log: RequestLog) -> Callable[[OmsContext, Response], None]:
    """Return the last stage of a request that is logged too."""

    def complete(context: OmsContext, response: Response) -> None:
        journal_recorder.complete(context, response)
        if entry := entry_of(context, response):
            request_log.write(entry)

    return complete


def _authenticate(context: OmsContext) -> Response | None:
    return world_tokens.reject(context.environ.get("HTTP_AUTHORIZATION", ""), context.oms.tokens)


@contextmanager
def kept_or_temporary(database: str | URL | None) -> Iterator[str | URL]:
    """Yield a database URL: the given one, or one in a temporary folder that is removed at the end."""
    if database:
        yield database
        return
    with PrivateFolder() as folder:
        yield database_in(folder.path)


def _temporary_database(app: Flask) -> URL:
    folder = PrivateFolder()
    weakref.finalize(app, folder.remove)
    return database_in(folder.path)
