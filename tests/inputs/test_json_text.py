"""JSON is read strictly."""

from __future__ import annotations

import pytest

from oms_mock.errors import UnusableValueError
from oms_mock.inputs import json_text


def test_a_document_with_a_byte_order_mark_is_read() -> None:
    assert json_text.parse('\ufeff{"a": ["ş", 1.5, null]}'.encode()) == {"a": ["ş", 1.5, None]}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"a": 1,\n "b" 2}', "is not JSON: Expecting ':' delimiter at line 2, column 6"),
        (b"{} {}", "is not JSON: Extra data at line 1, column 4"),
        (b"", "is not JSON: Expecting value at line 1, column 1"),
        (b'["\xff"]', "is not UTF-8 at byte 2"),
        (b"[NaN]", "is not JSON: NaN is not a number"),
        (b"[-Infinity]", "is not JSON: -Infinity is not a number"),
        (b'[{"a": {"b": 1, "b": 1}}]', 'the key "b" is repeated in one object'),
        (b'{"\\u001b[31m": 1, "\\u001b[31m": 1}', 'the key "\\u001b[31m" is repeated in one object'),
        (b"[" * 65 + b"]" * 65, "is nested more than 64 levels deep"),
        (b"[" * 100_000, "is nested more than 64 levels deep"),
        (b"9" * 5000, "is not JSON: Exceeds the limit"),
    ],
)
def test_content_that_is_not_one_plain_document_is_rejected(content: bytes, problem: str) -> None:
    with pytest.raises(UnusableValueError) as rejected:
        json_text.parse(content)
    assert str(rejected.value).startswith(f"$: {problem}")
