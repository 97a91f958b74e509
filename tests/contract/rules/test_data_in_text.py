"""Card numbers, accounts and addresses of others in the texts of an order; credentials anywhere in it."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_LIST
from oms_mock.contract.rules.data_in_text import DataInText, has_account, has_card
from oms_mock.contract.rules.exposure import SecretElsewhere
from tests.contract.rules.builders import findings, only_finding, opened, order, page, weight

CARDS = ["4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009", "9792000000000003"]
ACCOUNTS = ["TR330006100519786457841326", "TR33 0006 1005 1978 6457 8413 26", "DE89370400440532013000"]
NEITHER = [
    "2200000000000103",
    "4111111111111112",
    "order 9000000000000001, call +90 532 000 00 00",
    "8690000000012",
    "x4111111111111111",
    "41111111111111111111",
    "TR330006100519786457841327",
    "REF20220116ABCD1234",
    "1234 5678 9012 3456",
    "",
]


def listed(**fields: Any) -> Any:
    return page(ORDER_LIST, [order(7) | fields])


@pytest.mark.parametrize("text", CARDS)
def test_a_card_number_is_recognized(text: str) -> None:
    assert has_card(f"paid with {text}.")


@pytest.mark.parametrize("text", ACCOUNTS)
def test_an_account_is_recognized(text: str) -> None:
    assert has_account(f"refund to {text}, please")


@pytest.mark.parametrize("text", NEITHER)
def test_other_numbers_are_neither(text: str) -> None:
    assert not has_card(text)
    assert not has_account(text)


@pytest.mark.parametrize(("text", "kind"), [(CARDS[0], "card-number"), (ACCOUNTS[0], "bank-account")])
@pytest.mark.parametrize(
    ("fields", "path"),
    [
        (lambda text: {"notes": f"see {text}"}, "$.results[*].notes"),
        (lambda text: {"extra": [{"customer_comment": text}]}, "$.results[*].extra[*].customer_comment"),
    ],
)
def test_a_text_is_reported_by_its_place_and_kind(text: str, kind: str, fields: Any, path: str) -> None:
    finding = only_finding(DataInText, listed(**fields(text)))
    assert (finding.kind, finding.path, weight(finding)) == (kind, path, ("warning", "convention"))
    assert text not in finding.message


def test_numbers_that_are_no_texts_are_not_searched() -> None:
    assert findings(DataInText, listed(number=CARDS[0], tracking_number=CARDS[0], notes=None)) == []


def test_the_address_of_the_customer_of_another_order_is_reported() -> None:
    own, other = {"email": "ada@example.com"}, {"email": "Grace@Example.com"}
    rows = [
        order(7) | {"customer": own, "notes": "write to grace@example.com or ada@example.com"},
        order(8) | {"customer": other, "notes": "write to nobody@example.com"},
    ]
    finding = only_finding(DataInText, page(ORDER_LIST, rows))
    assert (finding.kind, finding.path, finding.count) == ("email-of-another-customer", "$.results[*].notes", 1)
    assert "grace" not in finding.message


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"integration": {"access_token": "abc123"}}, "$.integration.access_token"),
        ({"attributes": [{"value": "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl"}]}, "$.attributes[*].value"),
        ({"callback": "https://user:pass@example.com/"}, "$.callback"),
    ],
)
def test_a_credential_is_reported_by_its_place(fields: Any, path: str) -> None:
    finding = only_finding(SecretElsewhere, opened(order(7) | fields))
    assert (finding.kind, finding.path, weight(finding)) == ("secret-elsewhere", path, ("warning", "convention"))


def test_the_configuration_of_the_channel_is_left_to_its_own_rule() -> None:
    channel = {"configuration": {"password": "abc123"}, "name": "web"}
    assert findings(SecretElsewhere, opened(order(7) | {"channel": channel})) == []


@pytest.mark.parametrize("fields", [{"access_token": ""}, {"access_token": "OMSMOCK-CANARY-T"}, {"token_url": "/t"}])
def test_empty_and_published_values_are_no_credentials(fields: Any) -> None:
    assert findings(SecretElsewhere, opened(order(7) | fields)) == []
    assert ORDER_DETAIL in SecretElsewhere.endpoints
