"""Generate openapi.json from the blueprints, and a JSON Schema for each body from openapi.json.

Only `oms-mock schema export` uses this. The server serves the generated files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from flask_smorest import Api
from flask_smorest import Blueprint as DescribedBlueprint
from werkzeug.routing import Rule

from oms_mock import __version__
from oms_mock.drf import routes
from oms_mock.drf.routes import KeyConverter, KeyOrUuidConverter
from oms_mock.openapi import explicit
from oms_mock.openapi.examples import add_examples
from oms_mock.openapi.introduction import introduction
from oms_mock.openapi.operations import LICENSE, METHODS, TAG, description_of
from oms_mock.schemas.channels import ChannelConfigurationSchema
from oms_mock.schemas.provenance import DOCUMENTED
from oms_mock.schemas.states import TranslationsSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OPENAPI = "openapi.json"
COMPONENTS = "#/components/schemas/"

_DOCUMENTS = {
    "order_list": "order-list.response.json",
    "order_list_short": "order-list-short.response.json",
    "order_list_simple": "order-list-simple.response.json",
    "order_detail": "order-detail.response.json",
    "order_detail_short": "order-detail-short.response.json",
    "webhook_event_list": "webhook-event-list.response.json",
    "webhook_event_list_short": "webhook-event-list-short.response.json",
    "webhook_event_detail": "webhook-event-detail.response.json",
    "delivery_type_enums": "delivery-type-enums.response.json",
    "payment_type_enums": "payment-type-enums.response.json",
    "pull_from_omnitron": "pull-from-omnitron.response.json",
}
"""The file with the schema of each operation's 200 body."""

FREE_FORM = (ChannelConfigurationSchema, TranslationsSchema)
"""Objects that may have any further keys. `check` reports none of them."""

PULL_REQUEST = "pull-from-omnitron.request.json"
REFUSAL = "refusal.response.json"
VALIDATION = "validation-error.response.json"

_SPEC = {
    "info": {"description": introduction(), "license": LICENSE},
    "servers": [{"url": "/"}],
    "tags": [{"name": TAG, "description": "As in the vendor's documentation."}],
}
_SECURITY_SCHEME = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "`Token <key>`, e.g. `Token oms-mock`.",
}


class _Api(Api):
    """An API whose operations list every status, without a default one."""

    DEFAULT_ERROR_RESPONSE_NAME = None


def export(blueprints: Sequence[Blueprint], client: FlaskClient) -> dict[str, str]:
    """Return every document of `schemas/`: file name → text. The examples are responses to a client of a fake."""
    openapi = describe(blueprints)
    add_examples(openapi, client)
    return {name: _text(document) for name, document in [(OPENAPI, openapi), *_json_schemas(openapi)]}


def describe(blueprints: Sequence[Blueprint]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of blueprints."""
    api = _new_api()
    for blueprint in blueprints:
        api.register_blueprint(_with_descriptions(blueprint))
    spec: dict[str, Any] = json.loads(json.dumps(api.spec.to_dict()))
    return _tidy(spec)


def _new_api() -> _Api:
    app = Flask("oms_mock.openapi")
    routes.install(app)
    app.config.update(API_TITLE="Akinon OMS Order Services", API_VERSION=__version__, OPENAPI_VERSION="3.1.0")
    api = _Api(app, spec_kwargs=_SPEC)
    api.register_converter(KeyConverter, lambda _: {"type": "integer", "minimum": 1})
    api.register_converter(KeyOrUuidConverter, lambda _: {"type": "string"})
    api.spec.components.security_scheme("token", _SECURITY_SCHEME)
    return api


def _with_descriptions(blueprint: Blueprint) -> DescribedBlueprint:
    """Return a blueprint of flask-smorest with the routes of a blueprint of Flask, and their descriptions."""
    app, prefix = Flask("oms_mock.routes"), blueprint.url_prefix or ""
    routes.install(app)
    app.register_blueprint(blueprint)
    described = DescribedBlueprint(blueprint.name, blueprint.import_name, url_prefix=prefix)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{blueprint.name}."):
            _add(described, rule, prefix, app.view_functions[rule.endpoint])
    return described


def _add(described: DescribedBlueprint, rule: Rule, prefix: str, view: Callable[..., Any]) -> None:
    known = description_of(view)
    view = described.response(200, known.response)(described.doc(**known.operation)(view))
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    described.route(rule.rule.removeprefix(prefix), methods=methods)(view)


def _tidy(spec: dict[str, Any]) -> dict[str, Any]:
    """Remove unused components that flask-smorest adds, and label the path parameters."""
    components = spec["components"]
    used = _references(spec["paths"], components["schemas"])
    components["schemas"] = {name: schema for name, schema in components["schemas"].items() if name in used}
    components.pop("responses", None)
    for free_form in FREE_FORM:
        components["schemas"][free_form.__name__.removesuffix("Schema")][explicit.FREE_FORM] = True
    for schema in (*components["schemas"].values(), *_body_schemas(spec)):
        explicit.make_explicit(schema)
    for path in spec["paths"].values():
        for parameter in path.get("parameters", ()):
            parameter["x-oms-provenance"] = str(DOCUMENTED)
    return spec


def _body_schemas(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schema of every request and response body."""
    for operation in _operations(spec).values():
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in holder.get("content", {}).values():
                yield content["schema"]


def _operations(openapi: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the operations by their ids."""
    return {
        operation["operationId"]: operation
        for path in openapi["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    }


def _json_schemas(openapi: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a self-contained JSON Schema for each response and request."""
    operations = _operations(openapi)
    for operation_id, name in _DOCUMENTS.items():
        operation = operations[operation_id]
        response = operation["responses"]["200"]
        yield name, _json_schema(openapi, operation["summary"], response, response["x-oms-body-provenance"])
    pull = operations["pull_from_omnitron"]
    body = pull["requestBody"]
    yield PULL_REQUEST, _json_schema(openapi, f"{pull['summary']}: request", body, body["x-oms-provenance"])
    for status, name, title in (("401", REFUSAL, "Refusal"), ("400", VALIDATION, "Validation error")):
        refusal = pull["responses"][status]
        yield name, _json_schema(openapi, title, refusal, refusal["x-oms-body-provenance"])


def _json_schema(openapi: dict[str, Any], title: str, holder: dict[str, Any], provenance: str) -> dict[str, Any]:
    schema = holder["content"]["application/json"]["schema"]
    components = openapi["components"]["schemas"]
    used = {name: components[name] for name in sorted(_references(schema, components))}
    document = {"$schema": DIALECT, "title": title, "x-oms-provenance": provenance} | schema
    localised: dict[str, Any] = _localise(document | ({"$defs": used} if used else {}))
    return localised


def _references(node: Any, components: dict[str, Any]) -> set[str]:
    """Return the names of the components that a schema refers to, directly or not."""
    if isinstance(node, list):
        return set().union(*(_references(each, components) for each in node))
    if not isinstance(node, dict):
        return set()
    found = set().union(*(_references(each, components) for each in node.values()))
    reference = node.get("$ref", "")
    if reference.startswith(COMPONENTS):
        name = reference.removeprefix(COMPONENTS)
        found |= {name} | _references(components[name], components)
    return found


def _localise(node: Any) -> Any:
    """Replace references to OpenAPI components by references to `$defs`."""
    if isinstance(node, list):
        return [_localise(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: f"#/$defs/{value.removeprefix(COMPONENTS)}" if key == "$ref" else _localise(value)
        for key, value in node.items()
    }


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
