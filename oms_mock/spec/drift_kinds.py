"""The kinds of drift: how an answer can differ from its JSON Schema, in words for people."""

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
        "A key that belongs to every such object was not there. It was removed or renamed, or is left out when it "
        "has no value. Clients that read it fail with a KeyError or show nothing, often far from the request. See "
        "whether an unknown-field finding beside this one shows its new name; ask the vendor whether the removal "
        "was meant, and until then read the key as optional."
    ),
    UNKNOWN_FIELD: (
        "A key was there that the documents do not know. APIs grow, and clients should ignore keys that they do not "
        "know, so this is information, not a fault. It matters where a client refuses unknown keys, and as a "
        "forerunner of a change: together with missing-field it usually means that a key was renamed."
    ),
    TYPE_CHANGED: (
        "A value had another JSON type than agreed: text for a number, a list for an object, an id where the whole "
        "object was expected. Typed clients fail when they parse it, untyped ones later and less clearly. Look at "
        "the order that is named, and at how many orders are affected: all of them points to a new version of the "
        "deployment, a few to data that came from elsewhere."
    ),
    NULL_DRIFT: (
        "A value that is never null by agreement was null. It is the most frequent drift, and often affects only some "
        "orders, so that a test with one order does not see it. Decide whether null is legitimate there: if it is, "
        "clients must handle it and the finding belongs into the baseline with a reason; if not, the orders that "
        "are named hold bad data."
    ),
    ENUM_GROWTH: (
        "A key that takes its values from a list of constants had a value that nobody had seen before, such as a new "
        "payment type or order state. Lists of constants grow by design, so this is information. It matters where a "
        "client branches on the value: make sure that there is a branch for what is not known, and add the value."
    ),
    FORMAT_DRIFT: (
        "A value had the right type and was written otherwise than agreed: a decimal with other places or a comma, "
        "digits as text, a date without its zone or with an offset. Clients parse it wrongly without noticing: a date "
        "without zone is read as local time, and amounts are compared as text. A numeric offset still means one "
        "moment and is a warning; what cannot be read in one way only is an error."
    ),
    ENVELOPE_CHANGE: (
        "What lies around the rows of a list changed: count, next, previous or results is missing or of another type, "
        "a bare list came instead of a page, or the body was put into an object of its own. No client can page "
        "through such a list. Usually another version or another pagination class was deployed; see whether all "
        "lists are affected."
    ),
    UNDOCUMENTED_STATUS: (
        "An answer had a status that is neither documented for its endpoint nor customary in this API, such as 204, "
        "302 or 418. Clients treat it as a failure, or worse, as a success without a body. A redirect often means a "
        "proxy or a login page before the deployment; ask whoever runs it what answers there."
    ),
}
"""One paragraph a kind: what it means, why it matters, what to do."""
