"""What counts as a secret in text that has no keys."""

from __future__ import annotations

import pytest

from oms_mock.spec.secrets import looks_like_secret, redacted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at https://jane:hunter2@oms.example.com/", "at https://***@oms.example.com/"),
        ("at postgresql://me:***@127.0.0.1:1/orders", "at postgresql://me:***@127.0.0.1:1/orders"),
        ("pwd=hunter2", "pwd=***"),
        ("private_key=hunter2", "private_key=***"),
        ("access-key=hunter2", "access-key=***"),
        ("auth_key=hunter2", "auth_key=***"),
        ("?signature=hunter2&page=2", "?signature=***&page=2"),
        ("at https://oms.example.com:8000/orders/@me", "at https://oms.example.com:8000/orders/@me"),
    ],
)
def test_text_is_masked_by_the_names_of_keys_and_by_the_shapes_of_urls(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(("text", "expected"), [("a" * 40, True), ("a" * 31, False), ("order 6998", False)])
def test_a_long_hexadecimal_number_looks_like_a_secret(text: str, expected: bool) -> None:
    assert looks_like_secret(text) is expected
