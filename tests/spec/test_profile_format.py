"""The file format of profiles."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oms_mock.spec import profile_format
from oms_mock.spec.profile_format import EndpointShapes, Profile, Shape, rate

LABEL = "GET /api/v1/oms/orders/"
SHAPE = Shape(200, absent=0.25, types={"string": 0.9, "null": 0.1}, values={"a": 1.0})
PROFILE = Profile("2026-11-26", {LABEL: EndpointShapes(10, {"$.results[*].payment_type": SHAPE, "$": Shape(10)})})
FILE: dict[str, Any] = json.loads(profile_format.dumps(PROFILE))


def changed(**changes: Any) -> str:
    return json.dumps({**FILE, **changes})


def with_path(path: str, shape: Any) -> str:
    return changed(endpoints={LABEL: {"answers": 1, "paths": {path: shape}}})


def test_a_written_profile_can_be_parsed() -> None:
    assert profile_format.loads(profile_format.dumps(PROFILE)) == PROFILE


def test_the_file_is_sorted_and_has_one_value_per_line() -> None:
    lines = profile_format.dumps(PROFILE).splitlines()
    assert lines[:6] == [
        "{",
        '  "endpoints": {',
        '    "GET /api/v1/oms/orders/": {',
        '      "answers": 10,',
        '      "paths": {',
        '        "$": {',
    ]
    assert lines[-2:] == ['  "version": 1', "}"]


@pytest.mark.parametrize(
    ("number", "of", "expected"),
    [(0, 7, 0.0), (7, 7, 1.0), (1, 3, 0.3333), (1, 10**6, 0.0001), (10**6 - 1, 10**6, 0.9999), (0, 0, 0.0)],
)
def test_a_rate_rounds_to_zero_or_one_only_if_it_is(number: int, of: int, expected: float) -> None:
    assert rate(number, of) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it is not a profile of version 1: $ is not valid"),
        (changed(version=2), "it is not a profile of version 1: $.version is not valid"),
        (changed(recorded="\x1b[31m"), "it is not a profile of version 1: $.recorded is not valid"),
        (changed(endpoints={"\x1b": FILE["endpoints"][LABEL]}), "$.endpoints is not valid"),
        (with_path("$.a b", {"of": 1}), "$.endpoints"),
        (with_path("$.\x1b", {"of": 1}), "$.endpoints"),
        (with_path("$.a", {"of": -1}), "$.endpoints"),
        (with_path("$.a", {"of": 1, "types": {"null": 2}}), "$.endpoints"),
        (with_path("$.a", {"of": 1, "values": {"\x1b[31m": 1}}), "$.endpoints"),
        (with_path("$.a", {"of": 1, "surplus": 1}), "$.endpoints"),
    ],
)
def test_an_invalid_profile_is_rejected_without_showing_its_content(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"^it is not") as refused:
        profile_format.loads(text)
    assert complaint in str(refused.value)
    assert str(refused.value).isprintable()


def test_the_digest_depends_on_the_shapes_only() -> None:
    other = Profile("2026-11-27", PROFILE.endpoints)
    third = Profile("2026-11-26", {LABEL: EndpointShapes(11, {"$": Shape(10)})})
    assert other.digest == PROFILE.digest
    assert third.digest != PROFILE.digest
