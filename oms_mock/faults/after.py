"""Changing and breaking an answer that was made, as rules and the preferences of its request say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Response, g, request

from oms_mock import wire
from oms_mock.behaviour.rules import Break, Change, Effect
from oms_mock.faults.disconnect import MOST_SENT, hang_up
from oms_mock.faults.rewrite import AS_IT_IS
from oms_mock.spec.mutations import mutate

APPLIED = "Fault-Applied"
MOST_SAID = 4000
"""Characters of a header: clients refuse longer ones."""
PIECES = 20
"""Of a body that drips."""
ON_ITS_WAY = 0.05
"""Seconds in which a server sends what it has: one that hears of the end at once would send nothing."""


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


def current() -> Spoiling:
    """Return what is done to the answer of this request."""
    if "spoiling" not in g:
        g.spoiling = Spoiling()
    return cast(Spoiling, g.spoiling)


def is_asked() -> bool:
    """Tell whether the answer of this request will not be what it would have been."""
    return bool(("spoiling" in g and g.spoiling.effects) or ("preferences" in g and g.preferences.effect.spoils))


def spoil(response: Response) -> None:
    """Change and break an answer of which a rule or a preference has something to say, and say what was done."""
    if "preferences" in g:
        current().add(None, g.preferences.effect)
    _spoil(response, current())
    g.did = [*g.preferences.applied] if "preferences" in g else []
    g.did += [text for source, text in current().did if source]


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
            current().did.append((source, what))
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
        current().failed.append((source, f"{what} ({why})"))


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
    elif how == "close":
        _send(response, hang_up(request.environ), max(len(body), MOST_SENT))
    elif how == "truncate":
        _send(response, _half(body), len(body))
    else:
        _send(response, _drops(body, seconds), len(body))


def _send(response: Response, pieces: Iterator[bytes], promised: int) -> None:
    """Let a body go out in pieces, and say that it has so many bytes, whatever comes."""
    response.response = pieces
    response.headers["Content-Length"] = str(promised)


def _half(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    time.sleep(ON_ITS_WAY)


def _drops(body: bytes, seconds: float) -> Iterator[bytes]:
    size = max(-(-len(body) // PIECES), 1)
    for start in range(0, len(body), size):
        time.sleep(seconds / PIECES)
        yield body[start : start + size]
