"""What the wire shows of the tables, in the key order of the vendor's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from rest_framework import serializers

from tests.django.drf_oms import models
from tests.django.drf_oms.deployment import options


class CountrySerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Country
        fields = ("pk", "name", "code", "is_active", "longitude", "latitude")


class CitySerializer(serializers.ModelSerializer):
    class Meta:
        model = models.City
        fields = ("pk", "name", "country", "is_active", "longitude", "latitude")


class TownshipSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Township
        fields = ("pk", "name", "city", "is_active", "longitude", "latitude")


class DistrictSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.District
        fields = ("pk", "name", "city", "township", "is_active", "longitude", "latitude")


class StateSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.State
        fields = (
            *("id", "created_date", "modified_date", "translations", "name"),
            *("config", "enum_class", "enum_value", "content_type"),
        )

    def to_representation(self, instance: models.State) -> dict[str, Any]:
        state = super().to_representation(instance)
        if options().translations == "absent":
            del state["translations"]
        return state


class ChannelSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Channel
        fields = (
            *("id", "channel_type", "created_date", "modified_date"),
            *("omnitron_id", "name", "configuration", "is_active"),
        )


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Customer
        fields = ("email", "first_name", "last_name", "phone_number", "erp_code", "pk", "channel")


class AddressSerializer(serializers.ModelSerializer):
    city = CitySerializer()
    country = CountrySerializer()
    township = TownshipSerializer()
    district = DistrictSerializer()
    customer = CustomerSerializer()

    class Meta:
        model = models.Address
        fields = (
            *("id", "city", "country", "township", "district", "customer", "address_type"),
            *("created_date", "modified_date", "omnitron_id", "mapping", "title", "is_active"),
            *("line", "postcode", "notes", "email", "phone_number", "first_name", "last_name"),
            *("company_name", "tax_office", "tax_no", "e_bill_taxpayer"),
        )


class ProductImageSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.ProductImage
        fields = ("order", "id", "url", "product")


class ProductSerializer(serializers.ModelSerializer):
    productimage_set = ProductImageSerializer(many=True)

    class Meta:
        model = models.Product
        fields = (
            *("id", "productimage_set", "created_date", "modified_date", "omnitron_id", "name"),
            *("base_code", "sku", "barcode", "attributes", "attributes_kwargs"),
            *("extra_attributes", "remote_modified_date"),
        )


class PriceListSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.PriceList
        fields = ("pk", "code", "name", "currency", "created_date", "is_auto_sync", "modified_date")


class StockListSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.StockList
        fields = ("pk", "code", "name", "created_date", "is_auto_sync", "modified_date")


class OrderItemSerializer(serializers.ModelSerializer):
    state = StateSerializer()
    product = ProductSerializer()
    price_list = PriceListSerializer()
    stock_list = StockListSerializer()

    class Meta:
        model = models.OrderItem
        fields = (
            *("id", "state", "product", "created_date", "modified_date", "omnitron_id", "net_amount"),
            *("price", "price_currency", "retail_price", "tax_rate", "tax_amount", "discount_amount"),
            *("without_net_amount", "installment_interest_amount", "attributes", "attributes_kwargs"),
            *("image", "price_list", "stock_list", "extra_field", "parent_omnitron_id", "order"),
        )


class OrderSerializer(serializers.ModelSerializer):
    """A row of the list, and the detail."""

    state = StateSerializer()
    commands = serializers.ReadOnlyField()
    orderitem_set = OrderItemSerializer(many=True)
    customer = CustomerSerializer()
    shipping_address = AddressSerializer()
    billing_address = AddressSerializer()
    channel = ChannelSerializer()

    class Meta:
        model = models.Order
        fields = (
            *("id", "state", "commands", "orderitem_set", "customer", "shipping_address", "billing_address"),
            *("channel", "payment_type", "retail_store", "delivery_range", "client_type", "delivery_type"),
            *("created_date", "modified_date", "omnitron_id", "number", "date_placed", "tracking_number"),
            *("has_gift_box", "gift_box_note", "notes", "segment", "cargo_company"),
        )


class Reference(serializers.RelatedField):
    """A state or a channel in a short view: "keys or references to these objects"."""

    def __init__(self, *shown: str) -> None:
        super().__init__(read_only=True)
        self.shown = shown

    def to_representation(self, value: Model) -> Any:
        match options().reference_form:
            case "key":
                return value.pk
            case "name":
                return value.name
            case _:
                return {name: getattr(value, name) for name in self.shown}


class OrderShortSerializer(serializers.ModelSerializer):
    """A row of the short list."""

    state = Reference("id", "name", "enum_value")
    channel = Reference("id", "name")
    order_item_count = serializers.IntegerField()

    class Meta:
        model = models.Order
        fields = (
            *("id", "number", "order_item_count", "state", "channel", "customer"),
            *("shipping_address", "billing_address", "payment_type", "created_date", "date_placed"),
        )


class OrderSimpleSerializer(serializers.ModelSerializer):
    """A row of the simple list."""

    class Meta:
        model = models.Order
        fields = ("id", "number", "created_date", "modified_date", "date_placed")


class OrderDetailShortSerializer(serializers.ModelSerializer):
    """The short detail."""

    state = Reference("id", "name", "enum_value")
    channel = Reference("id", "name")
    commands = serializers.ReadOnlyField()

    class Meta:
        model = models.Order
        fields = ("id", "number", "state", "commands", "channel", "customer", "date_placed")


class WebhookSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Webhook
        fields = ("event_type", "target_url", "secret_key", "additional_headers", "retry_countdown_config")


class WebhookEventSerializer(serializers.ModelSerializer):
    webhook = WebhookSerializer()
    object_id = serializers.IntegerField(source="order_id")

    class Meta:
        model = models.WebhookEvent
        fields = (
            *("id", "webhook", "created_date", "modified_date", "uuid", "request_payload", "response_content"),
            *("response_http_status", "delivered", "retry_count", "object_id"),
        )


class WebhookEventShortSerializer(serializers.ModelSerializer):
    """Without the payload, and without what is large."""

    class Meta:
        model = models.WebhookEvent
        fields = ("id", "uuid", "created_date", "modified_date", "delivered", "response_http_status", "retry_count")


class PullSerializer(serializers.Serializer):
    """The body of a pull."""

    order_numbers = serializers.ListField(child=serializers.CharField())
