"""Base URLs, tokens and authorization schemes."""

from __future__ import annotations

import pytest

from oms_mock.contract.client.interaction import Credential
from oms_mock.contract.client.target import WRONG_TOKEN, Target, base_url, is_exposed
from oms_mock.errors import SetupError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://oms.example.com", "https://oms.example.com"),
        ("https://oms.example.com/", "https://oms.example.com"),
        ("https://oms.example.com//", "https://oms.example.com"),
        ("  https://oms.example.com\n", "https://oms.example.com"),
        ("HTTPS://Oms.Example.Com", "https://oms.example.com"),
        ("oms.example.com", "https://oms.example.com"),
        ("oms.example.com:8443", "https://oms.example.com:8443"),
        ("//oms.example.com", "https://oms.example.com"),
        ("localhost:4010", "http://localhost:4010"),
        ("127.0.0.1:4010", "http://127.0.0.1:4010"),
        ("[::1]:4010", "http://[::1]:4010"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ("https://bücher.example.com", "https://xn--bcher-kva.example.com"),
        ("https://oms.example.com:", "https://oms.example.com"),
        ("https://oms.example.com/api", "https://oms.example.com"),
        ("https://oms.example.com/api/v1/oms", "https://oms.example.com"),
        ("https://oms.example.com/api/v1/oms/orders/", "https://oms.example.com"),
        ("https://oms.example.com/api/v1/oms/orders/short/", "https://oms.example.com"),
        ("https://example.com/gateway/oms", "https://example.com/gateway/oms"),
        ("https://example.com/gateway/api/v1/oms/orders", "https://example.com/gateway"),
        ("https://example.com/api/gateway/api/v1/oms/", "https://example.com/api/gateway"),
        ("https://example.com/api/v2/", "https://example.com/api/v2"),
        ("https://example.com/a%20b/api/", "https://example.com/a%20b"),
    ],
)
def test_an_address_is_normalised_to_a_base_url(written: str, read: str) -> None:
    assert base_url(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "https://",
        "https:///orders/",
        "://oms.example.com",
        "ftp://oms.example.com",
        "file:///etc/passwd",
        "mailto:someone@example.com",
        "https://user@oms.example.com",
        "https://user:hunter2@oms.example.com",
        "https://:hunter2@oms.example.com",
        "https://@oms.example.com",
        "https://oms.example.com\\@evil.example.com",
        "https://oms.example.com/?token=hunter2",
        "https://oms.example.com/#hunter2",
        "https://oms.example.com:0",
        "https://oms.example.com:99999",
        "https://oms.example.com:-1",
        "https://oms.example.com:hunter2",
        "https://oms example.com",
        "https://oms.example.com/a b",
        "https://oms.example.com/hunter2<script>",
        "https://oms.example.com\n.evil.example.com",
        "https://oms.example.com/\x1b[31mhunter2",
        "https://oms.example.com/\u202ehunter2",
        "https://[::1",
        "https://[hunter2]",
        "https://.example.com",
        "https://oms.example.com/\ud800",
    ],
)
def test_an_invalid_address_is_rejected_without_repeating_it(written: str) -> None:
    with pytest.raises(SetupError) as refusal:
        base_url(written)
    assert "hunter2" not in str(refusal.value)
    assert str(refusal.value).isprintable()
    assert ": " in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "exposed"),
    [
        ("http://oms.example.com", True),
        ("http://10.0.0.1:4010", True),
        ("http://[2001:db8::1]", True),
        ("https://oms.example.com", False),
        ("http://localhost:4010", False),
        ("http://127.0.0.2", False),
        ("http://[::1]:4010", False),
    ],
)
def test_a_token_is_exposed_by_http_to_another_machine(url: str, exposed: bool) -> None:
    assert is_exposed(url) is exposed


TARGET = Target("https://oms.example.com", "hunter2", "Bearer", "hunter3")


@pytest.mark.parametrize(
    ("credential", "header"),
    [
        (Credential.OWN, "Bearer hunter2"),
        (Credential.FORBIDDEN, "Bearer hunter3"),
        (Credential.WRONG, f"Bearer {WRONG_TOKEN}"),
        (Credential.NONE, None),
    ],
)
def test_each_credential_has_an_authorization_header(credential: Credential, header: str | None) -> None:
    assert TARGET.authorization(credential) == header


def test_the_repr_of_a_target_contains_no_tokens() -> None:
    assert "hunter" not in repr(TARGET)
