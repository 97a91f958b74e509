"""The kinds of drift: the ways in which a response can differ from its JSON Schema, with an explanation of each."""

from __future__ import annotations

from typing import Final

MISSING_FIELD: Final = "missing-field"
UNKNOWN_FIELD: Final = "unknown-field"
TYPE_CHANGED: Final = "type-changed"
NULL_DRIFT: Final = "null-drift"
ENUM_GROWTH: Final = "enum-growth"
FORMAT_DRIFT: Final = "format-drift"
ENVELOPE_CHANGE: Final = "envelope-change"
UNDOCUMENTED_STATUS: Final = "undocumented-status"

EXPLANATIONS: dict[str, str] = {
    MISSING_FIELD: (
        "A required key is missing. It was removed or renamed, or is omitted when it has no value. Clients that read "
        "it fail with a KeyError or show nothing, often far from the request. Check whether an unknown-field finding "
        "for the same object shows its new name. Ask the vendor whether the removal was intended, and treat the key "
        "as optional until then."
    ),
    UNKNOWN_FIELD: (
        "A response has a key that is not in the JSON Schema. APIs grow, and clients should ignore unknown keys, so "
        "this is information, not an error. It matters if a client rejects unknown keys. Together with missing-field "
        "it usually means that a key was renamed."
    ),
    TYPE_CHANGED: (
        "A value has another JSON type than expected: a string for a number, a list for an object, an id for the "
        "object itself. Typed clients fail when they parse it, untyped ones later and less clearly. Look at the order "
        "of the example and at the number of affected orders: if all are affected, the deployment probably has a new "
        "version; if only a few are, their data probably comes from another source."
    ),
    NULL_DRIFT: (
        "A value is null that must not be null. This is the most frequent drift, and it often affects only some "
        "orders, so that a test with one order does not see it. Decide whether null is valid there. If it is, clients "
        "must handle it, and the finding belongs in the baseline with a reason; if not, the affected orders have bad "
        "data."
    ),
    ENUM_GROWTH: (
        "A key with values from a list of constants has an unknown value, such as a new payment type or order state. "
        "Lists of constants grow by design, so this is information. It matters if a client branches on the value: "
        "make sure that there is a branch for unknown values, and add the new one."
    ),
    FORMAT_DRIFT: (
        "A value has the expected type but another format: a decimal with another number of places or with a comma, "
        "digits in a string, a date without a time zone or with an offset. Clients parse it wrongly without an error: "
        "a date without a time zone is read as local time, and amounts are compared as strings. A date with a numeric "
        "offset is unambiguous and a warning; an ambiguous value is an error."
    ),
    ENVELOPE_CHANGE: (
        "The envelope around the rows of a list changed: count, next, previous or results is missing or of another "
        "type, the body is a plain list instead of a page, or it is wrapped in another object. No client can page "
        "through such a list. Usually another version or another pagination class was deployed; check whether all "
        "lists are affected."
    ),
    UNDOCUMENTED_STATUS: (
        "A response has a status that is neither documented for its endpoint nor usual in this API, such as 204, 302 "
        "or 418. Clients treat it as a failure or, worse, as a success without a body. A redirect often means that a "
        "proxy or a login page is in front of the deployment; ask its operator."
    ),
}
"""One paragraph per kind: what it means, why it matters, what to do."""
