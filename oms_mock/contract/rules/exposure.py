"""The rules about secrets: they must not be readable by everybody who may read orders."""

from __future__ import annotations

from functools import reduce

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_DETAIL_SHORT, ORDER_LIST, ORDER_LIST_SHORT
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import place_of, request_of
from oms_mock.spec import secrets
from oms_mock.spec.json_path import Path


class ExposedSecret(Rule):
    """No response holds a password or a token of a channel."""

    name = "exposed-secret"
    explanation = (
        "The sample of the vendor's documentation has a password and an auth_token inside `channel.configuration`. "
        "Everybody who may read orders can then act as the channel. Filled secrets are reported; a value that begins "
        f"with {secrets.CANARY} is a test value, not a secret."
    )
    endpoints = (ORDER_LIST, ORDER_LIST_SHORT, ORDER_DETAIL, ORDER_DETAIL_SHORT)
    unit = "orders"
    needs = "a channel with its configuration"
    EXPOSED = Kind(
        "exposed-secret",
        "A secret of the channel's configuration is filled. Remove it from the response, and replace it: it was read.",
        severity=Severity.WARNING,
        certain=True,
    )
    kinds = (EXPOSED,)

    def see(self, interaction: Interaction) -> None:
        """Check the channel of every order."""
        for index, row in enumerate(interaction.rows if interaction.is_census else ()):
            channel = row.get("channel")
            configuration = channel.get("configuration") if isinstance(channel, dict) else None
            if not isinstance(configuration, dict):
                continue
            self.test(interaction.endpoint)
            place = f"{interaction.path_of_rows}.channel.configuration"
            for path in dict.fromkeys(_below(place, each) for each in secrets.filled(configuration)):
                self.fault(
                    self.EXPOSED,
                    interaction.endpoint,
                    path=path,
                    expected="no secret",
                    got="a filled secret",
                    example=place_of(interaction, index),
                    request=request_of(interaction, index),
                )


class SecretElsewhere(Rule):
    """No object of an order holds a credential, outside of the channel's configuration too."""

    name = "secret-elsewhere"
    explanation = (
        "No key of an order that is named like a credential is filled, and no string has the shape of one: free-form "
        "objects, such as attributes, often carry what an integration has written. The configuration of the channel is "
        f"left to the rule `exposed-secret`. A value that begins with {secrets.CANARY} is a test value."
    )
    endpoints = (ORDER_LIST, ORDER_DETAIL)
    unit = "orders"
    needs = "an order"
    EXPOSED = Kind(
        "secret-elsewhere",
        "A credential is in an order. Remove it from the response, and replace it: it was read.",
        Provenance.CONVENTION,
        Severity.WARNING,
        certain=True,
    )
    kinds = (EXPOSED,)

    def see(self, interaction: Interaction) -> None:
        """Check every object of every order."""
        if interaction.endpoint not in self.endpoints or not interaction.is_census:
            return
        for index, row in enumerate(interaction.rows):
            self.test(interaction.endpoint)
            found = (path for path in secrets.filled(row) if path[:2] != ("channel", "configuration"))
            for path in dict.fromkeys(_below(interaction.path_of_rows, each) for each in found):
                self.fault(
                    self.EXPOSED,
                    interaction.endpoint,
                    path=path,
                    expected="no secret",
                    got="a filled secret",
                    example=place_of(interaction, index),
                    request=request_of(interaction, index),
                )


def _below(place: str, path: Path) -> str:
    """Write a path below a place; all elements of a list have the same path."""
    return reduce(
        lambda text, step: redaction.below(text, step) if isinstance(step, str) else f"{text}[*]", path, place
    )
