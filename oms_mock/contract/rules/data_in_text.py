"""The rule that the texts of an order hold no card number, no account, and no address of somebody else."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_LIST, Endpoint
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import place_of, request_of

MOST_PENDING = 1_000
"""The most e-mail addresses in texts that are stored until all customers are known."""
LONGEST = 10_000
"""Characters of a text that are searched."""
MOST_LEVELS = 20

_TEXT_FIELD = re.compile(r"note|comment|message|remark|description", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")
_ISSUERS = re.compile(
    r"4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|9792[0-9]{12}|6(?:011|5[0-9]{2})[0-9]{12}"
)
"""Card numbers of Visa, Mastercard, American Express, Troy and Discover, by their first digits and their length."""
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![0-9A-Za-z])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)


@dataclass(frozen=True)
class _Mention:
    """An e-mail address in a text, as a digest; `own` is that of the customer of the order."""

    digest: int
    own: int
    endpoint: Endpoint
    path: str
    example: str
    request: Request


class DataInText(Rule):
    """The notes of an order hold no card number, no bank account, and no e-mail address of another customer."""

    name = "data-in-text"
    explanation = (
        "Notes, comments, messages and descriptions of an order hold no card number (first digits, length and check "
        "digit of a card), no bank account (a valid IBAN), and no e-mail address of the customer of another order. "
        "Everybody who may read orders reads them. The place is reported, never the value."
    )
    endpoints = (ORDER_LIST, ORDER_DETAIL)
    unit = "orders"
    needs = "an order"
    CARD = Kind("card-number", "A text has a card number.", Provenance.CONVENTION, Severity.WARNING, certain=True)
    ACCOUNT = Kind("bank-account", "A text has an IBAN.", Provenance.CONVENTION, Severity.WARNING, certain=True)
    EMAIL = Kind(
        "email-of-another-customer",
        "A text has the e-mail address of the customer of another order.",
        Provenance.CONVENTION,
        Severity.WARNING,
        certain=True,
    )
    kinds = (CARD, ACCOUNT, EMAIL)

    def __init__(self) -> None:
        super().__init__()
        self._customers = array("Q")
        """A digest of eight bytes for the customer of each order."""
        self._mentions: list[_Mention] = []

    def see(self, interaction: Interaction) -> None:
        """Search the texts of every order."""
        if interaction.endpoint not in self.endpoints or not interaction.is_census:
            return
        for index, row in enumerate(interaction.rows):
            self.test(interaction.endpoint)
            own = _digest(_email_of(row))
            if own and interaction.endpoint is ORDER_LIST:
                self._customers.append(own)
            for path, text in _texts(row, interaction.path_of_rows, 0):
                self._search(interaction, index, path, text, own)

    def _search(self, interaction: Interaction, index: int, path: str, text: str, own: int) -> None:
        place, request = place_of(interaction, index), request_of(interaction, index)
        for kind, is_there in ((self.CARD, has_card(text)), (self.ACCOUNT, has_account(text))):
            if is_there:
                got = "a card number" if kind is self.CARD else "an IBAN"
                self.fault(
                    kind, interaction.endpoint, path=path, expected="none", got=got, example=place, request=request
                )
        for found in _EMAIL.findall(text):
            if len(self._mentions) < MOST_PENDING:
                mention = _Mention(_digest(found), own, interaction.endpoint, path, place, request)
                self._mentions.append(mention)

    def conclude(self) -> None:
        """Report the addresses in texts that belong to customers of other orders."""
        customers = set(self._customers) if self._mentions else set()
        for each in self._mentions:
            if each.digest != each.own and each.digest in customers:
                self.fault(
                    self.EMAIL,
                    each.endpoint,
                    path=each.path,
                    expected="none",
                    got="the address of another customer",
                    example=each.example,
                    request=each.request,
                )


def has_card(text: str) -> bool:
    """Return whether a text has a card number."""
    found = (re.sub("[ -]", "", match) for match in _NUMBERS.findall(text))
    return any(_ISSUERS.fullmatch(digits) and _has_check_digit(digits) for digits in found)


def has_account(text: str) -> bool:
    """Return whether a text has a valid IBAN."""
    return any(_is_account(match.replace(" ", "")) for match in _ACCOUNT.findall(text))


def _has_check_digit(digits: str) -> bool:
    """Return whether the last digit is that of the Luhn algorithm (ISO/IEC 7812)."""
    doubled = (int(each) * 2 for each in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(each // 10 + each % 10 for each in doubled)) % 10 == 0


def _is_account(text: str) -> bool:
    """Return whether the check digits are those of ISO 13616."""
    return 15 <= len(text) <= 34 and int("".join(str(int(each, 36)) for each in text[4:] + text[:4])) % 97 == 1


def _texts(value: Any, path: str, level: int) -> Iterator[tuple[str, str]]:
    """Yield the strings under keys that are named like notes, with their instance paths."""
    children: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        children = [(redaction.below(path, name), child) for name, child in value.items()]
    elif isinstance(value, list):
        children = [(f"{path}[*]", child) for child in value]
    for place, child in children:
        if isinstance(child, str):
            if _TEXT_FIELD.search(place.rpartition(".")[2]):
                yield place, child[:LONGEST]
        elif level < MOST_LEVELS:
            yield from _texts(child, place, level + 1)


def _email_of(order: dict[str, Any]) -> str:
    customer = order.get("customer")
    email = customer.get("email") if isinstance(customer, dict) else None
    return email if isinstance(email, str) else ""


def _digest(email: str) -> int:
    """Return a digest of an e-mail address, whatever its case; 0 for an empty one."""
    if not email:
        return 0
    return int.from_bytes(hashlib.blake2b(email.strip().lower().encode(errors="replace"), digest_size=8).digest())
