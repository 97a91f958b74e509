"""The schema of a fault rule: which requests it matches, and what it does to them.

The fields are the only list of a rule's keys: the options of `oms-mock admin faults add` and the OpenAPI document of
the admin API are made from them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from oms_mock.behaviour.rules import BREAKS, MOTIONS, REDIRECTS, Change, Delay
from oms_mock.behaviour.stale import LONGEST, MOST_READS, READ_METHODS, READS, Staleness
from oms_mock.config import MAX_DELAY
from oms_mock.inputs import durations
from oms_mock.inputs.documents import UNKNOWN, DocumentSchema, keys, load, unknown_key
from oms_mock.inputs.fields import Choice, Duration, Number, Part, Text, WholeNumber
from oms_mock.spec import json_path, mutation_catalogue, operations
from oms_mock.spec.near import closest


def _listed(numbers: tuple[int, ...]) -> str:
    """Write `301, 302 or 303`."""
    *others, last = map(str, numbers)
    return f"{', '.join(others)} or {last}"


METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
LARGEST = 2**63 - 1
MOST_TIMES = 10**9


def _described(description: str, metavar: str | None = None) -> dict[str, Any]:
    return {"metadata": {"description": description, "metavar": metavar} if metavar else {"description": description}}


class MatchSchema(DocumentSchema):
    """Which requests a rule matches; without keys it matches all."""

    operation = Choice(operations.names(), **_described("The operation, by its operationId: order_list.", "NAME"))
    method = Choice(METHODS, **_described("The method: GET, POST.", "NAME"))
    path = Text(least=1, **_described("The path; * stands for any characters.", "PATH"))
    order = WholeNumber(0, LARGEST, point=True, **_described("The id of the order that the request is about.", "ID"))
    page = WholeNumber(1, MOST_TIMES, point=True, **_described("The page of a list.", "N"))
    nth = WholeNumber(1, MOST_TIMES, point=True, **_described("Only the N-th of these requests.", "N"))
    every = WholeNumber(1, MOST_TIMES, point=True, **_described("Every N-th of these requests.", "N"))
    probability = Number(0, 1, **_described("Each of these requests with this probability: 0.1.", "P"))
    seed = WholeNumber(0, LARGEST, point=True, **_described("The seed of the probability and of random delays.", "N"))
    times = WholeNumber(1, MOST_TIMES, point=True, **_described("Apply the rule to at most N requests.", "N"))

    @validates_schema
    def _one_position(self, data: dict[str, Any], **_: Any) -> None:
        if {"nth", "every"} <= data.keys():
            raise ValidationError("`nth` and `every` exclude each other: leave one out")


class LognormalSchema(DocumentSchema):
    """A delay that is drawn from a log-normal distribution."""

    median = Duration(longest=MAX_DELAY, bare="ms", required=True, **_described("The median: 200ms."))
    sigma = Number(0, 5, required=True, **_described("The standard deviation of the logarithm: 0.5."))

    @validates_schema
    def _positive(self, data: dict[str, Any], **_: Any) -> None:
        if not data["median"]:
            raise ValidationError("must be longer than 0ms", "median")


class MutateSchema(DocumentSchema):
    """A change of the document in the response."""

    path = Text(least=1, required=True, **_described("The path: $.results[*].customer.email."))
    mutation = Choice(mutation_catalogue.BY_NAME, required=True, **_described("The name of a mutation: null."))

    @validates_schema
    def _readable_path(self, data: dict[str, Any], **_: Any) -> None:
        try:
            json_path.parse(data["path"])
        except ValueError as error:
            raise ValidationError(str(error), "path") from None


class StaleSchema(DocumentSchema):
    """How long reads do not see a change."""

    requests = WholeNumber(1, MOST_READS, point=True, **_described("From how many reads a change is hidden: 3."))
    seconds = Duration(longest=LONGEST, data_key="for", **_described("For how long a change is hidden: 2s."))

    @validates_schema
    def _one_limit(self, data: dict[str, Any], **_: Any) -> None:
        if len(data) != 1:
            raise ValidationError('must have either `requests` or `for`: {"requests": 3} or {"for": "2s"}')


class StaleField(Part):
    """How long reads do not see a change."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Staleness:
        return Staleness(**super()._deserialize(value, *args, **options))


