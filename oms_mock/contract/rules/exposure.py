"""Secrets of a channel that are shown to whoever may read orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_DETAIL_SHORT, ORDER_LIST, ORDER_LIST_SHORT
from oms_mock.contract.findings import Severity
from oms_mock.contract.interaction import Interaction
from oms_mock.contract.reading import place_of
from oms_mock.contract.rules.base import Kind, Rule

CANARY = "OMSMOCK-CANARY-"
"""What begins with this published prefix is no secret, whoever serves it."""

_SECRET_KEY = re.compile(
    r"passw(or)?d|pwd|secret|token|api_?key|private_?key|credential|auth_?key|access_?key", re.IGNORECASE
)
_NOT_A_SECRET = re.compile(r"url|subject|template|expir|username|_type$|_id$|name$", re.IGNORECASE)


class ExposedSecret(Rule):
    """No password and no token of a channel is in an answer."""

    name = "exposed-secret"
    explanation = (
        "The page's sample shows a password and an auth_token inside `channel.configuration`. Whoever may read orders "
        "can then act as the channel. A deployment that fills them is told so; a value that begins with "
        f"{CANARY} is a test value and no secret."
    )
    endpoints = (ORDER_LIST, ORDER_LIST_SHORT, ORDER_DETAIL, ORDER_DETAIL_SHORT)
    unit = "orders"
    needs = "a channel with its configuration"
    EXPOSED = Kind(
        "exposed-secret",
        "A secret of the channel's configuration is filled. Leave it out of the answer, and change it: it was read.",
        severity=Severity.WARNING,
        certain=True,
    )
    kinds = (EXPOSED,)

    def see(self, interaction: Interaction) -> None:
        """Look into the channel of every order."""
        for index, row in enumerate(interaction.rows if interaction.is_census else ()):
            channel = row.get("channel")
            configuration = channel.get("configuration") if isinstance(channel, dict) else None
            if not isinstance(configuration, dict):
                continue
            self.test(interaction.endpoint)
            for path in dict.fromkeys(secrets(configuration, f"{interaction.path_of_rows}.channel.configuration")):
                self.fault(
                    self.EXPOSED,
                    interaction.endpoint,
                    path=path,
                    expected="no secret",
                    got="a filled one",
                    example=place_of(interaction, index),
                    request=interaction.request,
                )


def secrets(value: Any, path: str, key: str = "") -> Iterator[str]:
    """Yield the paths of filled secrets, known by their keys, at any depth."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from secrets(child, redaction.below(path, name), name)
    elif isinstance(value, list):
        for child in value:
            yield from secrets(child, f"{path}[*]", key)
    elif isinstance(value, str) and value and not value.startswith(CANARY) and is_secret(key):
        yield path


def is_secret(key: str) -> bool:
    """Whether a key names a secret."""
    return _SECRET_KEY.search(key) is not None and _NOT_A_SECRET.search(key) is None
