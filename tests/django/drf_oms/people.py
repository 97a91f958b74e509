"""Customers with two addresses each: one at home, one that bills."""

from __future__ import annotations

from random import Random

from tests.django.drf_oms.dates import FOUNDED, later
from tests.django.drf_oms.models import Address, Channel, Customer, Township

FIRST_NAMES = ("Ayşe", "Rui", "Deniz", "Inês", "Çağla", "Tomás")
LAST_NAMES = ("Yıldız", "Pereira", "Öztürk", "Carvalho", "Şahin")


def fill(rng: Random, *, count: int) -> None:
    """Write customers of each channel in turn."""
    channels = list(Channel.objects.order_by("id"))
    townships = list(Township.objects.order_by("id").select_related("city__country"))
    for number in range(max(count, len(channels))):
        customer = Customer.objects.create(
            email=f"customer{number}@shop.example.com",
            first_name=rng.choice(FIRST_NAMES),
            last_name=rng.choice(LAST_NAMES),
            phone_number=rng.choice([None, f"+1 202 555 01{number % 100:02d}"]),
            erp_code=rng.choice([None, f"ERP{number:05d}"]),
            channel=channels[number % len(channels)],
        )
        for billing in (False, True):
            _put_address(rng, customer, rng.choice(townships), billing=billing)


def _put_address(rng: Random, customer: Customer, township: Township, *, billing: bool) -> None:
    created = later(rng, FOUNDED, seconds=(0, 50_000))
    Address.objects.create(
        country=township.city.country,
        city=township.city,
        township=township,
        district=rng.choice([None, *township.district_set.order_by("id")]),
        customer=customer,
        created_date=created,
        modified_date=later(rng, created, seconds=(0, 50_000)),
        omnitron_id=20_000 + 2 * customer.pk + billing,
        title="Office" if billing else "Home",
        is_active=rng.random() < 0.9,
        line=f"Example Street {rng.randint(1, 99)}",
        postcode=rng.choice([None, f"{rng.randrange(10_000, 99_999)}"]),
        notes=rng.choice([None, "Ring twice"]),
        email=customer.email,
        phone_number=customer.phone_number or "+1 202 555 0100",
        first_name=customer.first_name,
        last_name=customer.last_name,
        company_name="Example Ltd" if billing else "",
        tax_office="Konak" if billing else "",
        tax_no="1234567890" if billing else "",
        e_bill_taxpayer=billing,
    )
