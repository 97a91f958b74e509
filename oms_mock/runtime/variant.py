"""The part of an ETag that the settings of a server determine."""

from __future__ import annotations

import zlib
from dataclasses import fields

from oms_mock import __version__
from oms_mock.config import Config

IN_THE_REVISION = frozenset(("database", "scenario", "orders", "seed", "profile", "until"))
"""Settings that choose the data: the revision of a world depends on the database."""
WITHOUT_EFFECT = frozenset(
    (
        *("token", "limited_token", "inactive_token", "password", "auth_scheme"),
        *("latency", "journal", "max_body_bytes", "watch"),
        # They change the links of a page, which are part of its URL, and headers that a 304 has as well.
        *("trust_proxy", "cors_origins", "language"),
    )
)
"""Settings that do not change the body of any response that has an ETag."""


def variant(config: Config, version: str = __version__) -> int:
    """Return a number that differs between servers whose responses to the same data may differ.

    A setting counts unless it is listed above, so a new one does.
    """
    left_out = IN_THE_REVISION | WITHOUT_EFFECT
    chosen = [(each.name, getattr(config, each.name)) for each in fields(config) if each.name not in left_out]
    return zlib.crc32(repr((version, chosen)).encode())
