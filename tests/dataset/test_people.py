from __future__ import annotations

import re

import pytest

from oms_mock.dataset.people import WORDS, email

PHONE_NUMBERS = {"tr": r"\+90 555\d{7}", "it": r"\+39 3\d{9}", "gb": r"\+44 7700900\d{3}"}


@pytest.mark.parametrize("country", WORDS)
def test_any_name_gives_an_ascii_email_address_at_example_com(country: str) -> None:
    words = WORDS[country]
    addresses = [email(first, last, 10001) for first in words.first_names for last in words.last_names]

    assert [text for text in addresses if not re.fullmatch(r"[a-z]+\.[a-z]+\.10001@example\.com", text)] == []


def test_turkish_letters_become_ascii_letters() -> None:
    assert email("İbrahim", "Işık", 7) == "ibrahim.isik.7@example.com"


def test_spaces_and_apostrophes_are_removed() -> None:
    assert email("Niccolò", "D'Angelo", 7) == "niccolo.dangelo.7@example.com"


@pytest.mark.parametrize("country", WORDS)
@pytest.mark.parametrize("digits", [0, 999])
def test_phone_numbers_have_the_format_of_the_country(country: str, digits: int) -> None:
    assert re.fullmatch(PHONE_NUMBERS[country], WORDS[country].phone_number.format(digits))


@pytest.mark.parametrize("country", WORDS)
def test_words_of_a_list_are_unique(country: str) -> None:
    lists = [words for words in WORDS[country] if isinstance(words, tuple)]

    assert [words for words in lists if len(set(words)) < len(words)] == []
