from __future__ import annotations

from typing import Any

import pytest

from oms_mock.dataset.channels import channels

WEB_KEYS = [
    "server", "password", "username", "sales_url", "auth_token", "feature_flags", "cancel_mail_subject",
    "cancel_mail_template_url", "localized_cancel_mail_subject", "direct_cancel_mail_template_url",
]  # fmt: skip


def test_there_are_four_channels_with_other_ids_than_the_vendors_sample() -> None:
    assert {key: channel.document["id"] for key, channel in channels().items()} == {2: 2, 3: 3, 4: 4, 5: 5}


def test_every_channel_has_a_different_type() -> None:
    types = [channel.document["channel_type"] for channel in channels().values()]

    assert types == ["web", "sales_channel", "trendyol", "amazon"]


def test_the_web_channel_has_the_configuration_keys_of_the_vendors_sample() -> None:
    assert list(channels()[2].document["configuration"]) == WEB_KEYS


@pytest.mark.parametrize("key", ["password", "auth_token"])
def test_secrets_are_canaries(key: str) -> None:
    secrets: list[Any] = [channel.document["configuration"].get(key) for channel in channels().values()]
    shown = [secret for secret in secrets if secret is not None]

    assert (len(set(shown)) > 1, [secret for secret in shown if not secret.startswith("OMSMOCK-CANARY-")]) == (True, [])


def test_the_username_is_not_a_canary() -> None:
    assert channels()[2].document["configuration"]["username"] == "omnitron"


def test_a_price_list_is_in_the_currency_of_its_channel() -> None:
    currencies = {channel.country: channel.price_list["currency"] for channel in channels().values()}

    assert currencies == {"tr": "try", "it": "eur", "gb": "gbp"}


@pytest.mark.parametrize("kind", ["price_list", "stock_list"])
def test_every_channel_has_different_lists(kind: str) -> None:
    assert [getattr(channel, kind)["pk"] for channel in channels().values()] == [101, 102, 103, 104]
