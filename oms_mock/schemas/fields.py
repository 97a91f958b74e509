"""Field types of the wire, each property with its provenance.

A field reads and writes wire values (`deserialize`/`serialize`), and its `metadata` holds the
JSON Schema keywords that marshmallow has no word for, so that the exported documents say
exactly what is accepted here.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import marshmallow
from marshmallow import fields

from oms_mock import clock
from oms_mock.schemas.known_values import KnownValues
from oms_mock.schemas.provenance import Provenance

Sensitivity = Literal["secret", "personal"]

DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z$"
_DATE = re.compile(DATE_PATTERN)


def known_values(known: KnownValues) -> dict[str, str]:
    """Write known values and their provenance for a document."""
    return {value: str(provenance) for value, provenance in known.items()}


def _options(
    provenance: Provenance,
    *,
    nullable: bool = False,
    required: bool = True,
    known: KnownValues | None = None,
    sensitive: Sensitivity | None = None,
    type_provenance: Provenance | None = None,
    description: str | None = None,
    keywords: Mapping[str, Any] | None = None,
    data_key: str | None = None,
) -> dict[str, Any]:
    """Turn the options that all field types share into marshmallow's.

    `type_provenance` is given where a key is better known than its type: the vendor's sample
    shows some keys with null only.
    """
    metadata: dict[str, Any] = dict(keywords or {})
    if description:
        metadata["description"] = description
    if known:
        metadata["x-known-values"] = known_values(known)
    if sensitive:
        metadata["x-oms-sensitive"] = sensitive
    if type_provenance:
        metadata["x-oms-type-provenance"] = str(type_provenance)
    metadata["x-oms-provenance"] = str(provenance)
    return {"required": required, "allow_none": nullable, "metadata": metadata, "data_key": data_key}


class Integer(fields.Integer):
    """A whole number, never a numeric string."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(strict=True, **_options(provenance, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Boolean(fields.Boolean):
    """True or false, never 0, "yes" and the like."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(truthy={True}, falsy={False}, **_options(provenance, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class String(fields.String):
    """Text; `known` lists values that were seen, and leaves the set open."""

    def __init__(self, provenance: Provenance, *, pattern: str | None = None, **options: Any) -> None:
        keywords = {"pattern": pattern} if pattern else {}
        validate = marshmallow.validate.Regexp(pattern) if pattern else None
        super().__init__(validate=validate, **_options(provenance, keywords=keywords, **options))


class Decimal(fields.Decimal):
    """A decimal as text with a fixed number of places: `"250.00"`."""

    def __init__(self, provenance: Provenance, *, places: int = 2, **options: Any) -> None:
        pattern = rf"^-?[0-9]+\.[0-9]{{{places}}}$"
        self._pattern = re.compile(pattern)
        self._quantum = decimal.Decimal(1).scaleb(-places)
        keywords = {"type": "string", "pattern": pattern}
        super().__init__(as_string=True, **_options(provenance, keywords=keywords, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> decimal.Decimal:
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            raise self.make_error("invalid")
        return decimal.Decimal(value)

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> str | None:
        return None if value is None else format(value.quantize(self._quantum), "f")


class DateTime(fields.Field[datetime]):
    """A moment in UTC, as Django REST framework writes it."""

    default_error_messages = {"invalid": "Not a valid UTC datetime."}  # noqa: RUF012

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        keywords = {"type": "string", "format": "date-time", "pattern": DATE_PATTERN}
        super().__init__(**_options(provenance, keywords=keywords, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return clock.from_wire(value)
        except ValueError:
            raise self.make_error("invalid") from None

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> str | None:
        return None if value is None else clock.to_wire(value)


class Object(fields.Field[dict[str, Any]]):
    """A JSON object whose keys are the deployment's own business."""

    default_error_messages = {"invalid": "Not a valid object."}  # noqa: RUF012

    def __init__(self, provenance: Provenance, *, values: Mapping[str, Any] | None = None, **options: Any) -> None:
        keywords: dict[str, Any] = {"type": "object"}
        if values is not None:
            keywords["additionalProperties"] = dict(values)
        super().__init__(**_options(provenance, keywords=keywords, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        return value


class Reference(fields.Field[Any]):
    """Another object as its key, its name, or itself: the page says "keys or references"."""

    default_error_messages = {"invalid": "Not a valid reference."}  # noqa: RUF012

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        keywords = {"type": ["integer", "string", "object"]}
        super().__init__(**_options(provenance, keywords=keywords, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(value, int | str | dict) or isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Nested(fields.Nested):
    """An object that is a schema of its own."""

    def __init__(self, schema: type[marshmallow.Schema], provenance: Provenance, **options: Any) -> None:
        super().__init__(schema, **_options(provenance, **options))


class NestedList(fields.List[Any]):
    """A list of objects that are a schema of their own."""

    def __init__(self, schema: type[marshmallow.Schema], provenance: Provenance, **options: Any) -> None:
        super().__init__(fields.Nested(schema), **_options(provenance, **options))


class Strings(fields.List[Any]):
    """A list of texts."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(fields.String(), **_options(provenance, **options))


class Objects(fields.List[Any]):
    """A list of JSON objects whose keys are not known."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(fields.Dict(), **_options(provenance, **options))


class OmsSchema(marshmallow.Schema):
    """A wire object. It stays open: a deployment may send keys nobody wrote down."""

    class Meta:
        """Unknown keys are kept, in documents as `additionalProperties: true`."""

        unknown = marshmallow.INCLUDE

    @marshmallow.post_dump(pass_original=True)
    def keep_unknown_keys(self, data: dict[str, Any], original: Any, **_: Any) -> dict[str, Any]:
        """Write the keys that were loaded and not declared after those that were."""
        return data | {key: original[key] for key in original if key not in self.fields}
