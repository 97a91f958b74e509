"""The names of the API's operations: the operation ids of openapi.json, and the login."""

from __future__ import annotations

from oms_mock.spec import reader

LOGIN = "login"


def names() -> list[str]:
    """List the names of the operations."""
    paths = reader.load_once(reader.OPENAPI)["paths"].values()
    return [*(each["operationId"] for path in paths for each in path.values() if "operationId" in each), LOGIN]
