"""Generate customers. Each belongs to one channel and, with few exceptions, lives in its country."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from oms_mock.dataset.channels import Channel, channels
from oms_mock.dataset.digest import below, draws, pick, spread
from oms_mock.dataset.people import WORDS, email

FIRST_CUSTOMER = 10001

CHANNEL_IDS = spread(((2, 50), (3, 20), (4, 18), (5, 12)))
HOMES = {country: spread(((country, 24), *((other, 1) for other in WORDS if other != country))) for country in WORDS}


class Customer(NamedTuple):
    """The document of a customer, the country of residence, and the channel."""

    document: dict[str, Any]
    home: str
    channel: Channel


@lru_cache(maxsize=8192)
def customer(seed: int, index: int) -> Customer:
    """Generate the customer with this index, from 0."""
    shop, home, first, last, phone, has_phone, has_erp_code, *_ = draws(seed, "customer", index)
    channel = channels()[pick(CHANNEL_IDS, shop)]
    country = pick(HOMES[channel.country], home)
    words = WORDS[country]
    pk = FIRST_CUSTOMER + index
    first_name, last_name = pick(words.first_names, first), pick(words.last_names, last)
    document = {
        "email": email(first_name, last_name, pk),
        "first_name": first_name,
        "last_name": last_name,
        "phone_number": words.phone_number.format(below(1000, phone)) if below(3, has_phone) else None,
        "erp_code": f"C{pk:08d}" if below(4, has_erp_code) == 0 else None,
        "pk": pk,
        "channel": channel.document["id"],
    }
    return Customer(document, country, channel)
