"""Every regular expression that sees text of others takes linear time, whatever the text is.

The patterns of the package are collected automatically. Each is run on texts that are made from its own parts, which
is where backtracking is worst.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import oms_mock
from oms_mock.contract.outcome import used_paths
from oms_mock.contract.schema import drift
from oms_mock.dataset.scenarios import pseudonyms
from oms_mock.proxy import classification

ROOT = Path(oms_mock.__file__).parent
METHODS = ("search", "match", "fullmatch", "sub", "subn", "findall", "split")
FUNCTIONS = {f"re.{name}" for name in (*METHODS, "compile")}
ATTEMPTS = 3
"""So often a text must be slow: other processes can disturb one measurement."""
SIZES = (2_000, 8_000, 32_000, 128_000)
"""Characters. A longer text is tried only if the shorter one took remarkably long."""
REMARKABLE = 4e-8
"""Seconds per character."""
GROWTH = 7
"""A text of four times the length takes 4 times as long in linear time, and 16 times in quadratic time."""
LIMIT = 0.1
"""Seconds of processor time: a linear search of 128,000 characters takes about 0.02, a quadratic one seconds."""

OWN_TEXT = {
    "oms_mock.contract.outcome.used_paths._STRINGS": "reads the user's own source files",
    "oms_mock.store.drivers._SECRETS": "reads the database URL of the command line",
    "oms_mock.cli.profile._URL": "reads an argument of the command line",
    "oms_mock.admin.description._PLACEHOLDER": "reads the routes of the app",
    "oms_mock.drf.routes._PLACEHOLDER": "reads the routes of the app",
    "oms_mock.openapi.examples._PLACEHOLDER": "reads the templates of the OpenAPI document",
}
"""Patterns that never see the text of a client or a deployment, and why."""

MADE_BY_FUNCTIONS = {
    "oms_mock.contract.schema.drift": [form[0] for form in (*drift._DATE_FORMS, *drift._DECIMAL_FORMS)],
    "oms_mock.contract.outcome.used_paths": [used_paths._pattern(each).pattern for each in used_paths.ENDPOINTS],
    "oms_mock.proxy.classification": [classification._pattern(each).pattern for each in used_paths.ENDPOINTS],
    "oms_mock.dataset.scenarios.pseudonyms": [pseudonyms._any_of(["Ada", "Ada Lovelace", "Adana"]).pattern],  # type: ignore[union-attr]
    "oms_mock.schemas.fields": [r"^-?[0-9]+\.[0-9]{2}$"],
    "oms_mock.inputs.fields": [r"[a-z0-9-]{1,64}"],
}
"""Examples of the patterns that a module makes in functions."""


def _modules() -> Iterator[str]:
    skipped = ("oms_mock.wsgi", "oms_mock.__main__", "oms_mock.contract_tests")
    for found in pkgutil.walk_packages([str(ROOT)], "oms_mock."):
        if not found.name.startswith(skipped):
            yield found.name


def _patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, frozenset)):
        for each in value:
            yield from _patterns_in(each)
    elif isinstance(value, dict):
        yield from _patterns_in([*value.keys(), *value.values()])


def _source(module: str) -> str:
    return Path(importlib.import_module(module).__file__ or "").read_text("utf-8")


def _methods(source: str, name: str) -> tuple[str, ...]:
    """Return the methods by which a module uses a pattern; `search` if it does not itself."""
    used = set(re.findall(rf"\b{name}\.(\w+)\(", source))
    used = used or set(re.findall(r"pattern\.(\w+)\(", source))  # in a loop
    return tuple(sorted(used & set(METHODS))) or ("search",)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of functions of `re` that take a pattern."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in FUNCTIONS:
            yield node


def _collected() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Yield a name, the pattern and the method of each use."""
    for module in _modules():
        source = _source(module)
        for name, value in vars(importlib.import_module(module)).items():
            for pattern in _patterns_in(value):
                for method in _methods(source, name):
                    yield f"{module}.{name}", pattern, method
        for call in _calls(ast.parse(source)):
            written = call.args[0]
            if call.func.attr != "compile" and isinstance(written, ast.Constant):  # type: ignore[attr-defined]
                yield f"{module}:{call.lineno}", re.compile(written.value), call.func.attr  # type: ignore[attr-defined]
        for text in MADE_BY_FUNCTIONS.get(module, ()):
            yield f"{module} in a function", re.compile(text), "fullmatch"


def _sample(node: Any, choice: int) -> str:
    """Return a short text that a part of a pattern matches. `choice` chooses among alternatives."""
    kind, value = node
    if kind in (codes.LITERAL, codes.NOT_LITERAL):
        return chr(value) if kind is codes.LITERAL else "xy"[value == ord("x")]
    if kind is codes.ANY:
        return "x .:"[choice % 4]
    if kind is codes.IN:
        return _of_class(value, choice)
    return _of_group(kind, value, choice)


