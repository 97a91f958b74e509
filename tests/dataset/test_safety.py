from __future__ import annotations

import re
from typing import Any

Leaves = list[tuple[str, Any]]


def test_every_email_address_is_at_example_com(leaves: Leaves) -> None:
    found = {value for _, value in leaves if isinstance(value, str) and "@" in value}

    assert [text for text in found if not re.fullmatch(r"[a-z0-9.]+@example\.com", text)] == []


def test_every_url_is_at_example_com(leaves: Leaves) -> None:
    found = {value for _, value in leaves if isinstance(value, str) and "://" in value}

    assert [url for url in found if not re.match(r"https://[a-z]+\.example\.com/", url)] == []


def test_every_value_under_the_name_of_a_secret_is_a_canary_or_null(leaves: Leaves) -> None:
    secrets = {value for key, value in leaves if re.search("password|token|secret", key)}

    assert (len(secrets) > 2, [text for text in secrets if text and not text.startswith("OMSMOCK-CANARY-")]) == (
        True,
        [],
    )


def test_there_are_no_floats(leaves: Leaves) -> None:
    assert {type(value) for _, value in leaves} == {str, int, bool, type(None)}
