"""`/__admin/faults`: the rules by which a world answers badly."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from oms_mock import wire
from oms_mock.admin import arguments, blueprint
from oms_mock.behaviour import rule_parser, stored
from oms_mock.behaviour.rules import Rule
from oms_mock.drf.responses import document_response, refusal
from oms_mock.errors import UnusableValueError
from oms_mock.runtime.context import current_oms
from oms_mock.services import behaviour_updates

blp = blueprint.blueprint_of_fake("faults")


@blp.get("/faults")
def listed() -> Response:
    """List the rules of a world: how often each one met a request that looks right, and was applied."""
    world = arguments.world()
    live = current_oms().live.of(world.name)
    rules = [rule.document | asdict(live.counters.of(rule.id)) for rule in stored.read(world.behaviour).faults]
    return document_response({"world": world.name, "faults": rules})


@blp.post("/faults")
def add() -> Response:
    """Add a rule to a world, behind those that are there; one with the same id is replaced."""
    world, document = arguments.world(), arguments.document()
    added: list[Rule] = []

    def with_one_more(known: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        rules = known or []
        rule = rule_parser.rule(document, _free_id(rules))
        added.append(rule)
        kept = [each for each in rules if each["id"] != rule.id]
        if len(kept) >= rule_parser.MOST:
            raise UnusableValueError("$", f"there are {rule_parser.MOST} rules already: remove one")
        kept.append(rule.document)
        if len(wire.dumps(kept)) > rule_parser.MOST_BYTES:
            raise UnusableValueError(
                "$", f"the rules of a world take {rule_parser.MOST_BYTES:,} bytes at most: remove one"
            )
        return kept

    oms = current_oms()
    behaviour_updates.edit(oms.store, world.name, stored.FAULTS, with_one_more)
    oms.live.of(world.name).counters.forget([added[0].id])
    return document_response({"world": world.name, **added[0].document}, 201)


@blp.delete("/faults")
def clear() -> Response:
    """Remove every rule of a world."""
    world = arguments.world()
    behaviour_updates.update(current_oms().store, world.name, stored.FAULTS, None)
    return document_response({"world": world.name})


@blp.delete("/faults/<rule_id>")
def remove(rule_id: str) -> Response:
    """Remove one rule of a world."""
    world = arguments.world()
    known = [rule.id for rule in stored.read(world.behaviour).faults]
    if rule_id not in known:
        there = f"there are {', '.join(known)}" if known else "there is none"
        return refusal(404, f"The world {world.name} has no fault {rule_id!r}: {there}.")

    def without(rules: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
        return [each for each in rules or () if each["id"] != rule_id] or None

    behaviour_updates.edit(current_oms().store, world.name, stored.FAULTS, without)
    return document_response({"world": world.name})


def _free_id(rules: list[dict[str, Any]]) -> str:
    """Find a name for a rule that has none: f1, f2 …"""
    taken = {each["id"] for each in rules}
    return next(name for number in range(1, len(taken) + 2) if (name := f"f{number}") not in taken)
