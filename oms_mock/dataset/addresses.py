"""Generate the three addresses of a customer: home, second address and company."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from oms_mock.dataset import dates
from oms_mock.dataset.customers import customer
from oms_mock.dataset.digest import below, draws, pick
from oms_mock.dataset.people import WORDS, Words
from oms_mock.dataset.places import Place, places

FIRST_ADDRESS = 20001
FIRST_OMNITRON_ID = 500_001

HOME, SECOND, COMPANY = range(3)
SLOTS = 3

NO_COMPANY = {"company_name": "", "tax_office": "", "tax_no": "", "e_bill_taxpayer": False}


@lru_cache(maxsize=8192)
def address(seed: int, customer_index: int, slot: int) -> dict[str, Any]:
    """Generate the address of one slot: HOME, SECOND or COMPANY."""
    index = customer_index * SLOTS + slot
    (
        where,
        street,
        house,
        flat,
        phone,
        tax_no,
        note,
        has_note,
        has_district,
        active,
        created,
        changed,
        *_,
    ) = draws(seed, "address", index)
    owner, home, _ = customer(seed, customer_index)
    words, place = WORDS[home], pick(places()[home], where)
    company = _company(words, place, owner["last_name"], below(10**9, tax_no)) if slot == COMPANY else NO_COMPANY
    created_date, modified_date = dates.long_settled(created, changed)
    line = words.line.format(street=pick(words.streets, street), house=1 + below(120, house), flat=1 + below(24, flat))
    return {
        "id": FIRST_ADDRESS + index,
        "city": place.city,
        "country": place.country,
        "township": place.township,
        "district": place.district if below(16, has_district) else None,
        "customer": owner,
        "address_type": "customer",
        "created_date": created_date,
        "modified_date": modified_date,
        "omnitron_id": FIRST_OMNITRON_ID + index,
        "mapping": None,
        "title": words.address_titles[slot],
        "is_active": below(20, active) > 0,
        "line": line,
        "postcode": place.postcode,
        "notes": pick(words.address_notes, note) if below(8, has_note) == 0 else None,
        "email": owner["email"],
        "phone_number": words.phone_number.format(below(1000, phone)),
        "first_name": owner["first_name"],
        "last_name": owner["last_name"],
        **company,
    }


def _company(words: Words, place: Place, last_name: str, tax_number: int) -> dict[str, Any]:
    return {
        "company_name": words.company_name.format(last_name=last_name),
        "tax_office": words.tax_office.format(city=place.city["name"], township=place.township["name"]),
        "tax_no": words.tax_no.format(tax_number),
        "e_bill_taxpayer": True,
    }
