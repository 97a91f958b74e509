"""`/__admin/scenarios`: list the scenarios, and switch a world to one."""

from __future__ import annotations

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import CurrentScenarioSchema, ScenariosSchema
from oms_mock.drf.responses import document_response
from oms_mock.inputs.documents import DocumentSchema, load
from oms_mock.inputs.fields import Text
from oms_mock.runtime.context import current_oms
from oms_mock.services import scenario_switch

blp = blueprint.fake_blueprint("admin_scenarios")


class ScenarioSchema(DocumentSchema):
    """The choice of a scenario."""

    name = Text(required=True, metadata={"description": "A name that GET lists."})


TAG = "Scenarios"


@blp.get("/scenarios")
@describe(Operation("list_scenarios", TAG, ScenariosSchema, errors=WORLD_LIMIT))
def scenarios() -> Response:
    """List the scenarios, and name the one that a world has."""
    store, world = current_oms().store, arguments.world()
    known = [{"name": name, "description": description} for name, description in scenario_switch.names(store).items()]
    current = store.worlds.dataset(world).scenario
    return document_response({"world": world.name, "scenario": current, "scenarios": known})


@blp.post("/scenarios")
@describe(
    Operation(
        "switch_scenario",
        TAG,
        CurrentScenarioSchema,
        body=ScenarioSchema,
        examples={"no orders": {"name": "empty"}},
        errors={503: "There are too many worlds or scenarios, or the database does not respond."},
    )
)
def switch() -> Response:
    """Switch a world to another scenario, and reset it to that scenario's initial state."""
    oms, name = current_oms(), arguments.world_name()
    world = oms.worlds.switch(name, load(ScenarioSchema(), arguments.document())["name"])
    return document_response({"world": name, "scenario": oms.store.worlds.dataset(world).scenario})