def _of_group(kind: Any, value: Any, choice: int) -> str:
    """Return a sample of a group or a repetition; an assertion has none."""
    if kind is codes.BRANCH:
        return _joined(value[1][choice % len(value[1])], choice)
    if kind is codes.SUBPATTERN:
        return _joined(value[-1], choice)
    if kind is codes.ATOMIC_GROUP:
        return _joined(value, choice)
    if kind in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _joined(value[2], choice) * max(value[0], 1)
    return ""


def _of_class(items: Any, choice: int) -> str:
    if items[0][0] is codes.NEGATE:
        excluded = re.compile("[" + "".join(re.escape(_of_class([each], 0)) for each in items[1:]) + "]")
        return next(each for each in "x _-.\"':"[choice % 8 :] + "x0~" if not excluded.match(each))
    kind, value = items[choice % len(items)]
    if kind is codes.LITERAL:
        return chr(value)
    if kind is codes.RANGE:
        return chr(value[0])
    return {codes.CATEGORY_DIGIT: "0", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "w"}.get(value, "x")


def _joined(nodes: Any, choice: int) -> str:
    return "".join(_sample(node, choice) for node in nodes)


def _sequences(nodes: Any) -> Iterator[list[Any]]:
    """Yield the sequences of parts at every level of a pattern."""
    if isinstance(nodes, parser.SubPattern):
        yield list(nodes)
    if isinstance(nodes, (parser.SubPattern, tuple, list)):
        for each in nodes:
            yield from _sequences(each)


def _repeated(pattern: re.Pattern[str]) -> set[str]:
    """Return the texts that are worth repeating: samples of up to six adjacent parts of a pattern."""
    found = {"x", " ", "_", "-", ".", "/", ":", "\n"}
    for parts in _sequences(parser.parse(pattern.pattern, pattern.flags)):
        for start in range(len(parts)):
            for end in range(start + 1, min(start + 6, len(parts)) + 1):
                found.update(_joined(parts[start:end], choice)[:160] for choice in range(6))
    return found - {""}


def _seconds(pattern: re.Pattern[str], method: str, text: str) -> float:
    run = getattr(pattern, method)
    arguments = ("", text) if method in ("sub", "subn") else (text,)
    began = time.thread_time()
    run(*arguments)
    return time.thread_time() - began


def _slow_text(pattern: re.Pattern[str], method: str) -> str | None:
    """Return the part whose repetition makes a pattern slow; None if it takes linear time."""
    whole = _joined(parser.parse(pattern.pattern, pattern.flags), 0)
    for part in _repeated(pattern):
        for before, after in (("", ""), (whole[:60], "\n!"), ("", "\0")):
            if all(_is_slow(pattern, method, part, before, after) for _ in range(ATTEMPTS)):
                return f"{before}{part} … {after}"
    return None


def _is_slow(pattern: re.Pattern[str], method: str, part: str, before: str, after: str) -> bool:
    """Return whether the time grows faster than the text, up to a remarkable time."""
    shorter = None
    for size in SIZES:
        text = before + part * (size // len(part)) + after
        seconds = _seconds(pattern, method, text)
        if seconds > LIMIT:
            return True
        if seconds / len(text) < REMARKABLE or (shorter is not None and seconds < GROWTH * shorter):
            return False
        shorter = seconds
    return False


USES = sorted({(name, pattern, method) for name, pattern, method in _collected()}, key=lambda use: (use[0], use[2]))


@pytest.mark.parametrize(("name", "pattern", "method"), USES, ids=[f"{use[0]}-{use[2]}" for use in USES])
def test_a_regular_expression_takes_linear_time(name: str, pattern: re.Pattern[str], method: str) -> None:
    if name in OWN_TEXT:
        pytest.skip(OWN_TEXT[name])
    assert _slow_text(pattern, method) is None


@pytest.mark.parametrize("pattern", [r"eyJ[A-Za-z]{5,}\.", r"[\w.]+@", r"\s+$", r"[a-z-]*(?:token|key)[a-z-]*="])
def test_a_pattern_with_quadratic_time_is_detected(pattern: str) -> None:
    assert _slow_text(re.compile(pattern), "search") is not None


def test_patterns_that_functions_make_have_examples() -> None:
    made = {
        module
        for module in _modules()
        for scope in ast.walk(ast.parse(_source(module)))
        if isinstance(scope, (ast.FunctionDef, ast.ClassDef))
        for call in _calls(scope)
        if not isinstance(call.args[0], ast.Constant)
    }
    assert made == set(MADE_BY_FUNCTIONS)
