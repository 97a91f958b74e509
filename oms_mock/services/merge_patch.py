"""JSON merge patches (RFC 7396) of documents whose keys are known.

Two things are otherwise than RFC 7396 has it. A null takes away what may be missing, and is the value of what may
not: such a key is never taken away. And a key that the document neither has nor may have is refused, for it is
mostly a slip.
"""

from __future__ import annotations

import difflib
from typing import Any

import marshmallow
from marshmallow import fields

from oms_mock.errors import UnusableValueError
from oms_mock.spec import storable
from oms_mock.spec.json_path import Path, to_string

Document = dict[str, Any]

LONGEST_KEY = 100
"""Characters of an unknown key that are looked at."""


def unusable(path: Path, why: str) -> UnusableValueError:
    """Say what is the matter at a path, as one sentence."""
    return UnusableValueError(to_string(path), why if why.endswith((".", "?")) else f"{why}.")


def require_object(value: Any) -> None:
    """Refuse what is no object, and what nobody could keep of one. Raises UnusableValueError."""
    if not isinstance(value, dict):
        raise unusable((), "must be an object")
    storable.require(value)


def merge(target: Document, patch: Any, schema: marshmallow.Schema, path: Path = ()) -> Document:
    """Return a document with a patch put into it; neither is changed. Raises UnusableValueError."""
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
    return _merge_freely(before, value)


def _merge_freely(target: Document, patch: Document) -> Document:
    """Merge where the keys are somebody's own: by the letter of RFC 7396."""
    merged = dict(target)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            before = merged.get(key)
            merged[key] = _merge_freely(before if isinstance(before, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def _unknown(key: str, possible: list[str]) -> str:
    near = difflib.get_close_matches(key[:LONGEST_KEY], possible, n=1)
    return f"there is no such key: did you mean {near[0]}?" if near else "there is no such key"
