"""Read JSON strictly: one document in UTF-8, no repeated keys, no NaN, limited nesting."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from oms_mock.errors import UnusableValueError
from oms_mock.inputs.paths import ROOT, shown
from oms_mock.spec import storable


def parse(content: bytes) -> Any:
    """Return the document in `content`; a byte order mark is ignored. Raises UnusableValueError."""
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_reject_constant)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError as error:
        raise UnusableValueError(ROOT, f"is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnusableValueError(ROOT, f"is not JSON: {error.msg} at {place}") from None
    except ValueError as error:
        raise UnusableValueError(ROOT, f"is not JSON: {error}") from None
    if storable.is_deeper_than(document, storable.MAX_DEPTH):
        raise _too_deep()
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise UnusableValueError(ROOT, f"the key {shown(repeated)} is repeated in one object")
    return found


def _reject_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _too_deep() -> UnusableValueError:
    return UnusableValueError(ROOT, f"is nested more than {storable.MAX_DEPTH} levels deep")
