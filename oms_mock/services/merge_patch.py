"""Apply JSON merge patches (RFC 7396) to documents with a marshmallow schema.

Two rules differ from RFC 7396. A null removes an optional key only; for a required key it is the new value. A key that
is neither in the schema nor in the document is rejected, because it is most likely a typo.
"""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields

from oms_mock.errors import UnusableValueError
from oms_mock.spec import near, storable
from oms_mock.spec.json_path import Document, Path, to_string

LONGEST_KEY = 100
"""Characters of a key that are reported."""


def unusable(path: Path, why: str) -> UnusableValueError:
    """Build the error for the value at a path."""
    return UnusableValueError(to_string(path), why.removesuffix("."))


def require_object(value: Any) -> None:
    """Check that a value is an object that can be stored. Raises UnusableValueError."""
    if not isinstance(value, dict):
        raise unusable((), "must be an object")
    storable.require(value)


def merge(target: Document, patch: Any, schema: marshmallow.Schema, path: Path = ()) -> Document:
    """Return a document with a patch merged into it; neither is modified. Raises UnusableValueError."""
    if not isinstance(patch, dict):
        raise unusable(path, "must be an object")
    known = {field.data_key or name: field for name, field in schema.fields.items()}
    merged = dict(target)
    for key, value in patch.items():
        here = (*path, key[:LONGEST_KEY])
        if key not in known and key not in target:
            raise unusable(here, _unknown(key, [*known, *target]))
        field = known.get(key)
        if value is None and not (field and field.required):
            merged.pop(key, None)
        else:
            merged[key] = _value(target.get(key), value, field, here)
    return merged


def _value(target: Any, value: Any, field: Any, path: Path) -> Any:
    if not isinstance(value, dict):
        return value
    before = target if isinstance(target, dict) else {}
    if isinstance(field, fields.Nested):
        return merge(before, value, field.schema, path)
    return _merge_free_form(before, value)


def _merge_free_form(target: Document, patch: Document) -> Document:
    """Merge an object with free-form keys, exactly as RFC 7396 says."""
    merged = dict(target)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            before = merged.get(key)
            merged[key] = _merge_free_form(before if isinstance(before, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def _unknown(key: str, possible: list[str]) -> str:
    return f"unknown key{near.did_you_mean(key, possible, before='; ')}"