class DelayField(fields.Field[Delay]):
    """A duration, or an object that names a distribution."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Delay:
        if isinstance(value, str):
            return Delay("fixed", (_seconds(value),))
        known = tuple(_DISTRIBUTIONS)
        if not isinstance(value, dict) or len(value) != 1:
            wanted = f"a duration such as {durations.EXAMPLES}, or an object with one of {', '.join(known)}"
            raise ValidationError(f"must be {wanted}")
        ((name, numbers),) = value.items()
        if name not in _DISTRIBUTIONS:
            raise ValidationError({name: unknown_key(name, list(known))})
        try:
            return _DISTRIBUTIONS[name](numbers)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from None


def _seconds(value: Any) -> float:
    return float(Duration(longest=MAX_DELAY, bare="ms").deserialize(value))


def _uniform(value: Any) -> Delay:
    if not isinstance(value, list) or len(value) != 2:
        raise ValidationError("must be a list of two durations")
    least, most = map(_seconds, value)
    if least > most:
        raise ValidationError("must name the shorter duration first: swap the two")
    return Delay("uniform", (least, most))


def _lognormal(value: Any) -> Delay:
    numbers = LognormalSchema().load(value)
    return Delay("lognormal", (numbers["median"], float(numbers["sigma"])))


_DISTRIBUTIONS: dict[str, Callable[[Any], Delay]] = {"uniform": _uniform, "lognormal": _lognormal}
_DURATION_TEXT = {"type": "string", "examples": ["200ms"]}
DELAY_FORMS = [
    _DURATION_TEXT,
    {
        "type": "object",
        "required": ["uniform"],
        "additionalProperties": False,
        "properties": {"uniform": {"type": "array", "items": _DURATION_TEXT, "minItems": 2, "maxItems": 2}},
    },
    {
        "type": "object",
        "required": ["lognormal"],
        "additionalProperties": False,
        "properties": {
            "lognormal": {
                "type": "object",
                "required": ["median", "sigma"],
                "additionalProperties": False,
                "properties": {"median": _DURATION_TEXT, "sigma": {"type": "number", "minimum": 0, "maximum": 5}},
            }
        },
    },
]


class MutateField(Part):
    """A change of the response's document."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Change:
        data = super()._deserialize(value, *args, **options)
        return Change(mutation_catalogue.BY_NAME[data["mutation"]], json_path.parse(data["path"]))


class RuleSchema(DocumentSchema):
    """A fault rule."""

    id = Text(
        pattern="^[a-z0-9-]{1,64}$",
        wanted="1 to 64 of a-z, 0-9 and -",
        **_described("The name of the rule, by default f1, f2, …", "NAME"),
    )
    match = Part(MatchSchema, **_described("Which requests; without it, all."))
    delay = DelayField(
        metadata={
            "description": "Wait before the response: 200ms, 1.5s, or a distribution as JSON.",
            "metavar": "TIME",
            "oneOf": DELAY_FORMS,
        }
    )
    status = WholeNumber(
        300, 599, point=True, **_described("Respond with this error status, or redirect with it.", "STATUS")
    )
    detail = Text(least=1, **_described("With `status`: the text of the error, such as Invalid token.", "TEXT"))
    location = Text(
        pattern=r"(/|https?://)[!-~]{0,1000}",
        most=1010,
        wanted="a path that begins with /, or a URL, in ASCII and without blanks",
        **_described(f"With `status` {_listed(REDIRECTS)}: the address to go to.", "URL"),
    )
    retry_after = WholeNumber(0, 86400, point=True, **_described("With `status`: the Retry-After header.", "SECONDS"))
    breaks = Choice(BREAKS, data_key="break", **_described("Break the response."))
    drip = Duration(
        longest=MAX_DELAY, bare="ms", **_described("With `break` drip: how long the body takes: 2s.", "TIME")
    )
    stall = Duration(
        longest=MAX_DELAY, bare="ms", **_described("With `break` stall: how long nothing is sent: 5s.", "TIME")
    )
    change = MutateField(
        MutateSchema,
        data_key="mutate",
        **_described("Change the document: $.results[*].customer.email=null.", "PATH=MUTATION"),
    )
    motion = Choice(MOTIONS, **_described("Change the list while a client pages through it."))
    stale = StaleField(
        StaleSchema, **_described("Hide changes of orders from the next N reads, or for a TIME.", "N|TIME")
    )
    cap_limit = WholeNumber(
        1, MOST_TIMES, point=True, **_described("Return at most N rows, whatever the `limit`.", "N")
    )
    next_host = Text(
        pattern=r"^https?://[A-Za-z0-9.:\[\]_-]{1,253}$",
        wanted="an address without a path, such as http://oms.internal:8000",
        **_described("Let the links `next` and `previous` name another host.", "URL"),
    )

    def handle_error(self, error: ValidationError, data: Any, **options: Any) -> None:
        """Suggest the keys of `match` too. Called by marshmallow before it raises `error`."""
        messages = error.messages_dict
        unknown = [key for key, each in messages.items() if each == [UNKNOWN]]
        super().handle_error(error, data, **options)
        for key in unknown:
            if (meant := closest(key, [*keys(self), *MATCH_KEYS])) in MATCH_KEYS:
                messages[key] = [f"{UNKNOWN}; did you mean match.{meant}?"]

    @validates_schema
    def _compatible(self, data: dict[str, Any], **_: Any) -> None:
        if problem := _contradiction(data):
            raise ValidationError(problem)


