"""Replace personal data in documents by pseudonyms, and secrets by canaries.

A pseudonym is derived from a keyed digest of the original value. The same person gets the same pseudonym in every
document, and a guessed name cannot be tested without the key. The personal fields are those that the JSON Schemas mark
with `x-oms-sensitive`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from oms_mock.dataset.people import WORDS
from oms_mock.spec import secrets
from oms_mock.spec.json_path import Document
from oms_mock.spec.mutation_conditions import FREE_FORM

SHORTEST = 3
"""Minimum length of a personal string that is searched for in free-form data: shorter ones occur everywhere."""

# Strings that are searched for personal data, like all strings in free-form objects: responses of webhook targets.
OPEN_TEXTS = frozenset(("response_content",))
# Sentences, which do not occur inside other strings.
SENTENCES = frozenset(("notes", "gift_box_note"))


_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@(?!example\.com\b)[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w+])\+(?!90 555000)[0-9][0-9 ()-]{7,16}[0-9]")

_FIRST_NAMES = tuple(name for words in WORDS.values() for name in words.first_names)
_LAST_NAMES = tuple(name for words in WORDS.values() for name in words.last_names)


class Pseudonyms:
    """Creates pseudonyms with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, kind: str, text: str) -> str:
        """Return the pseudonym of a string. Case and surrounding whitespace are ignored."""
        number = int.from_bytes(hmac.digest(self._key, f"{text.strip().casefold()}".encode(), hashlib.sha256)[:12])
        return _WRITERS[kind](number)


def _email(number: int) -> str:
    return f"person.{number:024x}@example.com"


def _digits(length: int) -> Callable[[int], str]:
    return lambda number: f"{number % 10**length:0{length}d}"


_WRITERS: dict[str, Callable[[int], str]] = {
    "email": _email,
    "first_name": lambda number: _FIRST_NAMES[number % len(_FIRST_NAMES)],
    "last_name": lambda number: _LAST_NAMES[number % len(_LAST_NAMES)],
    "phone_number": lambda number: f"+90 555000{number % 10_000:04d}",
    "title": lambda number: f"Address {number % 1000}",
    "line": lambda number: f"Example Street {number % 10_000}",
    "postcode": _digits(5),
    "company_name": lambda number: f"Company {number % 100_000} Ltd",
    "tax_office": lambda number: f"Tax Office {number % 1000}",
    "tax_no": _digits(10),
    "notes": lambda number: f"Note {number % 100_000}",
    "gift_box_note": lambda number: f"Greeting {number % 100_000}",
}

# Other names of these keys in the free-form objects of deployments.
_OTHER_KEYS = {
    "mail": "email",
    "e_mail": "email",
    "email_address": "email",
    "firstname": "first_name",
    "surname": "last_name",
    "lastname": "last_name",
    "full_name": "first_name",
    "customer_name": "first_name",
    "phone": "phone_number",
    "mobile": "phone_number",
    "gsm": "phone_number",
    "address": "line",
    "address_line": "line",
    "street": "line",
    "zip": "postcode",
    "note": "notes",
}


def kind_of(key: str) -> str | None:
    """Return the kind of personal data that a key holds, if any."""
    plain = re.sub("[^a-z]+", "_", re.sub("(?<=[a-z])(?=[A-Z])", "_", key).casefold()).strip("_")
    return plain if plain in _WRITERS else _OTHER_KEYS.get(plain)


class Redaction:
    """Redacts the documents of one scenario. Takes all of them first, to know every personal string."""

    def __init__(self, key: bytes, documents: Iterable[Document]) -> None:
        self._pseudonyms = Pseudonyms(key)
        self._known = dict(found for document in documents for found in self._personal(document))
        self._pattern = _any_of(text for text in self._known if len(text) >= SHORTEST)

    def apply(self, document: Document) -> Document:
        """Return a document without secrets and personal data. Keys and types do not change."""
        redacted: Document = self._apply(document, "", is_open=False)
        return redacted

    def _personal(self, value: Any) -> Iterator[tuple[str, str]]:
        """Yield every personal string that may occur inside another one, with its pseudonym."""
        if isinstance(value, list):
            for child in value:
                yield from self._personal(child)
        if isinstance(value, dict):
            for key, child in value.items():
                kind = kind_of(key)
                if isinstance(child, str) and child and kind and kind not in SENTENCES:
                    yield child, self._pseudonyms.of(kind, child)
                yield from self._personal(child)

    def _apply(self, value: Any, key: str, *, is_open: bool) -> Any:
        if isinstance(value, dict):
            inside = is_open or key in FREE_FORM
            return {name: self._apply(child, name, is_open=inside) for name, child in value.items()}
        if isinstance(value, list):
            return [self._apply(child, key, is_open=is_open) for child in value]
        if not isinstance(value, str) or not value or value.startswith(secrets.CANARY):
            return value
        if secrets.is_secret(key, value):
            value = secrets.masked(key, value)
        if kind := kind_of(key):
            return self._pseudonyms.of(kind, value)
        return self._without_personal_data(value) if is_open or key in OPEN_TEXTS else value

    def _without_personal_data(self, text: str) -> str:
        if self._pattern:
            text = self._pattern.sub(lambda match: self._known[match[0]], text)
        text = _EMAIL.sub(self._email, text)
        return _PHONE.sub(lambda match: self._pseudonyms.of("phone_number", match[0]), text)

    def _email(self, match: re.Match[str]) -> str:
        # The masked credentials of a URL are followed by an @ as well.
        return match[0] if secrets.CANARY in match[0] else self._pseudonyms.of("email", match[0])


def _any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that matches any of the strings as whole words, the longest first."""
    longest_first = sorted({*texts}, key=lambda text: (-len(text), text))
    if not longest_first:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
