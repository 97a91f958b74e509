"""Read the scheme and the token that a request sends in `Authorization`."""

from __future__ import annotations

import re

from oms_mock.errors import SetupError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
_TOKEN = re.compile(r"[!-~]+", re.ASCII)


def auth_scheme(text: str, what: str = "--auth-scheme") -> str:
    """Return the word before the token in `Authorization`. Raises SetupError for anything else."""
    if not _SCHEME.fullmatch(text):
        raise SetupError(f"{what} takes one word: try Token or Bearer")
    return text


def header_value(token: str, what: str) -> str:
    """Return a token without surrounding blanks, if it can be sent in a header.

    Raises SetupError, whose message does not repeat the token.
    """
    token = token.strip()
    if not token:
        raise SetupError(f"{what} is empty: it should hold the token of the deployment, and nothing else")
    if not _TOKEN.fullmatch(token):
        raise SetupError(f"{what} holds more than a token: blanks and special characters cannot be sent")
    return token