MATCH_KEYS = tuple(keys(MatchSchema))
EFFECT_KEYS = tuple(key for key in keys(RuleSchema) if key not in {"id", "match"})
DEPENDENT = {
    "retry_after": ("status", "status"),
    "detail": ("status", "status"),
    "location": ("status", "status"),
    "drip": ("breaks", "break"),
    "stall": ("breaks", "break"),
}
"""Keys that have an effect only together with another one: the field of that one, and its key."""


@cache
def schema() -> RuleSchema:
    """Return the schema; it is built when the first rule is read."""
    return RuleSchema()


def read(document: Any) -> dict[str, Any]:
    """Validate a rule, and return its parts. Raises UnusableValueError."""
    parts: dict[str, Any] = load(schema(), document)
    return parts


def _contradiction(data: dict[str, Any]) -> str | None:
    """Return why the parts of a rule cannot be combined."""
    if not data.keys() - {"id", "match"}:
        return f"has no effect: add one of {', '.join(key for key in EFFECT_KEYS if key not in DEPENDENT)}"
    status, breaks = data.get("status"), data.get("breaks")
    if status and (breaks in {"close", "hang-up"} or {"change", "motion"} & data.keys()):
        return (
            f"an error response has no order: leave out `status`, or break={breaks or 'close'}, `mutate` and `motion`"
        )
    if breaks == "html" and {"change", "motion", "detail"} & data.keys():
        return "an HTML page has no document: leave out break=html, or `mutate`, `motion` and `detail`"
    for part, (field, required) in DEPENDENT.items():
        if part in data and field not in data:
            return f"`{part}` needs `{required}`: add `{required}`, or leave out `{part}`"
    if "stale" in data and not _may_match_reads(data.get("match", {})):
        return "`stale` hides changes from reads: match GET and an operation that reads orders, such as order_list"
    return redirect_problem(status, data.keys())


def _may_match_reads(match: Mapping[str, Any]) -> bool:
    """Return whether requests that read orders can be among those that a rule matches."""
    return match.get("method", READ_METHODS[0]) in READ_METHODS and match.get("operation", READS[0]).startswith(READS)


def redirect_problem(status: int | None, given: Collection[str]) -> str | None:
    """Return why a status cannot be combined with the other `given` fields of an effect, if it redirects or they do."""
    if status is None or status >= 400:
        return f"`location` needs the `status` {_listed(REDIRECTS)}" if "location" in given else None
    if status not in REDIRECTS:
        return f"`status` must be {_listed(REDIRECTS)}, or from 400 to 599"
    if "location" not in given:
        return f"the status {status} is a redirect: add `location`, for example /login/"
    if {"detail", "breaks"} & set(given):
        return "a redirect has no body: leave out `detail` and `break`"
    return None
