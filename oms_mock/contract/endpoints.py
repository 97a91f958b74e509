"""The eleven documented endpoints, named like their JSON Schema documents."""

from __future__ import annotations

from dataclasses import dataclass

ORDERS = "/api/v1/oms/orders/"


@dataclass(frozen=True)
class Endpoint:
    """One endpoint: `name` is the stem of its document, `template` its path with `{pk}` and `{event}`."""

    name: str
    template: str
    method: str = "GET"

    @property
    def label(self) -> str:
        """Method and path: `GET /api/v1/oms/orders/{pk}/`."""
        return f"{self.method} {self.template}"

    @property
    def takes_order(self) -> bool:
        """Whether its path names an order."""
        return "{pk}" in self.template

    @property
    def document(self) -> str:
        """The file name of the JSON Schema of its 200."""
        return f"{self.name}.response.json"


ORDER_LIST = Endpoint("order-list", ORDERS)
ORDER_LIST_SHORT = Endpoint("order-list-short", f"{ORDERS}short/")
ORDER_LIST_SIMPLE = Endpoint("order-list-simple", f"{ORDERS}list-simple/")
ORDER_DETAIL = Endpoint("order-detail", f"{ORDERS}{{pk}}/")
ORDER_DETAIL_SHORT = Endpoint("order-detail-short", f"{ORDERS}{{pk}}/short/")
EVENT_LIST = Endpoint("webhook-event-list", f"{ORDERS}{{pk}}/webhook_events/")
EVENT_LIST_SHORT = Endpoint("webhook-event-list-short", f"{ORDERS}{{pk}}/webhook_events/short/")
EVENT_DETAIL = Endpoint("webhook-event-detail", f"{ORDERS}{{pk}}/webhook_events/{{event}}/")
DELIVERY_TYPES = Endpoint("delivery-type-enums", f"{ORDERS}delivery_type_enums/")
PAYMENT_TYPES = Endpoint("payment-type-enums", f"{ORDERS}payment_type_enums/")
PULL = Endpoint("pull-from-omnitron", f"{ORDERS}pull_from_omnitron/", "POST")

ORDER_LISTS = (ORDER_LIST, ORDER_LIST_SHORT, ORDER_LIST_SIMPLE)
EVENT_LISTS = (EVENT_LIST, EVENT_LIST_SHORT)
LISTS = ORDER_LISTS + EVENT_LISTS
OPENED = (ORDER_DETAIL, ORDER_DETAIL_SHORT, EVENT_DETAIL)
FULL_ORDERS = (ORDER_LIST, ORDER_DETAIL)
ENUMERATIONS = (DELIVERY_TYPES, PAYMENT_TYPES)
READS = (*ORDER_LISTS, ORDER_DETAIL, ORDER_DETAIL_SHORT, *EVENT_LISTS, EVENT_DETAIL, *ENUMERATIONS)
ENDPOINTS = (*READS, PULL)
BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}
