"""Let a read see a world as it was before its latest changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oms_mock.behaviour import stored
from oms_mock.behaviour.rules import FaultRule
from oms_mock.behaviour.stale import READ_METHODS, READS, HiddenChange
from oms_mock.openapi.operations import operation_of
from oms_mock.runtime.context import OmsContext
from oms_mock.runtime.effects import ResponseChanges
from oms_mock.runtime.live_worlds import LiveWorld

PREFERENCE = "preference"
"""The source of an effect that an earlier request preferred, where others have the id of a rule."""


def apply(context: OmsContext, live: LiveWorld, rules: Sequence[FaultRule]) -> None:
    """Hide the changes of the world from a read: those that a rule which applies to it, or their own request, hides."""
    changes = stored.read(context.world.behaviour).hidden
    if not changes or not _is_read(context):
        return
    now = context.oms.seconds(context.world)
    hidden = [(change, sources) for change in changes if (sources := _hiding(live, changes, change, rules, now))]
    if not hidden:
        return
    oldest, sources = hidden[0]
    context.entered = replace(context.world, snapshot=oldest.snapshot, revision=oldest.revision)
    context.changes = context.changes or ResponseChanges()
    count = len(changes) - changes.index(oldest)
    text = f"stale ({count} change{'' if count == 1 else 's'} hidden)"
    context.changes.done += [(source, text) for source in sources]


def _is_read(context: OmsContext) -> bool:
    preferences, route = context.preferences, context.route
    if context.request.method not in READ_METHODS or (preferences and preferences.scenario) or route is None:
        return False
    return (operation_of(route.endpoint) or "").startswith(READS)


def _hiding(
    live: LiveWorld, known: Sequence[HiddenChange], change: HiddenChange, rules: Sequence[FaultRule], now: float
) -> list[str]:
    """Return what hides a change from this read, and count the read."""
    return [source for source, hides in _sources(live, known, change, rules, now) if hides]


def _sources(
    live: LiveWorld, known: Sequence[HiddenChange], change: HiddenChange, rules: Sequence[FaultRule], now: float
) -> Iterator[tuple[str, bool]]:
    limits = [(rule.id, rule.effect.stale) for rule in rules if rule.id in change.rules]
    for source, limit in (*limits, (PREFERENCE, change.own)):
        if limit is not None:
            key = None if source == PREFERENCE and limit is change.own else source
            yield source, limit.hides(live.stale_reads.add(change.snapshot, key, known), now - change.at)
