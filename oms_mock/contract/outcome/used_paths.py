"""Find which paths a client reads: in its own list of paths, or in the responses that it received."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from oms_mock.contract.endpoints import ENDPOINTS, LISTS, Endpoint
from oms_mock.contract.outcome.har import Exchange
from oms_mock.contract.schema import validator

Found = dict[str, set[str]]
"""Instance paths by the label of their endpoint."""

OK = 200
_ROWS = ("", ".results[*]", "[*]")
"""Where a row can be in a response."""

_PATH = re.compile(r"\$?\.?[A-Za-z_]\w*(?:\.\w+|\[(?:\*|\d+)?\]|\.\*)*")
_INDEX = re.compile(r"\[\d*\]|\.\d+(?=\.|\[|$)")
_LAST_STEP = re.compile(r"(?:\.[^.\[]*|\[[^\[\]]*\])$")
_STRINGS = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""", re.DOTALL
)


@dataclass
class Reading:
    """The paths that were found in a client's list, or in responses.

    `unknown` are words that look like paths and are none. Of responses, `responses` were examined, and `without_body`
    have no body in the file; `undocumented` are the paths of fields that the documents do not know.
    """

    paths: Found = field(default_factory=lambda: defaultdict(set))
    extensions: Found = field(default_factory=lambda: defaultdict(set))
    unknown: list[str] = field(default_factory=list)
    responses: int = 0
    without_body: int = 0
    undocumented: set[str] = field(default_factory=set)


@cache
def paths_of(endpoint: Endpoint) -> frozenset[str]:
    """Return all paths of an endpoint's responses."""
    forms = range(len(validator.forms(endpoint.document)))
    return frozenset(path for index in forms for path in validator.form_of(endpoint.document, index).properties)


def is_path(endpoint: Endpoint, path: str) -> bool:
    """Return whether an endpoint's responses can have a path; a free-form object can have any key."""
    return path == "$" or path in paths_of(endpoint) or any(_is_open(endpoint, each) for each in _above(path))


def _above(path: str) -> Iterator[str]:
    """Yield the parents of a path, without `$`."""
    while (path := _LAST_STEP.sub("", path)) not in ("", "$"):
        yield path


def _is_open(endpoint: Endpoint, path: str) -> bool:
    """Return whether an object is free-form."""
    if f"{path}.*" in paths_of(endpoint):
        return True
    schemas = (
        validator.form_of(endpoint.document, index).properties.get(path, {})
        for index in range(len(validator.forms(endpoint.document)))
    )
    return any(schema.get("type") == "object" and "properties" not in schema for schema in schemas)


# From a list of paths


def from_list(
    content: str, endpoints: Iterable[Endpoint] = ENDPOINTS, *, is_python: bool = False, has_extensions: bool = False
) -> Reading:
    """Find the paths in the source of a program, or in a file with one path per line.

    Several notations are accepted: `$.results[*].id`, `results[].id`, `results.0.id`, or `id` for a row;
    `order-list: id` and `orders/short/ id` name an endpoint. With `has_extensions`, a path that the documents do not
    know is one of the deployment, if only one endpoint is named. Raises ValueError for invalid Python.
    """
    wanted = tuple(endpoints)
    reading = Reading()
    for word in dict.fromkeys(_python_strings(content) if is_python else _strings(content)):
        if not word.strip():
            continue
        among, path = _qualified(word, wanted)
        is_path_like = _PATH.fullmatch(path) is not None
        found = [(each, complete) for each in among if is_path_like and (complete := _complete(each, path))]
        for endpoint, complete in found:
            reading.paths[endpoint.label].add(complete)
        if not found and is_path_like and re.search(r"[.\[]", path.strip("$.")):
            if has_extensions and len(among) == 1:
                reading.extensions[among[0].label].add(_extended(among[0], path))
            else:
                reading.unknown.append(word)
    return reading


def _strings(content: str) -> Iterator[str]:
    """Yield the quoted strings outside of comments; if there are none, the lines."""
    matches = [match for match in _STRINGS.finditer(content) if match.lastindex]
    if matches:
        yield from (match[match.lastindex or 0] for match in matches)
        return
    for line in content.splitlines():
        if (words := line.partition("#")[0].strip()) and not words.startswith("//"):
            yield words


def _python_strings(content: str) -> Iterator[str]:
    try:
        tree = ast.parse(content)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.strip()


def _qualified(word: str, endpoints: tuple[Endpoint, ...]) -> tuple[tuple[Endpoint, ...], str]:
    """Split `order-list: id` and `GET orders/short/ id` into the endpoints and the path."""
    *before, path = word.split()
    name = " ".join(before).rstrip(":")
    if not before:
        return endpoints, word.strip()
    return tuple(each for each in endpoints if name in _names(each)), path


def _names(endpoint: Endpoint) -> set[str]:
    short = endpoint.template.removeprefix("/api/v1/oms/")
    places = (endpoint.template, short, f"/{short}")
    return {endpoint.name, *places, *(f"{endpoint.method} {place}" for place in places)}


def _complete(endpoint: Endpoint, path: str) -> str | None:
    """Return the complete form of a path, as in findings; None if the endpoint does not have it."""
    steps = _INDEX.sub("[*]", path).removeprefix("$").removeprefix(".")
    joint = "" if steps.startswith("[") else "."
    candidates = (f"${rows}{joint}{steps}" for rows in _ROWS)
    return next((each for each in candidates if is_path(endpoint, each)), None)


def _extended(endpoint: Endpoint, path: str) -> str:
    """Return the complete form of a path that the documents do not know."""
    steps = _INDEX.sub("[*]", path)
    if steps.startswith(("$", "results[*]")):
        return steps if steps.startswith("$") else f"$.{steps}"
    return f"$.results[*].{steps}" if endpoint in LISTS else f"$.{steps}"


# From a HAR file


def from_har(exchanges: Iterable[Exchange]) -> Reading:
    """Find the documented paths in the responses of a HAR file, without storing values.

    A HAR file contains what a client received, not what it reads of that.
    """
    reading = Reading()
    for exchange in exchanges:
        endpoint = endpoint_of(exchange.method, urlsplit(exchange.url).path)
        if endpoint is None or exchange.status != OK:
            continue
        if exchange.body is None:
            reading.without_body += 1
            continue
        known, unknown = _paths(endpoint, exchange.body)
        if known:
            reading.responses += 1
            reading.paths[endpoint.label] |= known
            reading.undocumented |= unknown
    return reading


def _paths(endpoint: Endpoint, body: str) -> tuple[set[str], set[str]]:
    """Return the documented paths of a response, and the other ones; their names may be personal data."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return set(), set()
    form = validator.fitting_form(endpoint.document, document)
    if form is None:
        return set(), set()
    found = set(_walk(form, document, ()))
    known = {path for path in found if path in form.properties}
    return known, {path for path in found - known if not is_path(endpoint, path)}


def endpoint_of(method: str, path: str) -> Endpoint | None:
    """Return the endpoint of a request path, with any prefix."""
    return next((each for each in ENDPOINTS if each.method == method and _pattern(each).search(path)), None)


@cache
def _pattern(endpoint: Endpoint) -> re.Pattern[str]:
    template = re.escape(endpoint.template).replace(r"\{pk\}", "[0-9]+").replace(r"\{event\}", "[0-9a-f]+")
    return re.compile(rf"(?:^|(?<=.)){template}$")


def _walk(form: validator.Form, value: Any, path: validator.Path) -> Iterator[str]:
    children: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for step, child in children:
        yield form.schema_at((*path, step))[0]
        yield from _walk(form, child, (*path, step))
