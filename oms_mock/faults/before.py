"""Apply fault rules and the throttle of a world before the view.

A rule may delay the request, change the data, or reject the request. Effects on the response are queued in the
context, and applied by `faults.after`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from flask import Response

from oms_mock.behaviour import stored
from oms_mock.behaviour.rules import Effect, FaultRule, MatchableRequest, Motion
from oms_mock.config import MAX_DELAY
from oms_mock.drf import pagination
from oms_mock.drf.error_responses import throttled_response
from oms_mock.errors import FullWorldError, OmsError
from oms_mock.faults import stale_reads
from oms_mock.faults.replacements import replacement, reported
from oms_mock.openapi.operations import operation_of
from oms_mock.runtime import world_entry, world_tokens
from oms_mock.runtime.context import OmsContext
from oms_mock.runtime.effects import ResponseChanges
from oms_mock.runtime.live_worlds import LiveWorld
from oms_mock.services import list_mutations
from oms_mock.store.worlds import World

LONGEST_PROGRAM = 200
"""Characters of a User-Agent header by which clients differ."""


def apply(context: OmsContext) -> Response | None:
    """Apply the rules and the throttle of the world to a request. Return an error response if one rejects it.

    Every request passes here, so a world without behaviour costs two look-ups (benchmarks/admin_cost.py).
    """
    oms, world = context.oms, context.world
    if world.behaviour == stored.NONE and oms.live.known(world.name) is None:
        return None
    live, behaviour = oms.live.of(world.name), stored.read(world.behaviour)
    now = behaviour.clock.now(oms.clock).timestamp()
    live.enter(now)
    if live.retry_times and (left := live.retry_times.left(_client(context), now)):
        context.early_by = round(left, 3)
    applied: list[FaultRule] = []
    rejected = _apply_rules(context, live, behaviour.faults, applied) if behaviour.faults else None
    if not rejected and (behaviour.hidden or applied):
        stale_reads.apply(context, live, applied)
    if rejected or not behaviour.throttle:
        return rejected
    wait = live.window.admit(behaviour.throttle, now)
    context.is_throttled = wait is not None
    return None if wait is None else throttled_response(wait)


def note_wait(context: OmsContext, response: Response) -> None:
    """Remember until when a client was asked to wait."""
    if response.status_code >= 400 and "Retry-After" in response.headers and (world := _world(context)):
        until = context.oms.seconds(world) + float(response.headers["Retry-After"])
        context.oms.live.of(world.name).retry_times.add(_client(context), until)


def _apply_rules(
    context: OmsContext, live: LiveWorld, rules: tuple[FaultRule, ...], stale: list[FaultRule]
) -> Response | None:
    """Apply rules to a request, and add those that hide changes to `stale`."""
    request = _matchable(context)
    seconds, rejected = 0.0, None
    for rule, seen in live.counters.due(rules, request):
        changes = context.changes = context.changes or ResponseChanges()
        changes.add(rule.id, rule.effect)
        seconds += _delay(changes, rule, seen)
        if rule.effect.stale:
            stale.append(rule)
        texts = _prepare(context, rule.effect, is_list=_is_list(request.operation))
        changes.done += [(rule.id, text) for text in texts]
        if response := replacement(context, rule.effect):
            changes.done += [(rule.id, text) for text in reported(rule.effect)]
            rejected = response
    if seconds:
        with context.waits():
            time.sleep(min(seconds, MAX_DELAY))
    return rejected


def _delay(changes: ResponseChanges, rule: FaultRule, seen: int) -> float:
    """Return the seconds by which a rule delays a request."""
    if rule.effect.delay is None:
        return 0.0
    seconds = rule.effect.delay.seconds(rule.match.seed, rule.id, seen)
    changes.done.append((rule.id, f"delay={seconds * 1000:.0f}ms"))
    return seconds


def _prepare(context: OmsContext, effect: Effect, *, is_list: bool) -> Iterator[str]:
    """Apply the effects that change what the view reads. Yield each as text."""
    if effect.motion and effect.motion != "count":
        yield _mutate_list(context, effect.motion)
    if effect.cap_limit:
        if is_list:
            context.page_size_limit = effect.cap_limit
        yield _listed(f"cap_limit={effect.cap_limit}", is_list)
    if effect.next_host:
        if is_list:
            context.origin = effect.next_host
        yield _listed(f"next_host={effect.next_host}", is_list)


def _listed(text: str, is_list: bool) -> str:
    return text if is_list else f"{text} (not a list)"


def _mutate_list(context: OmsContext, motion: Motion) -> str:
    """Add or remove an order, and enter the world again as it is then."""
    oms, world = context.oms, context.world
    if motion == "arrive":
        try:
            order_id: int | None = list_mutations.arrive(oms.store, world, oms.clock_of(world))
        except FullWorldError:
            return f"motion={motion} (the world is full: reset it)"
    else:
        which: Literal["newest", "oldest"] = "newest" if motion == "disappear" else "oldest"
        order_id = list_mutations.disappear(oms.store, world, which, oms.clock_of(world))
    context.entered = replace(oms.worlds.enter(world.name), dataset=world.dataset)
    return (
        f"motion={motion} (order {order_id})" if order_id is not None else f"motion={motion} (the world has no order)"
    )


def _matchable(context: OmsContext) -> MatchableRequest:
    """Return what a rule can match of a request."""
    request, route = context.request, context.route
    operation = operation_of(route.endpoint) if route else None
    order = (request.view_args or {}).get("pk")
    return MatchableRequest(
        operation, request.method, request.path, order, _page(context) if _is_list(operation) else None
    )


def _is_list(operation: str | None) -> bool:
    return "_list" in (operation or "")


def _page(context: OmsContext) -> int | None:
    written = pagination.page_number(context)
    return int(written) if written.isdecimal() and len(written) < 10 else None


def _world(context: OmsContext) -> World | None:
    """Return the world in which a client was asked to wait; None for an unauthenticated client."""
    if context.entered:
        return context.entered
    authorization = context.environ.get("HTTP_AUTHORIZATION", "")
    if world_tokens.reject(authorization, context.oms.tokens):
        return None
    with suppress(OmsError):
        return world_entry.enter(context)
    return None


def _client(context: OmsContext) -> str:
    """Return the address and the program of a client: on one machine all clients have the same address."""
    environ = context.environ
    return f"{environ.get('REMOTE_ADDR')} {environ.get('HTTP_USER_AGENT', '')[:LONGEST_PROGRAM]}"
