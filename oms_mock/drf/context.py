"""The typed state of one request.

The pipeline creates a `RequestContext` when a request arrives, and passes it to every stage. An application may
extend it with fields of its own. Views fetch it once, by `current()`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

from flask import Request, g
from werkzeug.routing import Rule

from oms_mock.drf import query
from oms_mock.drf.query import Parameters

_NAME = "context"


@dataclass(slots=True)
class RequestContext:
    """What is known about one request, and what stages have decided about its response."""

    request: Request
    environ: dict[str, Any]
    began: float | None = None
    """When the pipeline received the request, by `time.perf_counter()`; None if it did not."""
    route: Rule | None = None
    """The route of the path, also where the method is not allowed."""
    origin: str | None = None
    """Replaces scheme and host in the links of a page."""
    page_size_limit: int | None = None
    """Lowers the largest page size."""
    indent: int = 0
    """Spaces of a level of the JSON that the client accepts; 0 for compact JSON."""
    base_url: str = ""
    """Scheme, host and path of the request."""
    entity_tag: str | None = None
    body: bytes | None = None
    """The request body, once it was read."""
    _parameters: Parameters | None = None

    def waits(self) -> AbstractContextManager[None]:
        """Return a context in which a request may wait for its client. An application may limit how many do."""
        return nullcontext()

    @property
    def has_parsed_query(self) -> bool:
        """Whether `parameters` costs nothing, because the query string was parsed before."""
        return self._parameters is not None

    def parameters(self) -> Parameters:
        """Return the query string as a mapping. Raises TooManyParametersError."""
        if self._parameters is None:
            self._parameters = query.parse(self.environ["QUERY_STRING"])
        return self._parameters

    def last_value(self, name: str) -> str | None:
        """Return the last value of a query parameter, which is the one that Django uses."""
        values = self.parameters().get(name)
        return values[-1] if values else None


def store(context: RequestContext) -> None:
    """Make a context the one that `current()` returns."""
    vars(_globals())[_NAME] = context


def current() -> RequestContext:
    """Return the context of the request that is being handled."""
    return cast(RequestContext, vars(_globals())[_NAME])


def find() -> RequestContext | None:
    """Return the context of the request that is being handled, or None if it was not created."""
    return vars(_globals()).get(_NAME)


def _globals() -> object:
    # Attribute access through the proxy `g` costs several times as much as the look-up itself.
    return g._get_current_object()
