"""A token is read without blanks, and messages do not repeat it. A scheme is one word."""

from __future__ import annotations

import pytest

from oms_mock.errors import SetupError
from oms_mock.inputs.auth_token import auth_scheme, header_value


def test_whitespace_around_a_token_is_removed() -> None:
    assert header_value(" s3cret\r\n", "token.txt") == "s3cret"


@pytest.mark.parametrize("token", ["", " \n", "hunter2\nX-Admin: yes", "hunter2 hunter3", "hunter2\x00", "hünter2"])
def test_an_invalid_token_is_rejected_without_repeating_it(token: str) -> None:
    with pytest.raises(SetupError, match=r"^token\.txt ") as error:
        header_value(token, "token.txt")
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("scheme", ["Token", "Bearer", "X-Key"])
def test_a_scheme_of_one_word_is_accepted(scheme: str) -> None:
    assert auth_scheme(scheme) == scheme


@pytest.mark.parametrize("scheme", ["", "Token ", "Token: x", 'To"ken', "$(id)", "Token\n", "x" * 65])
def test_any_other_scheme_is_rejected(scheme: str) -> None:
    with pytest.raises(SetupError, match="try Token or Bearer"):
        auth_scheme(scheme)
