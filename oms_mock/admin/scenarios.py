"""`/__admin/scenarios`: list the scenarios, and switch a world to one."""

from __future__ import annotations

from flask import Response, request

from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import CurrentScenarioSchema, ScenariosSchema
from oms_mock.drf.responses import document_response
from oms_mock.inputs.documents import DocumentSchema, load
from oms_mock.inputs.fields import Anything, Mapping, Text
from oms_mock.runtime.context import current_oms
from oms_mock.services import scenario_switch

blp = blueprint.fake_blueprint("admin_scenarios")


class ScenarioSchema(DocumentSchema):
    """The choice of a scenario: its name, or its documents too."""

    name = Text(
        least=1,
        most=100,
        required=True,
        metadata={"description": "A name that GET lists; with `files`, any name."},
    )
    files = Mapping(
        Anything(allow_none=True),
        metadata={
            "description": "The documents of a scenario folder, by the names of its files relative to the folder: "
            "`scenario.json` and, as needed, `orders.json`, `webhook_events.json` and `omnitron.json`."
        },
    )


MOST_BYTES = 16 * 1024 * 1024
"""Bytes of a request that contains documents, unless the server accepts more anyway."""
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
        examples={
            "no orders": {"name": "empty"},
            "documents": {
                "name": "mine",
                "files": {"scenario.json": {"description": "No orders.", "generated": {"orders": 0, "seed": 42}}},
            },
        },
        errors={503: "There are too many worlds or scenarios, or the database does not respond."},
    )
)
def switch() -> Response:
    """Switch a world to another scenario, and reset it to that scenario's initial state.

    A request contains the documents of a scenario or names a known one: the server opens no path of a request.
    """
    oms, name = current_oms(), arguments.world_name()
    request.max_content_length = max(MOST_BYTES, oms.config.max_body_bytes)
    chosen = load(ScenarioSchema(), arguments.document())
    if "files" in chosen:
        world = oms.worlds.switch_to_documents(name, chosen["name"], chosen["files"])
    else:
        world = oms.worlds.switch(name, chosen["name"])
    return document_response({"world": name, "scenario": oms.store.worlds.dataset(world).scenario})
