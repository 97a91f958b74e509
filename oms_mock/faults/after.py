"""Modify and break a response after the view, as fault rules and the preferences of its request say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

from flask import Response

from oms_mock import wire
from oms_mock.behaviour.rules import Change, Effect
from oms_mock.faults.breaks import break_response, why_unbreakable
from oms_mock.faults.rewrite import UNCHANGED
from oms_mock.runtime.context import OmsContext
from oms_mock.runtime.effects import ResponseChanges, header_value
from oms_mock.spec.mutations import mutate

APPLIED = "Fault-Applied"


def modify_response(context: OmsContext, response: Response) -> None:
    """Apply the queued effects to a response, and report them in `Fault-Applied`."""
    if context.preferences is not None:
        context.changes = context.changes or ResponseChanges()
        context.changes.add(None, context.preferences.effect)
    if context.changes is not None:
        _apply(context, response, context.changes)


def _apply(context: OmsContext, response: Response, changes: ResponseChanges) -> None:
    for source, effect in changes.effects:
        _mutate(context, response, source, effect)
    _break_once(context, response, [each for each in changes.effects if each[1].breaks_response])
    if changes.effects:
        response.headers["Cache-Control"] = "no-store"
    if text := "; ".join(_reported(changes)):
        response.headers[APPLIED] = header_value(text)


def _mutate(context: OmsContext, response: Response, source: str | None, effect: Effect) -> None:
    """Change the document of a response."""
    done = {}
    if effect.motion == "count":
        done["motion=count"] = _increment_count(response)
    if effect.change:
        done[f"mutate={effect.change}"] = _change(context, response, effect.change)
    for text, is_done in done.items():
        if is_done:
            _changes(context).done.append((source, text))
        else:
            _fail(context, source, "mutate", text, "the response has no such path")


def _break_once(context: OmsContext, response: Response, breaks: list[tuple[str | None, Effect]]) -> None:
    """Apply the first of the effects that break a response, and report the others as failed."""
    for place, (source, effect) in enumerate(breaks):
        if why := "another fault was applied first" if place else why_unbreakable(context, effect):
            _fail(context, source, "fault", f"break={effect.breaks}", why)
        else:
            _changes(context).done.append((source, f"break={effect.breaks}"))
            break_response(context, response, effect)


def _fail(context: OmsContext, source: str | None, preference: str, text: str, why: str) -> None:
    """Report an effect that had no result."""
    if source is not None:
        _changes(context).failed.append((source, f"{text} ({why})"))
        context.warnings += (f"fault {source} had no effect: {text} ({why})",)
    elif context.preferences is not None:
        context.preferences.withdraw(preference, why)


def _changes(context: OmsContext) -> ResponseChanges:
    return cast(ResponseChanges, context.changes)


def _reported(changes: ResponseChanges) -> Iterator[str]:
    """Yield what each rule did."""
    for rule_id in dict.fromkeys(source for source, _ in (*changes.done, *changes.failed) if source):
        texts = [text for source, text in (*changes.done, *changes.failed) if source == rule_id]
        yield f"{rule_id}: {', '.join(texts)}"


def _change(context: OmsContext, response: Response, change: Change) -> bool:
    """Mutate the document of a response. Return whether it has the place to be mutated."""
    document = _document(response)
    changed = mutate(document, change.path, change.mutation)
    if changed is document:
        return False
    response.set_data(wire.dumps(changed))
    context.environ[UNCHANGED] = True
    return True


def _increment_count(response: Response) -> bool:
    document = _document(response)
    if not isinstance(document, dict) or not isinstance(document.get("count"), int):
        return False
    response.set_data(wire.dumps(document | {"count": document["count"] + 1}))
    return True


def _document(response: Response) -> Any:
    return json.loads(response.get_data()) if response.status_code == 200 and response.is_json else None
