"""Before a request is answered: what the rules of its world say, and the throttle. Wait, refuse, let things happen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import cast

from flask import Response, g, request
from werkzeug.routing import Rule as Route

from oms_mock.behaviour import stored
from oms_mock.behaviour.rules import Effect, Motion, Request
from oms_mock.behaviour.rules import Rule as FaultRule
from oms_mock.config import MAX_DELAY
from oms_mock.drf import authentication
from oms_mock.drf.error_responses import refuse, refuse_throttled
from oms_mock.drf.query import last_value
from oms_mock.errors import FullWorldError, OmsError
from oms_mock.faults import after
from oms_mock.openapi.operations import operation_of
from oms_mock.runtime.context import current_oms
from oms_mock.runtime.live_worlds import Live
from oms_mock.services import list_mutations
from oms_mock.store.worlds import World


def apply(route: Route) -> Response | None:
    """Do what the rules and the throttle of a world say of this request; None lets it go on.

    Every request comes by, so nothing is looked at that nobody has told the world (benchmarks/control_cost.py).
    """
    oms, world = current_oms(), g.world
    if world.controls == stored.NONE and oms.live.known(world.name) is None:
        return None
    live, told = oms.live.of(world.name), stored.read(world.controls)
    now = told.clock.now(oms.clock).timestamp()
    if live.waits and (left := live.waits.left(_client(), now)):
        g.too_early = round(left, 3)
    refused = _follow(live, told.faults, route) if told.faults else None
    if refused is None and told.throttle and (wait := live.window.admit(told.throttle, now)) is not None:
        g.throttled = True
        return refuse_throttled(wait)
    return refused


def note_wait(response: Response) -> None:
    """Remember that a client was told to wait."""
    if response.status_code >= 400 and "Retry-After" in response.headers and (world := _world()):
        oms = current_oms()
        until = oms.seconds(world) + float(response.headers["Retry-After"])
        oms.live.of(world.name).waits.tell(_client(), until)


def _follow(live: Live, rules: tuple[FaultRule, ...], route: Route) -> Response | None:
    seconds, refused = 0.0, None
    asked = _asked(route)
    for rule, seen in live.counters.due(rules, asked):
        effect, did = rule.effect, after.current().did
        after.current().add(rule.id, effect)
        if effect.delay:
            drawn = effect.delay.seconds(rule.match.seed, rule.id, seen)
            seconds += drawn
            did.append((rule.id, f"delay={drawn * 1000:.0f}ms"))
        did += [(rule.id, text) for text in _let_happen(effect, is_list=_is_list(asked.operation))]
        if effect.status:
            refused = refuse(effect.status, retry_after=effect.retry_after)
            did.append((rule.id, f"status={effect.status}"))
    if seconds:
        time.sleep(min(seconds, MAX_DELAY))
    return refused


def _let_happen(effect: Effect, *, is_list: bool) -> Iterator[str]:
    """Do what an effect does before the answer is made, and say what that was."""
    if effect.motion and (moved := _move(effect.motion)):
        yield moved
    for name in ("cap_limit", "next_host"):
        if value := getattr(effect, name):
            if is_list:
                setattr(g, name, value)
            yield f"{name}={value}" if is_list else f"{name}={value} (this is no list)"


def _move(motion: Motion) -> str | None:
    """Let an order come or go, and look at the world as it is then."""
    if motion == "count":
        return None
    oms = current_oms()
    if motion == "arrive":
        try:
            order_id: int | None = list_mutations.arrive(oms.store, g.world, oms.clock_of(g.world))
        except FullWorldError:
            return f"motion={motion} (the world is full: reset it)"
    else:
        order_id = list_mutations.disappear(oms.store, g.world, "newest" if motion == "disappear" else "oldest")
    g.world = replace(oms.worlds.enter(g.world.name), dataset=g.world.dataset)
    return f"motion={motion} (order {order_id})" if order_id is not None else f"motion={motion} (there is no order)"


def _asked(route: Route) -> Request:
    """Say of this request what a rule may ask."""
    operation, order = operation_of(route.endpoint), (request.view_args or {}).get("pk")
    page = _page() if _is_list(operation) else None
    return Request(operation, request.method, request.path, order, page)


def _is_list(operation: str | None) -> bool:
    return "_list" in (operation or "")


def _page() -> int | None:
    written = last_value("page") or "1"
    return int(written) if written.isdecimal() and len(written) < 10 else None


def _world() -> World | None:
    """Tell in which world a client was told to wait; a stranger is in none."""
    if "world" in g:
        return cast(World, g.world)
    oms = current_oms()
    with suppress(OmsError):
        return None if authentication.refuse_stranger(oms.config) else oms.world()
    return None


def _client() -> str:
    return str(request.environ.get("REMOTE_ADDR"))
