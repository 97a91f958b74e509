"""Documents are validated, and every problem is reported with its path."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.errors import UnusableValueError
from oms_mock.inputs import fields
from oms_mock.inputs.documents import DocumentSchema, load


class _Inner(DocumentSchema):
    flag = fields.Flag(required=True)


class _Example(DocumentSchema):
    count = fields.WholeNumber(1, 5)
    share = fields.Number(0, 1)
    name = fields.Text(least=1, most=5, pattern="[a-z]+", wanted="1 to 5 letters")
    kind = fields.Choice(("close", "drip"))
    delay = fields.Duration(longest=60)
    day = fields.Day()
    inner = fields.Part(_Inner)
    ids = fields.ListOf(fields.WholeNumber(), most=2, wanted="a list of whole numbers")
    names = fields.Mapping(fields.Text())


def problems(document: Any) -> list[str]:
    with pytest.raises(UnusableValueError) as rejected:
        load(_Example(), document)
    return str(rejected.value).split("\n")


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (None, "$: must be an object"),
        ([], "$: must be an object"),
        ({"cuont": 1}, "$.cuont: unknown key; did you mean count?"),
        ({"zzz": 1}, "$.zzz: unknown key; the keys are count, share, name, kind, delay, day, inner, ids, names"),
        ({"count": 6}, "$.count: must be a whole number from 1 to 5"),
        ({"count": "1"}, "$.count: must be a whole number from 1 to 5"),
        ({"count": True}, "$.count: must be a whole number from 1 to 5"),
        ({"count": 1.0}, "$.count: must be a whole number from 1 to 5"),
        ({"count": None}, "$.count: must not be null"),
        ({"share": "0.1"}, "$.share: must be a number from 0 to 1"),
        ({"share": 1.1}, "$.share: must be a number from 0 to 1"),
        ({"name": 5}, "$.name: must be a string"),
        ({"name": "A"}, "$.name: must be 1 to 5 letters"),
        ({"name": "a\n"}, "$.name: must be 1 to 5 letters"),
        ({"kind": "drop"}, '$.kind: unknown value "drop"; did you mean drip? It must be one of close, drip'),
        ({"kind": 5}, "$.kind: must be one of close, drip"),
        ({"delay": 5}, "$.delay: must be a duration such as 200ms, 1.5s, 5m, 2h or 3d"),
        ({"delay": "5"}, "$.delay: '5' is not a duration: write 200ms, 1.5s, 5m, 2h or 3d"),
        ({"delay": "2m"}, "$.delay: '2m' is longer than the limit of 60s"),
        ({"day": "2027-02-30"}, "$.day: must be a date such as 2027-03-31"),
        ({"day": "20270331"}, "$.day: must be a date such as 2027-03-31"),
        ({"inner": {}}, "$.inner.flag: is required"),
        ({"inner": {"flag": "yes"}}, "$.inner.flag: must be true or false"),
        ({"inner": 1}, "$.inner: must be an object"),
        ({"ids": {}}, "$.ids: must be a list of whole numbers"),
        ({"ids": [1, 2, 3]}, "$.ids: must be a list of whole numbers, at most 2"),
        ({"ids": [1, "2"]}, "$.ids[1]: must be a whole number"),
        ({"names": {"a b": 1}}, '$.names["a b"]: must be a string'),
        ({"names": []}, "$.names: must be an object"),
        ({"\x1b[31m\ud800": 1}, '$["\\u001b[31m\\ud800"]: unknown key; the keys are'),
    ],
)
def test_a_problem_is_reported_with_its_path(document: Any, problem: str) -> None:
    (line,) = problems(document)
    assert line.startswith(problem)


def test_every_problem_of_a_document_is_reported() -> None:
    assert problems({"count": 0, "inner": {"falg": 1}, "x": 1}) == [
        "$.count: must be a whole number from 1 to 5",
        "$.inner.flag: is required",
        "$.inner.falg: unknown key; did you mean flag?",
        "$.x: unknown key; the keys are count, share, name, kind, delay, day, inner, ids, names",
    ]


def test_a_long_key_is_cut() -> None:
    assert len(problems({"x" * 10_000: 1})[0]) < 300
