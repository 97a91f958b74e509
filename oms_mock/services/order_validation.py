"""Validation of a changed order: the same document as the OMS writes it, or the first problem.

An order passes the marshmallow schema first, then the checks of scenario files (JSON Schema, links between its
parts), and last the limits on secrets and size.
"""

from __future__ import annotations

from typing import Any

import marshmallow

from oms_mock import wire
from oms_mock.dataset.scenarios import checks
from oms_mock.errors import UnusableValueError
from oms_mock.services.document_schemas import document_schemas
from oms_mock.services.merge_patch import unusable
from oms_mock.spec import secrets
from oms_mock.spec.json_path import Document, Path

MAX_BYTES = 4 * 1024 * 1024
"""Size of one order. Many small patches may not make it larger than one large patch could."""


def normalized(document: Document) -> Document:
    """Return an order in wire form. Raises UnusableValueError for the first problem."""
    written = _dumped(document)
    for path in secrets.filled(written):
        raise unusable(path, f"is a filled secret: begin it with {secrets.CANARY}")
    for where, problem in checks.of_order(written):
        raise UnusableValueError(where, problem)
    if len(wire.dumps(written)) > MAX_BYTES:
        raise unusable((), f"is larger than {MAX_BYTES} bytes")
    return written


def _dumped(document: Document) -> Document:
    schema = document_schemas().order
    try:
        written: Document = schema.dump(schema.load(document))
    except marshmallow.ValidationError as error:
        raise _first_problem(error.messages) from None
    return written


def _first_problem(messages: Any) -> UnusableValueError:
    """Return the first of marshmallow's messages, which are nested like the document."""
    path: Path = ()
    while isinstance(messages, dict):
        step, messages = next(iter(messages.items()))
        path = (*path, step)
    message = messages[0] if isinstance(messages, list) else messages
    return unusable(tuple(step for step in path if step != "_schema"), str(message))
