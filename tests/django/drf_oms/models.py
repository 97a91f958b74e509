"""The tables of an OMS, as far as the vendor's page shows them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models

COMMANDS: dict[str, list[dict[str, Any]]] = {
    "450": [{"transition": 12, "slug": "ORDER_CANCEL", "name": "Cancel"}],
}
"""What can be done with an order in a state."""


class DeliveryType(models.TextChoices):
    STANDARD = "standard", "Standard delivery"
    EXPRESS = "express", "Express delivery"
    STORE_PICKUP = "store_pickup", "Store pickup"


class PaymentType(models.TextChoices):
    CREDIT_CARD = "credit_card", "Credit card"
    FUNDS_TRANSFER = "funds_transfer", "Funds transfer"
    PAY_ON_DELIVERY = "pay_on_delivery", "Pay on delivery"
    LOYALTY_MONEY = "loyalty_money", "Loyalty money"


class Dated(models.Model):
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        abstract = True


class Place(models.Model):
    name = models.CharField(max_length=128)
    is_active = models.BooleanField(default=True)
    longitude = models.DecimalField(max_digits=11, decimal_places=8, null=True)
    latitude = models.DecimalField(max_digits=11, decimal_places=8, null=True)

    class Meta:
        abstract = True


class Country(Place):
    code = models.CharField(max_length=2)


class City(Place):
    country = models.ForeignKey(Country, models.CASCADE)


class Township(Place):
    city = models.ForeignKey(City, models.CASCADE)


class District(Place):
    city = models.ForeignKey(City, models.CASCADE)
    township = models.ForeignKey(Township, models.CASCADE)


class State(Dated):
    translations = models.JSONField(null=True)
    name = models.CharField(max_length=64)
    config = models.JSONField(default=dict)
    enum_class = models.CharField(max_length=64, default="OrderStatus")
    enum_value = models.CharField(max_length=8)
    content_type = models.ForeignKey(ContentType, models.CASCADE)


class Channel(Dated):
    channel_type = models.CharField(max_length=64)
    omnitron_id = models.IntegerField()
    name = models.CharField(max_length=64)
    configuration = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)


class Customer(models.Model):
    email = models.CharField(max_length=128)
    first_name = models.CharField(max_length=64)
    last_name = models.CharField(max_length=64)
    phone_number = models.CharField(max_length=32, null=True)
    erp_code = models.CharField(max_length=64, null=True)
    channel = models.ForeignKey(Channel, models.CASCADE)


class Address(Dated):
    city = models.ForeignKey(City, models.CASCADE)
    country = models.ForeignKey(Country, models.CASCADE)
    township = models.ForeignKey(Township, models.CASCADE)
    district = models.ForeignKey(District, models.CASCADE, null=True)
    customer = models.ForeignKey(Customer, models.CASCADE)
    address_type = models.CharField(max_length=32, default="customer")
    omnitron_id = models.IntegerField()
    mapping = models.JSONField(null=True)
    title = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    line = models.CharField(max_length=256)
    postcode = models.CharField(max_length=16, null=True)
    notes = models.TextField(null=True)
    email = models.CharField(max_length=128)
    phone_number = models.CharField(max_length=32)
    first_name = models.CharField(max_length=64)
    last_name = models.CharField(max_length=64)
    company_name = models.CharField(max_length=128)
    tax_office = models.CharField(max_length=64)
    tax_no = models.CharField(max_length=16)
    e_bill_taxpayer = models.BooleanField(default=False)


class Product(Dated):
    omnitron_id = models.IntegerField()
    name = models.CharField(max_length=255)
    base_code = models.CharField(max_length=64)
    sku = models.CharField(max_length=64)
    barcode = models.CharField(max_length=64, null=True)
    attributes = models.JSONField(default=dict)
    attributes_kwargs = models.JSONField(default=dict)
    extra_attributes = models.JSONField(default=dict)
    remote_modified_date = models.DateTimeField()


class ProductImage(models.Model):
    order = models.IntegerField()
    url = models.CharField(max_length=255)
    product = models.ForeignKey(Product, models.CASCADE)

    class Meta:
        ordering: ClassVar[list[str]] = ["order"]


class PriceList(Dated):
    code = models.CharField(max_length=64, null=True)
    name = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    is_auto_sync = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]


class StockList(Dated):
    code = models.CharField(max_length=64, null=True)
    name = models.CharField(max_length=64)
    is_auto_sync = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]


class Order(Dated):
    state = models.ForeignKey(State, models.CASCADE)
    customer = models.ForeignKey(Customer, models.CASCADE)
    shipping_address = models.ForeignKey(Address, models.CASCADE, related_name="+")
    billing_address = models.ForeignKey(Address, models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, models.CASCADE)
    payment_type = models.CharField(max_length=64, choices=PaymentType)
    retail_store = models.IntegerField(null=True)
    delivery_range = models.CharField(max_length=64, null=True)
    client_type = models.CharField(max_length=64, default="default")
    delivery_type = models.CharField(max_length=64, choices=DeliveryType)
    omnitron_id = models.IntegerField()
    number = models.CharField(max_length=128)
    date_placed = models.DateTimeField()
    tracking_number = models.CharField(max_length=64, null=True)
    has_gift_box = models.BooleanField(default=False)
    gift_box_note = models.TextField(null=True)
    notes = models.TextField(null=True)
    segment = models.CharField(max_length=64, null=True)
    cargo_company = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["channel", "number"], name="number_in_channel")
        ]

    @property
    def commands(self) -> list[dict[str, Any]]:
        return COMMANDS.get(self.state.enum_value, [])


class OrderItem(Dated):
    state = models.ForeignKey(State, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE)
    omnitron_id = models.IntegerField()
    net_amount = models.DecimalField(max_digits=12, decimal_places=2)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    price_currency = models.CharField(max_length=3)
    retail_price = models.DecimalField(max_digits=12, decimal_places=2)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    tax_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    discount_amount = models.DecimalField(max_digits=12, decimal_places=2)
    without_net_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    installment_interest_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    attributes = models.JSONField(default=dict)
    attributes_kwargs = models.JSONField(default=dict)
    image = models.CharField(max_length=255, null=True)
    price_list = models.ForeignKey(PriceList, models.CASCADE)
    stock_list = models.ForeignKey(StockList, models.CASCADE)
    extra_field = models.JSONField()
    parent_omnitron_id = models.IntegerField(null=True)
    order = models.ForeignKey(Order, models.CASCADE)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]


class Webhook(models.Model):
    event_type = models.CharField(max_length=64)
    target_url = models.CharField(max_length=255)
    secret_key = models.CharField(max_length=64, null=True)
    additional_headers = models.JSONField(null=True)
    retry_countdown_config = models.JSONField()


class WebhookEvent(Dated):
    webhook = models.ForeignKey(Webhook, models.CASCADE)
    uuid = models.CharField(max_length=32)
    request_payload = models.JSONField()
    response_content = models.TextField(null=True)
    response_http_status = models.IntegerField(null=True)
    delivered = models.BooleanField(default=False)
    retry_count = models.IntegerField(default=0)
    order = models.ForeignKey(Order, models.CASCADE)


class OmnitronOrder(models.Model):
    """An order that Omnitron has and the OMS may pull; its channel and cargo company need not be known here."""

    number = models.CharField(max_length=128, unique=True)
    omnitron_id = models.IntegerField()
    channel_omnitron_id = models.IntegerField()
    cargo_company = models.IntegerField()
