"""Answering badly, as the rules of a world and the preferences of a request say; and the throttle.

Before the view: wait, refuse, let things happen. After it: break the answer.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Response, g, request
from werkzeug.routing import Rule as Route

from oms_mock import controls, wire
from oms_mock.api import authentication
from oms_mock.api.connections import MOST_SENT, hang_up
from oms_mock.api.context import current_oms
from oms_mock.api.live import Live
from oms_mock.api.operations import operation_of
from oms_mock.api.query import last_value
from oms_mock.api.refusals import refuse, refuse_throttled
from oms_mock.api.rewriting import AS_IT_IS
from oms_mock.config import MAX_DELAY
from oms_mock.documents.mutations import mutate
from oms_mock.errors import FullWorldError, OmsError
from oms_mock.faults.rules import Break, Change, Effect, Motion, Request
from oms_mock.faults.rules import Rule as FaultRule
from oms_mock.services import changing
from oms_mock.store.worlds import World

APPLIED = "Fault-Applied"
MOST_SAID = 4000
"""Characters of a header: clients refuse longer ones."""
PIECES = 20
"""Of a body that drips."""


@dataclass
class Spoiling:
    """What is to be done to the answer of this request, by whom; `did` says what was, `failed` what came to nothing.

    `source` is a rule's id, or None for a preference of the request.
    """

    effects: list[tuple[str | None, Effect]] = field(default_factory=list)
    did: list[tuple[str | None, str]] = field(default_factory=list)
    failed: list[tuple[str | None, str]] = field(default_factory=list)

    def add(self, source: str | None, effect: Effect) -> None:
        """Let an effect be had on the answer, if it is one that is."""
        if effect.spoils:
            self.effects.append((source, effect))


def spoiling() -> Spoiling:
    """Return what is done to the answer of this request."""
    if "spoiling" not in g:
        g.spoiling = Spoiling()
    return cast(Spoiling, g.spoiling)


def spoils() -> bool:
    """Tell whether the answer of this request will not be what it would have been."""
    return bool(("spoiling" in g and g.spoiling.effects) or ("preferences" in g and g.preferences.effect.spoils))


def apply(route: Route) -> Response | None:
    """Do what the rules and the throttle of a world say of this request; None lets it go on."""
    oms, world = current_oms(), g.world
    if world.controls == controls.NONE and oms.live.known(world.name) is None:
        return None
    live, now = oms.live.of(world.name), oms.seconds(world)
    if left := live.waits.left(_client(), now):
        g.too_early = left
    told = controls.read(world.controls)
    refused = _follow(live, told.faults, route)
    if refused is None and told.throttle and (wait := live.window.admit(told.throttle, now)) is not None:
        g.throttled = True
        return refuse_throttled(wait)
    return refused


def finish(response: Response) -> None:
    """Break an answer that is to be broken, and say what was done."""
    if "preferences" in g:
        spoiling().add(None, g.preferences.effect)
    if "spoiling" in g:
        _spoil(response, g.spoiling)
        g.did = [*g.preferences.applied] if "preferences" in g else []
        g.did += [text for source, text in g.spoiling.did if source]
    if "Retry-After" in response.headers and (world := _world()):
        oms = current_oms()
        until = oms.seconds(world) + float(response.headers["Retry-After"])
        oms.live.of(world.name).waits.tell(_client(), until)


def _follow(live: Live, rules: tuple[FaultRule, ...], route: Route) -> Response | None:
    seconds, refused = 0.0, None
    asked = _asked(route)
    for rule, seen in live.counters.due(rules, asked):
        effect, did = rule.effect, spoiling().did
        spoiling().add(rule.id, effect)
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
            order_id: int | None = changing.arrive(oms.store, g.world, oms.clock_of(g.world))
        except FullWorldError:
            return f"motion={motion} (the world is full: reset it)"
    else:
        order_id = changing.disappear(oms.store, g.world, "newest" if motion == "disappear" else "oldest")
    g.world = oms.worlds.enter(g.world.name)
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


def _spoil(response: Response, spoil: Spoiling) -> None:
    for source, effect in spoil.effects:
        _alter(response, source, effect)
    for place, (source, effect) in enumerate(each for each in spoil.effects if each[1].breaks):
        if why := "another one came first" if place else _why_unbreakable(effect):
            _came_to_nothing(source, "fault", f"break={effect.breaks}", why)
        else:
            spoil.did.append((source, f"break={effect.breaks}"))
            _break(response, cast(Break, effect.breaks), effect.drip)
    if spoil.effects:
        response.headers["Cache-Control"] = "no-store"
    if said := "; ".join(_said(spoil)):
        response.headers[APPLIED] = _sendable(said)
    if rules := [source for source, _ in spoil.did if source]:
        g.fault = ", ".join(dict.fromkeys(rules))


def _alter(response: Response, source: str | None, effect: Effect) -> None:
    """Change the document of an answer."""
    done = {}
    if effect.motion == "count":
        done["motion=count"] = _count_one_more(response)
    if effect.change:
        done[f"mutate={effect.change}"] = _change(response, effect.change)
    for what, is_done in done.items():
        if is_done:
            spoiling().did.append((source, what))
        else:
            _came_to_nothing(source, "mutate", what, "no such place in this answer")


def _why_unbreakable(effect: Effect) -> str | None:
    """Say why an answer cannot be broken as asked; None where it can."""
    is_cut = effect.breaks in {"close", "truncate", "drip"}
    return "an answer to HEAD has no body" if is_cut and request.method == "HEAD" else None


def _came_to_nothing(source: str | None, preference: str, what: str, why: str) -> None:
    """Say of something that was to be done to the answer that it was not."""
    if source is None:
        g.preferences.could_not(preference)
    else:
        spoiling().failed.append((source, f"{what} ({why})"))


def _said(spoil: Spoiling) -> Iterator[str]:
    """Say what each rule did."""
    for rule_id in dict.fromkeys(source for source, _ in (*spoil.did, *spoil.failed) if source):
        done = [text for source, text in spoil.did if source == rule_id]
        failed = [text for source, text in spoil.failed if source == rule_id]
        yield f"{rule_id}: {', '.join(done + failed)}"


def _sendable(text: str) -> str:
    """Write what a rule did so that it can stand in a header: its paths are somebody's own."""
    plain = "".join(each if " " <= each <= "~" else "?" for each in text)
    return plain if len(plain) <= MOST_SAID else f"{plain[:MOST_SAID]} ..."


