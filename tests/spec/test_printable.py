"""Text of unknown origin controls neither a terminal nor a CI."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.spec.printable import neutralise


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("plain, ütf-8 and çeviri", "plain, ütf-8 and çeviri"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31mred", r"\x9b31mred"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x00", r"\x00"),
        ("abc\u202edef", r"abc\u202edef"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("line\u2028break", r"line\u2028break"),
        ("\ud800", r"\ud800"),
        ("::error file=a:b::gotcha", ": :error file=a:b::gotcha"),
        ("::add-mask::x", ": :add-mask::x"),
        ("##[error]x", "# #[error]x"),
        ("###[error]x", "# # #[error]x"),
        ("##vso[task.setvariable]", "# #vso[task.setvariable]"),
        ("http://[2001:db8::a]:80", "http://[2001:db8::a]:80"),
    ],
)
def test_control_sequences_for_terminals_and_ci_are_neutralised(sent: str, shown: str) -> None:
    assert neutralise(sent) == shown


@given(st.text())
def test_neutralised_text_is_one_printable_line(sent: str) -> None:
    assert len(neutralise(sent).splitlines()) <= 1
    neutralise(sent).encode()
