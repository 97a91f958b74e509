"""Extract from responses what rules compare: ids, versions, digests, and the place of a row in words."""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson

from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, EVENT_LISTS, ORDER_LISTS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def id_of(row: Any) -> int | None:
    """Return the id of an order or an event if it is a 64-bit integer."""
    value = row.get("id") if isinstance(row, dict) else None
    return value if type(value) is int and abs(value) < 2**63 else None


def version_of(row: dict[str, Any]) -> int:
    """Return when an order was last changed, in microseconds; 0 if that is missing."""
    return instant(row.get("modified_date")) or 0


def versions(rows: Iterable[dict[str, Any]]) -> dict[int, int]:
    """Return when orders were last changed: id → microseconds."""
    return {key: version_of(row) for row in rows if (key := id_of(row)) is not None}


def instant(value: Any) -> int | None:
    """Parse a date as microseconds since 1970; None for anything else. A date without a zone is in UTC."""
    if not isinstance(value, str) or value[4:5] != "-" or value[10:11] not in {"T", " "}:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def digest(value: Any) -> int:
    """Return a 64-bit digest of a document that does not depend on the order of keys."""
    return int.from_bytes(hashlib.blake2b(_bytes(value), digest_size=8).digest()) - 2**63


def check_sum(value: Any) -> int:
    """Return a 32-bit digest of a small value."""
    return zlib.crc32(_bytes(value))


def _bytes(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a number beyond 64 bits
        return json.dumps(value, sort_keys=True).encode()


def known_as(value: Any) -> int:
    """Return a digest of what identifies a reference: the key or the name of an object, or the value itself."""
    if isinstance(value, dict):
        value = next((value[key] for key in _KEYS if value.get(key) is not None), value)
    return check_sum(value)


_KEYS = ("id", "pk", "enum_value", "value", "name")


def added(numbers: array[int], number: int) -> array[int]:
    """Append a number to an array of 32-bit integers, which is widened to 64 bits if the number does not fit."""
    try:
        numbers.append(number)
    except OverflowError:
        numbers = array("q", numbers)
        numbers.append(number)
    return numbers


def duplicates(numbers: array[int]) -> Iterator[int]:
    """Yield the indices of repeated numbers; in slices, to use little memory."""
    slices = len(numbers) // 4096 + 1
    for part in range(slices):
        seen = set()
        for place, number in enumerate(numbers):
            if number % slices == part:
                if number in seen:
                    yield place
                seen.add(number)


def place_of(interaction: Interaction, index: int | None) -> str:
    """Describe where a row is: `order 6998 (page 1, results[0])`, `order 6998`, `event 12 of order 6998`."""
    request = interaction.request
    if index is None or index >= len(interaction.rows):
        return f"order {request.pk}" if request.pk is not None else ""
    key = id_of(interaction.rows[index])
    if request.endpoint in ORDER_LISTS:
        return f"order {'without an id' if key is None else key} (page {request.page}, results[{index}])"
    if request.endpoint in EVENT_LISTS or request.endpoint is EVENT_DETAIL:
        return f"event {key} of order {request.pk}" if key is not None else f"an event of order {request.pk}"
    return f"order {request.pk}"


def request_of(interaction: Interaction, index: int | None) -> Request:
    """Return a request for a single row of a page of orders, `?limit=1&page=137`; else the request of the response.

    Pages are counted by the size that the deployment gave them, which may be less than the requested `limit`.
    """
    before = _rows_before(interaction)
    if interaction.endpoint not in ORDER_LISTS or index is None or before is None:
        return interaction.request
    query = (("limit", "1"), ("page", str(before + index + 1)))
    return replace(interaction.request, query=query, link=None)


def _rows_before(interaction: Interaction) -> int | None:
    """Return how many rows are on the pages before this one; None if that is not known."""
    if interaction.request.page == 1:
        return 0
    if isinstance(interaction.body, dict) and interaction.body.get("next"):
        return (interaction.request.page - 1) * len(interaction.rows)
    return None if interaction.count is None else max(0, interaction.count - len(interaction.rows))
