from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset import money

Document = dict[str, Any]

AMOUNTS = (
    "net_amount", "price", "retail_price", "tax_rate", "tax_amount", "discount_amount", "without_net_amount",
    "installment_interest_amount",
)  # fmt: skip
TAX_RATES = {
    "try": {"20.00", "10.00", "1.00"},
    "eur": {"22.00", "10.00", "4.00"},
    "gbp": {"20.00", "5.00", "0.00"},
}


def exact_tax(price: Decimal, percent: Decimal) -> Decimal:
    return (price * percent / (100 + percent)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.integers(0, 10**12))
def test_cents_are_formatted_with_two_places(cents: int) -> None:
    assert Decimal(money.wire(cents)) == Decimal(cents).scaleb(-2)


@pytest.mark.parametrize(("cents", "text"), [(0, "0.00"), (5, "0.05"), (100000, "1000.00")])
def test_small_and_round_amounts_keep_their_zeros(cents: int, text: str) -> None:
    assert money.wire(cents) == text


@given(st.integers(0, 10**10), st.integers(0, 100))
def test_the_tax_inside_an_amount_is_rounded_half_up(cents: int, percent: int) -> None:
    assert money.included_tax(cents, percent) == 100 * exact_tax(Decimal(cents).scaleb(-2), Decimal(percent))


def test_half_a_cent_of_tax_is_rounded_up() -> None:
    assert money.included_tax(3, 20) == 1


@pytest.mark.parametrize("key", AMOUNTS)
def test_every_amount_is_a_decimal_string_or_null(parts: dict[str, list[Document]], key: str) -> None:
    amounts = {item[key] for item in parts["item"]} - {None}

    assert [amount for amount in amounts if not re.fullmatch(r"\d{1,10}\.\d\d", amount)] == []


RULES: dict[str, Callable[[Document], bool]] = {
    "net_amount is the price": lambda item: item["net_amount"] == item["price"],
    "something is charged": lambda item: Decimal(item["price"]) > 0,
    "price and discount are within the retail price": lambda item: (
        Decimal(item["price"]) + Decimal(item["discount_amount"]) <= Decimal(item["retail_price"])
    ),
    "tax is null or included in the price": lambda item: (
        item["tax_amount"] is None
        or Decimal(item["tax_amount"]) == exact_tax(Decimal(item["price"]), Decimal(item["tax_rate"]))
    ),
    "without_net_amount is null or the price without tax": lambda item: (
        item["without_net_amount"] is None
        or Decimal(item["without_net_amount"])
        == Decimal(item["price"]) - exact_tax(Decimal(item["price"]), Decimal(item["tax_rate"]))
    ),
    "the currency is the price list's": lambda item: item["price_currency"] == item["price_list"]["currency"],
    "the tax rate is one of the country's": lambda item: item["tax_rate"] in TAX_RATES[item["price_currency"]],
}


@pytest.mark.parametrize("rule", RULES)
def test_the_amounts_of_every_item_are_consistent(parts: dict[str, list[Document]], rule: str) -> None:
    assert [item["id"] for item in parts["item"] if not RULES[rule](item)] == []


def test_instalment_interest_is_paid_with_credit_cards_only(run: list[Document]) -> None:
    payment_types = {
        order["payment_type"]
        for order in run
        for item in order["orderitem_set"]
        if item["installment_interest_amount"] is not None
    }

    assert payment_types == {"credit_card"}
