"""`/__admin/faults`: list, add and remove the fault rules of a world."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from oms_mock import wire
from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import AddedRuleSchema, RulesSchema, WorldSchema
from oms_mock.behaviour import rule_parser, stored
from oms_mock.behaviour.rule_schema import RuleSchema
from oms_mock.behaviour.rules import FaultRule
from oms_mock.drf.responses import detail_response, document_response
from oms_mock.errors import UnusableValueError
from oms_mock.runtime.context import current_oms
from oms_mock.services import behaviour_updates

blp = blueprint.fake_blueprint("admin_faults")

TAG = "Faults"
EXAMPLES = {
    "three errors": {"match": {"operation": "order_list", "times": 3}, "status": 503, "retry_after": 5},
    "a random delay": {"delay": {"uniform": ["100ms", "2s"]}, "match": {"probability": 0.1, "seed": 42}},
    "a truncated body": {"match": {"order": 17}, "break": "truncate"},
    "the error page of a gateway": {"break": "html", "status": 502, "match": {"nth": 3}},
    "an expired session": {"status": 401, "detail": "Invalid token."},
    "a redirect": {"status": 302, "location": "/login/"},
    "a stale list": {"stale": {"requests": 3}, "match": {"operation": "order_list"}},
    "a null": {"mutate": {"path": "$.results[*].customer.email", "mutation": "null"}},
}


@blp.get("/faults")
@describe(Operation("list_faults", TAG, RulesSchema, errors=WORLD_LIMIT))
def listed() -> Response:
    """List the fault rules of a world, with the number of requests each one matched and was applied to."""
    world = arguments.world()
    live = current_oms().live.of(world.name)
    rules = [rule.document | asdict(live.counters.of(rule.id)) for rule in stored.read(world.behaviour).faults]
    return document_response({"world": world.name, "faults": rules})


@blp.post("/faults")
@describe(Operation("add_fault", TAG, AddedRuleSchema, 201, body=RuleSchema, examples=EXAMPLES, errors=WORLD_LIMIT))
def add() -> Response:
    """Add a fault rule after the others; a rule with the same id is replaced."""
    world, document = arguments.world(), arguments.document()
    added: list[FaultRule] = []

    def with_rule(known: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        rules = known or []
        rule = rule_parser.rule(document, _free_id(rules))
        added.append(rule)
        kept = [each for each in rules if each["id"] != rule.id]
        if len(kept) >= rule_parser.MOST:
            raise UnusableValueError("$", f"a world has at most {rule_parser.MOST} rules: remove one")
        kept.append(rule.document)
        if len(wire.dumps(kept)) > rule_parser.MOST_BYTES:
            raise UnusableValueError(
                "$", f"the rules of a world have at most {rule_parser.MOST_BYTES:,} bytes: remove one"
            )
        return kept

    oms = current_oms()
    behaviour_updates.edit(oms.store, world.name, stored.FAULTS, with_rule)
    oms.live.of(world.name).counters.forget([added[0].id])
    return document_response({"world": world.name, **added[0].document}, 201)


@blp.delete("/faults")
@describe(Operation("clear_faults", TAG, WorldSchema, errors=WORLD_LIMIT))
def clear() -> Response:
    """Remove all fault rules of a world."""
    world = arguments.world()
    behaviour_updates.edit(current_oms().store, world.name, stored.FAULTS, lambda _: None)
    return document_response({"world": world.name})


@blp.delete("/faults/<rule_id>")
@describe(Operation("remove_fault", TAG, WorldSchema, errors={404: "There is no rule with this id.", **WORLD_LIMIT}))
def remove(rule_id: str) -> Response:
    """Remove one fault rule of a world."""
    world = arguments.world()
    known = [rule.id for rule in stored.read(world.behaviour).faults]
    if rule_id not in known:
        existing = f"its faults are {', '.join(known)}" if known else "it has none"
        return detail_response(404, f"The world {world.name} has no fault {rule_id!r}: {existing}.")

    def without(rules: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
        return [each for each in rules or () if each["id"] != rule_id] or None

    behaviour_updates.edit(current_oms().store, world.name, stored.FAULTS, without)
    return document_response({"world": world.name})


def _free_id(rules: list[dict[str, Any]]) -> str:
    """Return the first unused id of f1, f2, …"""
    taken = {each["id"] for each in rules}
    return next(name for number in range(1, len(taken) + 2) if (name := f"f{number}") not in taken)
