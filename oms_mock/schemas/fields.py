"""Field types of the API; each field has its provenance.

A field loads and dumps values in wire form. Its `metadata` holds the JSON Schema keywords that apispec cannot derive
from marshmallow, so that the exported JSON Schemas accept exactly what the fields accept.
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
    """Return known values and their provenance as the JSON of a schema."""
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
    """Convert the options that all field types share to those of marshmallow.

    `type_provenance` is for keys that are better known than their type: in the vendor's sample some keys are always
    null.
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
    """An integer; numeric strings are rejected."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(strict=True, **_options(provenance, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Boolean(fields.Boolean):
    """True or false; 0, "yes" and similar values are rejected."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(truthy={True}, falsy={False}, **_options(provenance, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class String(fields.String):
    """A string; `known` lists known values, and other values are accepted as well."""

    def __init__(self, provenance: Provenance, *, pattern: str | None = None, **options: Any) -> None:
        keywords = {"pattern": pattern} if pattern else {}
        validate = marshmallow.validate.Regexp(pattern) if pattern else None
        super().__init__(validate=validate, **_options(provenance, keywords=keywords, **options))


class Decimal(fields.Decimal):
    """A decimal as a string with a fixed number of places: `"250.00"`."""

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
    """A date and time in UTC, as Django REST framework writes it."""

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
    """A JSON object with free-form keys."""

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
    """Another object as its key, its name or the object: the vendor's documentation says "keys or references"."""

    default_error_messages = {"invalid": "Not a valid reference."}  # noqa: RUF012

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        keywords = {"type": ["integer", "string", "object"]}
        super().__init__(**_options(provenance, keywords=keywords, **options))

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(value, int | str | dict) or isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Nested(fields.Nested):
    """An object with a schema."""

    def __init__(self, schema: type[marshmallow.Schema], provenance: Provenance, **options: Any) -> None:
        super().__init__(schema, **_options(provenance, **options))


class NestedList(fields.List[Any]):
    """A list of objects with a schema."""

    def __init__(self, schema: type[marshmallow.Schema], provenance: Provenance, **options: Any) -> None:
        super().__init__(fields.Nested(schema), **_options(provenance, **options))


class Strings(fields.List[Any]):
    """A list of strings."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(fields.String(), **_options(provenance, **options))


class Objects(fields.List[Any]):
    """A list of JSON objects with unknown keys."""

    def __init__(self, provenance: Provenance, **options: Any) -> None:
        super().__init__(fields.Dict(), **_options(provenance, **options))


class OmsSchema(marshmallow.Schema):
    """A JSON object of the API. Unknown keys are accepted, because a deployment may send more than is documented."""

    class Meta:
        """Keep unknown keys; in JSON Schema they are allowed by default."""

        unknown = marshmallow.INCLUDE

    @marshmallow.post_dump(pass_original=True)
    def keep_unknown_keys(self, data: dict[str, Any], original: Any, **_: Any) -> dict[str, Any]:
        """Dump the keys that are not declared after those that are."""
        return data | {key: original[key] for key in original if key not in self.fields}
