"""`/__admin/scenarios`: which scenario a world looks at, and which it could."""

from __future__ import annotations

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.drf.responses import document_response
from oms_mock.inputs.documents import DocumentSchema, load
from oms_mock.inputs.fields import Text
from oms_mock.runtime.context import current_oms
from oms_mock.services import scenario_switch

blp = blueprint.blueprint_of_fake("control_scenarios")


class ScenarioSchema(DocumentSchema):
    """The choice of a scenario."""

    name = Text(required=True, metadata={"description": "A name that GET lists."})


@blp.get("/scenarios")
def scenarios() -> Response:
    """List the scenarios that a world can be switched to."""
    store, world = current_oms().store, arguments.world()
    known = [{"name": name, "description": description} for name, description in scenario_switch.names(store).items()]
    current = store.worlds.dataset(world).scenario
    return document_response({"world": world.name, "scenario": current, "scenarios": known})


@blp.post("/scenarios")
def switch() -> Response:
    """Let a world look at another scenario, as freshly born."""
    oms, name = current_oms(), arguments.world_name()
    world = oms.worlds.switch(name, load(ScenarioSchema(), arguments.document())["name"])
    return document_response({"world": name, "scenario": oms.store.worlds.dataset(world).scenario})