def _change(response: Response, change: Change) -> bool:
    """Mutate the document of an answer; tell whether it has the place that is meant."""
    document = _document(response)
    changed = mutate(document, change.path, change.mutation)
    if changed is document:
        return False
    response.set_data(wire.dumps(changed))
    request.environ[AS_IT_IS] = True
    return True


def _count_one_more(response: Response) -> bool:
    document = _document(response)
    if not isinstance(document, dict) or not isinstance(document.get("count"), int):
        return False
    response.set_data(wire.dumps(document | {"count": document["count"] + 1}))
    return True


def _document(response: Response) -> Any:
    return json.loads(response.get_data()) if response.status_code == 200 and response.is_json else None


def _break(response: Response, how: Break, seconds: float) -> None:
    body = response.get_data()
    request.environ[AS_IT_IS] = True
    if how == "wrong-content-type":
        response.content_type = "text/html; charset=utf-8"
    elif how == "empty-body":
        response.set_data(b"")
    elif how == "malformed-json":
        response.set_data(body[: max(len(body) * 2 // 3, 1)])
    else:
        promised = max(len(body), MOST_SENT) if how == "close" else len(body)
        response.response = (
            hang_up(request.environ) if how == "close" else _half(body) if how == "truncate" else _drops(body, seconds)
        )
        response.headers["Content-Length"] = str(promised)


def _half(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]


def _drops(body: bytes, seconds: float) -> Iterator[bytes]:
    size = max(-(-len(body) // PIECES), 1)
    for start in range(0, len(body), size):
        time.sleep(seconds / PIECES)
        yield body[start : start + size]
