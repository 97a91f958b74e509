"""Error messages in Turkish, chosen as Django's LocaleMiddleware does.

The texts are those of the locale files of DRF 3.14 and Django. A message that they do not translate stays English, as
it does there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response

from oms_mock import wire
from oms_mock.drf.responses import JSON

ENGLISH = "en"
TURKISH = "tr"
LANGUAGES = (ENGLISH, TURKISH)

_LONGEST_HEADER = 500
"""Characters of `Accept-Language` that Django reads."""

_MESSAGES = {
    "Malformed request.": "Bozuk istek.",
    "Authentication credentials were not provided.": "Giriş bilgileri verilmedi.",
    "You do not have permission to perform this action.": "Bu işlemi yapmak için izniniz bulunmuyor.",
    "Not found.": "Bulunamadı.",
    "Could not satisfy the request Accept header.": (
        "İsteğe ait Accept başlık bilgisi yanıt verilecek başlık bilgileri arasında değil."
    ),
    "A server error occurred.": "Sunucu hatası oluştu.",
    "Invalid token header. No credentials provided.": "Geçersiz token başlığı. Kimlik bilgileri eksik.",
    "Invalid token header. Token string should not contain spaces.": (
        "Geçersiz token başlığı. Token'da boşluk olmamalı."
    ),
    "Invalid token header. Token string should not contain invalid characters.": (
        "Geçersiz token başlığı. Token geçersiz karakter içermemeli."
    ),
    "Invalid token.": "Geçersiz simge.",
    "User inactive or deleted.": "Kullanıcı aktif değil ya da silinmiş",
    "Invalid page.": "Geçersiz sayfa.",
    "Unable to log in with provided credentials.": "Verilen bilgiler ile giriş sağlanamadı.",
    "This field is required.": "Bu alan zorunlu.",
    "This field may not be null.": "Bu alan boş bırakılmamalı.",
    "This field may not be blank.": "Bu alan boş bırakılmamalı.",
    "Null characters are not allowed.": "Boş karakterlere izin verilmiyor.",
    "Enter a number.": "Bir sayı girin.",
    "Enter a valid date/time.": "Geçerli bir tarih/saat girin.",
}
_PATTERNS = (
    (re.compile(r'Method "(.*)" not allowed\.'), '"{}" metoduna izin verilmiyor.'),
    (re.compile(r'Unsupported media type "(.*)" in request\.', re.DOTALL), 'İstekte desteklenmeyen medya tipi: "{}".'),
    (re.compile(r"Request was throttled\. (.*)"), "Üst üste çok fazla istek yapıldı. {}"),
    (
        re.compile(r'Expected a list of items but got type "(.*)"\.'),
        'Elemanların listesi beklenirken "{}" alındı.',
    ),
    (
        re.compile(r"Invalid data\. Expected a dictionary, but got (.*)\."),
        "Geçersiz veri. Bir sözlük bekleniyor, ama var {}.",
    ),
)


def apply(environ: Mapping[str, Any], default: str, response: Response) -> None:
    """Translate the messages of an error response, and name the language of any response."""
    language = chosen(environ.get("HTTP_ACCEPT_LANGUAGE", ""), default)
    response.headers.add("Vary", "Accept-Language")
    response.headers["Content-Language"] = language
    if language == TURKISH and response.status_code >= 400 and response.content_type == JSON:
        response.set_data(wire.dumps(_translated(orjson.loads(response.get_data()))))


def chosen(accepted: str, default: str) -> str:
    """Return the language of a response by `Accept-Language`; `default` if it accepts none that there is."""
    if len(accepted) > _LONGEST_HEADER:
        return default
    for name in sorted(accepted.lower().split(","), key=_quality, reverse=True):
        language = name.partition(";")[0].strip().partition("-")[0]
        if language in LANGUAGES:
            return language
        if language == "*":
            return default
    return default


def _quality(language_range: str) -> float:
    try:
        return float(language_range.partition(";")[2].strip().removeprefix("q="))
    except ValueError:
        return 1.0


def _translated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _translated(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_translated(child) for child in value]
    return _message(value) if isinstance(value, str) else value


def _message(text: str) -> str:
    if text in _MESSAGES:
        return _MESSAGES[text]
    for pattern, translation in _PATTERNS:
        if match := pattern.fullmatch(text):
            return translation.format(match[1])
    return text
